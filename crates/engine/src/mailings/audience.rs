//! Who a mailing goes to.

use super::placeholders;
use crate::{
    Context, Result,
    fold::fold,
    ids::{ClientId, UserId},
};
use db::{Db, Sql, Value, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everyone, by tags, or one by one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Audience {
    #[default]
    All,
    /// Tags by name: has one of `any` (when not empty), each of `all` and none of `none`.
    Tags {
        any: Vec<String>,
        all: Vec<String>,
        none: Vec<String>,
    },
    Picked {
        ids: Vec<ClientId>,
    },
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AudienceQuery {
    pub owner_id: Option<UserId>,
    pub audience: Audience,
}

/// How many an audience has now, and how many of them are on the stop-list.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, TS)]
pub struct AudienceCount {
    pub count: i64,
    pub suppressed: i64,
}

/// `mailings.audience`: the live count.
pub async fn count(cx: &Context, query: AudienceQuery) -> Result<AudienceCount> {
    let owner = cx.owner(query.owner_id).await?;
    counted(cx.db(), owner, &query.audience).await
}

pub(super) async fn counted(db: &Db, owner: UserId, audience: &Audience) -> Result<AudienceCount> {
    let mut params = params![owner];
    let who = condition(audience, &mut params);
    let (count,): (i64,) = db.one(select(&who, "count(*)", ""), params.clone()).await?;
    let (suppressed,): (i64,) = db.one(select(&who, "count(*)", SUPPRESSED), params).await?;
    Ok(AudienceCount { count, suppressed })
}

const SUPPRESSED: &str = " and exists (select 1 from suppressions s
    where s.owner_id = c.owner_id and s.email_key = c.email_key)";

fn select(who: &Sql, what: &str, and: &str) -> Sql {
    let text = |who: &str| format!("select {what} from clients c where c.owner_id = $1 and {who}{and}");
    Sql { sqlite: text(&who.sqlite).into(), postgres: text(&who.postgres).into() }
}

/// The condition on `clients c` of the owner `$1`; its parameters are appended.
pub(super) fn condition(audience: &Audience, params: &mut Vec<Value>) -> Sql {
    match audience {
        Audience::All => "true".into(),
        Audience::Tags { any, all, none } => {
            let mut parts = vec![];
            if !any.is_empty() {
                parts.push(format!("exists ({})", tagged(any, params)));
            }
            for tag in all {
                parts.push(format!("exists ({})", tagged(std::slice::from_ref(tag), params)));
            }
            if !none.is_empty() {
                parts.push(format!("not exists ({})", tagged(none, params)));
            }
            // No tag at all picks nobody: an empty choice must never mean everybody.
            if parts.is_empty() {
                parts.push("false".to_owned());
            }
            parts.join(" and ").into()
        }
        Audience::Picked { ids } => {
            let ids: Vec<String> = ids.iter().map(|id| id.0.simple().to_string()).collect();
            params.push(serde_json::json!(ids).to_string().into());
            let at = params.len();
            Sql {
                sqlite: format!("c.id in (select unhex(value) from json_each(${at}))").into(),
                postgres: format!(
                    "c.id in (select cast(value as uuid)
                     from jsonb_array_elements_text(cast(${at} as jsonb)))"
                )
                .into(),
            }
        }
    }
}

fn tagged(names: &[String], params: &mut Vec<Value>) -> String {
    let keys: Vec<String> = names.iter().map(|name| fold(name)).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let marks = placeholders(params, &keys);
    format!(
        "select 1 from client_tags ct join tags g on g.id = ct.tag_id
         where ct.client_id = c.id and g.owner_id = c.owner_id and g.name_key in ({marks})"
    )
}
