//! The file of refused rows, made so that it can be corrected and imported again as it is.
//!
//! Its cells are those of the list, behind two columns of our own that say where and why; a later
//! import leaves these out. It is UTF-8 with a mark, so that Excel reads it too, and it appears
//! at its path whole or not at all.

use super::{layout::Layout, rows::Rejected, titles::OWN_PREFIX};
use crate::{Error, Result, clients::cells::guard};
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// Makes the sentence that a person reads for a reason.
pub type Sentence = Box<dyn Fn(&Error) -> String + Send + Sync>;

/// Writes a rejects file.
pub struct Rejects {
    path: PathBuf,
    csv: csv::Writer<BufWriter<NamedTempFile>>,
    sentence: Sentence,
    /// How many cells, at the left, an earlier rejects file added.
    own: usize,
    rows: u64,
}

impl Rejects {
    /// Makes sure at once that there is a place to write to. Fails with
    /// `import-rejects-unwritable`.
    pub fn create(path: &Path, layout: &Layout, sentence: Sentence) -> Result<Self> {
        let create = || {
            let folder = match path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder,
                _ => Path::new("."),
            };
            let mut file = BufWriter::new(NamedTempFile::new_in(folder)?);
            file.write_all("\u{feff}".as_bytes())?;
            let mut csv = csv::WriterBuilder::new()
                .delimiter(layout.delimiter)
                .terminator(csv::Terminator::CRLF)
                .flexible(true)
                .from_writer(file);
            let own = ["line", "reason"].map(|title| format!("{OWN_PREFIX}{title}"));
            let titles = titles(layout).skip(layout.own).map(|title| guard(&title).into_owned());
            csv.write_record(own.into_iter().chain(titles))?;
            Ok(csv)
        };
        let csv = create().map_err(|error: io::Error| unwritable(path, &error))?;
        Ok(Self { path: path.to_owned(), csv, sentence, own: layout.own, rows: 0 })
    }

    /// Adds a row.
    pub fn push(&mut self, line: u64, row: &Rejected) -> Result<()> {
        let own = [line.to_string(), (self.sentence)(&row.reason)];
        let cells = row.cells.iter().skip(self.own).map(|cell| guard(cell).into_owned());
        self.rows += 1;
        self.csv
            .write_record(own.into_iter().chain(cells))
            .map_err(|error| unwritable(&self.path, &error.into()))
    }

    /// Puts the file in its place. Without a refused row there is no file.
    pub fn finish(self) -> Result<Option<PathBuf>> {
        if self.rows == 0 {
            return Ok(None);
        }
        let path = self.path;
        let finish = || {
            let buffer = self.csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
            let file = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            Ok(())
        };
        finish().map_err(|error: io::Error| unwritable(&path, &error))?;
        Ok(Some(path))
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    Error::new("import-rejects-unwritable")
        .with("path", path.display().to_string())
        .with("detail", error.to_string())
        .field("rejects")
}

/// The titles of the list; for a list without them, titles that an import understands.
fn titles(layout: &Layout) -> impl Iterator<Item = String> {
    layout.titles.iter().zip(&layout.roles).map(|(title, role)| {
        if layout.header {
            return title.clone();
        }
        role.to_string()
    })
}
