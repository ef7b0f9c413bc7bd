//! Quoted-printable (RFC 2045 §6.7), written so that no line begins with a dot.
//!
//! As the library does it, but for two things: a dot that would begin a line is encoded, so that nothing has to be
//! stuffed when the letter is sent (RFC 5321 §4.5.2); and a text may end in a soft line break, so that what follows
//! it can be encoded beforehand.

/// Characters of a line, with the `=` of a soft line break.
const LIMIT: usize = 76;

/// What comes after a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing, or another line.
    Line,
    /// The rest of its last line.
    Soft,
}

/// Appends a text, its line breaks as CR LF.
pub(super) fn encode(text: &str, end: End, out: &mut String) {
    let mut lines = lines(text).peekable();
    while let Some(text) = lines.next() {
        let last = lines.peek().is_none();
        encode_line(text, if last { end } else { End::Line }, out);
        out.push_str(if !last {
            "\r\n"
        } else if end == End::Soft {
            "=\r\n"
        } else {
            ""
        });
    }
}

/// The lines, however they are ended.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let (line, end) = text.split_at(text.find(['\n', '\r']).unwrap_or(text.len()));
        rest = end.strip_prefix("\r\n").or_else(|| end.strip_prefix(['\n', '\r']));
        Some(line)
    })
}

fn encode_line(text: &str, end: End, out: &mut String) {
    let mut line = Line { out, column: 0 };
    // White space at the end of a line would be lost on the way.
    let (mut rest, white) = match (end, text.strip_suffix([' ', '\t'])) {
        (End::Line, Some(before)) => (before, text.get(before.len()..).unwrap_or_default()),
        _ => (text, ""),
    };
    while let Some(c) = rest.chars().next() {
        if let Some((plain, after)) = line.plain(rest) {
            line.out.push_str(plain);
            line.column += plain.len();
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        let is_last = end == End::Line && rest.is_empty() && white.is_empty();
        let mut octets = [0; 4];
        let octets = c.encode_utf8(&mut octets).as_bytes();
        for (left, &octet) in (0..octets.len()).rev().zip(octets) {
            line.put(octet, is_plain(octet), is_last && left == 0);
        }
    }
    for &octet in white.as_bytes() {
        line.put(octet, false, true);
    }
}

struct Line<'a> {
    out: &'a mut String,
    column: usize,
}

impl Line<'_> {
    /// What can stand here as it is, and what comes after it.
    fn plain<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        if self.column == 0 && text.starts_with('.') {
            return None;
        }
        let room = (LIMIT - 1).saturating_sub(self.column);
        let length = text.bytes().take(room).take_while(|&octet| is_plain(octet)).count();
        text.split_at_checked(length).filter(|_| length > 0)
    }

    /// The last octet of a line needs no room for a soft line break after it.
    fn put(&mut self, octet: u8, plain: bool, last: bool) {
        let limit = if last { LIMIT } else { LIMIT - 1 };
        if self.column + if plain { 1 } else { 3 } > limit {
            self.out.push_str("=\r\n");
            self.column = 0;
        }
        if plain && !(octet == b'.' && self.column == 0) {
            self.out.push(char::from(octet));
            self.column += 1;
        } else {
            let digit = |digit: u8| char::from_digit(digit.into(), 16).unwrap_or('0').to_ascii_uppercase();
            self.out.extend(['=', digit(octet >> 4), digit(octet & 15)]);
            self.column += 3;
        }
    }
}

fn is_plain(octet: u8) -> bool {
    matches!(octet, b'\t' | b' '..=b'~') && octet != b'='
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use lettre::message::Body;
    use lettre::message::header::ContentTransferEncoding::QuotedPrintable;

    use super::*;
    use crate::letter::samples::{TEXTS, random_texts};

    fn encoded(text: &str, end: End) -> String {
        let mut out = String::new();
        encode(text, end, &mut out);
        out
    }

    fn by_lettre(text: &str) -> String {
        let text = lines(text).collect::<Vec<_>>().join("\r\n");
        String::from_utf8(Body::new_with_encoding(text, QuotedPrintable).unwrap().into_vec()).unwrap()
    }

    #[test]
    fn a_text_without_dots_is_encoded_as_the_library_does_it() {
        for text in TEXTS.map(str::to_owned).into_iter().chain(random_texts(5_000)) {
            let text = text.replace('.', "!");
            assert_eq!(encoded(&text, End::Line), by_lettre(&text), "{text:?}");
        }
    }

    #[test]
    fn whatever_is_encoded_has_short_lines_without_a_dot_at_their_start_and_is_read_back() {
        for text in TEXTS.map(str::to_owned).into_iter().chain(random_texts(5_000)) {
            for end in [End::Line, End::Soft] {
                let encoded = encoded(&text, end);
                for line in encoded.split("\r\n") {
                    assert!(line.len() <= LIMIT && !line.starts_with('.'), "{line:?} of {text:?}");
                    assert!(!line.ends_with([' ', '\t']), "{line:?} of {text:?}");
                }
                let read =
                    mail_parser::decoders::quoted_printable::quoted_printable_decode(encoded.as_bytes());
                let whole = lines(&text).collect::<Vec<_>>().join("\n");
                assert_eq!(String::from_utf8(read.unwrap()).unwrap().replace('\r', ""), whole, "{encoded:?}");
            }
        }
    }
}
