//! The list of mailings, newest first.

use super::{Mailing, MailingRow, SELECT, Status, with_counts};
use crate::{
    Context, Page, Result,
    ids::{MailingId, UserId},
    page,
};
use db::{Db, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MailingQuery {
    pub owner_id: Option<UserId>,
    pub status: Option<Status>,
    pub after: Option<String>,
    /// At most 200.
    pub limit: u32,
}

pub async fn list(cx: &Context, query: MailingQuery) -> Result<Page<Mailing>> {
    let owner = cx.owner(query.owner_id).await?;
    let limit = query.limit.clamp(1, 200);
    let mut text = format!("{SELECT} where m.owner_id = $1");
    let mut params = params![owner];
    if let Some(status) = query.status {
        params.push(status.into());
        text.push_str(&format!(" and m.status = ${}", params.len()));
    }
    if let Some(after) = page::key::<MailingId>(query.after.as_deref()) {
        params.push(after.into());
        text.push_str(&format!(" and m.id < ${}", params.len()));
    }
    params.push((limit + 1).into());
    text.push_str(&format!(" order by m.id desc limit ${}", params.len()));
    let rows: Vec<MailingRow> = cx.db().all(text, params).await?;
    let page = Page::of(rows, limit, |row| row.id);
    Ok(Page { rows: with_counts(cx.db(), page.rows).await?, next: page.next })
}

/// The mailings of a person that are running now.
pub async fn running(db: &Db, owner: UserId) -> Result<Vec<Mailing>> {
    let rows = db
        .all(
            format!("{SELECT} where m.owner_id = $1 and m.status = 'running' order by m.id desc limit 50"),
            params![owner],
        )
        .await?;
    with_counts(db, rows).await
}
