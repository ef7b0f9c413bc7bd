//! Letters: a message compiled once per mailing, then one letter for each recipient (RFC 5322, MIME).
//!
//! What does not depend on the recipient is done once: templates parsed, CSS inlined, attachments encoded. A letter
//! is then values between ready pieces. Body parts are always base64 or quoted-printable, so a letter is
//! ASCII (but for the local part of an internationalised address), its lines are short and end in CR LF.

mod base64;
mod body;
mod content;
mod encoding;
mod error;
mod fill;
mod finished;
mod headers;
mod html;
mod message_id;
mod parts;
mod press;
mod preview;
mod quoted;
#[cfg(test)]
mod samples;
mod segments;
#[cfg(test)]
mod splicing;

pub use content::{AttachedFile, Content, Format, Identity};
pub use error::LetterError;
pub use finished::Letter;
pub use message_id::{MessageIds, message_id};
pub use press::Letterpress;
pub use preview::Preview;

pub use crate::merge::Recipient;
