//! The journal: a line for each letter that a server has taken, in files that are not the database.
//!
//! A line is written before the database hears of the answer, and is synced together with the commit that tells it.
//! So what the database forgets, because the program died or a backup took its place, the journal still knows:
//! at the start of the program such letters are written down as sent, and nobody gets them a second time.

use super::{as_json, domain, outcome::Finished};
use crate::{
    Clock, Error, Result, Timestamp,
    attempts::Outcome,
    clock::{DAY, HOUR},
    daily::{DailyFile, Series},
    deliveries::State,
    ids::{AttemptId, DeliveryId, MailingId, UserId},
    mailings::Moves,
    open::Inner,
};
use db::{Db, Sql, Tx, params};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

const SERIES: Series = Series { beginning: "sent-", ending: ".jsonl", kept: 90 };

/// Lines that the database is asked about at once.
const CHUNK: usize = 1_000;

/// What the database knows last is at most so much older than what it has not heard of: a letter passes the gate
/// less than an hour before its answer (RFC 5321 §4.5.3.2), by a clock that may have been set by a day since.
const BEFORE: i64 = DAY + HOUR;

/// A letter that a server has taken.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    delivery: DeliveryId,
    /// Lines of earlier versions have neither of the two.
    #[serde(default)]
    mailing: Option<MailingId>,
    #[serde(default)]
    email: String,
    attempt: AttemptId,
    fence: i64,
    at: Timestamp,
    code: Option<u16>,
    answer: String,
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
}

impl Journal {
    pub(crate) fn in_folder(data_folder: &Path, clock: Clock) -> Self {
        let folder = data_folder.join("journal");
        let file = Mutex::new(DailyFile::new(SERIES, folder.clone(), clock));
        Self { folder, file, is_dirty: AtomicBool::new(false) }
    }

    /// Writes a line, which survives the end of this program, and after [`Self::sync`] a power cut, too.
    pub(super) fn write(&self, sent: &Finished) -> io::Result<()> {
        let mut text = serde_json::to_string(&Line::from(sent))?;
        text.push('\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_dirty.store(true, Ordering::SeqCst);
        file.write_all(text.as_bytes())
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
            Error::new("journal-unwritable").with("detail", error.to_string())
        })
    }
}

/// The lines of a journal from `from` on that have these words. What is not a line is left out: a power cut may leave
/// half of one.
fn lines(folder: &Path, from: Timestamp, words: String) -> io::Result<impl Iterator<Item = Line> + use<>> {
    let mut files = vec![];
    for name in SERIES.names(folder)? {
        files.push(File::open(folder.join(&name))?);
        // The newest come first: before this day nothing is wanted.
        if SERIES.day_of(&name).is_some_and(|day| day <= from) {
            break;
        }
    }
    let lines = files.into_iter().rev().flat_map(|file| BufReader::new(file).lines());
    Ok(lines
        .filter_map(io::Result::ok)
        .filter(move |line| line.contains(&words))
        .filter_map(|line| serde_json::from_str::<Line>(&line).ok())
        .filter(move |line| line.at >= from))
}

fn unreadable(error: &io::Error) -> Error {
    Error::new("journal-unreadable").with("detail", error.to_string())
}

/// Writes down as sent what the journal knows and the database does not.
pub(crate) async fn replay(inner: &Inner) -> Result<()> {
    let last: Option<(Timestamp,)> =
        inner.db.find("select started_at from attempts order by id desc limit 1", params![]).await?;
    let from = last.map_or(Timestamp(0), |(last,)| last.plus(-BEFORE));
    let lines = lines(&inner.journal.folder, from, String::new()).map_err(|error| unreadable(&error))?;
    let mut lines = lines.peekable();
    let mut known = 0;
    while lines.peek().is_some() {
        let chunk: Vec<Line> = lines.by_ref().take(CHUNK).collect();
        let mut tx = inner.db.begin().await?;
        let mut moves = Moves::default();
        known += settle(&mut tx, &mut moves, &chunk).await?;
        moves.write(&mut tx).await?;
        tx.commit().await?;
    }
    if known > 0 {
        tracing::warn!(count = known, "letters were sent of which the database did not know");
    }
    Ok(())
}

/// The letters of a mailing that is to start: none, unless a backup from before its start has taken the place of the
/// database.
pub(crate) async fn taken_before(inner: &Inner, mailing: MailingId) -> Result<Vec<Line>> {
    let sql = "select created_at from mailings where id = $1 and started_at is null";
    let found = inner.db.find(sql, params![mailing]).await?;
    let Some((created,)): Option<(Timestamp,)> = found else { return Ok(vec![]) };
    let (folder, from) = (inner.journal.folder.clone(), created.plus(-DAY));
    let taken = inner.db.aside(move || Ok(lines(&folder, from, mailing.0.to_string())?.collect())).await;
    taken.map_err(|error| unreadable(&error))
}

