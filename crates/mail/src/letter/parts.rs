//! Parts of a MIME letter, encoded (RFC 2045, RFC 2046).
//!
//! Bodies are quoted-printable or base64, never as they are: no bare line feed, no long line and no boundary can
//! occur in one. The boundaries hold `=_`, which neither encoding ever writes (RFC 2045 §6.7), so they can be fixed.

use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding::{self, Base64, QuotedPrintable};

use super::content::AttachedFile;
use super::headers;
use super::lines::Lines;
use super::press::LetterError;

const MIXED: &str = "=_mixed";
const ALTERNATIVE: &str = "=_alternative";

/// `text/plain` or `text/html`: header lines, an empty line and the encoded text.
pub(super) fn text(subtype: &str, text: &str, lines: &Lines) -> Vec<u8> {
    // Base64 costs a third; quoted-printable costs twice for each octet that is not ASCII, and is readable without.
    let foreign = text.bytes().filter(|byte| !byte.is_ascii()).count();
    let encoding = if foreign > text.len() / 6 { Base64 } else { QuotedPrintable };
    let mut part = head(&headers::plain("Content-Type", &format!("text/{subtype}; charset=utf-8")), encoding);
    part.reserve(text.len() + text.len() / 2);
    if encoding == QuotedPrintable {
        lines.encode(text, &mut part);
    } else {
        // All at once: lettre would insert one carriage return after the other, in quadratic time.
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
        part.extend(base64(text));
    }
    part
}

/// The text and the same as HTML; a reader shows the last part it can (RFC 2046 §5.1.4).
pub(super) fn alternative(text: &[u8], html: &[u8]) -> Vec<u8> {
    let mut out = multipart("alternative", ALTERNATIVE);
    out.reserve(text.len() + html.len() + 128);
    for part in [text, html] {
        out.extend_from_slice(delimiter(ALTERNATIVE).as_bytes());
        out.extend_from_slice(part);
    }
    out.extend_from_slice(close_delimiter(ALTERNATIVE).as_bytes());
    out
}

/// What stands before the first part of a letter with attachments.
pub(super) fn mixed() -> Vec<u8> {
    let mut out = multipart("mixed", MIXED);
    out.extend_from_slice(delimiter(MIXED).as_bytes());
    out
}

/// What stands after it: the attachments, always base64. No line of it starts with a dot.
pub(super) fn attachments(files: &[AttachedFile]) -> Result<Vec<u8>, LetterError> {
    let mut out = Vec::new();
    for file in files {
        let name = headers::checked("Content-Disposition", &file.name)?;
        let lines =
            headers::plain("Content-Type", media_type(&file.media_type)) + &headers::attachment(&name);
        out.extend_from_slice(delimiter(MIXED).as_bytes());
        out.extend(head(&lines, Base64));
        out.extend(base64(file.bytes.to_vec()));
    }
    out.extend_from_slice(close_delimiter(MIXED).as_bytes());
    Ok(out)
}

fn multipart(subtype: &str, boundary: &str) -> Vec<u8> {
    headers::plain("Content-Type", &format!("multipart/{subtype}; boundary=\"{boundary}\"")).into_bytes()
}

fn delimiter(boundary: &str) -> String {
    format!("\r\n--{boundary}\r\n")
}

fn close_delimiter(boundary: &str) -> String {
    format!("\r\n--{boundary}--\r\n")
}

fn head(headers: &str, encoding: ContentTransferEncoding) -> Vec<u8> {
    let mut head = headers.as_bytes().to_vec();
    head.extend_from_slice(headers::plain("Content-Transfer-Encoding", &encoding.to_string()).as_bytes());
    head.extend_from_slice(b"\r\n");
    head
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
