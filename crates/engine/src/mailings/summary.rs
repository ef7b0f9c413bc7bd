//! The report of a mailing on paper: what came of it, why letters failed, and whose.

use super::{FailureGroup, Mailing, MailingRef, failures, find, pace, page::perhaps_twice};
use crate::{Context, Result, Timestamp, ids::MailingId};
use db::{Db, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Summary {
    pub mailing: Mailing,
    /// From whom the letters are, as it was frozen at the start.
    pub from_name: String,
    pub from_email: String,
    /// When the first letter was begun, and when the last answer came.
    pub first_at: Option<Timestamp>,
    pub last_at: Option<Timestamp>,
    pub perhaps_twice: i64,
    pub failures: Vec<FailureGroup>,
    /// Those that failed for good, by address; the first [`LISTED`].
    pub failed: Vec<FailedLetter>,
    pub written_at: Timestamp,
}

/// A letter that failed for good, and the last answer to it.
#[derive(Clone, Debug, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct FailedLetter {
    pub email: String,
    pub stage: String,
    pub code: Option<i64>,
    pub enhanced: Option<String>,
    pub answer: String,
}

/// More than this nobody reads on paper; the CSV file has all of them.
const LISTED: i64 = 500;

pub async fn summary(cx: &Context, MailingRef { id }: MailingRef) -> Result<Summary> {
    let mailing = find(cx.db(), id).await?;
    cx.permit(mailing.owner_id, "mailing")?;
    let from: Option<(String, String)> = cx
        .db()
        .find("select from_name, from_email from mailing_contents where mailing_id = $1", params![id])
        .await?;
    let (from_name, from_email) = from.unwrap_or_default();
    let (first_at, last_at) = period(cx.db(), id).await?;
    Ok(Summary {
        from_name,
        from_email,
        first_at,
        last_at,
        perhaps_twice: perhaps_twice(cx.db(), id).await?,
        failures: failures::groups(cx.db(), id).await?,
        failed: failed(cx.db(), id).await?,
        written_at: cx.now(),
        mailing,
    })
}

async fn period(db: &Db, id: MailingId) -> Result<(Option<Timestamp>, Option<Timestamp>)> {
    let first = pace::first_attempt(db, id).await?;
    let last: Option<(Timestamp,)> = db
        .find(
            "select coalesce(finished_at, started_at) from attempts
             where mailing_id = $1 order by id desc limit 1",
            params![id],
        )
        .await?;
    Ok((first, last.map(|(at,)| at)))
}

async fn failed(db: &Db, id: MailingId) -> Result<Vec<FailedLetter>> {
    let mut failed: Vec<FailedLetter> = db
        .all(
            "select lost.email, a.stage, a.code, a.enhanced, a.answer
             from (
               select id, email, fence from deliveries
               where mailing_id = $1 and state = 'failed' order by id limit $2
             ) lost
             join attempts a on a.delivery_id = lost.id and a.fence = lost.fence",
            params![id, LISTED],
        )
        .await?;
    failed.sort_by(|one, other| one.email.cmp(&other.email));
    Ok(failed)
}
