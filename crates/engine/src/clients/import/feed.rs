//! The reading half of an import, on a thread of its own: rows in, refusals out, clients in
//! order, made ready for the database while the database is busy with those before.

use super::{
    plan::Reject,
    rejects::Rejects,
    rows::{ClientRow, Rows, shorten},
    sorted::Sorter,
    source::Source,
};
use crate::{Error, Result, clients::search_text, fold::fold};
use std::{fs::File, io, path::PathBuf};
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

/// What is known at the end of the reading.
pub struct Read {
    pub invalid: u64,
    pub rejects: Option<PathBuf>,
    pub first_rejects: Vec<Reject>,
}

/// Reads the list to its end. Ends early, with `cancelled`, when nobody listens any more.
pub fn read(
    source: &Source,
    mut rows: Rows<File>,
    mut rejects: Option<Rejects>,
    to: &Sender<Feed>,
) -> Result<Read> {
    let mut sorter = Sorter::default();
    let (mut read, mut invalid, mut first_rejects) = (0, 0, vec![]);
    while let Some(row) = rows.next().map_err(|error| source.failed(&error))? {
        match row.result {
            Ok(client) => sorter.push(&client).map_err(|error| disk(&error))?,
            Err(rejected) => {
                invalid += 1;
                if let Some(rejects) = &mut rejects {
                    rejects.push(row.line, &rejected)?;
                }
                if first_rejects.len() < SHOWN {
                    let text = shorten(&rejected.text, 300);
                    first_rejects.push(Reject { line: row.line, reason: rejected.reason, text });
                }
            }
        }
        read += 1;
        if read % 10_000 == 0 {
            send(to, Feed::Read(read))?;
        }
    }
    let total = read - invalid;
    let mut sorted = sorter.finish().map_err(|error| disk(&error))?;
    let mut clients = Vec::with_capacity(PIECE);
    while let Some((row, rows)) = sorted.next().map_err(|error| disk(&error))? {
        clients.push(Prepared { json: as_json(&row)?, row, rows });
        if clients.len() == PIECE {
            let clients = std::mem::replace(&mut clients, Vec::with_capacity(PIECE));
            send(to, Feed::Clients { clients, total })?;
        }
    }
    send(to, Feed::Clients { clients, total })?;
    let rejects = rejects.map_or(Ok(None), Rejects::finish)?;
    Ok(Read { invalid, rejects, first_rejects })
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
