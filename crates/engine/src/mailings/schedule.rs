//! What time does to mailings: they start, they end, they are done. One step looks at everything
//! and says what is ready to be sent and when to look again.

use super::{Moves, PausedBy, Status, find, hold, life, log, start};
use crate::{
    Result, Timestamp,
    deliveries::{self, Left, State, lock},
    events::{Changed, Event, Notice},
    ids::{MailingId, SenderId},
    open::{Inner, follow_clock},
};
use db::{Tx, params};
use mail::AbortPoint;

/// What a step found.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Running mailings with deliveries due now, and the sender of each.
    pub(crate) ready: Vec<(MailingId, SenderId)>,
    /// When something is due next.
    pub(crate) next: Option<Timestamp>,
}

/// Looks at every mailing that is alive and moves those whose time has come.
pub(crate) async fn step(inner: &Inner) -> Result<Plan> {
    follow_clock(&inner.config.clock, &inner.db).await?;
    let now = inner.config.clock.now();
    deliveries::reap(inner, Left::Until(now)).await?;
    let unheard: Vec<MailingId> = lock(&inner.deliveries.ending).keys().copied().collect();
    for id in unheard {
        alone(id, tell_end(inner, id).await)?;
    }
    let mut look = Look::at(inner, now).await?;
    if look.is_time_for_something() {
        for id in look.of(What::Ended) {
            alone(id, end(inner, now, id).await)?;
        }
        for id in look.of(What::Due) {
            alone(id, begin(inner, now, id).await)?;
        }
        life::hold_doubts(inner, now).await?;
        resend_in_doubt(inner, now).await?;
        look = Look::at(inner, now).await?;
    }
    for id in look.of(What::Done) {
        alone(id, complete(inner, now, id).await)?;
    }
    let ready = inner.db.all(READY, params![now]).await?;
    Ok(Plan { ready, next: look.next })
}

/// What stands in the way of one mailing holds up no other: only a lost database does.
fn alone(id: MailingId, done: Result<()>) -> Result<()> {
    match done {
        Err(error) if error.code != "database-lost" => {
            tracing::error!(mailing.id = %id, %error, "a mailing could not be moved on");
            Ok(())
        }
        done => done,
    }
}

/// What it is time for, of a mailing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
enum What {
    Ended,
    Due,
    /// Some of its letters in doubt are to be sent again.
    Doubt,
    /// Every delivery is final.
    Done,
}

/// What one statement finds: nothing, nearly always.
struct Look {
    found: Vec<(What, MailingId)>,
    /// When something will be found next.
    next: Option<Timestamp>,
}

impl Look {
    async fn at(inner: &Inner, now: Timestamp) -> Result<Self> {
        let rows: Vec<(Option<What>, Option<MailingId>, Option<Timestamp>)> =
            inner.db.all(LOOK, params![now]).await?;
        let next = rows.iter().find(|(what, _, _)| what.is_none()).and_then(|(_, _, next)| *next);
        let found = rows.into_iter().filter_map(|(what, id, _)| Some((what?, id?))).collect();
        Ok(Self { found, next })
    }

    fn of(&self, what: What) -> Vec<MailingId> {
        self.found.iter().filter(|(is, _)| *is == what).map(|(_, id)| *id).collect()
    }

    fn is_time_for_something(&self) -> bool {
        self.found.iter().any(|(what, _)| *what != What::Done)
    }
}

