//! The text of a list, cut into records (RFC 4180), each with the line where it begins.
//!
//! csv-core does the quoting. Around it stands what a list made by hand needs: a quote that is
//! opened and never closed costs its own line and not all the lines below it.

use super::text::Text;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::io::{self, Read};

/// The longest record, in bytes: twice what the limits of a client allow in all.
const LONGEST: usize = 1024 * 1024;

/// Reads records from a [`Text`].
pub struct Records<R> {
    text: Text<R>,
    parser: Parser,
    /// Decoded text; what stands before `at` has been handed out.
    buffer: String,
    at: usize,
    ended: bool,
    /// The line of `at`, from 1.
    line: u64,
    /// The last byte handed out was a carriage return: a line feed after it is the same line end.
    after_return: bool,
    /// The rest of the line at hand is too long to be kept.
    skip_line: bool,
    /// How many cells a record has, once that is known.
    expected: Option<usize>,
}

/// One record.
pub struct Record<'a> {
    /// Where it begins, from 1.
    pub line: u64,
    /// As it stands in the file, without the line end.
    pub text: &'a str,
    pub cells: Cells<'a>,
    pub fault: Option<Fault>,
}

/// Why a record cannot be taken at its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A cell begins with a quote that nothing closes. The record is cut at its first line end.
    UnclosedQuote,
    /// Longer than a megabyte. Only its beginning is kept.
    TooLong,
}

/// The cells of a record, without their quotes.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    text: &'a str,
    ends: &'a [usize],
}

impl<'a> Cells<'a> {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn get(&self, index: usize) -> Option<&'a str> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }

    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).filter_map(move |index| self.get(index))
    }
}

impl<R: Read> Records<R> {
    pub fn new(text: Text<R>, delimiter: u8) -> Self {
        Self {
            text,
            parser: Parser::new(delimiter),
            buffer: String::new(),
            at: 0,
            ended: false,
            line: 1,
            after_return: false,
            skip_line: false,
            expected: None,
        }
    }

    /// Says how many cells a record has. A record over several lines with another number, whose
    /// second line alone has the right one, began with a stray quote.
    pub fn expect(&mut self, cells: usize) {
        self.expected = Some(cells);
    }

    /// Leaves out the line at hand.
    pub fn skip_line(&mut self) {
        self.skip_line = true;
    }

