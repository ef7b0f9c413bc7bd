//! What a worker that is gone left behind: what it had only claimed is queued again, what was on its
//! way is in doubt, and due at once.

use super::{State, as_json};
use crate::{
    Result, Timestamp,
    ids::{DeliveryId, MailingId},
    mailings::Moves,
    open::Inner,
};
use db::{Dialect, Sql, Tx, params};

/// Whose letters are taken.
#[derive(Clone, Copy)]
pub(crate) enum Left<'a> {
    /// A SQLite file has one owner: whatever is open when it starts was left by the one before. No lease is asked
    /// there, and time alone never takes anything.
    ByAnyone,
    /// In a shared database others are at work: what this worker left itself when it was started before.
    By(&'a str),
    /// Or what is leased until before this moment.
    Until(Timestamp),
}

/// When the file is opened, before any worker starts.
pub(crate) async fn recover(inner: &Inner) -> Result<()> {
    match inner.db.dialect() {
        Dialect::Sqlite => take(inner, Left::ByAnyone).await,
        Dialect::Postgres => Ok(()),
    }
}

/// While workers run.
pub(crate) async fn reap(inner: &Inner, left: Left<'_>) -> Result<()> {
    match inner.db.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => take(inner, left).await,
    }
}

async fn take(inner: &Inner, left: Left<'_>) -> Result<()> {
    let now = inner.config.clock.now();
    let mut moves = Moves::default();
    let mut tx = inner.db.begin_brief().await?;
    let leased: Vec<(MailingId,)> = match left {
        Left::ByAnyone => tx.all(LEASED, params![Timestamp(i64::MAX)]).await?,
        Left::By(worker) => tx.all(LEASED_BY, params![worker]).await?,
        Left::Until(over) => tx.all(LEASED, params![over]).await?,
    };
    for (mailing,) in &leased {
        moves.moved(*mailing, Some(State::Leased), State::Queued, 1);
    }
    let sending: Vec<(DeliveryId, i64, MailingId)> = match left {
        Left::ByAnyone => tx.all(SENDING, params![Timestamp(i64::MAX), now]).await?,
        Left::By(worker) => tx.all(SENDING_BY, params![worker, now]).await?,
        Left::Until(over) => tx.all(SENDING, params![over, now]).await?,
    };
    for (_, _, mailing) in &sending {
        moves.moved(*mailing, Some(State::Sending), State::InDoubt, 1);
    }
    if leased.is_empty() && sending.is_empty() {
        return Ok(());
    }
    if !sending.is_empty() {
        tracing::warn!(count = sending.len(), "letters were on their way when their worker ended");
        interrupt(&mut tx, now, &sending).await?;
    }
    moves.write(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

const LEASED: &str = "update deliveries set state = 'queued', lease_until = null, worker = null
  where state = 'leased' and lease_until < $1
  returning mailing_id";

const LEASED_BY: &str = "update deliveries set state = 'queued', lease_until = null, worker = null
  where state = 'leased' and worker = $1
  returning mailing_id";

const SENDING: &str = "update deliveries
  set state = 'in_doubt', lease_until = null, worker = null, due_at = $2
  where state = 'sending' and lease_until < $1
  returning id, fence, mailing_id";

const SENDING_BY: &str = "update deliveries
  set state = 'in_doubt', lease_until = null, worker = null, due_at = $2
  where state = 'sending' and worker = $1
  returning id, fence, mailing_id";

/// Closes the attempts, of which nobody can know more. Should the worker live after all, its
/// result still replaces this.
async fn interrupt(tx: &mut Tx, now: Timestamp, letters: &[(DeliveryId, i64, MailingId)]) -> Result<()> {
    let rows: Vec<_> = letters.iter().map(|(id, fence, _)| (id.0.simple(), fence)).collect();
    tx.run(
        Sql::pair(
            "update attempts indexed by sqlite_autoindex_attempts_2
             set outcome = 'in_doubt', stage = 'interrupted',
               finished_at = case when started_at > $1 then started_at else $1 end
             from json_each($2) j
             where attempts.delivery_id = unhex(j.value ->> 0) and attempts.fence = j.value ->> 1
               and attempts.outcome = 'pending'",
            "update attempts a set outcome = 'in_doubt', stage = 'interrupted',
               finished_at = case when started_at > $1 then started_at else $1 end
             from jsonb_array_elements(cast($2 as jsonb)) j
             where a.delivery_id = cast(j.value ->> 0 as uuid) and a.fence = cast(j.value ->> 1 as bigint)
               and a.outcome = 'pending'",
        ),
        params![now, as_json(&rows)?],
    )
    .await?;
    Ok(())
}
