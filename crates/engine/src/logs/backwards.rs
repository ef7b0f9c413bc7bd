//! The lines of a file from its end, read block by block: the last page of a large file is as quick
//! to read as that of a small one.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

const BLOCK: u64 = 64 * 1024;
/// A line that is longer is given in pieces: it is none of ours.
const LONGEST: usize = 256 * 1024;

/// Goes through a file backwards.
pub(super) struct Backwards {
    file: File,
    /// Where `held` begins in the file.
    at: u64,
    /// What has been read and not been given.
    held: Vec<u8>,
}

impl Backwards {
    /// The lines before the byte `end`; at most all of them.
    pub(super) fn before(file: File, end: u64) -> io::Result<Self> {
        let at = end.min(file.metadata()?.len());
        Ok(Self { file, at, held: vec![] })
    }

    /// The line before the last one that was given, without its end, and the byte that it begins at.
    pub(super) fn line(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        loop {
            let whole = self.held.strip_suffix(b"\n").unwrap_or(&self.held);
            let starts = whole.iter().rposition(|byte| *byte == b'\n').map(|end| end + 1);
            let is_first = self.at == 0 && !self.held.is_empty();
            match starts.or((is_first || whole.len() > LONGEST).then_some(0)) {
                Some(start) => {
                    let mut line = self.held.split_off(start);
                    line.pop_if(|last| *last == b'\n');
                    return Ok(Some((self.at + start as u64, line)));
                }
                None if self.at == 0 => return Ok(None),
                None => self.read()?,
            }
        }
    }

    fn read(&mut self) -> io::Result<()> {
        let start = self.at.saturating_sub(BLOCK);
        self.file.seek(SeekFrom::Start(start))?;
        let mut block = Vec::with_capacity(BLOCK as usize + self.held.len());
        Read::by_ref(&mut self.file).take(self.at - start).read_to_end(&mut block)?;
        block.append(&mut self.held);
        self.held = block;
        self.at = start;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that cannot go on says why and stops"
    )]

    use super::{BLOCK, Backwards, LONGEST};
    use std::{fs, fs::File};

    fn read(content: &[u8], end: u64) -> Vec<(u64, Vec<u8>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, content).unwrap();
        let mut lines = Backwards::before(File::open(path).unwrap(), end).unwrap();
        std::iter::from_fn(|| lines.line().unwrap()).collect()
    }

    #[test]
    fn the_last_line_comes_first() {
        let lines = |content: &str| -> Vec<(u64, String)> {
            let read = read(content.as_bytes(), u64::MAX).into_iter();
            read.map(|(at, line)| (at, String::from_utf8(line).unwrap())).collect()
        };
        let expected = [(4, "two".to_owned()), (0, "one".to_owned())];
        assert_eq!(lines("one\ntwo\n"), expected);
        assert_eq!(lines("one\ntwo"), expected);
        assert_eq!(lines(""), []);
        assert_eq!(lines("\n\na"), [(2, "a".into()), (1, String::new()), (0, String::new())]);
    }

    #[test]
    fn lines_across_blocks_are_whole_and_start_where_they_say() {
        let lines: Vec<String> = (0..5_000).map(|n| format!("{n} {}", "x".repeat(n % 97))).collect();
        let content: String = lines.iter().map(|line| format!("{line}\n")).collect();
        assert!(content.len() as u64 > 3 * BLOCK);
        let read = read(content.as_bytes(), u64::MAX);
        assert_eq!(read.len(), lines.len());
        for ((at, line), expected) in read.iter().zip(lines.iter().rev()) {
            assert_eq!(line, expected.as_bytes());
            assert!(content.as_bytes()[*at as usize..].starts_with(line));
        }
    }

    #[test]
    fn a_line_without_an_end_is_given_in_pieces() {
        let content = vec![b'x'; LONGEST * 3];
        let pieces = read(&content, u64::MAX);
        assert!(pieces.len() > 1);
        assert_eq!(pieces.iter().map(|(_, piece)| piece.len()).sum::<usize>(), content.len());
    }

    #[test]
    fn nothing_after_the_end_that_was_asked_for_is_read() {
        assert_eq!(read(b"one\ntwo\nthree\n", 8), [(4, b"two".to_vec()), (0, b"one".to_vec())]);
    }
}
