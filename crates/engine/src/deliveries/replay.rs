//! What the journal knows and the database does not: because the program died, because a backup took its place.
//!
//! The database knows how far it has looked each journal through ([`look_through`]); a backup knows how far it had been.
//! Such letters are written down as sent. Of a mailing that is restored from before its start, they are kept until it
//! starts ([`recall`]).

use super::{
    State, as_json, domain,
    journal::{Line, Part, Reader, unreadable},
};
use crate::{
    Error, Result, Timestamp,
    attempts::Outcome,
    ids::{DeliveryId, MailingId},
    mailings::Moves,
    open::Inner,
};
use db::{Sql, Tx, params};
use std::{
    collections::{HashMap, HashSet},
    io,
};

/// Lines that the database is asked about at once.
const CHUNK: usize = 1_000;

/// Writes down as sent what this program's journal knows and the database does not.
pub(crate) async fn replay(inner: &Inner) -> Result<()> {
    let parts = inner.journal.parts().map_err(|error| unreadable(&error))?;
    if parts.is_empty() {
        return Ok(());
    }
    let name = inner.journal.name().map_err(|error| unreadable(&error))?;
    let sql = "select file, position from journal_marks where journal = $1";
    let marks: HashMap<String, i64> = inner.db.all(sql, params![&name]).await?.into_iter().collect();
    let mut known = 0;
    for part in parts {
        // A file that has become shorter is another one.
        let from = marks.get(&part.name).copied().filter(|mark| *mark <= part.length).unwrap_or(0);
        if from < part.length {
            known += look_through(inner, &name, &part, from).await?;
        }
    }
    if known > 0 {
        tracing::warn!(count = known, "letters were sent of which the database did not know");
    }
    Ok(())
}

/// Answers how many letters the database did not know.
async fn look_through(inner: &Inner, journal: &str, part: &Part, from: i64) -> Result<usize> {
    let mut reader = Reader::open(part, from).map_err(|error| unreadable(&error))?;
    let mut known = 0;
    loop {
        let read = inner.db.aside(move || {
            let lines = reader.next(CHUNK)?;
            io::Result::Ok((reader, lines))
        });
        let (read_on, lines) = read.await.map_err(|error| unreadable(&error))?;
        reader = read_on;
        if lines.is_empty() {
            return Ok(known);
        }
        known += compare(inner, lines).await?;
        mark(inner, journal, &part.name, reader.position).await?;
    }
}

