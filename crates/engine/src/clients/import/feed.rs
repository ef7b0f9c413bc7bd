//! The reading half of an import, on a thread of its own: rows in, refusals out, clients in
//! order, made ready for the database while the database is busy with those before.

use super::{
    plan::Reject,
    rejects::Rejects,
    rows::{ClientRow, Rejected, Rows, shorten},
    sorted::Sorter,
    source::Source,
};
use crate::{Error, Result, clients::search_text, fold::fold};
use std::{collections::HashMap, fs::File, io};
use tokio::sync::mpsc::Sender;

/// Clients handed over at once.
pub const PIECE: usize = 500;

/// How many refusals a report shows.
const SHOWN: usize = 100;

/// What the writing half is told.
pub enum Feed {
    /// So many rows have been read. Nothing is written before all are.
    Read(u64),
    /// The next clients in order. `total` rows of the list are good.
    Clients { clients: Vec<Prepared>, total: u64 },
}

/// A client of the list, with what the database keeps of it.
pub struct Prepared {
    pub row: ClientRow,
    /// How many rows of the list it stands in.
    pub rows: u64,
    /// [`as_json`] of it.
    pub json: String,
}

/// The rows that were refused.
#[derive(Default)]
pub struct Refusals {
    pub count: u64,
    /// At most the first [`SHOWN`].
    pub first: Vec<Reject>,
    /// Where all of them go, if anywhere.
    pub file: Option<Rejects>,
}

impl Refusals {
    fn push(&mut self, line: u64, row: Rejected) -> Result<()> {
        self.count += 1;
        if let Some(file) = &mut self.file {
            file.push(line, &row)?;
        }
        if self.first.len() < SHOWN {
            self.first.push(Reject { line, reason: row.reason, text: shorten(&row.text, 300) });
        }
        Ok(())
    }
}

/// Reads the list to its end. Ends early, with `cancelled`, when nobody listens any more.
pub fn read(source: &Source, mut rows: Rows<File>, refusals: &mut Refusals, to: &Sender<Feed>) -> Result<()> {
    let mut sorter = Sorter::default();
    let mut read = 0;
    while let Some(row) = rows.next().map_err(|error| source.failed(&error))? {
        match row.result {
            Ok(client) => sorter.push(&client).map_err(|error| disk(&error))?,
            Err(rejected) => refusals.push(row.line, rejected)?,
        }
        read += 1;
        if read % 10_000 == 0 {
            send(to, Feed::Read(read))?;
        }
    }
    let total = read - refusals.count;
    let mut sorted = sorter.finish().map_err(|error| disk(&error))?;
    let mut clients = Vec::with_capacity(PIECE);
    while let Some((row, rows)) = sorted.next().map_err(|error| disk(&error))? {
        clients.push(Prepared { json: as_json(&row)?, row, rows });
        if clients.len() == PIECE {
            let clients = std::mem::replace(&mut clients, Vec::with_capacity(PIECE));
            send(to, Feed::Clients { clients, total })?;
        }
    }
    send(to, Feed::Clients { clients, total })
}

/// Reads the list once more, for the rows about clients that were refused only when it was known
/// what the database has of them.
pub fn refuse(
    source: &Source,
    mut rows: Rows<File>,
    refused: &HashMap<String, Error>,
    refusals: &mut Refusals,
) -> Result<()> {
    while let Some((line, row)) = rows.next_refused(refused).map_err(|error| source.failed(&error))? {
        refusals.push(line, row)?;
    }
    Ok(())
}

/// The columns of a client in the order of [`super::write::VALUES`], as a JSON array.
pub fn as_json(row: &ClientRow) -> Result<String> {
    let failed = |error: serde_json::Error| Error::internal(&error);
    let fields = serde_json::to_string(&row.fields).map_err(failed)?;
    let search = search_text(&row.email, &row.name, &row.comment);
    let columns = (&row.email, &row.key, &row.name, fold(&row.name), &row.comment, fields, search);
    serde_json::to_string(&columns).map_err(failed)
}

fn send(to: &Sender<Feed>, feed: Feed) -> Result<()> {
    to.blocking_send(feed).map_err(|_| Error::new("cancelled"))
}

fn disk(error: &io::Error) -> Error {
    Error::new("import-disk").with("detail", error.to_string())
}
