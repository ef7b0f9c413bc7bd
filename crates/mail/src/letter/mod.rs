//! Letters: a message compiled once per mailing, then one letter for each recipient (RFC 5322, MIME).
//!
//! What does not depend on the recipient is done once: templates parsed, CSS inlined, attachments encoded. A letter
//! is then rendered values between ready pieces. Body parts are always base64 or quoted-printable, so a letter is
//! ASCII (but for the local part of an internationalised address), its lines are short and end in CR LF.

mod content;
mod headers;
mod html;
mod lines;
mod message_id;
mod parts;
mod press;
mod preview;

pub use content::{AttachedFile, Content, Format, Identity};
pub use message_id::message_id;
pub use press::{Letter, LetterError, Letterpress};
pub use preview::Preview;

pub use crate::merge::Recipient;
