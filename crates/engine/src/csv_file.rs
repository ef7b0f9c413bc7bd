//! A CSV file that is written beside its name and takes it when it is whole.

use crate::{Error, Result, clients::cells::guard};
use serde_json::{Value, json};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

/// UTF-8 with a byte order mark, without which spreadsheets take Cyrillic for something else.
pub(crate) struct CsvFile {
    path: PathBuf,
    part: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
    rows: i64,
}

impl CsvFile {
    /// # Errors
    /// `file-write` when the folder cannot be written to.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let failed = |error: &std::io::Error| failed(path, error);
        let mut file = BufWriter::new(File::create(&part).map_err(|error| failed(&error))?);
        file.write_all("\u{feff}".as_bytes()).map_err(|error| failed(&error))?;
        let writer = csv::Writer::from_writer(file);
        Ok(Self { path: path.to_owned(), part, writer, rows: -1 })
    }

    /// Writes a row; the first is the header.
    pub(crate) fn row<I: IntoIterator<Item: AsRef<str>>>(&mut self, cells: I) -> Result<()> {
        let cells = cells.into_iter().map(|cell| guard(cell.as_ref()).into_owned());
        self.writer.write_record(cells).map_err(|error| failed(&self.path, &error.into()))?;
        self.rows += 1;
        Ok(())
    }

    /// How many rows are written, the header not counted.
    pub(crate) fn rows(&self) -> i64 {
        self.rows.max(0)
    }

    /// Puts the file in its place, and answers what a job reports: `{rows, path}`.
    pub(crate) fn finish(mut self) -> Result<Value> {
        let failed = |error: &std::io::Error| failed(&self.path, error);
        self.writer.flush().map_err(|error| failed(&error))?;
        std::fs::rename(&self.part, &self.path).map_err(|error| failed(&error))?;
        Ok(json!({ "rows": self.rows(), "path": self.path }))
    }
}

impl Drop for CsvFile {
    fn drop(&mut self) {
        // After `finish` it is gone; after a cancel or an error it must not stay.
        let _ = std::fs::remove_file(&self.part);
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Error {
    Error::new("file-write").with("path", path.display().to_string()).with("detail", error.to_string())
}
