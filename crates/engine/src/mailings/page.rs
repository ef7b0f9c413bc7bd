//! The page of one mailing: what is known about it now, from roll-ups and a few rows of each index.

use super::{
    FailureGroup, Forecast, InDoubt, Mailing, MailingRef, Status, Wait, WaitKind, failures, find,
    forecast::{Outlook, forecast},
    pace::{self, Means},
    review,
    waits::{self, Queue},
};
use crate::{Context, Error, Result, Timestamp, clock::MINUTE, deliveries, ids::MailingId};
use db::{Db, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct MailingPage {
    pub mailing: Mailing,
    /// Letters handed over in the last minute; of a younger mailing, as many as it would be.
    pub per_minute: i64,
    /// Until the last letter will have been sent, as in `forecast`; none while nothing is sent.
    pub seconds_left: Option<i64>,
    /// What will become of the letters that are still to be sent; none when nobody can know.
    pub forecast: Option<Forecast>,
    /// Recipients who may have got the letter twice: one attempt is in doubt, and another one too or
    /// successful.
    pub perhaps_twice: i64,
    /// When the next of the queued ones is due, if none is due now.
    pub next_try_at: Option<Timestamp>,
    /// What the worker waits for; `waits` says it with everything else.
    pub waiting: Option<Error>,
    /// All that it waits for, what stops all of it first.
    pub waits: Vec<Wait>,
    pub failures: Vec<FailureGroup>,
    pub series: Vec<Minute>,
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
    let running = mailing.status == Status::Running;
    let means = match mailing.settings.sender_id.filter(|_| running) {
        Some(sender) => pace::means(cx.db(), sender, now).await?,
        None => None,
    };
    let queue = if running { waits::queue(cx.db(), id, now).await? } else { Queue::default() };
    let per_minute = if running { pace::speed(cx.db(), id, now).await? } else { 0 };
    let waiting = if running { deliveries::wait(cx, id).await? } else { None };
    let next_try_at = queue.next.filter(|next| *next > now);
    let mut later: Vec<(Timestamp, i64)> = queue.put_off.clone().into_iter().collect();
    if queue.more
        && next_try_at.is_some()
        && let Some((_, count)) = later.last_mut()
    {
        // Nothing is due now: those that were not looked at come after those that were.
        *count += (mailing.counts.queued - queue.put_off.values().sum::<i64>()).max(0);
    }
    let waits = waits::of(cx, &mailing, means.as_ref(), queue, waiting.clone()).await?;
    let forecast = match means {
        Some(means) => expected(cx, &mailing, means, per_minute, &waits, later).await?,
        None if mailing.status == Status::Created => review::forecast_of(cx, &mailing).await?,
        None => None,
    };
    let done_at = forecast.filter(|_| running).and_then(|forecast| forecast.at);
    Ok(MailingPage {
        seconds_left: done_at.map(|at| at.since(now) / 1_000),
        per_minute,
        forecast,
        perhaps_twice: perhaps_twice(cx.db(), id).await?,
        next_try_at,
        waiting: waiting.map(|(until, reason)| reason.with("until", until.0)),
        waits,
        failures: failures::groups(cx.db(), id).await?,
        series: series(&minutes(cx.db(), id).await?),
        mailing,
    })
}

/// What becomes of the letters; `letters` are those that were put off, by when they are due. None while what it
/// waits for has no end that anybody knows.
async fn expected(
    cx: &Context,
    mailing: &Mailing,
    means: Means,
    per_minute: i64,
    waits: &[Wait],
    mut letters: Vec<(Timestamp, i64)>,
) -> Result<Option<Forecast>> {
    let now = cx.now();
    let counts = &mailing.counts;
    let endless = |wait: &Wait| match wait.kind {
        WaitKind::Passphrase | WaitKind::Mailing => true,
        // Letters that nobody decides about are not sent, and hold up no other.
        WaitKind::Person => wait.count.is_none(),
        _ => false,
    };
    if waits.iter().any(endless) {
        return Ok(None);
    }
    let server = waits.iter().find(|wait| wait.kind == WaitKind::Server).and_then(|wait| wait.until);
    let later: i64 = letters.iter().map(|(_, count)| count).sum();
    let due = (counts.queued - later).max(0) + counts.leased + counts.sending;
    letters.push((server.unwrap_or(now), due));
    if mailing.settings.in_doubt == InDoubt::Resend && counts.in_doubt > 0 {
        let first = waits.iter().find(|wait| wait.kind == WaitKind::Doubt).and_then(|wait| wait.until);
        letters.push((first.unwrap_or(now), counts.in_doubt));
    }
    Ok(forecast(Outlook {
        now,
        end: mailing.settings.ends_at,
        // Where nothing is due, the last minute shows what little was, and not what can go out in one.
        per_minute: if due > 0 && per_minute > 0 { per_minute } else { means.assumed },
        windows: means.lasting(),
        letters,
    }))
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

pub(super) async fn perhaps_twice(db: &Db, id: MailingId) -> Result<i64> {
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
