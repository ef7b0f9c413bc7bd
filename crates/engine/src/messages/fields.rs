//! The names of the merge fields there are.

use crate::{Context, Result, ids::UserId};
use db::{Sql, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct FieldQuery {
    pub owner_id: Option<UserId>,
}

/// What every client has.
const COMMON: [&str; 3] = ["name", "email", "comment"];

/// `messages.fields`: what every client has, then the custom fields by name, as found among the
/// 10,000 newest clients. A field that only older ones have works too, typed by hand.
pub async fn fields(cx: &Context, query: FieldQuery) -> Result<Vec<String>> {
    let owner = cx.owner(query.owner_id).await?;
    let custom: Vec<(String,)> = cx
        .db()
        .all(
            Sql::pair(
                "select distinct f.key from (
                   select fields from clients where owner_id = $1 order by id desc limit 10000
                 ) c, json_each(c.fields) f order by 1",
                "select distinct f.key from (
                   select fields from clients where owner_id = $1 order by id desc limit 10000
                 ) c, jsonb_object_keys(cast(c.fields as jsonb)) f (key) order by 1",
            ),
            params![owner],
        )
        .await?;
    let custom = custom.into_iter().map(|(name,)| name);
    Ok(COMMON.into_iter().map(str::to_owned).chain(custom).collect())
}
