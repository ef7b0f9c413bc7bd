//! Why letters of a mailing failed: its failed attempts by what they were answered.

use crate::{Result, ids::MailingId};
use db::{Db, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Failed attempts with the same answer.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct FailureGroup {
    pub stage: String,
    pub code: Option<i64>,
    pub enhanced: Option<String>,
    pub count: i64,
    /// Different recipients among them.
    pub recipients: i64,
    /// Letters that failed for good, with this as their last answer.
    pub failed: i64,
    /// One of the answers, as the server gave it.
    pub answer: String,
}

#[derive(sqlx::FromRow)]
struct Group {
    stage: String,
    code: Option<i64>,
    enhanced: Option<String>,
    count: i64,
    recipients: i64,
    failed: i64,
}

/// The most frequent first, those that ended letters before the others.
pub(super) async fn groups(db: &Db, id: MailingId) -> Result<Vec<FailureGroup>> {
    // Read from the index alone, however many there are.
    let groups: Vec<Group> = db
        .all(
            "select stage, code, enhanced, count(*) as count, count(distinct delivery_id) as recipients,
               count(*) filter (where retry_at is null) as failed
             from attempts where mailing_id = $1 and outcome = 'failure'
             group by stage, code, enhanced order by failed desc, count desc, stage, code limit 20",
            params![id],
        )
        .await?;
    let mut found = Vec::with_capacity(groups.len());
    for Group { stage, code, enhanced, count, recipients, failed } in groups {
        let answer = answer(db, id, &stage, code, enhanced.as_deref()).await?;
        found.push(FailureGroup { stage, code, enhanced, count, recipients, failed, answer });
    }
    Ok(found)
}

/// An example, by the index: it wants each part named as it stands, `null` included.
async fn answer(
    db: &Db,
    id: MailingId,
    stage: &str,
    code: Option<i64>,
    enhanced: Option<&str>,
) -> Result<String> {
    let mut params = params![id, stage];
    let mut narrowed = String::new();
    for (column, value) in [("code", code.map(Into::into)), ("enhanced", enhanced.map(Into::into))] {
        match value {
            None => narrowed.push_str(&format!(" and {column} is null")),
            Some(value) => {
                params.push(value);
                narrowed.push_str(&format!(" and {column} = ${}", params.len()));
            }
        }
    }
    let sql = format!(
        "select answer from attempts
         where mailing_id = $1 and outcome = 'failure' and stage = $2{narrowed} limit 1"
    );
    let example: Option<(String,)> = db.find(sql, params).await?;
    Ok(example.map(|(answer,)| answer).unwrap_or_default())
}
