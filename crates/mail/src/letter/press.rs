//! The letterpress: a message set in type once, then one letter for each recipient.

use std::time::SystemTime;

use super::content::{Content, Identity};
use crate::AddressError;
use crate::merge::{Recipient, TemplateError};

/// A finished letter: ASCII (but for an internationalised local part), CR LF line ends, lines of at most 998 octets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter(pub(super) Vec<u8>);

impl Letter {
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Why a letter cannot be built. Fails the message when compiled, one delivery when built for a recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// A merge field or a template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The text would not be one line of a header; `header` as in `Subject`.
    #[error("{header}: {reason}")]
    Header { header: &'static str, reason: AddressError },
}

/// A message compiled for one mailing: templates parsed, styles inlined, attachments encoded.
#[derive(Debug)]
pub struct Letterpress {
    _todo: (),
}
impl Letterpress {
    pub fn compile(_content: &Content, _from: &Identity) -> Result<Self, LetterError> { unimplemented!() }
    pub fn letter(&self, _to: &Recipient, _message_id: &str, _date: SystemTime) -> Result<Letter, LetterError> { unimplemented!() }
    pub fn preview(&self, _to: &Recipient) -> super::Preview { unimplemented!() }
    pub fn fields(&self) -> std::collections::BTreeSet<String> { unimplemented!() }
    pub fn required_fields(&self) -> std::collections::BTreeSet<String> { unimplemented!() }
}
