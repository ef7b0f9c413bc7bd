//! How many letters a sender may still send: rolling windows, counted from the real attempts, so
//! that every worker and every restart agree.

use super::pace::Pace;
use crate::{
    Error, Result, Timestamp,
    clock::{DAY, HOUR, MINUTE},
    ids::SenderId,
};
use db::{Batch, Db, Dialect, params};

/// What a sender allows.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Limits {
    id: SenderId,
    pub(crate) host: String,
    pub(crate) per_minute: Option<i64>,
    per_hour: Option<i64>,
    per_day: Option<i64>,
    pub(crate) connections: i64,
    /// When a person last changed the sender.
    pub(super) updated_at: Timestamp,
    #[sqlx(flatten)]
    pace: Pace,
}

/// So many letters may be begun in any stretch of that length.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    /// What a person is told when it is reached.
    pub(crate) code: &'static str,
    pub(crate) letters: i64,
    /// In milliseconds.
    pub(crate) length: i64,
}

/// How many letters may be begun now.
#[derive(Clone, Debug)]
pub(super) enum Allowance {
    Letters(usize),
    /// None until then, and why.
    Wait(Timestamp, Error),
}

impl Limits {
    /// None when the sender is gone.
    pub(crate) async fn of(db: &Db, sender: SenderId) -> Result<Option<Self>> {
        Ok(db
            .find(
                "select id, host, per_minute, per_hour, per_day, connections, updated_at, pace, paced_at
                 from senders where id = $1",
                params![sender],
            )
            .await?)
    }

    /// At a time, of all workers.
    pub(super) fn connections(&self) -> usize {
        usize::try_from(self.connections).unwrap_or(1).max(1)
    }

    /// Those that hold now.
    pub(crate) fn limits(&self, now: Timestamp) -> Vec<Limit> {
        let set = [
            (self.per_minute, MINUTE, "limit-per-minute"),
            (self.per_hour, HOUR, "limit-per-hour"),
            (self.per_day, DAY, "limit-per-day"),
        ];
        let set = set.into_iter().filter_map(|(letters, length, code)| {
            // A limit of none would never let anybody through.
            letters.map(|letters| Limit { code, letters: letters.max(1), length })
        });
        set.chain(self.pace.limit(now)).collect()
    }

    pub(crate) fn reached(&self, limit: &Limit) -> Error {
        Error::new(limit.code).with("limit", limit.letters).with("host", self.host.as_str())
    }

    /// Up to `most` letters. Whoever asks has used up what was allowed before.
    pub(super) async fn allowance(&self, db: &Db, now: Timestamp, most: usize) -> Result<Allowance> {
        if let Some((until, limit)) = self.pace.rest(now) {
            return Ok(Allowance::Wait(until, self.reached(&limit)));
        }
        let mut left = most;
        for limit in self.limits(now) {
            let since = now.plus(-limit.length);
            let (used,): (i64,) = db.one(USED, params![self.id, since]).await?;
            let free = limit.letters.saturating_sub(used);
            if free <= 0 {
                // The first that fits again is when the oldest of the last `limit` leaves the window.
                let (oldest,): (Timestamp,) = db
                    .one(
                        "select started_at from attempts where sender_id = $1 and started_at > $2
                         order by started_at desc limit 1 offset $3",
                        params![self.id, since, limit.letters - 1],
                    )
                    .await?;
                return Ok(Allowance::Wait(oldest.plus(limit.length), self.reached(&limit)));
            }
            left = left.min(usize::try_from(free).unwrap_or(0));
        }
        Ok(Allowance::Letters(left))
    }

    /// How many letters may pass the gate in this transaction. In a shared database another worker may have used what
    /// was allowed when they were claimed; in a file nobody else sends.
    pub(super) async fn room(&self, tx: &mut Batch, now: Timestamp) -> Result<usize> {
        let limits = self.limits(now);
        if limits.is_empty() || tx.dialect() == Dialect::Sqlite {
            return Ok(usize::MAX);
        }
        // Whoever counts makes the others wait.
        tx.fetch("select id from senders where id = $1 for update", params![self.id]).await?;
        let mut room = if self.pace.rest(now).is_some() { 0 } else { usize::MAX };
        for limit in limits {
            let mut used = tx.fetch(USED, params![self.id, now.plus(-limit.length)]).await?;
            let used = used.pop().map_or(Ok(0), |mut row| row.int())?;
            room = room.min(usize::try_from(limit.letters.saturating_sub(used)).unwrap_or(0));
        }
        Ok(room)
    }
}

const USED: &str = "select count(*) from attempts where sender_id = $1 and started_at > $2";
