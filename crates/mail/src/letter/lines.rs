//! Quoted-printable, line by line (RFC 2045 §6.7): most lines of a mailing are the same in every letter, and are
//! encoded once.

use std::collections::HashMap;

use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding::QuotedPrintable;

/// The lines of a template that have no merge field, encoded.
#[derive(Debug, Default)]
pub(super) struct Lines(HashMap<Box<str>, Box<[u8]>>);

impl Lines {
    /// Those of a template's source.
    pub(super) fn of(source: &str) -> Self {
        Self(
            split(source)
                .filter(|line| !line.contains('{'))
                .map(|line| (line.into(), encode(line).into()))
                .collect(),
        )
    }

    /// Writes a text in quoted-printable, its lines ended by CR LF.
    pub(super) fn encode(&self, text: &str, out: &mut Vec<u8>) {
        for (number, line) in split(text).enumerate() {
            if number > 0 {
                out.extend_from_slice(b"\r\n");
            }
            match self.0.get(line) {
                Some(encoded) => out.extend_from_slice(encoded),
                None => out.extend(encode(line)),
            }
        }
    }
}

/// The lines, however they are ended.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

fn encode(line: &str) -> Vec<u8> {
    // Only the encodings that are no encodings can be refused.
    Body::new_with_encoding(line.to_owned(), QuotedPrintable).map_or_else(|bytes| bytes, Body::into_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As one text, by the library.
    fn whole(text: &str) -> Vec<u8> {
        encode(&text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n"))
    }

    #[test]
    fn lines_encoded_once_are_the_text_encoded_whole() {
        let long = "long ".repeat(60);
        let texts = [
            "",
            "\n",
            "one\ntwo\r\nthree\rfour\n",
            "ends in spaces  \nand tabs\t\n\n.\n..\n",
            "café = crème; 100 %\nпривет\n",
            &long,
            &format!("{long}\n{}é{}\n", "x".repeat(74), "y".repeat(75)),
        ];
        for text in texts {
            for known in ["", text, "two\n\n.\nпривет"] {
                let mut out = vec![];
                Lines::of(known).encode(text, &mut out);
                assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(&whole(text)), "{text:?}");
            }
        }
    }
}
