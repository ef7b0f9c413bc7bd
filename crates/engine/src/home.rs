//! The Home screen: totals, attempts per day, what runs, what failed last. From roll-ups alone, so that
//! it is as quick over a million clients as over ten.

use crate::{
    Context, Error, Result, Timestamp,
    access::{Scope, Whose},
    attempts::{self, Attempt},
    clock::MINUTE,
    mailings::{self, Mailing},
    users,
};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use db::{Db, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct HomeQuery {
    #[serde(default)]
    pub owner_id: Whose,
}

/// The totals of a person or of everybody, without what was only rehearsed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Statistics {
    pub clients: i64,
    pub mailings: i64,
    pub mailings_running: i64,
    pub attempts_success: i64,
    pub attempts_failure: i64,
}

/// The attempts of one day in the zone of the person whose they are; of everybody's, in the caller's.
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

const DAYS: usize = 30;
/// Quarters of an hour in a day that no clock is changed in.
const QUARTERS: i64 = 96;

pub async fn show(cx: &Context, HomeQuery { owner_id }: HomeQuery) -> Result<Home> {
    let scope = cx.scope(owner_id).await?;
    cx.cached(scope, String::new(), async {
        let db = cx.db();
        // All at once: where letters go out, each question waits its turn.
        let (statistics, days, running, last_failures) = tokio::try_join!(
            totals(db, scope),
            async { days(db, scope, zone(cx, scope).await?, cx.now()).await },
            mailings::running(db, scope),
            attempts::last_failures(db, scope, 5),
        )?;
        Ok(Home { statistics, days, running, last_failures })
    })
    .await
}

pub async fn statistics(cx: &Context, HomeQuery { owner_id }: HomeQuery) -> Result<Statistics> {
    let scope = cx.scope(owner_id).await?;
    cx.cached(scope, String::new(), totals(cx.db(), scope)).await
}

/// In whose days attempts are counted.
async fn zone(cx: &Context, scope: Scope) -> Result<Tz> {
    match scope {
        Scope::Of(owner) if cx.actor.id() != Some(owner) => {
            users::parse_zone(&users::find(cx.db(), owner).await?.zone)
        }
        Scope::Of(_) | Scope::Everybody => Ok(cx.zone),
    }
}

async fn totals(db: &Db, scope: Scope) -> Result<Statistics> {
    Ok(match scope {
        Scope::Of(owner) => {
            db.one(
                "select
                   coalesce((select clients from owner_counts where owner_id = $1), 0) as clients,
                   (select count(*) from mailings where owner_id = $1 and not rehearsal) as mailings,
                   (select count(*) from mailings
                     where owner_id = $1 and not rehearsal and status = 'running') as mailings_running,
                   coalesce((select success from attempt_counts where owner_id = $1 and quarter = -1), 0)
                     as attempts_success,
                   coalesce((select failure from attempt_counts where owner_id = $1 and quarter = -1), 0)
                     as attempts_failure",
                params![owner],
            )
            .await?
        }
        Scope::Everybody => {
            db.one(
                "select
                   (select cast(coalesce(sum(clients), 0) as bigint) from owner_counts) as clients,
                   (select count(*) from mailings where not rehearsal) as mailings,
                   (select count(*) from mailings where not rehearsal and status = 'running')
                     as mailings_running,
                   cast(coalesce(sum(c.success), 0) as bigint) as attempts_success,
                   cast(coalesce(sum(c.failure), 0) as bigint) as attempts_failure
                 from users u cross join attempt_counts c
                 where c.owner_id = u.id and c.quarter = -1",
                params![],
            )
            .await?
        }
    })
}

