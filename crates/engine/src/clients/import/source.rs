//! The file of a list: opening it, and one clear refusal for each way in which it is no list.

use super::encoding;
use crate::{Error, Result};
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// How much of a file is looked at to judge it, in bytes.
pub const SAMPLE: usize = 64 * 1024;

/// Beginnings of office documents: there is a list inside, but not as text.
const SPREADSHEETS: &[&[u8]] = &[
    b"PK\x03\x04",                       // xlsx, ods, numbers
    b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", // xls
];

/// Beginnings of other files that people drop by mistake.
const NOT_TEXT: &[&[u8]] = &[
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"\x1F\x8B",
    b"7z\xBC\xAF\x27\x1C",
    b"Rar!",
    b"\x7FELF",
    b"MZ",
    b"SQLite format 3\0",
];

/// A file that can be read and looks like text.
#[derive(Clone, Debug)]
pub struct Source {
    path: PathBuf,
    /// Without the folder.
    pub name: String,
    /// In bytes.
    pub size: u64,
}

impl Source {
    /// Looks at the beginning of the file.
    ///
    /// Fails with `import-not-found`, `import-is-a-folder`, `import-not-a-file`, `import-unreadable`,
    /// `import-empty`, `import-spreadsheet` or `import-not-text`.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        let metadata = path.metadata().map_err(|error| failed(&name, &error))?;
        if metadata.is_dir() {
            return Err(Error::new("import-is-a-folder").with("name", name));
        }
        // A pipe or a device would be waited for without end.
        if !metadata.is_file() {
            return Err(Error::new("import-not-a-file").with("name", name));
        }
        let source = Self { path: path.to_owned(), name, size: metadata.len() };
        let mut head = Vec::with_capacity(SAMPLE);
        source.reader()?.take(SAMPLE as u64).read_to_end(&mut head).map_err(|error| source.failed(&error))?;
        match fault(&head) {
            Some(code) => Err(Error::new(code).with("name", source.name)),
            None => Ok(source),
        }
    }

    /// The file from its first byte.
    pub fn reader(&self) -> Result<File> {
        File::open(&self.path).map_err(|error| self.failed(&error))
    }

    /// What a failure to read means to a person.
    pub fn failed(&self, error: &io::Error) -> Error {
        failed(&self.name, error)
    }
}

fn failed(name: &str, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::new("import-not-found").with("name", name),
        _ => Error::new("import-unreadable").with("name", name).with("detail", error.to_string()),
    }
}

/// Why a file that begins so is no list.
fn fault(head: &[u8]) -> Option<&'static str> {
    let starts_with_one_of = |magic: &[&[u8]]| magic.iter().any(|magic| head.starts_with(magic));
    if starts_with_one_of(SPREADSHEETS) {
        return Some("import-spreadsheet");
    }
    if starts_with_one_of(NOT_TEXT) {
        return Some("import-not-text");
    }
    let encoding = encoding::judge(head);
    let (text, _, _) = encoding.decode(head);
    // A byte order mark is text to nobody, and Ctrl-Z ends a file of DOS.
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}' || c == '\u{1a}') {
        return Some("import-empty");
    }
    // A stray control character spoils one row; a program or a picture is full of them.
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    (controls > 2 && controls * 20 > text.chars().count()).then_some("import-not-text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> Option<&'static str> {
        fault(bytes)
    }

    #[test]
    fn office_documents_pictures_and_programs_are_told_from_lists() {
        assert_eq!(code(b"PK\x03\x04\x14\0\x06\0"), Some("import-spreadsheet"));
        assert_eq!(code(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"), Some("import-spreadsheet"));
        assert_eq!(code(b"%PDF-1.7\n"), Some("import-not-text"));
        assert_eq!(code(&[0, 1, 2, 3, 0, 0, 9, 0, 7, 200, 3, 0, 0]), Some("import-not-text"));
        assert_eq!(code(b"a@example.com;Anna\r\n"), None);
    }

    #[test]
    fn nothing_but_marks_and_white_space_is_an_empty_file() {
        for bytes in [&b""[..], b"\xEF\xBB\xBF", b"\xFF\xFE", b"\r\n \t\r\n", b"\x1A"] {
            assert_eq!(code(bytes), Some("import-empty"), "{bytes:?}");
        }
    }

    #[test]
    fn one_stray_zero_byte_spoils_a_row_and_not_the_list() {
        assert_eq!(code(b"email,name\na@example.com,An\0na\n"), None);
    }

    #[test]
    fn folders_and_missing_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = Source::open(folder.path()).unwrap_err();
        assert_eq!(error.code, "import-is-a-folder");
        let error = Source::open(&folder.path().join("клиенты.csv")).unwrap_err();
        assert_eq!(error.code, "import-not-found");
        assert_eq!(error.parameters["name"], "клиенты.csv");
    }

    #[test]
    fn a_list_that_vanishes_after_it_was_opened_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        std::fs::write(&path, "a@example.com\n").unwrap();
        let source = Source::open(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(source.reader().unwrap_err().code, "import-not-found");
    }
}