    /// The next record that is not blank, or `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Record<'_>>> {
        let (length, fault) = loop {
            self.skip_line_ends()?;
            match self.parser.parse(self.buffer.get(self.at..).unwrap_or("")) {
                Some(length) if self.begins_with_a_stray_quote(length) => {
                    break (self.first_line(), Some(Fault::UnclosedQuote));
                }
                Some(length) => break (length, None),
                None if self.rest().is_empty() && self.ended => return Ok(None),
                None if self.ended || self.rest().len() > LONGEST => break self.broken(),
                None => self.fill()?,
            }
        };
        if fault.is_some() {
            self.parser.parse_to_the_end(self.buffer.get(self.at..self.at + length).unwrap_or(""));
        }
        let (start, line) = (self.at, self.line);
        self.advance(length);
        let text = self.buffer.get(start..self.at).unwrap_or("");
        let text = text.trim_end_matches(['\r', '\n']);
        Ok(Some(Record { line, text, cells: self.parser.cells(), fault }))
    }

    fn rest(&self) -> &str {
        self.buffer.get(self.at..).unwrap_or("")
    }

    /// The length of the first line, with its line end.
    fn first_line(&self) -> usize {
        let rest = self.rest();
        rest.find(['\n', '\r']).map_or(rest.len(), |end| {
            end + if rest.get(end..).is_some_and(|rest| rest.starts_with("\r\n")) { 2 } else { 1 }
        })
    }

    /// What to hand out when no record ends within the longest one.
    fn broken(&mut self) -> (usize, Option<Fault>) {
        let length = self.first_line();
        if length < self.rest().len() || self.ended {
            return (length, Some(Fault::UnclosedQuote));
        }
        self.skip_line = true;
        (length, Some(Fault::TooLong))
    }

    /// Whether the record over several lines that was just parsed is none: it has another number
    /// of cells than the others or goes on behind a closing quote, and its second line alone is a
    /// record as it should be.
    fn begins_with_a_stray_quote(&mut self, length: usize) -> bool {
        let Some(expected) = self.expected else { return false };
        let first = self.first_line();
        if length <= first {
            return false;
        }
        let record = self.buffer.get(self.at..self.at + length).unwrap_or("");
        let cells = self.parser.cells();
        if cells.len() == expected && cells.iter().all(|cell| is_well_quoted(cell, record)) {
            return false;
        }
        let second = record.get(first..).unwrap_or("");
        let second = second.find('\n').and_then(|end| second.get(..=end)).unwrap_or(second);
        if self.parser.parse(second) == Some(second.len()) && self.parser.cells == expected {
            return true;
        }
        // The cells of the whole record are wanted after all.
        self.parser.parse(record);
        false
    }

    fn skip_line_ends(&mut self) -> io::Result<()> {
        loop {
            if self.skip_line {
                let end = self.rest().find('\n');
                self.advance(end.map_or(self.rest().len(), |end| end + 1));
                self.skip_line = end.is_none();
            }
            if !self.skip_line {
                let ends = self.rest().bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
                self.advance(ends.count());
            }
            if !self.rest().is_empty() || self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Drops what has been handed out, and reads on.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.at);
        self.at = 0;
        if !self.text.read(&mut self.buffer)? {
            self.ended = true;
            // So that the last record ends like the others, and only an open quote does not.
            if !self.buffer.is_empty() && !self.buffer.ends_with('\n') {
                self.buffer.push('\n');
            }
        }
        Ok(())
    }

    fn advance(&mut self, length: usize) {
        let passed = self.buffer.get(self.at..self.at + length).unwrap_or("");
        for byte in passed.bytes() {
            let line_end = match byte {
                b'\n' => !self.after_return,
                b'\r' => true,
                _ => false,
            };
            self.line += u64::from(line_end);
            self.after_return = byte == b'\r';
        }
        self.at += length;
    }
}

/// Whether a cell with a line break stands in the record as it must: in quotes, with nothing
/// between the closing one and the end of the cell.
fn is_well_quoted(cell: &str, record: &str) -> bool {
    !cell.contains(['\n', '\r']) || record.contains(&format!("\"{}\"", cell.replace('"', "\"\"")))
}

/// csv-core with room for its answers.
struct Parser {
    reader: Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
    /// How many of `ends` are of the record at hand.
    cells: usize,
}