/// So far the database knows that file.
async fn mark(inner: &Inner, journal: &str, file: &str, position: i64) -> Result<()> {
    let mut tx = inner.db.begin_brief().await?;
    tx.run(
        "insert into journal_marks (journal, file, position) values ($1, $2, $3)
         on conflict (journal, file) do update set position = excluded.position",
        params![journal, file, position],
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Settles those of the letters that the database does not know; answers how many they were.
async fn compare(inner: &Inner, lines: Vec<Line>) -> Result<usize> {
    let ids: Vec<String> = lines.iter().map(|line| line.delivery.0.simple().to_string()).collect();
    let found: Vec<(DeliveryId, State)> = inner
        .db
        .all(
            Sql::pair(
                "select d.id, d.state from json_each($1) j cross join deliveries d where d.id = unhex(j.value)",
                "select d.id, d.state
                 from jsonb_array_elements_text(cast($1 as jsonb)) j join deliveries d on d.id = cast(j as uuid)",
            ),
            params![as_json(&ids)?],
        )
        .await?;
    let states: HashMap<DeliveryId, State> = found.into_iter().collect();
    let (here, strangers): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| states.contains_key(&line.delivery));
    let open: Vec<Line> = here
        .into_iter()
        .filter(|line| {
            !matches!(states.get(&line.delivery), Some(State::Sent | State::Expired | State::Skipped))
        })
        .collect();
    if open.is_empty() && strangers.is_empty() {
        return Ok(0);
    }
    let mut tx = inner.db.begin_brief().await?;
    let mut moves = Moves::default();
    let mut lines = open;
    lines.extend(find_again(&mut tx, strangers).await?);
    let settled = settle(&mut tx, &mut moves, &lines, Held::Skip).await?;
    let mut known = settled.len();
    moves.write(&mut tx).await?;
    tx.commit().await?;
    // What a worker settles or begins at this very moment: each alone, so that nobody who waits for it is waited for.
    for line in lines.iter().filter(|line| !settled.contains(&line.delivery)) {
        let mut tx = inner.db.begin_brief().await?;
        let mut moves = Moves::default();
        known += settle(&mut tx, &mut moves, std::slice::from_ref(line), Held::Await).await?.len();
        moves.write(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(known)
}

/// Deliveries that another transaction holds (PostgreSQL).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Await,
    Skip,
}

/// Letters whose delivery is gone, with the delivery that their recipient has now: a mailing that was restored from
/// before its start has been started anew. What has not started keeps them until it does.
async fn find_again(tx: &mut Tx, strangers: Vec<Line>) -> Result<Vec<Line>> {
    let mut again = vec![];
    let mut gone = HashSet::new();
    for line in strangers {
        // Lines of early versions do not say whose they are.
        let Some(mailing) = line.mailing.filter(|mailing| !gone.contains(mailing)) else { continue };
        let Ok(address) = mail::Address::parse(&line.email) else { continue };
        let started: Option<(Option<Timestamp>,)> =
            tx.find("select started_at from mailings where id = $1", params![mailing]).await?;
        match started {
            None => {
                gone.insert(mailing);
            }
            Some((None,)) => {
                tx.run(
                    "insert into letters_taken (mailing_id, email_key, line) values ($1, $2, $3)
                     on conflict (mailing_id, email_key) do nothing",
                    params![mailing, address.key(), as_json(&line)?],
                )
                .await?;
            }
            Some((Some(_),)) => {
                let delivery = delivery_of(tx, mailing, &address.key()).await?;
                again.extend(delivery.map(|delivery| Line { delivery, ..line }));
            }
        }
    }
    Ok(again)
}

async fn delivery_of(tx: &mut Tx, mailing: MailingId, email_key: &str) -> Result<Option<DeliveryId>> {
    let sql = "select id from deliveries where mailing_id = $1 and email_key = $2";
    let found: Option<(DeliveryId,)> = tx.find(sql, params![mailing, email_key]).await?;
    Ok(found.map(|(delivery,)| delivery))
}

/// Of a mailing that starts: whoever has got a letter of it already is `sent` from the first.
pub(crate) async fn recall(tx: &mut Tx, moves: &mut Moves, mailing: MailingId) -> Result<()> {
    let taken: Vec<(String, String)> =
        tx.all("select email_key, line from letters_taken where mailing_id = $1", params![mailing]).await?;
    if taken.is_empty() {
        return Ok(());
    }
    let mut lines = vec![];
    for (email_key, line) in taken {
        let line: Line = serde_json::from_str(&line).map_err(|error| Error::internal(&error))?;
        let delivery = delivery_of(tx, mailing, &email_key).await?;
        lines.extend(delivery.map(|delivery| Line { delivery, ..line }));
    }
    for lines in lines.chunks(CHUNK) {
        settle(tx, moves, lines, Held::Await).await?;
    }
    tx.run("delete from letters_taken where mailing_id = $1", params![mailing]).await?;
    Ok(())
}

/// The deliveries among these that are not final become `sent`, and those that failed before a person had them sent
/// again, of which a backup knows nothing; answers which.
async fn settle(tx: &mut Tx, moves: &mut Moves, lines: &[Line], held: Held) -> Result<HashSet<DeliveryId>> {
    let ids: Vec<String> = lines.iter().map(|line| line.delivery.0.simple().to_string()).collect();
    let skip = if held == Held::Skip { " skip locked" } else { "" };
    let open = Sql { sqlite: OPEN_SQLITE.into(), postgres: format!("{OPEN_POSTGRES}{skip}").into() };
    let open: Vec<(DeliveryId, MailingId, State, i64, String)> =
        tx.all(open, params![as_json(&ids)?]).await?;
    let by_delivery: HashMap<DeliveryId, &Line> = lines.iter().map(|line| (line.delivery, line)).collect();
    let mut settled = HashSet::new();
    for (delivery, mailing, state, fence, email) in open {
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
            moves.attempted(mailing, line.at, true);
        }
        settled.insert(delivery);
    }
    Ok(settled)
}

const OPEN_SQLITE: &str = "select d.id, d.mailing_id, d.state, d.fence, d.email
  from json_each($1) j cross join deliveries d
  where d.id = unhex(j.value) and d.state in ('queued', 'leased', 'sending', 'in_doubt', 'failed')";

const OPEN_POSTGRES: &str = "select d.id, d.mailing_id, d.state, d.fence, d.email
  from jsonb_array_elements_text(cast($1 as jsonb)) j join deliveries d on d.id = cast(j as uuid)
  where d.state in ('queued', 'leased', 'sending', 'in_doubt', 'failed') for update of d";

/// The attempt gets its answer, and a row where the backup had none; answers whether there is nothing to count: it was
/// counted before, or another attempt, of after the backup, stands in its place.
async fn write_attempt(tx: &mut Tx, line: &Line, email: &str) -> Result<bool> {
    let before: Option<(Outcome,)> =
        tx.find("select outcome from attempts where id = $1", params![line.attempt]).await?;
    let written = if before.is_some() {
        tx.run(
            "update attempts set finished_at = $2, outcome = 'success', stage = 'dot', code = $3, answer = $4,
               retry_at = null
             where id = $1",
            params![line.attempt, line.at, line.code.map(i64::from), line.answer.as_str()],
        )
        .await?
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
        .await?
    };
    Ok(written == 0 || before.is_some_and(|(outcome,)| outcome == Outcome::Success))
}