/// Whoever has got a letter of this mailing already is `sent` from the first.
pub(crate) async fn recall(
    tx: &mut Tx,
    moves: &mut Moves,
    mailing: MailingId,
    taken: Vec<Line>,
) -> Result<()> {
    let mut lines = vec![];
    for line in taken {
        let Ok(address) = mail::Address::parse(&line.email) else { continue };
        let found: Option<(DeliveryId,)> = tx
            .find(
                "select id from deliveries where mailing_id = $1 and email_key = $2",
                params![mailing, address.key()],
            )
            .await?;
        lines.extend(found.map(|(delivery,)| Line { delivery, ..line }));
    }
    for lines in lines.chunks(CHUNK) {
        settle(tx, moves, lines).await?;
    }
    Ok(())
}

/// The deliveries among these that are not final become `sent`, and those that failed before a person had them sent
/// again, of which a backup knows nothing; answers how many.
async fn settle(tx: &mut Tx, moves: &mut Moves, lines: &[Line]) -> Result<usize> {
    let ids: Vec<String> = lines.iter().map(|line| line.delivery.0.simple().to_string()).collect();
    let open: Vec<(DeliveryId, MailingId, UserId, State, i64, String)> = tx
        .all(
            Sql::pair(
                "select d.id, d.mailing_id, d.owner_id, d.state, d.fence, d.email
                 from json_each($1) j cross join deliveries d
                 where d.id = unhex(j.value)
                   and d.state in ('queued', 'leased', 'sending', 'in_doubt', 'failed')",
                "select d.id, d.mailing_id, d.owner_id, d.state, d.fence, d.email
                 from jsonb_array_elements_text(cast($1 as jsonb)) j join deliveries d on d.id = cast(j as uuid)
                 where d.state in ('queued', 'leased', 'sending', 'in_doubt', 'failed')
                 for update of d",
            ),
            params![as_json(&ids)?],
        )
        .await?;
    let by_delivery: HashMap<DeliveryId, &Line> = lines.iter().map(|line| (line.delivery, line)).collect();
    let mut settled = 0;
    for (delivery, mailing, owner, state, fence, email) in open {
        let Some(line) = by_delivery.get(&delivery) else { continue };
        if state == State::Failed && line.fence <= fence {
            continue;
        }
        tx.run(
            "update deliveries set state = 'sent', finished_at = $2, lease_until = null, worker = null,
               fence = case when fence > $3 then fence else $3 end
             where id = $1",
            params![delivery, line.at, line.fence],
        )
        .await?;
        // Of one that was under way when the backup was made nobody can know more.
        tx.run(
            "update attempts set outcome = 'in_doubt', stage = 'interrupted',
               finished_at = case when started_at > $3 then started_at else $3 end
             where delivery_id = $1 and outcome = 'pending' and id <> $2",
            params![delivery, line.attempt, line.at],
        )
        .await?;
        // What had failed is no reason any more.
        tx.run(
            "update attempts set retry_at = $2
             where delivery_id = $1 and outcome = 'failure' and retry_at is null",
            params![delivery, line.at],
        )
        .await?;
        let is_counted = write_attempt(tx, line, &email).await?;
        moves.moved(mailing, Some(state), State::Sent, 1);
        if !is_counted {
            moves.attempted(owner, mailing, line.at, true);
        }
        settled += 1;
    }
    Ok(settled)
}

/// The attempt gets its answer, and a row where the backup had none; answers whether it was counted before.
async fn write_attempt(tx: &mut Tx, line: &Line, email: &str) -> Result<bool> {
    let before: Option<(Outcome,)> =
        tx.find("select outcome from attempts where id = $1", params![line.attempt]).await?;
    if before.is_some() {
        tx.run(
            "update attempts set finished_at = $2, outcome = 'success', stage = 'dot', code = $3, answer = $4,
               retry_at = null
             where id = $1",
            params![line.attempt, line.at, line.code.map(i64::from), line.answer.as_str()],
        )
        .await?;
    } else {
        tx.run(
            "insert into attempts (id, owner_id, mailing_id, delivery_id, sender_id, client_id, email, domain,
               fence, rehearsal, worker, started_at, finished_at, outcome, stage, code, answer)
             select $2, d.owner_id, d.mailing_id, d.id, m.sender_id, d.client_id, d.email, $3,
               $4, m.rehearsal, 'journal', $5, $5, 'success', 'dot', $6, $7
             from deliveries d join mailings m on m.id = d.mailing_id where d.id = $1
             on conflict do nothing",
            params![
                line.delivery,
                line.attempt,
                domain(email),
                line.fence,
                line.at,
                line.code.map(i64::from),
                line.answer.as_str(),
            ],
        )
        .await?;
    }
    Ok(before.is_some_and(|(outcome,)| outcome == Outcome::Success))
}
