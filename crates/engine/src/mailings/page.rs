//! The page of one mailing: what is known about it now, from roll-ups.

use super::{Mailing, MailingRef, Status, counts::minute_of, find};
use crate::{Context, Error, Result, Timestamp, clock::MINUTE, ids::MailingId};
use db::{Db, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MailingPage {
    pub mailing: Mailing,
    /// Letters handed over a minute, over the last one to two minutes.
    pub per_minute: i64,
    /// None while nothing is sent.
    pub seconds_left: Option<i64>,
    /// Recipients who may have got the letter twice: one attempt is in doubt, and another one too or
    /// successful.
    pub perhaps_twice: i64,
    /// When the next of the queued ones is due, if none is due now.
    pub next_try_at: Option<Timestamp>,
    /// What the worker waits for.
    pub waiting: Option<Error>,
    pub failures: Vec<FailureGroup>,
    pub series: Vec<Minute>,
}

/// Failed attempts with the same answer.
#[derive(Clone, Debug, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct FailureGroup {
    pub stage: String,
    pub code: Option<i64>,
    pub enhanced: Option<String>,
    pub count: i64,
    /// Different recipients among them.
    pub recipients: i64,
    /// One of the answers, as the server gave it.
    pub answer: String,
}

/// What happened in a stretch of time that begins at `at`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct Minute {
    pub at: Timestamp,
    pub sent: i64,
    pub failed: i64,
}

/// Points of the chart.
const POINTS: i64 = 120;

pub async fn show(cx: &Context, MailingRef { id }: MailingRef) -> Result<MailingPage> {
    let mailing = find(cx.db(), id).await?;
    cx.permit(mailing.owner_id, "mailing")?;
    let now = cx.now();
    let minutes = minutes(cx.db(), id).await?;
    let per_minute = speed(&minutes, now);
    let running = mailing.status == Status::Running;
    let next_try_at = if running { next_try(cx.db(), id, now).await? } else { None };
    Ok(MailingPage {
        seconds_left: (running && per_minute > 0).then(|| mailing.counts.open() * 60 / per_minute),
        per_minute: if running { per_minute } else { 0 },
        perhaps_twice: perhaps_twice(cx.db(), id).await?,
        next_try_at,
        waiting: if running { cx.deliveries.waiting(id, now) } else { None },
        failures: failures(cx.db(), id).await?,
        series: series(&minutes),
        mailing,
    })
}

async fn minutes(db: &Db, id: MailingId) -> Result<BTreeMap<i64, (i64, i64)>> {
    let rows: Vec<(i64, i64, i64)> = db
        .all(
            "select minute, success, failure from mailing_minutes where mailing_id = $1 order by minute",
            params![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(minute, sent, failed)| (minute, (sent, failed))).collect())
}

/// Over this minute and the one before, so that the figure neither jumps nor starts at nothing.
fn speed(minutes: &BTreeMap<i64, (i64, i64)>, now: Timestamp) -> i64 {
    let this = minute_of(now);
    let sent = |minute| minutes.get(&minute).map_or(0, |(sent, _)| *sent);
    let first = minutes.keys().next().copied().unwrap_or(this);
    let into = now.0.rem_euclid(MINUTE).max(1_000);
    let time = if first < this { MINUTE + into } else { into };
    (sent(this) + sent(this - 1)) * MINUTE / time
}

fn series(minutes: &BTreeMap<i64, (i64, i64)>) -> Vec<Minute> {
    let (Some(first), Some(last)) = (minutes.keys().next(), minutes.keys().next_back()) else {
        return vec![];
    };
    let width = (last - first + 1).div_euclid(POINTS) + 1;
    let mut points = BTreeMap::<i64, (i64, i64)>::new();
    for (minute, (sent, failed)) in minutes {
        let point = points.entry((minute - first) / width).or_default();
        point.0 += sent;
        point.1 += failed;
    }
    let at = |point: i64| Timestamp((first + point * width) * MINUTE);
    points.into_iter().map(|(point, (sent, failed))| Minute { at: at(point), sent, failed }).collect()
}

async fn next_try(db: &Db, id: MailingId, now: Timestamp) -> Result<Option<Timestamp>> {
    let (next,): (Option<Timestamp>,) = db
        .one("select min(due_at) from deliveries where mailing_id = $1 and state = 'queued'", params![id])
        .await?;
    Ok(next.filter(|at| *at > now))
}

async fn perhaps_twice(db: &Db, id: MailingId) -> Result<i64> {
    let (count,): (i64,) = db
        .one(
            "select count(distinct a.delivery_id) from attempts a
             where a.mailing_id = $1 and a.outcome = 'in_doubt' and exists (
               select 1 from attempts o
               where o.delivery_id = a.delivery_id and o.fence <> a.fence
                 and o.outcome in ('in_doubt', 'success'))",
            params![id],
        )
        .await?;
    Ok(count)
}

async fn failures(db: &Db, id: MailingId) -> Result<Vec<FailureGroup>> {
    Ok(db
        .all(
            "select stage, code, enhanced, count(*) as count, count(distinct delivery_id) as recipients,
               max(answer) as answer
             from attempts where mailing_id = $1 and outcome = 'failure'
             group by stage, code, enhanced order by 4 desc, 1, 2 limit 20",
            params![id],
        )
        .await?)
}
