//! How a body part is encoded: the choice is made once for a mailing, from its text without values.

use super::quoted::{self, End};
use super::{base64, headers};

/// Bodies are quoted-printable or base64, never as they are: no bare line feed, no long line, no line that begins
/// with a dot and no boundary can occur in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Quoted,
    Base64,
}

impl Encoding {
    /// Base64 costs a third; quoted-printable costs twice for each octet that is not ASCII, and is readable without.
    pub(super) fn of(text: &str) -> Self {
        let foreign = text.bytes().filter(|byte| !byte.is_ascii()).count();
        if foreign > text.len() / 6 { Self::Base64 } else { Self::Quoted }
    }

    /// The header lines of `text/plain` or `text/html`, and the empty line after them.
    pub(super) fn head(self, subtype: &str) -> String {
        let name = match self {
            Self::Quoted => "quoted-printable",
            Self::Base64 => "base64",
        };
        headers::plain("Content-Type", &format!("text/{subtype}; charset=utf-8"))
            + &headers::plain("Content-Transfer-Encoding", name)
            + "\r\n"
    }

    /// Appends a whole text.
    pub(super) fn encode(self, text: &str, out: &mut String) {
        match self {
            Self::Quoted => quoted::encode(text, End::Line, out),
            Self::Base64 => {
                let mut stream = base64::Stream::new(out);
                stream.push(text);
                stream.end();
            }
        }
    }
}
