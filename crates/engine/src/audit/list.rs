//! Reading the trail: `audit.list` and `audit.export`.

use crate::{
    Context, Page, Result, Timestamp,
    csv_file::CsvFile,
    fold::fold,
    ids::{AuditId, UserId},
    jobs::{self, Job, JobKind},
    page,
};
use db::{Db, Sql, Value as Parameter, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;
use ts_rs::TS;

/// One line of the trail.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AuditEntry {
    pub id: AuditId,
    pub at: Timestamp,
    pub actor_id: Option<UserId>,
    /// The address of who did it; empty: by `vestnikctl`.
    pub actor: String,
    pub owner_id: Option<UserId>,
    /// The address of whose thing it was.
    pub owner: String,
    /// The command that was called.
    pub action: String,
    pub subject: String,
    #[ts(type = "any")]
    pub before: Value,
    #[ts(type = "any")]
    pub after: Value,
}

/// Which lines. An absent part does not narrow.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AuditFilter {
    /// A part of an address or of the subject, in any case.
    pub search: String,
    pub actor_id: Option<UserId>,
    pub action: Option<String>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AuditQuery {
    #[serde(default)]
    pub filter: AuditFilter,
    pub after: Option<String>,
    /// At most 500.
    pub limit: u32,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AuditExport {
    #[serde(default)]
    pub filter: AuditFilter,
    #[ts(type = "string")]
    pub path: PathBuf,
}

#[derive(sqlx::FromRow)]
struct AuditRow {
    id: AuditId,
    at: Timestamp,
    actor_id: Option<UserId>,
    actor: String,
    owner_id: Option<UserId>,
    owner: String,
    action: String,
    subject: String,
    before: Option<String>,
    after: Option<String>,
}

/// `audit.list`, newest first.
pub async fn list(cx: &Context, query: AuditQuery) -> Result<Page<AuditEntry>> {
    read(cx.db(), &query.filter, query.after.as_deref(), query.limit.clamp(1, 500)).await
}

/// `audit.export`, as CSV.
pub async fn export(cx: &Context, export: AuditExport) -> Result<Job> {
    let owner = cx.owner(None).await?;
    let db = cx.db().clone();
    jobs::start(cx, owner, JobKind::AuditExport, move |mut progress| async move {
        let mut file = CsvFile::create(&export.path)?;
        file.row(["time", "actor", "action", "owner", "subject", "before", "after"])?;
        let mut after = None;
        loop {
            let page = read(&db, &export.filter, after.as_deref(), 500).await?;
            for entry in &page.rows {
                file.row([
                    entry.at.rfc3339(),
                    entry.actor.clone(),
                    entry.action.clone(),
                    entry.owner.clone(),
                    entry.subject.clone(),
                    entry.before.to_string(),
                    entry.after.to_string(),
                ])?;
            }
            progress.report(file.rows(), 0).await?;
            after = page.next;
            if after.is_none() {
                return file.finish();
            }
        }
    })
    .await
}

async fn read(db: &Db, filter: &AuditFilter, after: Option<&str>, limit: u32) -> Result<Page<AuditEntry>> {
    let mut params = params![];
    let mut text = String::from(
        "select id, at, actor_id, actor, owner_id, owner, action, subject, before, after from audit where true",
    );
    let mut and = |condition: &str, value: Option<Parameter>| {
        if let Some(value) = value {
            params.push(value);
            text.push_str(&format!(" and {condition} ${}", params.len()));
        }
    };
    and("actor_id =", filter.actor_id.map(Into::into));
    and("action =", filter.action.clone().map(Into::into));
    and("at >=", filter.from.map(Into::into));
    and("at <", filter.to.map(Into::into));
    let mut after: Option<AuditId> = page::key(after);
    let needle = fold(&filter.search);
    let mut found = Vec::new();
    // Not in SQL: SQLite folds no Cyrillic, and a trail is short enough to be walked.
    loop {
        let mut params = params.clone();
        let mut text = text.clone();
        if let Some(after) = after {
            params.push(after.into());
            text.push_str(&format!(" and id < ${}", params.len()));
        }
        text.push_str(&format!(" order by id desc limit {}", limit + 1));
        let rows: Vec<AuditRow> = db.all(Sql::from(text), params).await?;
        let more = rows.len() > limit as usize;
        after = rows.last().map(|row| row.id);
        found.extend(rows.into_iter().filter(|row| row.says(&needle)));
        if !more || found.len() > limit as usize {
            break;
        }
    }
    Ok(Page::of(found, limit, |row| row.id).map(AuditEntry::from))
}

impl AuditRow {
    fn says(&self, needle: &str) -> bool {
        needle.is_empty()
            || [&self.actor, &self.owner, &self.subject].into_iter().any(|text| fold(text).contains(needle))
    }
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        let value =
            |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        Self {
            id: row.id,
            at: row.at,
            actor_id: row.actor_id,
            actor: row.actor,
            owner_id: row.owner_id,
            owner: row.owner,
            action: row.action,
            subject: row.subject,
            before: value(row.before),
            after: value(row.after),
        }
    }
}
