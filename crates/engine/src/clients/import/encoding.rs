//! Which encoding a list is written in.
//!
//! Marks and UTF-8 decide for themselves; for what is left the letters of the Russian language
//! are counted ([`super::cyrillic`]), because chardetng, made for web pages, knows no lists of
//! names, and its word is taken for everything that is not Cyrillic.

use super::{cyrillic, source::SAMPLE};
use crate::{Error, Result};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, IBM866, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

/// The encoding of that name in the Encoding Standard (`utf-8`, `windows-1251`, `koi8-r`,
/// `cp866` …). Fails with `import-encoding`.
pub fn named(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.as_bytes())
        .filter(|encoding| *encoding != REPLACEMENT)
        .ok_or_else(|| Error::new("import-encoding").with("name", label).field("encoding"))
}

/// The name that people know it by.
pub fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == IBM866 { "cp866" } else { encoding.name() }
}

/// Reads as much of a file as is needed to tell: the first 64 KB, or, while there is nothing but
/// ASCII, on to the first byte that is not.
pub fn detect(mut file: impl Read) -> io::Result<&'static Encoding> {
    let mut sample = Vec::with_capacity(SAMPLE);
    loop {
        sample.clear();
        file.by_ref().take(SAMPLE as u64).read_to_end(&mut sample)?;
        let plain = sample.is_ascii() && !sample.contains(&0);
        if plain && sample.len() == SAMPLE {
            continue;
        }
        if let Some(first) = sample.iter().position(|byte| !byte.is_ascii()) {
            // The letters around that byte may lie beyond the piece it was found in.
            file.by_ref().take(first as u64).read_to_end(&mut sample)?;
        }
        return Ok(judge(&sample));
    }
}

/// The likely encoding of these bytes.
pub fn judge(sample: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(sample) {
        return encoding;
    }
    if let Some(encoding) = unmarked_utf16(sample) {
        return encoding;
    }
    if is_utf8(sample) {
        return UTF_8;
    }
    cyrillic::judge(sample).unwrap_or_else(|| {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(sample, true);
        detector.guess(None, Utf8Detection::Deny)
    })
}

/// UTF-16 without a mark. Addresses and delimiters are ASCII, so every other byte of many is
/// zero, and always on the same side.
fn unmarked_utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let (mut first, mut second) = (0, 0);
    for pair in sample.chunks_exact(2) {
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    let pairs = sample.len() / 2;
    let many = |zeros: usize| zeros * 5 > pairs;
    let few = |zeros: usize| zeros * 50 <= pairs;
    match () {
        () if many(second) && few(first) => Some(UTF_16LE),
        () if many(first) && few(second) => Some(UTF_16BE),
        () => None,
    }
}

/// Whether this is UTF-8, perhaps with a few spoilt rows. In other encodings hardly a pair of
/// letters looks like UTF-8 by chance, so one broken byte in five proves nothing against it.
fn is_utf8(sample: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        bad += chunk.invalid().len();
    }
    good >= bad * 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{KOI8_R, WINDOWS_1251, WINDOWS_1252};

    const LIST: &str = "почта;имя\r\nivan@example.com;Иванов Иван\r\npetr@example.com;Пётр\r\n";

    #[test]
    fn russian_lists_are_told_apart_in_every_encoding() {
        for encoding in [WINDOWS_1251, KOI8_R, IBM866, UTF_8] {
            let (bytes, _, _) = encoding.encode(LIST);
            assert_eq!(judge(&bytes), encoding);
        }
    }

    #[test]
    fn one_short_name_is_enough() {
        for name in ["Анна", "ПЁТР ИЛЬИЧ", "ольга", "Щукин Юрий", "Жанна", "ООО «Ромашка»"]
        {
            for encoding in [WINDOWS_1251, KOI8_R, IBM866] {
                if encoding != WINDOWS_1251 && name.contains('«') {
                    continue; // the others have no such quotes
                }
                let text = format!("anna@example.com,{name}\n");
                let (bytes, _, _) = encoding.encode(&text);
                assert_eq!(judge(&bytes), encoding, "{name}");
            }
        }
    }

    #[test]
    fn western_names_are_not_taken_for_russian_ones() {
        for name in ["Müller Jürgen", "François Hélène", "José Núñez", "Søren Ågård"] {
            let text = format!("email,name\na@example.com,{name}\n");
            let (bytes, _, _) = WINDOWS_1252.encode(&text);
            assert_eq!(judge(&bytes).decode(&bytes).0, text, "{name}");
        }
    }

    #[test]
    fn utf16_needs_no_mark() {
        let little: Vec<u8> = LIST.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = LIST.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(judge(&little), UTF_16LE);
        assert_eq!(judge(&big), UTF_16BE);
    }

    #[test]
    fn a_spoilt_row_does_not_make_another_encoding_of_utf8() {
        let mut bytes = LIST.as_bytes().to_vec();
        bytes.extend_from_slice(b"x@example.com;\xC8\xE2\xE0\xED\r\n");
        assert_eq!(judge(&bytes), UTF_8);
    }

    #[test]
    fn the_first_russian_name_may_come_late() {
        let mut bytes = b"someone@example.com,Someone\n".repeat(5_000);
        bytes.extend_from_slice(&WINDOWS_1251.encode("anna@example.com,Анна Каренина\n").0);
        assert_eq!(detect(&bytes[..]).unwrap(), WINDOWS_1251);
    }

    #[test]
    fn encodings_are_named_as_people_know_them() {
        assert_eq!(name(named("CP866").unwrap()), "cp866");
        assert_eq!(name(named("Windows-1251").unwrap()), "windows-1251");
        assert_eq!(named("klingon").unwrap_err().code, "import-encoding");
    }
}
