//! The journal: a line for each letter that a server has taken, in files that are not the database.
//!
//! A line is written before the database hears of the answer, and is synced together with the commit that tells it.
//! So what the database forgets, because the program died or a backup took its place, the journal still knows:
//! it is looked through ([`super::replay`]), and nobody gets such a letter a second time.

use super::{identity::place, outcome::Finished};
use crate::{
    Clock, Error, Result, Timestamp,
    daily::{DailyFile, Series, private},
    ids::{AttemptId, DeliveryId, MailingId},
};
use db::Db;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

const SERIES: Series = Series { beginning: "sent-", ending: ".jsonl", kept: 90 };

/// The file with the name of a journal, beside its lines.
const NAME: &str = "id";

/// A letter that a server has taken.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(super) delivery: DeliveryId,
    /// Lines of earlier versions have neither of the two.
    #[serde(default)]
    pub(super) mailing: Option<MailingId>,
    #[serde(default)]
    pub(super) email: String,
    pub(super) attempt: AttemptId,
    pub(super) fence: i64,
    pub(super) at: Timestamp,
    pub(super) code: Option<u16>,
    pub(super) answer: String,
}

impl From<&Finished> for Line {
    fn from(sent: &Finished) -> Self {
        Self {
            delivery: sent.delivery,
            mailing: Some(sent.mailing),
            email: sent.email.clone(),
            attempt: sent.attempt,
            fence: sent.fence,
            at: sent.at,
            code: sent.code,
            answer: sent.answer.clone(),
        }
    }
}

/// The journal of a data folder.
pub(crate) struct Journal {
    folder: PathBuf,
    file: Mutex<DailyFile>,
    /// Something was written that is not yet synced.
    is_dirty: AtomicBool,
    /// The last line could not be written.
    is_broken: AtomicBool,
}

impl Journal {
    pub(crate) fn in_folder(data_folder: &Path, clock: Clock) -> Self {
        let folder = data_folder.join("journal");
        let file = Mutex::new(DailyFile::new(SERIES, folder.clone(), clock));
        Self { folder, file, is_dirty: AtomicBool::new(false), is_broken: AtomicBool::new(false) }
    }

    /// Writes a line, which survives the end of this program, and after [`Self::sync`] a power cut, too.
    pub(super) fn write(&self, sent: &Finished) -> io::Result<()> {
        let mut text = serde_json::to_string(&Line::from(sent))?;
        text.push('\n');
        self.append(&text)
    }

    /// Whether letters may begin: after a line that could not be written, once an empty one can.
    pub(super) fn is_writable(&self) -> io::Result<()> {
        if self.is_broken.load(Ordering::SeqCst) { self.append("\n") } else { Ok(()) }
    }

    fn append(&self, line: &str) -> io::Result<()> {
        self.is_dirty.store(true, Ordering::SeqCst);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let written = file.write_all(line.as_bytes());
        self.is_broken.store(written.is_err(), Ordering::SeqCst);
        written
    }

    /// Waits until what was written before is on the disk.
    pub(super) async fn sync(&self, db: &Db) -> Result<()> {
        if !self.is_dirty.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        let last = self.file.lock().unwrap_or_else(PoisonError::into_inner).last();
        let synced = db.aside(move || match last? {
            Some(file) => file.sync_data(),
            None => Ok(()),
        });
        synced.await.map_err(|error| {
            self.is_dirty.store(true, Ordering::SeqCst);
            unwritable(&error)
        })
    }
}

/// A file of the journal that has been written.
pub(super) struct Part {
    pub(super) name: String,
    path: PathBuf,
    /// In bytes.
    pub(super) length: i64,
}

impl Journal {
    /// Its name, as every database knows it: made with the first file that is looked through. A copy of the folder, which
    /// goes on by itself, has another one.
    pub(super) fn name(&self) -> io::Result<String> {
        let path = self.folder.join(NAME);
        if let Some(name) = named(&path)? {
            return Ok(name);
        }
        let name = uuid::Uuid::now_v7().simple().to_string();
        let fresh = self.folder.join(&name);
        let mut file = private(&fresh)?;
        write!(file, "{name} {}", place(&file).unwrap_or_default())?;
        file.sync_all()?;
        fs::rename(fresh, path)?;
        Ok(name)
    }

    /// Its files, the oldest first.
    pub(super) fn parts(&self) -> io::Result<Vec<Part>> {
        let part = |name: String| {
            let path = self.folder.join(&name);
            let length = fs::metadata(&path)?.len();
            Ok(Part { name, path, length: i64::try_from(length).unwrap_or(i64::MAX) })
        };
        SERIES.names(&self.folder)?.into_iter().rev().map(part).collect()
    }
}

/// The name in that file, if it was written there.
fn named(path: &Path) -> io::Result<Option<String>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    let name = text.split_once(' ').filter(|(_, written)| *written == place(&file).unwrap_or_default());
    Ok(name.map(|(name, _)| name.to_owned()))
}

/// Reads a file of the journal from a position to where it ended when it was found: a worker that goes on writing is
/// not run after.
pub(super) struct Reader {
    file: BufReader<io::Take<File>>,
    /// The end of the last line that was read, in bytes.
    pub(super) position: i64,
}

impl Reader {
    pub(super) fn open(part: &Part, position: i64) -> io::Result<Self> {
        let mut file = File::open(&part.path)?;
        file.seek(SeekFrom::Start(u64::try_from(position).unwrap_or(0)))?;
        let rest = u64::try_from(part.length.saturating_sub(position)).unwrap_or(0);
        Ok(Self { file: BufReader::new(file.take(rest)), position })
    }

    /// Up to `most` letters; none at the end. What is no line is left out: a power cut may leave half of one, and the
    /// last one may just be being written.
    pub(super) fn next(&mut self, most: usize) -> io::Result<Vec<Line>> {
        let mut lines = vec![];
        let mut text = vec![];
        while lines.len() < most {
            text.clear();
            let length = self.file.read_until(b'\n', &mut text)?;
            if !text.ends_with(b"\n") {
                break;
            }
            self.position += i64::try_from(length).unwrap_or(0);
            lines.extend(serde_json::from_slice::<Line>(&text));
        }
        Ok(lines)
    }
}

pub(super) fn unwritable(error: &io::Error) -> Error {
    Error::new("journal-unwritable").with("detail", error.to_string())
}

pub(super) fn unreadable(error: &io::Error) -> Error {
    Error::new("journal-unreadable").with("detail", error.to_string())
}
