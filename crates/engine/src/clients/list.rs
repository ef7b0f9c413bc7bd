//! `clients.list`, one page at a time, and `clients.count`.

use super::{
    Client, ClientFilter, ClientSort,
    found::{Found, Place, Window},
};
use crate::{Context, Page, Result, access::Whose, owners::Owners, page};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The longest page.
const PAGE: u32 = 1_000;

/// Of a search, at most 1,000 clients are listed on all pages together: those added first, or sorted by
/// that, newest first, those added last. What is picked or exported by a search is all that it finds.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientQuery {
    #[serde(default)]
    pub owner_id: Whose,
    #[serde(default)]
    pub filter: ClientFilter,
    pub sort: ClientSort,
    #[serde(default)]
    pub descending: bool,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows to skip: for a jump of the scroll bar, never for reading on.
    pub offset: Option<u32>,
    /// At most 1,000 rows.
    pub limit: u32,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientCountQuery {
    #[serde(default)]
    pub owner_id: Whose,
    #[serde(default)]
    pub filter: ClientFilter,
    /// Counts to the end also when a text is searched for, however long it takes.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub exact: bool,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientCount {
    /// Exact; unless that was asked for, 1,001 stands for "more than 1,000" when a text is searched for.
    pub count: i64,
}

pub async fn list(cx: &Context, query: ClientQuery) -> Result<Page<Client>> {
    let owners = Owners::asked(cx, query.owner_id).await?;
    let Some(found) = Found::of(cx.db(), &owners, &query.filter).await? else {
        return Ok(Page { rows: vec![], next: None });
    };
    let window = Window {
        sort: query.sort,
        descending: query.descending,
        after: page::key(query.after.as_deref()),
        offset: query.offset.unwrap_or(0),
        limit: query.limit.clamp(1, PAGE),
    };
    let rows = found.rows(cx, &window).await?;
    let page = Page::of(rows, window.limit, |row| Place {
        key: match window.sort {
            ClientSort::Name => row.name_key.clone(),
            ClientSort::Email => row.email_key.clone(),
            ClientSort::CreatedAt => String::new(),
        },
        id: row.id,
        owner: row.owner_id,
    });
    Ok(page.map(Client::from))
}

pub async fn count(cx: &Context, query: ClientCountQuery) -> Result<ClientCount> {
    let owners = Owners::asked(cx, query.owner_id).await?;
    let count = match Found::of(cx.db(), &owners, &query.filter).await? {
        Some(found) => found.count(cx.db(), query.exact).await?,
        None => 0,
    };
    Ok(ClientCount { count })
}
