//! The connections of a sender are one limit for all workers of a shared database: each has an equal share.
//!
//! A worker writes down how many it has, and looks twice a second whether others have come or gone; where it gets none
//! in the first seconds, every five. Nobody takes what another one still has open. Who was not seen for half a minute
//! has none.

use super::run::Run;
use crate::{Result, clock::SECOND};
use db::{Dialect, Sql, params};
use std::{sync::atomic::Ordering, time::Duration};

const LOOK: Duration = Duration::from_millis(500);
const LOOK_IDLE: Duration = Duration::from_secs(5);
/// So many looks after a worker came the others have made room for it, if there is any.
const PATIENT_LOOKS: u32 = 10;
/// A worker that does not come back from so long a silence is taken for gone.
const SILENCE: i64 = 30 * SECOND;

/// Waits for a share; false when the run is over before. In a file all connections are this worker's.
pub(super) async fn wait(run: &Run) -> bool {
    if run.inner.db.dialect() == Dialect::Sqlite {
        return true;
    }
    let mut looks = 0;
    while !run.over() {
        look(run).await;
        if run.stock.has_place(0) {
            return true;
        }
        looks += 1;
        tokio::time::sleep(if looks < PATIENT_LOOKS { LOOK } else { LOOK_IDLE }).await;
    }
    false
}

/// Keeps the share as large as it may be while something is done that needs it: also the last answer of a slow server
/// is waited for over a connection.
pub(super) async fn keep_for<T>(run: &Run, done: impl Future<Output = T>) -> T {
    if run.inner.db.dialect() == Dialect::Sqlite {
        return done.await;
    }
    tokio::pin!(done);
    loop {
        if let Ok(done) = tokio::time::timeout(LOOK, &mut done).await {
            return done;
        }
        look(run).await;
        if !run.stock.has_place(0) {
            // What has passed the gate is the other workers', and does not wait here until there is room again.
            run.stock.halt();
        } else if run.over() {
            run.stock.close();
        }
    }
}

/// Leaves all of it to the others.
pub(super) async fn give_back(run: &Run) {
    if run.inner.db.dialect() == Dialect::Postgres
        && let Err(error) = leave(run).await
    {
        tracing::debug!(sender.id = %run.sender, %error, "the connections could not be given back");
    }
}

async fn look(run: &Run) {
    match share(run).await {
        Ok(connections) => run.stock.share(connections),
        // The gates will not be passed either.
        Err(error) => tracing::debug!(sender.id = %run.sender, %error, "the connections could not be shared"),
    }
}

/// How many connections this worker may have.
async fn share(run: &Run) -> Result<usize> {
    let (sender, me, now) = (run.sender, run.ledger.worker(), run.now());
    let taken_here = run.taken.load(Ordering::Relaxed);
    let mut tx = run.inner.db.begin_brief().await?;
    let (all,): (i64,) =
        tx.one(Sql::for_update("select connections from senders where id = $1"), params![sender]).await?;
    tx.run(
        "delete from sender_workers where sender_id = $1 and worker <> $2 and seen_at <= $3",
        params![sender, me, now.plus(-SILENCE)],
    )
    .await?;
    let others: Vec<(String, i64)> = tx
        .all(
            "select worker, connections from sender_workers where sender_id = $1 and worker <> $2",
            params![sender, me],
        )
        .await?;
    let before = others.iter().filter(|(worker, _)| worker.as_str() < me).count();
    let taken = others.iter().map(|(_, connections)| usize::try_from(*connections).unwrap_or(0)).sum();
    let share = part(usize::try_from(all).unwrap_or(1), others.len() + 1, before, taken);
    tx.run(
        "insert into sender_workers (sender_id, worker, connections, seen_at) values ($1, $2, $3, $4)
         on conflict (sender_id, worker) do update
         set connections = excluded.connections, seen_at = excluded.seen_at",
        params![sender, me, share.max(taken_here), now],
    )
    .await?;
    tx.commit().await?;
    Ok(share)
}

/// An equal part of `all` for one of so many workers, `before` of which come first where it does not divide, and
/// without what the others have `taken`.
fn part(all: usize, workers: usize, before: usize, taken: usize) -> usize {
    let equal = all / workers + usize::from(before < all % workers);
    equal.min(all.saturating_sub(taken))
}

async fn leave(run: &Run) -> Result<()> {
    let mut tx = run.inner.db.begin_brief().await?;
    tx.run(
        "delete from sender_workers where sender_id = $1 and worker = $2",
        params![run.sender, run.ledger.worker()],
    )
    .await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn parts_are_equal_and_make_up_the_whole() {
        assert_eq!((0..3).map(|before| part(10, 3, before, 0)).collect::<Vec<_>>(), [4, 3, 3]);
        assert_eq!((0..3).map(|before| part(2, 3, before, 0)).collect::<Vec<_>>(), [1, 1, 0]);
    }

    #[test]
    fn nobody_takes_what_another_one_has() {
        assert_eq!([10, 7, 0].map(|taken| part(10, 2, 0, taken)), [0, 3, 5]);
        assert_eq!(part(10, 1, 0, 12), 0);
    }
}
