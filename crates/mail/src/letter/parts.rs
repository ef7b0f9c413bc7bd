//! Parts of a MIME letter (RFC 2045, RFC 2046): what stands around the bodies, and the attachments.
//!
//! The boundaries hold `=_`, which neither encoding of a body ever writes (RFC 2045 §6.7), so they can be fixed.

use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding::Base64;

use super::content::AttachedFile;
use super::error::LetterError;
use super::headers;

const MIXED: &str = "=_mixed";
const ALTERNATIVE: &str = "=_alternative";

/// What stands around the bodies of a letter.
#[derive(Debug)]
pub(super) struct Frame {
    pub before_text: String,
    pub before_html: String,
    pub after: String,
}

impl Frame {
    /// `text` and `html` are the heads of the two parts. With both, a reader shows the last one it can (RFC 2046
    /// §5.1.4).
    pub(super) fn new(text: &str, html: Option<&str>, has_attachments: bool) -> Self {
        let mut before_text = String::new();
        if has_attachments {
            before_text += &(multipart("mixed", MIXED) + &delimiter(MIXED));
        }
        let Some(html) = html else {
            let after = if has_attachments { "" } else { "\r\n" }.to_owned();
            return Self { before_text: before_text + text, before_html: String::new(), after };
        };
        before_text += &(multipart("alternative", ALTERNATIVE) + &delimiter(ALTERNATIVE) + text);
        let mut after = close_delimiter(ALTERNATIVE);
        if !has_attachments {
            after += "\r\n";
        }
        Self { before_text, before_html: delimiter(ALTERNATIVE) + html, after }
    }
}

/// What stands after the frame: the attachments, always base64. No line of it starts with a dot.
pub(super) fn attachments(files: &[AttachedFile]) -> Result<Vec<u8>, LetterError> {
    let mut out = Vec::new();
    for file in files {
        let name = headers::checked("Content-Disposition", &file.name)?;
        let head = delimiter(MIXED)
            + &headers::plain("Content-Type", media_type(&file.media_type))
            + &headers::attachment(&name)
            + &headers::plain("Content-Transfer-Encoding", "base64")
            + "\r\n";
        out.extend_from_slice(head.as_bytes());
        out.extend(base64(file.bytes.to_vec()));
    }
    out.extend_from_slice(close_delimiter(MIXED).as_bytes());
    debug_assert!(!out.windows(2).any(|pair| pair == b"\n."), "a line begins with a dot");
    Ok(out)
}

fn multipart(subtype: &str, boundary: &str) -> String {
    headers::plain("Content-Type", &format!("multipart/{subtype}; boundary=\"{boundary}\""))
}

fn delimiter(boundary: &str) -> String {
    format!("\r\n--{boundary}\r\n")
}

fn close_delimiter(boundary: &str) -> String {
    format!("\r\n--{boundary}--\r\n")
}

fn base64(body: impl Into<lettre::message::MaybeString>) -> Vec<u8> {
    // Only the encodings that are no encodings can be refused.
    Body::new_with_encoding(body, Base64).map_or_else(|bytes| bytes, Body::into_vec)
}

/// A media type fit for a header line. `message/*` and `multipart/*` must not be base64 (RFC 2046 §5.1, §5.2.1).
fn media_type(media_type: &str) -> &str {
    let media_type = media_type.trim();
    let is_token = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b))
    };
    match media_type.split_once('/') {
        Some(("message" | "multipart", _)) => OCTETS,
        Some((kind, subtype)) if is_token(kind) && is_token(subtype) && media_type.len() <= 127 => media_type,
        _ => OCTETS,
    }
}

const OCTETS: &str = "application/octet-stream";