/// What there is to do, and without a word of what, the earliest moment after `$1`: a start, an end, a delivery due
/// again. (SQLite uses a partial index only for a statement that repeats the index's own condition.)
const LOOK: &str = "select 'ended' as what, id, ends_at as at from mailings
  where status <> 'finished' and ends_at <= $1 and (status <> 'created' or scheduled)
  union all
  select 'due', id, starts_at from mailings
  where status <> 'finished' and status = 'created' and scheduled and starts_at <= $1
    and (ends_at is null or ends_at > $1)
  union all
  select 'doubt', m.id, m.started_at from mailings m
  where m.status <> 'finished' and m.status = 'running' and m.in_doubt = 'resend' and exists (
    select 1 from deliveries d where d.mailing_id = m.id and d.state = 'in_doubt' and d.due_at <= $1)
  union all
  select 'done', m.id, m.started_at from mailings m
  where m.status <> 'finished' and m.status = 'running'
    and not exists (select 1 from deliveries d where d.mailing_id = m.id and d.state = 'queued')
    and not exists (select 1 from deliveries d
      where d.mailing_id = m.id and (d.state = 'leased' or d.state = 'sending' or d.state = 'in_doubt'))
  union all
  select null, null, min(at) from (
    select min(starts_at) as at from mailings
      where status <> 'finished' and status = 'created' and scheduled and starts_at > $1
    union all
    select min(ends_at) from mailings
      where status <> 'finished' and ends_at > $1 and (status <> 'created' or scheduled)
    union all
    select min((select min(d.due_at) from deliveries d
        where d.mailing_id = m.id and d.state = 'queued' and d.due_at > $1))
      from mailings m where m.status <> 'finished' and m.status = 'running'
    union all
    select min((select min(d.due_at) from deliveries d
        where d.mailing_id = m.id and d.state = 'in_doubt' and d.due_at > $1))
      from mailings m
      where m.status <> 'finished' and m.status = 'running' and m.in_doubt = 'resend'
  ) moments
  order by 3, 2";

const READY: &str = "select m.id, m.sender_id from mailings m
  join users u on u.id = m.owner_id and u.blocked_at is null
  where m.status <> 'finished' and m.status = 'running' and m.sender_id is not null and exists (
    select 1 from deliveries d where d.mailing_id = m.id and d.state = 'queued' and d.due_at <= $1)
  order by m.started_at, m.id";

/// The end has passed. A mailing that never started gets its deliveries all the same, every one
/// `expired`, and the person is told.
async fn end(inner: &Inner, now: Timestamp, id: MailingId) -> Result<()> {
    let mut tx = inner.db.begin().await?;
    let mailing = hold(&mut tx, id).await?;
    let over = mailing.settings.ends_at.is_some_and(|end| end <= now);
    if mailing.status == Status::Finished || !over {
        return Ok(());
    }
    let (was, missed) = (mailing.status, mailing.started_at.is_none());
    if missed && let Err(error) = start::start(&mut tx, now, &mailing).await {
        if !start::is_refusal(&error) {
            return Err(error);
        }
        // Nobody to write to, or nothing to send: it ends empty.
        tracing::info!(mailing.id = %id, code = %error.code, "a mailing ended that could not have started");
    }
    close(&mut tx, now, id).await?;
    // Of one that was sent already the person has heard.
    if was != Status::Sent {
        lock(&inner.deliveries.ending).insert(id, missed);
    }
    tx.commit().await?;
    inner.events.changed(Changed::Mailings, Some(id.0));
    if was == Status::Sent {
        log::ended(&find(&inner.db, id).await?, None);
    }
    tell_end(inner, id).await
}

/// Expires what waits or is in doubt, and finishes the mailing unless letters are still in flight:
/// then the step after their answers does.
pub(super) async fn close(tx: &mut Tx, now: Timestamp, id: MailingId) -> Result<()> {
    start::expire(tx, now, id).await?;
    tx.run(
        "update mailings set status = 'finished', finished_at = $2,
           paused_by = null, paused_reason = null, paused_at = null
         where id = $1
           and not exists (select 1 from deliveries d where d.mailing_id = $1 and d.state = 'queued')
           and not exists (select 1 from deliveries d
             where d.mailing_id = $1 and (d.state = 'leased' or d.state = 'sending' or d.state = 'in_doubt'))",
        params![id, now],
    )
    .await?;
    Ok(())
}