impl Parser {
    fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, output: vec![0; 4096], ends: vec![0; 64], cells: 0 }
    }

    /// Reads the record that `text` begins with. Returns its length, with (the first byte of) its
    /// line end, or `None` if it does not end in `text`.
    fn parse(&mut self, text: &str) -> Option<usize> {
        loop {
            self.reader.reset();
            let (result, read, _, cells) =
                self.reader.read_record(text.as_bytes(), &mut self.output, &mut self.ends);
            self.cells = cells;
            match result {
                ReadRecordResult::Record => return Some(read),
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty | ReadRecordResult::End => return None,
            }
        }
    }

    /// Reads the cells of a record that does not end, as if it ended with `text`.
    fn parse_to_the_end(&mut self, text: &str) {
        let text = text.trim_end_matches(['\r', '\n']);
        // Room for all, so that nothing is asked for twice.
        self.output.resize(self.output.len().max(text.len() + 1), 0);
        self.ends.resize(self.ends.len().max(text.len() + 2), 0);
        self.reader.reset();
        let (_, _, written, cells) =
            self.reader.read_record(text.as_bytes(), &mut self.output, &mut self.ends);
        let output = self.output.get_mut(written..).unwrap_or_default();
        let ends = self.ends.get_mut(cells..).unwrap_or_default();
        // No more input: the record ends here.
        let (_, _, _, last) = self.reader.read_record(&[], output, ends);
        self.cells = cells + last;
    }

    fn cells(&self) -> Cells<'_> {
        let ends = self.ends.get(..self.cells).unwrap_or_default();
        let output = self.output.get(..ends.last().copied().unwrap_or(0)).unwrap_or_default();
        // Cut out of valid text at ASCII signs, so it is valid.
        Cells { text: std::str::from_utf8(output).unwrap_or(""), ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::UTF_8;

    type Read<'a> = (u64, Vec<String>, Option<Fault>);

    fn records(text: &str, expected: Option<usize>) -> Vec<Read<'_>> {
        let mut records = Records::new(Text::new(text.as_bytes(), UTF_8), b',');
        if let Some(expected) = expected {
            records.expect(expected);
        }
        let mut all = vec![];
        while let Some(record) = records.next().unwrap() {
            let cells = record.cells.iter().map(str::to_owned).collect();
            all.push((record.line, cells, record.fault));
        }
        all
    }

    fn row(line: u64, cells: &[&str]) -> Read<'static> {
        (line, cells.iter().map(|&cell| cell.to_owned()).collect(), None)
    }

    #[test]
    fn a_record_has_the_line_it_begins_at_whatever_the_line_ends() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "c,\"d", "e\"", "", "f,g", "h,i"].join(end);
            let broken = format!("d{end}e");
            let expected =
                [row(1, &["a", "b"]), row(2, &["c", &broken]), row(5, &["f", "g"]), row(6, &["h", "i"])];
            assert_eq!(records(&text, Some(2)), expected, "{end:?}");
        }
    }

    #[test]
    fn quotes_are_read_as_spreadsheets_write_them() {
        let text = "\"a, b\",\"say \"\"hi\"\"\",in \"the\" middle,\"\"\n";
        assert_eq!(records(text, None), [row(1, &["a, b", "say \"hi\"", "in \"the\" middle", ""])]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_line() {
        let text = "a,b\nc,\"d\ne,f\ng,h\n";
        let all = records(text, Some(2));
        assert_eq!(all.len(), 4);
        assert_eq!(all[1], (2, vec!["c".into(), "d".into()], Some(Fault::UnclosedQuote)));
        assert_eq!(all[2..], [row(3, &["e", "f"]), row(4, &["g", "h"])]);
    }

    #[test]
    fn a_stray_quote_does_not_swallow_the_rows_up_to_the_next_quote() {
        let text = "a,\"b\nc,d\ne,\"f\"\ng,h\n";
        let all = records(text, Some(2));
        assert_eq!(all[0], (1, vec!["a".into(), "b".into()], Some(Fault::UnclosedQuote)));
        assert_eq!(all[1..], [row(2, &["c", "d"]), row(3, &["e", "f"]), row(4, &["g", "h"])]);
    }

    #[test]
    fn an_endless_line_is_one_refusal_and_the_next_line_is_read() {
        let text = format!("a,b\n{}\nc,d\n", "x".repeat(3 * LONGEST));
        let all = records(&text, Some(2));
        assert_eq!(all[1].2, Some(Fault::TooLong));
        assert_eq!(all[2..], [row(3, &["c", "d"])]);
    }

    #[test]
    fn records_across_pieces_are_whole() {
        let line = "имя,\"две\nстроки\"\n";
        let text = line.repeat(20_000);
        let all = records(&text, Some(2));
        assert_eq!(all.len(), 20_000);
        assert!(all.iter().all(|(_, cells, fault)| cells[1] == "две\nстроки" && fault.is_none()));
        assert_eq!(all.last().unwrap().0, 39_999);
    }
}
