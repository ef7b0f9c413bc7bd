//! Which sign parts the cells of a list.

use super::{records::Records, text::Text};
use crate::{Error, Result};
use encoding_rs::UTF_8;
use mail::address::Address;
use std::collections::HashMap;

/// What may part cells; of equals the first wins.
const DELIMITERS: [u8; 4] = *b";,\t|";

/// How many records decide.
const RECORDS: usize = 100;

/// Reads a delimiter that a person named. Fails with `import-delimiter`.
pub fn named(text: &str) -> Result<u8> {
    match text {
        "tab" | "\\t" => Ok(b'\t'),
        _ => DELIMITERS
            .into_iter()
            .find(|delimiter| text.as_bytes() == [*delimiter])
            .ok_or_else(|| Error::new("import-delimiter").with("name", text).field("delimiter")),
    }
}

/// The delimiter that Excel was told of in a first line `sep=;`.
pub fn declared(sample: &str) -> Option<u8> {
    let line = sample.lines().next()?;
    named(line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?).ok()
}

/// The likely delimiter of a list that begins with `sample`: the one that leaves whole addresses
/// in cells and cuts the records into the same number of cells.
pub fn detect(sample: &str) -> u8 {
    let mut best = (0, DELIMITERS.first().copied().unwrap_or(b';'));
    for delimiter in DELIMITERS {
        let score = score(sample, delimiter);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

fn score(sample: &str, delimiter: u8) -> usize {
    let mut records = Records::new(Text::new(sample.as_bytes(), UTF_8), delimiter);
    let mut widths = HashMap::<usize, usize>::new();
    let (mut addresses, mut all) = (0, 0);
    while all < RECORDS
        && let Ok(Some(record)) = records.next()
    {
        all += 1;
        addresses += usize::from(record.cells.iter().any(|cell| Address::parse(cell.trim()).is_ok()));
        *widths.entry(record.cells.len()).or_default() += 1;
    }
    // A delimiter that parts nothing says nothing: then a list of bare addresses is left.
    let even = widths.into_iter().filter(|(width, _)| *width > 1).map(|(_, count)| count).max();
    match even {
        Some(even) => (even + addresses) * 1_000 / all,
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_the_one_that_leaves_even_rows() {
        for (sample, delimiter) in [
            ("email,name\na@example.com,Anna\n", b','),
            ("почта;имя\na@example.com;Иванова, Анна\nb@example.com;Петров, Пётр\n", b';'),
            ("a@example.com\tAnna, the first; best\nb@example.com\tBoris\n", b'\t'),
            ("a@example.com|Anna|1,5\nb@example.com|Boris|2,5\n", b'|'),
            ("a@example.com,\"one; two; three\"\nb@example.com,\"a; b; c\"\n", b','),
            ("name;mail;note\nA;a@example.com;\"x\n;;;\ny\"\nB;b@example.com;\n", b';'),
        ] {
            assert_eq!(char::from(detect(sample)), char::from(delimiter), "{sample}");
        }
    }

    #[test]
    fn excel_may_have_said_it() {
        assert_eq!(declared("sep=|\r\na|b\r\n"), Some(b'|'));
        assert_eq!(declared("email;name\n"), None);
    }

    #[test]
    fn other_signs_are_refused() {
        assert_eq!(named("tab").unwrap(), b'\t');
        assert_eq!(named("#").unwrap_err().code, "import-delimiter");
    }
}
