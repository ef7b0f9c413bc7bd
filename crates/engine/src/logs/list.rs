//! `logs.list`: a page of entries, newest first, read from the ends of the files.

use super::{FILES, LogEntry, LogLevel, backwards::Backwards, folder_in};
use crate::{Context, Error, Page, Result, commands::Nothing, fold::fold, page};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};
use ts_rs::TS;

/// Bytes looked through in one call. What is rare in large files takes several, each quick.
const LOOKED_THROUGH: u64 = 8 * 1024 * 1024;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct LogQuery {
    /// Entries that matter at least so much.
    pub level: LogLevel,
    #[serde(default)]
    pub search: String,
    pub after: Option<String>,
    /// At most 500.
    pub limit: u32,
}

/// Where the files are.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct LogFolder {
    #[ts(type = "string")]
    pub path: PathBuf,
}

/// Where a page begins: before this byte of this file.
#[derive(Serialize, Deserialize)]
struct Place {
    file: String,
    before: u64,
}

pub async fn folder(cx: &Context, _: Nothing) -> Result<LogFolder> {
    Ok(LogFolder { path: folder_in(&cx.config.data_folder) })
}

/// Newest first. A page may have fewer rows than asked for, or none, and a next one all the same:
/// one call looks through a part of the files only.
pub async fn list(cx: &Context, query: LogQuery) -> Result<Page<LogEntry>> {
    let folder = folder_in(&cx.config.data_folder);
    let read = tokio::task::spawn_blocking(move || {
        read(&folder, &query).map_err(|error| {
            Error::new("log-unreadable")
                .with("path", folder.display().to_string())
                .with("detail", error.to_string())
        })
    });
    read.await.map_err(|error| Error::internal(&error))?
}

fn read(folder: &Path, query: &LogQuery) -> io::Result<Page<LogEntry>> {
    let limit = query.limit.clamp(1, 500) as usize;
    let search = fold(&query.search);
    let from: Option<Place> = page::key(query.after.as_deref());
    let mut files = FILES.names(folder)?;
    if let Some(from) = &from {
        files.retain(|file| *file <= from.file);
    }
    let mut rows = vec![];
    let mut looked_through = 0;
    for (older, file) in files.iter().enumerate() {
        let is_last = older + 1 == files.len();
        let mut end = from.as_ref().filter(|from| from.file == *file).map_or(u64::MAX, |from| from.before);
        let opened = match File::open(folder.join(file)) {
            // It was the oldest, and its time has come.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened?,
        };
        let mut lines = Backwards::before(opened, end)?;
        // A line that cannot be read was written about when the one after it was.
        let mut then = FILES.day_of(file).unwrap_or_default();
        while let Some((start, line)) = lines.line()? {
            looked_through += line.len() as u64 + 1;
            end = start;
            if !line.is_empty() {
                let entry = LogEntry::read(&line, then);
                then = entry.at;
                let is_meant = entry.level.matters_as(query.level)
                    && (search.is_empty() || fold(&entry.text()).contains(&search));
                if is_meant {
                    rows.push(entry);
                }
            }
            if rows.len() == limit || looked_through >= LOOKED_THROUGH {
                let more = end > 0 || !is_last;
                let next = more.then(|| page::cursor(&Place { file: file.clone(), before: end }));
                return Ok(Page { rows, next });
            }
        }
    }
    Ok(Page { rows, next: None })
}
