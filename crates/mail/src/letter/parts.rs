//! Parts of a MIME letter, encoded (RFC 2045, RFC 2046).
//!
//! Bodies are quoted-printable or base64, never as they are: no bare line feed, no long line and no boundary can
//! occur in one. The boundaries hold `=_`, which neither encoding ever writes (RFC 2045 §6.7), so they can be fixed.

use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding::{self, Base64, QuotedPrintable};

use super::content::AttachedFile;
use super::headers;
use super::press::LetterError;

const MIXED: &str = "=_mixed";
const ALTERNATIVE: &str = "=_alternative";

/// `text/plain` or `text/html`: header lines, an empty line and the encoded text.
pub(super) fn text_part(subtype: &str, text: &str) -> Vec<u8> {
    // Base64 costs a third; quoted-printable costs twice for each octet that is not ASCII, and is readable without.
    let foreign = text.bytes().filter(|byte| !byte.is_ascii()).count();
    let encoding = if foreign > text.len() / 6 { Base64 } else { QuotedPrintable };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    part(&headers::plain("Content-Type", &format!("text/{subtype}; charset=utf-8")), encode(text, encoding), encoding)
}

/// An attachment, as a part; always base64.
pub(super) fn attachment(file: &AttachedFile) -> Result<Vec<u8>, LetterError> {
    let name = headers::checked("Content-Disposition", &file.name)?;
    let mut lines = headers::plain("Content-Type", media_type(&file.media_type));
    lines += &headers::attachment(&name);
    Ok(part(&lines, encode(file.bytes.to_vec(), Base64), Base64))
}

/// The text and the same as HTML; a reader shows the last part it can (RFC 2046 §5.1.4).
pub(super) fn alternative(text: &[u8], html: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + html.len() + 256);
    multipart("alternative", ALTERNATIVE, [text, html], &mut out);
    out
}

/// The letter's body and its attachments, appended to the letter's headers.
pub(super) fn mixed<'a>(parts: impl Iterator<Item = &'a [u8]>, out: &mut Vec<u8>) {
    multipart("mixed", MIXED, parts, out);
}

fn multipart<'a>(subtype: &str, boundary: &str, parts: impl IntoIterator<Item = &'a [u8]>, out: &mut Vec<u8>) {
    let content_type = headers::plain("Content-Type", &format!("multipart/{subtype}; boundary=\"{boundary}\""));
    out.extend_from_slice(content_type.as_bytes());
    for part in parts {
        out.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
        out.extend_from_slice(part);
    }
    out.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
}

fn part(headers: &str, body: Vec<u8>, encoding: ContentTransferEncoding) -> Vec<u8> {
    let mut part = headers.as_bytes().to_vec();
    part.extend_from_slice(headers::plain("Content-Transfer-Encoding", &encoding.to_string()).as_bytes());
    part.extend_from_slice(b"\r\n");
    part.extend(body);
    part
}

fn encode(body: impl Into<lettre::message::MaybeString>, encoding: ContentTransferEncoding) -> Vec<u8> {
    // Only the encodings that are no encodings can be refused.
    Body::new_with_encoding(body, encoding).map_or_else(|bytes| bytes, Body::into_vec)
}

/// A media type fit for a header line. `message/*` and `multipart/*` must not be base64 (RFC 2046 §5.1, §5.2.1).
fn media_type(media_type: &str) -> &str {
    let media_type = media_type.trim();
    let is_token = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&b));
    match media_type.split_once('/') {
        Some(("message" | "multipart", _)) => OCTETS,
        Some((kind, subtype)) if is_token(kind) && is_token(subtype) && media_type.len() <= 127 => media_type,
        _ => OCTETS,
    }
}

const OCTETS: &str = "application/octet-stream";
