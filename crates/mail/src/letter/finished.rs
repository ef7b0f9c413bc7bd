//! A finished letter, ready to be written to a connection as it is.

use std::sync::Arc;

/// A letter: ASCII (but for an internationalised local part), CR LF line ends, lines of at most 998 octets, none of
/// which begins with a dot, so that none has to be stuffed (RFC 5321 §4.5.2).
///
/// Its attachments are shared with all letters of the mailing, so a letter takes little memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    own: String,
    attachments: Arc<[u8]>,
}

impl Letter {
    /// No line of either begins with a dot; the attachments, if any, begin with the end of a line.
    pub(super) fn new(own: String, attachments: Arc<[u8]>) -> Self {
        debug_assert!(!own.starts_with('.') && !own.contains("\n."), "a line begins with a dot");
        Self { own, attachments }
    }

    /// The letter is these two, one after the other.
    pub(crate) fn halves(&self) -> (&[u8], &[u8]) {
        (self.own.as_bytes(), &self.attachments)
    }

    /// Octets of the whole letter.
    pub fn size(&self) -> usize {
        self.own.len() + self.attachments.len()
    }

    /// The whole letter.
    pub fn to_vec(&self) -> Vec<u8> {
        [self.own.as_bytes(), &self.attachments].concat()
    }
}
