//! The list of mailings, newest first.

use super::{Mailing, MailingRow, SELECT, Status, with_counts};
use crate::{
    Context, Page, Result,
    access::{Scope, Whose},
    ids::MailingId,
    page,
};
use db::{Db, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MailingQuery {
    #[serde(default)]
    pub owner_id: Whose,
    pub status: Option<Status>,
    pub after: Option<String>,
    /// At most 200.
    pub limit: u32,
}

pub async fn list(cx: &Context, query: MailingQuery) -> Result<Page<Mailing>> {
    let scope = cx.scope(query.owner_id).await?;
    let limit = query.limit.clamp(1, 200);
    let after = page::key::<MailingId>(query.after.as_deref());
    let asked = format!("{:?} {after:?} {limit}", query.status);
    cx.cached(scope, asked, page(cx.db(), scope, query.status, after, limit)).await
}

async fn page(
    db: &Db,
    scope: Scope,
    status: Option<Status>,
    after: Option<MailingId>,
    limit: u32,
) -> Result<Page<Mailing>> {
    let (text, params) = statement(scope, status, after, limit + 1);
    let rows: Vec<MailingRow> = db.all(text, params).await?;
    let page = Page::of(rows, limit, |row| row.id);
    Ok(Page { rows: with_counts(db, page.rows).await?, next: page.next })
}

/// The mailings that are running now.
pub async fn running(db: &Db, scope: Scope) -> Result<Vec<Mailing>> {
    let (text, params) = statement(scope, Some(Status::Running), None, 50);
    with_counts(db, db.all(text, params).await?).await
}

fn statement(
    scope: Scope,
    status: Option<Status>,
    after: Option<MailingId>,
    limit: u32,
) -> (String, Vec<Value>) {
    let mut params = vec![];
    let mut text = format!("{SELECT} where {}", scope.condition("m.owner_id", &mut params));
    if let Some(status) = status {
        params.push(status.into());
        text.push_str(&format!(" and m.status = ${}", params.len()));
    }
    if let Some(after) = after {
        params.push(after.into());
        text.push_str(&format!(" and m.id < ${}", params.len()));
    }
    params.push(limit.into());
    text.push_str(&format!(" order by m.id desc limit ${}", params.len()));
    (text, params)
}

#[cfg(test)]
mod plans;
