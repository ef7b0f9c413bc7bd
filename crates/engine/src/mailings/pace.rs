//! How fast a mailing goes, and what its sender allows and has used up: read from the real attempts, so that
//! every program on the database says the same.

use super::forecast::Window;
use crate::{
    Result, Timestamp,
    clock::{MINUTE, SECOND},
    deliveries::{Limit, Limits},
    ids::{AttemptId, MailingId, SenderId},
};
use db::{Db, params};
use std::collections::VecDeque;

/// Letters a minute over each connection where nothing better is known: what a provider's server takes with ease,
/// with one answer a second.
const ASSUMED_PER_MINUTE: i64 = 60;
/// The speed is that of so many letters where they took less than a minute.
const LOOKED_AT: i64 = 5_000;
/// A window is looked at in so many parts: a day in minutes.
const PARTS: i64 = 1_440;

/// What a sender can do.
pub(super) struct Means {
    pub(super) limits: Limits,
    pub(super) windows: Vec<Window>,
    /// Letters a minute as long as nobody has seen any.
    pub(super) assumed: i64,
}

impl Means {
    /// The windows that stay as they are; a halved pace recovers, and until then the speed shows it.
    pub(super) fn lasting(&self) -> Vec<Window> {
        let lasts = |window: &&Window| window.limit.code != "limit-pace";
        self.windows.iter().filter(lasts).cloned().collect()
    }
}

/// None when the sender is gone.
pub(super) async fn means(db: &Db, sender: SenderId, now: Timestamp) -> Result<Option<Means>> {
    let Some(limits) = Limits::of(db, sender).await? else { return Ok(None) };
    let mut windows = vec![];
    for limit in limits.limits(now) {
        let used = used(db, sender, now, limit).await?;
        windows.push(Window { limit, used });
    }
    let modest = ASSUMED_PER_MINUTE * limits.connections.max(1);
    let assumed = limits.per_minute.unwrap_or(modest);
    Ok(Some(Means { limits, windows, assumed }))
}

/// The letters begun in the window, at most as many as the limit: only those hold others up.
async fn used(
    db: &Db,
    sender: SenderId,
    now: Timestamp,
    Limit { letters, length, .. }: Limit,
) -> Result<VecDeque<(Timestamp, i64)>> {
    // The newest stays for the whole window, so a part is as late as its last letter; but the next letter may
    // go when the very oldest is out of it.
    let parts: Vec<(i64, i64, Timestamp, Timestamp)> = db
        .all(
            "select started_at / $4 as part, count(*), min(started_at), max(started_at)
             from (
               select started_at from attempts where sender_id = $1 and started_at > $2
               order by started_at desc limit $3
             ) newest
             group by 1 order by 1",
            params![sender, now.plus(-length), letters, (length / PARTS).max(1)],
        )
        .await?;
    let part = |(index, (_, count, first, last)): (usize, (i64, i64, Timestamp, Timestamp))| {
        (if index == 0 { first } else { last }, count)
    };
    Ok(parts.into_iter().enumerate().map(part).collect())
}

/// Letters handed over a minute: those begun in the last 60 seconds. Where there were more than [`LOOKED_AT`], the
/// last of them; of a mailing that is younger than a minute, since its first.
pub(super) async fn speed(db: &Db, mailing: MailingId, now: Timestamp) -> Result<i64> {
    let (count, handed_over, oldest): (i64, i64, Option<Timestamp>) = db
        .one(
            "select count(*), count(*) filter (where outcome = 'success'), min(started_at)
             from (
               select outcome, started_at from attempts where mailing_id = $1 and id >= $2
               order by id desc limit $3
             ) newest",
            params![mailing, AttemptId::first_at(now.plus(-MINUTE)), LOOKED_AT],
        )
        .await?;
    let since = if count == LOOKED_AT { oldest } else { first_attempt(db, mailing).await? };
    let time = since.map_or(MINUTE, |since| now.since(since)).clamp(SECOND, MINUTE);
    Ok(handed_over * MINUTE / time)
}

/// When its first letter was begun.
pub(super) async fn first_attempt(db: &Db, mailing: MailingId) -> Result<Option<Timestamp>> {
    let first: Option<(Timestamp,)> = db
        .find("select started_at from attempts where mailing_id = $1 order by id limit 1", params![mailing])
        .await?;
    Ok(first.map(|(at,)| at))
}
