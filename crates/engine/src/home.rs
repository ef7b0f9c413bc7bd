//! The Home screen: totals, attempts per day, what runs, what failed last.

use crate::{
    Context, Error, Result, Timestamp,
    attempts::{self, Attempt},
    clock::MINUTE,
    ids::UserId,
    mailings::{self, Mailing},
    users,
};
use chrono::{Days, NaiveDate, TimeZone};
use chrono_tz::Tz;
use db::{Db, params};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Whose {
    pub owner_id: Option<UserId>,
}

/// The totals of a person, without what was only rehearsed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Statistics {
    pub clients: i64,
    pub mailings: i64,
    pub mailings_running: i64,
    pub attempts_success: i64,
    pub attempts_failure: i64,
}

/// The attempts of one day in the person's zone.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct DayCount {
    /// As in `2026-11-24`.
    pub day: String,
    pub success: i64,
    pub failure: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Home {
    pub statistics: Statistics,
    /// The last 30 days, today last.
    pub days: Vec<DayCount>,
    pub running: Vec<Mailing>,
    pub last_failures: Vec<Attempt>,
}

const DAYS: u64 = 30;

pub async fn show(cx: &Context, whose: Whose) -> Result<Home> {
    let owner = cx.owner(whose.owner_id).await?;
    let zone = users::parse_zone(&users::find(cx.db(), owner).await?.zone)?;
    Ok(Home {
        statistics: totals(cx.db(), owner).await?,
        days: days(cx.db(), owner, zone, cx.now()).await?,
        running: mailings::running(cx.db(), owner).await?,
        last_failures: attempts::last_failures(cx.db(), owner, 5).await?,
    })
}

pub async fn statistics(cx: &Context, whose: Whose) -> Result<Statistics> {
    let owner = cx.owner(whose.owner_id).await?;
    totals(cx.db(), owner).await
}

async fn totals(db: &Db, owner: UserId) -> Result<Statistics> {
    Ok(db
        .one(
            "select
               (select count(*) from clients where owner_id = $1) as clients,
               (select count(*) from mailings where owner_id = $1 and not rehearsal) as mailings,
               (select count(*) from mailings where owner_id = $1 and status = 'running' and not rehearsal)
                 as mailings_running,
               (select cast(coalesce(sum(success), 0) as bigint) from attempt_counts where owner_id = $1)
                 as attempts_success,
               (select cast(coalesce(sum(failure), 0) as bigint) from attempt_counts where owner_id = $1)
                 as attempts_failure",
            params![owner],
        )
        .await?)
}

async fn days(db: &Db, owner: UserId, zone: Tz, now: Timestamp) -> Result<Vec<DayCount>> {
    let today = day(now, zone)?;
    let first = today - Days::new(DAYS - 1);
    let rows: Vec<(i64, i64, i64)> = db
        .all(
            // Two days more than needed: no zone is further from UTC.
            "select quarter, success, failure from attempt_counts where owner_id = $1 and quarter > $2",
            params![owner, now.0.div_euclid(15 * MINUTE) - (DAYS as i64 + 2) * 96],
        )
        .await?;
    let mut counts: BTreeMap<NaiveDate, (i64, i64)> =
        first.iter_days().take(DAYS as usize).map(|day| (day, (0, 0))).collect();
    for (quarter, success, failure) in rows {
        if let Some(count) = counts.get_mut(&day(Timestamp(quarter * 15 * MINUTE), zone)?) {
            count.0 += success;
            count.1 += failure;
        }
    }
    Ok(counts
        .into_iter()
        .map(|(day, (success, failure))| DayCount { day: day.to_string(), success, failure })
        .collect())
}

fn day(at: Timestamp, zone: Tz) -> Result<NaiveDate> {
    zone.timestamp_millis_opt(at.0)
        .single()
        .map(|at| at.date_naive())
        .ok_or_else(|| Error::new("bad-input").with("detail", at.0))
}