/// The start has come. What cannot start is paused, and says why.
async fn begin(inner: &Inner, now: Timestamp, id: MailingId) -> Result<()> {
    let mut tx = inner.db.begin().await?;
    let mailing = hold(&mut tx, id).await?;
    if mailing.status != Status::Created {
        return Ok(());
    }
    match start::start(&mut tx, now, &mailing).await {
        Ok(()) => {
            AbortPoint::StartWritten.pass();
            tx.commit().await?;
            AbortPoint::StartCommitted.pass();
            log::started(&find(&inner.db, id).await?, None);
        }
        // It starts when the database is back.
        Err(error) if error.code == "database-lost" => return Err(error),
        Err(reason) => {
            drop(tx);
            let mut tx = inner.db.begin().await?;
            life::paused(&mut tx, now, id, PausedBy::Program, Some(&reason)).await?;
            tx.commit().await?;
            log::stopped(id, &reason);
            inner.events.send(Event::Notice {
                notice: Notice::MailingPaused { mailing_id: id, mailing_name: mailing.settings.name, reason },
            });
        }
    }
    inner.events.changed(Changed::Mailings, Some(id.0));
    Ok(())
}

/// Every delivery is final: said by the statement that looks, not by a query that came back empty.
async fn complete(inner: &Inner, now: Timestamp, id: MailingId) -> Result<()> {
    let mut tx = inner.db.begin_brief().await?;
    // Before the statement that looks: it sees what whoever held the mailing did to its deliveries.
    hold(&mut tx, id).await?;
    let done = tx
        .run(
            "update mailings set status = 'sent', finished_at = $2
             where id = $1 and status = 'running'
               and not exists (select 1 from deliveries d where d.mailing_id = $1 and d.state = 'queued')
               and not exists (select 1 from deliveries d
                 where d.mailing_id = $1 and (d.state = 'leased' or d.state = 'sending' or d.state = 'in_doubt'))",
            params![id, now],
        )
        .await?;
    if done == 1 {
        lock(&inner.deliveries.ending).insert(id, false);
    }
    tx.commit().await?;
    if done == 1 {
        inner.events.changed(Changed::Mailings, Some(id.0));
        tell_end(inner, id).await?;
    }
    Ok(())
}

/// Tells of an end that is committed. Where only an error was heard of that, the next step finds out whether it is.
async fn tell_end(inner: &Inner, id: MailingId) -> Result<()> {
    let found = find(&inner.db, id).await;
    if found.as_ref().is_err_and(|error| error.code == "database-lost") {
        return found.map(drop);
    }
    let Some(missed) = lock(&inner.deliveries.ending).remove(&id) else {
        return Ok(());
    };
    let mailing = found?;
    if !matches!(mailing.status, Status::Sent | Status::Finished) {
        return Ok(());
    }
    log::ended(&mailing, None);
    let (mailing_id, mailing_name) = (id, mailing.settings.name);
    let notice = if missed {
        Notice::MailingMissed { mailing_id, mailing_name, recipients: mailing.recipients }
    } else {
        inner.deliveries.notices.ended(inner, id);
        let (sent, failed) = (mailing.counts.sent, mailing.counts.failed);
        Notice::MailingEnded { mailing_id, mailing_name, status: mailing.status, sent, failed }
    };
    inner.events.send(Event::Notice { notice });
    Ok(())
}

/// Policy `resend` ("better to deliver twice than to lose mail", Postfix): what stayed in doubt
/// for its back-off is queued again, with the same Message-ID. Under `hold` it keeps its mailing
/// running until a person decides, or its end passes.
async fn resend_in_doubt(inner: &Inner, now: Timestamp) -> Result<()> {
    let mut tx = inner.db.begin().await?;
    let rows: Vec<(MailingId,)> = tx
        .all(
            "update deliveries set state = 'queued'
             where state = 'in_doubt' and due_at <= $1
               and mailing_id in (
                 select id from mailings
                 where status <> 'finished' and status = 'running' and in_doubt = 'resend')
             returning mailing_id",
            params![now],
        )
        .await?;
    moved(tx, rows, State::InDoubt, State::Queued).await
}

async fn moved(mut tx: Tx, rows: Vec<(MailingId,)>, from: State, to: State) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut moves = Moves::default();
    for (mailing,) in rows {
        moves.moved(mailing, Some(from), to, 1);
    }
    moves.write(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}
