//! How a letter will look, for the person who writes it.

use super::error::LetterError;

/// A letter for one recipient, to be looked at. A part that could not be made is empty and named in `problems`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub subject: String,
    /// Sanitised; `None` for a plain-text message.
    pub html: Option<String>,
    pub text: String,
    /// Octets of the whole encoded letter; 0 when it cannot be built.
    pub size: usize,
    pub problems: Vec<LetterError>,
}
