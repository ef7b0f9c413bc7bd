//! Base64 (RFC 2045 §6.8) of a text that comes in pieces, most of them encoded beforehand.
//!
//! Three octets become four characters, so what a piece looks like depends on how many octets before it were left
//! over: none, one or two. A piece that is the same in every letter is encoded for all three cases.

use email_encoding::body::base64;

use super::quoted::lines;

/// Octets of a text that is worth being encoded beforehand; not below 3, or there might be too few for `head`.
const SHORTEST: usize = 128;

/// A text encoded beforehand, for each number of octets that the text before it wants: none, one, two.
#[derive(Debug)]
pub(super) struct Ready([Start; 3]);

#[derive(Debug)]
struct Start {
    /// What completes the text before it.
    head: Vec<u8>,
    encoded: String,
    /// What is left over.
    tail: Vec<u8>,
}

impl Ready {
    /// `None` for a text too short to gain anything.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut octets = Vec::new();
        push_text(text, &mut octets);
        (octets.len() >= SHORTEST).then(|| Self([0, 1, 2].map(|wanted| Start::new(&octets, wanted))))
    }

    /// Octets, encoded.
    pub(super) fn size(&self) -> usize {
        let [start, ..] = &self.0;
        start.encoded.len()
    }
}

impl Start {
    fn new(octets: &[u8], wanted: usize) -> Self {
        let (head, rest) = octets.split_at(wanted.min(octets.len()));
        let (whole, tail) = rest.split_at(rest.len() - rest.len() % 3);
        let mut encoded = String::new();
        push_lines(whole, &mut encoded);
        Self { head: head.to_vec(), encoded, tail: tail.to_vec() }
    }
}

/// A text being written.
pub(super) struct Stream<'a> {
    out: &'a mut String,
    /// Not yet encoded.
    waiting: Vec<u8>,
}

impl<'a> Stream<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        Self { out, waiting: Vec::new() }
    }

    pub(super) fn push(&mut self, text: &str) {
        push_text(text, &mut self.waiting);
    }

    pub(super) fn push_ready(&mut self, ready: &Ready) {
        let wanted = (3 - self.waiting.len() % 3) % 3;
        let Some(start) = ready.0.get(wanted) else { return };
        self.waiting.extend_from_slice(&start.head);
        push_lines(&self.waiting, self.out);
        self.out.push_str(&start.encoded);
        self.waiting.clear();
        self.waiting.extend_from_slice(&start.tail);
    }

    pub(super) fn end(self) {
        push_lines(&self.waiting, self.out);
    }
}

/// The text with its line breaks as CR LF.
fn push_text(text: &str, octets: &mut Vec<u8>) {
    octets.reserve(text.len() + 64);
    for (number, line) in lines(text).enumerate() {
        if number > 0 {
            octets.extend_from_slice(b"\r\n");
        }
        octets.extend_from_slice(line.as_bytes());
    }
}

/// Each line with its CR LF.
fn push_lines(octets: &[u8], out: &mut String) {
    if !octets.is_empty() {
        // Writing to a string cannot fail.
        base64::encode(octets, out).unwrap_or_default();
        out.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::letter::samples::{TEXTS, random_texts};

    #[test]
    fn a_text_in_pieces_is_read_back_whole_wherever_it_was_cut() {
        let long = "длинный текст, который всегда одинаков. ".repeat(6);
        for text in TEXTS.map(str::to_owned).into_iter().chain(random_texts(1_000)) {
            let mut out = String::new();
            let mut stream = Stream::new(&mut out);
            stream.push(&text);
            stream.push_ready(&Ready::new(&long).unwrap());
            stream.push("x");
            stream.push_ready(&Ready::new(&long).unwrap());
            stream.push_ready(&Ready::new(&format!("{long}y")).unwrap());
            stream.end();
            assert!(out.split("\r\n").all(|line| line.len() <= 76));
            let read = mail_parser::decoders::base64::base64_decode(out.as_bytes()).unwrap();
            let text = lines(&text).collect::<Vec<_>>().join("\r\n");
            assert_eq!(String::from_utf8(read).unwrap(), format!("{text}{long}x{long}{long}y"));
        }
    }
}
