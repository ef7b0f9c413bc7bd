//! How many letters a sender may still send: rolling windows, counted from the real attempts, so
//! that every worker and every restart agree.

use crate::{
    Error, Result, Timestamp,
    clock::{DAY, HOUR, MINUTE},
    ids::SenderId,
};
use db::{Db, params};

/// What a sender allows in each window.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    pub(super) sender: SenderId,
    pub(super) host: String,
    pub(super) per_minute: Option<i64>,
    pub(super) per_hour: Option<i64>,
    pub(super) per_day: Option<i64>,
}

/// How many letters may be begun now.
#[derive(Clone, Debug)]
pub(super) enum Allowance {
    Letters(usize),
    /// None until then, and why.
    Wait(Timestamp, Error),
}

impl Limits {
    pub(super) fn are_set(&self) -> bool {
        self.per_minute.is_some() || self.per_hour.is_some() || self.per_day.is_some()
    }

    /// Up to `most` letters. Whoever asks has used up what was allowed before.
    pub(super) async fn allowance(&self, db: &Db, now: Timestamp, most: usize) -> Result<Allowance> {
        let mut left = most;
        let windows = [
            (self.per_minute, MINUTE, "limit-per-minute"),
            (self.per_hour, HOUR, "limit-per-hour"),
            (self.per_day, DAY, "limit-per-day"),
        ];
        for (limit, window, code) in windows {
            let Some(limit) = limit else { continue };
            let since = now.plus(-window);
            let (used,): (i64,) = db
                .one(
                    "select count(*) from attempts where sender_id = $1 and started_at > $2",
                    params![self.sender, since],
                )
                .await?;
            let free = limit.saturating_sub(used);
            if free <= 0 {
                // The first that fits again is when the oldest of the last `limit` leaves the window.
                let (oldest,): (Timestamp,) = db
                    .one(
                        "select started_at from attempts where sender_id = $1 and started_at > $2
                         order by started_at desc limit 1 offset $3",
                        params![self.sender, since, limit - 1],
                    )
                    .await?;
                let reason = Error::new(code).with("limit", limit).with("host", self.host.as_str());
                return Ok(Allowance::Wait(oldest.plus(window), reason));
            }
            left = left.min(usize::try_from(free).unwrap_or(0));
        }
        Ok(Allowance::Letters(left))
    }
}