async fn days(db: &Db, scope: Scope, zone: Tz, now: Timestamp) -> Result<Vec<DayCount>> {
    let today = day(now, zone)?;
    let first = today - Days::new(DAYS as u64 - 1);
    let mut days: Vec<DayCount> = first
        .iter_days()
        .take(DAYS)
        .map(|day| DayCount { day: day.to_string(), success: 0, failure: 0 })
        .collect();
    for stretch in stretches(first, zone) {
        let mut params = params![stretch.from, stretch.to, stretch.width];
        let theirs = scope.condition("u.id", &mut params);
        let rows: Vec<(i64, i64, i64)> = db
            .all(
                // By person and then by quarter, as they lie.
                format!(
                    "select (c.quarter - $1) / $3, cast(sum(c.success) as bigint),
                       cast(sum(c.failure) as bigint)
                     from users u cross join attempt_counts c
                     where {theirs} and c.owner_id = u.id and c.quarter >= $1 and c.quarter < $2
                     group by 1"
                ),
                params,
            )
            .await?;
        for (day, success, failure) in rows {
            if let Some(count) = usize::try_from(day).ok().and_then(|day| days.get_mut(stretch.day + day)) {
                (count.success, count.failure) = (success, failure);
            }
        }
    }
    Ok(days)
}

/// Days of one length that follow each other: nearly always all of them are one stretch.
#[derive(Debug, PartialEq)]
struct Stretch {
    /// Which of the days is its first.
    day: usize,
    /// Quarters since 1970: the first, the one after the last, and how many make a day.
    from: i64,
    to: i64,
    width: i64,
}

fn stretches(first: NaiveDate, zone: Tz) -> Vec<Stretch> {
    let begins: Vec<i64> = first.iter_days().take(DAYS + 1).map(|day| begin(day, zone)).collect();
    let mut stretches: Vec<Stretch> = vec![];
    for (day, (from, to)) in begins.iter().zip(begins.iter().skip(1)).enumerate() {
        let (from, to) = (*from, *to);
        match stretches.last_mut() {
            Some(last) if last.width == to - from => last.to = to,
            // Left out when the date line moved, as on Samoa in 2011.
            _ if to <= from => {}
            _ => stretches.push(Stretch { day, from, to, width: to - from }),
        }
    }
    stretches
}

/// The quarter that a day begins with. Where clocks go forward at midnight, it begins at one.
fn begin(day: NaiveDate, zone: Tz) -> i64 {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..QUARTERS)
        .find_map(|late| {
            let quarter = midnight + TimeDelta::minutes(15 * late);
            zone.from_local_datetime(&quarter).earliest()
        })
        .map_or_else(|| midnight.and_utc().timestamp_millis(), |at| at.timestamp_millis())
        .div_euclid(15 * MINUTE)
}

fn day(at: Timestamp, zone: Tz) -> Result<NaiveDate> {
    zone.timestamp_millis_opt(at.0)
        .single()
        .map(|at| at.date_naive())
        .ok_or_else(|| Error::new("bad-input").with("detail", at.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(first: (i32, u32, u32), zone: Tz) -> Vec<(usize, i64)> {
        let first = NaiveDate::from_ymd_opt(first.0, first.1, first.2).unwrap_or_default();
        stretches(first, zone).iter().map(|stretch| (stretch.day, stretch.width)).collect()
    }

    #[test]
    fn days_have_as_many_quarters_as_their_clocks_show() {
        assert_eq!(widths((2026, 11, 1), chrono_tz::Europe::Moscow), [(0, 96)]);
        assert_eq!(widths((2026, 11, 1), chrono_tz::Asia::Kathmandu), [(0, 96)]);
        // Back on 25 October, forward on 28 March.
        assert_eq!(widths((2026, 10, 20), chrono_tz::Europe::London), [(0, 96), (5, 100), (6, 96)]);
        assert_eq!(widths((2027, 3, 20), chrono_tz::Europe::London), [(0, 96), (8, 92), (9, 96)]);
        // Half an hour, and at midnight.
        assert_eq!(widths((2026, 10, 1), chrono_tz::Australia::Lord_Howe), [(0, 96), (3, 94), (4, 96)]);
        assert_eq!(widths((2026, 4, 20), chrono_tz::Africa::Cairo), [(0, 96), (4, 92), (5, 96)]);
    }
}
