//! The text of a list as a stream, in memory that does not grow with the file.
//!
//! What the encoding does not know is never lost and never guessed: each such byte becomes
//! [`UNDECODABLE`] and its value (`�\x98`). The row is refused for it, the rejects file shows it,
//! and when that file is imported without having been corrected the row is refused again.

use encoding_rs::{Decoder, DecoderResult, Encoding};
use std::{
    fmt::Write,
    io::{self, Read},
};

/// What stands before the two hexadecimal digits of a byte that could not be decoded.
pub const UNDECODABLE: &str = "\u{fffd}\\x";

const CHUNK: usize = 64 * 1024;

/// A malformed sequence and what was read after it: at most 6 bytes, says encoding_rs.
const TAIL: usize = 8;

/// Decodes what is read from `R`.
pub struct Text<R> {
    input: R,
    decoder: Decoder,
    /// The last [`TAIL`] bytes of the piece before, then the piece at hand.
    bytes: Vec<u8>,
    ended: bool,
    /// The bytes that stand for nothing in an encoding of single bytes. The Encoding Standard
    /// makes control characters of them (windows-1251: 0x98), which nobody has ever written.
    unassigned: Vec<u8>,
}

impl<R: Read> Text<R> {
    /// A byte order mark of the encoding itself is left out.
    pub fn new(input: R, encoding: &'static Encoding) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder_with_bom_removal(),
            bytes: vec![0; TAIL],
            ended: false,
            unassigned: unassigned(encoding),
        }
    }

    /// Appends the next piece, of about 64 KB. `false` at the end of the input.
    pub fn read(&mut self, into: &mut String) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let old = self.bytes.len().saturating_sub(TAIL);
        self.bytes.drain(..old);
        let read = self.input.by_ref().take(CHUNK as u64).read_to_end(&mut self.bytes)?;
        self.ended = read < CHUNK;
        let mut from = TAIL;
        loop {
            let rest = self.bytes.get(from..).unwrap_or_default();
            let hole = match self.unassigned.as_slice() {
                [] => None,
                unassigned => rest.iter().position(|byte| unassigned.contains(byte)),
            };
            let whole = rest.get(..hole.unwrap_or(rest.len())).unwrap_or_default();
            let most = self.decoder.max_utf8_buffer_length_without_replacement(whole.len());
            into.reserve(most.unwrap_or(CHUNK));
            let last = self.ended && hole.is_none();
            let (result, read) = self.decoder.decode_to_string_without_replacement(whole, into, last);
            from += read;
            match (result, hole) {
                (DecoderResult::InputEmpty, None) => return Ok(true),
                (DecoderResult::InputEmpty, Some(_)) => {
                    escape(self.bytes.get(from..=from), into);
                    from += 1;
                }
                (DecoderResult::OutputFull, _) => {}
                (DecoderResult::Malformed(length, after), _) => {
                    let end = from.saturating_sub(after.into());
                    let start = end.saturating_sub(length.into());
                    escape(self.bytes.get(start..end), into);
                }
            }
        }
    }
}

fn escape(bytes: Option<&[u8]>, into: &mut String) {
    for byte in bytes.unwrap_or_default() {
        // Writing to a string cannot fail.
        let _ = write!(into, "{UNDECODABLE}{byte:02X}");
    }
}

fn unassigned(encoding: &'static Encoding) -> Vec<u8> {
    let is_control = |byte: &u8| {
        let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(byte));
        text.chars().any(|c| c.is_control())
    };
    if encoding.is_single_byte() { (0x80..=0xFF).filter(is_control).collect() } else { vec![] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{UTF_8, UTF_16LE, WINDOWS_1251};

    fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
        let mut text = Text::new(bytes, encoding);
        let mut out = String::new();
        while text.read(&mut out).unwrap() {}
        out
    }

    #[test]
    fn a_byte_without_a_letter_is_kept_as_its_value() {
        assert_eq!(decoded(b"\xC0\x98\xC1", WINDOWS_1251), "А\u{fffd}\\x98Б");
        assert_eq!(decoded(b"a\xD0", UTF_8), "a\u{fffd}\\xD0");
        assert_eq!(decoded(b"a\0\x3D\xD8b\0", UTF_16LE), "a\u{fffd}\\x3D\u{fffd}\\xD8b");
    }

    #[test]
    fn letters_and_broken_bytes_across_pieces_are_whole() {
        for shift in 0..4 {
            let text = format!("{}{}", "x".repeat(CHUNK - 2 + shift), "€Яж".repeat(CHUNK));
            assert_eq!(decoded(text.as_bytes(), UTF_8), text);
            let mut bytes = vec![b'x'; CHUNK - 2 + shift];
            bytes.extend_from_slice(b"\xE2\x82!");
            assert!(decoded(&bytes, UTF_8).ends_with("x\u{fffd}\\xE2\u{fffd}\\x82!"));
        }
    }
}
