//! Why a letter cannot be built.

use crate::AddressError;
use crate::merge::TemplateError;

/// Why a letter cannot be built. It fails the message when compiled, and one delivery when built for a recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// A merge field or a template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The text is not fit to be one line of this header.
    #[error("{header}: {reason}")]
    Header { header: &'static str, reason: AddressError },
}

impl LetterError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Template(error) => error.code(),
            Self::Header { reason, .. } => reason.code(),
        }
    }
}
