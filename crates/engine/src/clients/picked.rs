//! Rows picked in the table of clients, and what is done to all of them at once: in batches, so
//! that others can write in between.

use super::{ClientFilter, changed, counts, found::Found};
use crate::{
    Context, Result,
    audit::{self, Deed},
    ids::{ClientId, DeliveryId, UserId},
    owners::Owners,
};
use db::{Db, Dialect, Sql, Tx, Value, params};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use ts_rs::TS;

/// Exactly these clients, or all that a filter finds but those.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Picked {
    Ids { ids: Vec<ClientId> },
    All { filter: ClientFilter, except: Vec<ClientId> },
}

/// Clients in one transaction.
pub(super) const BATCH: usize = 1_000;

impl Picked {
    /// Who is picked now, in the order of their ids. Ids that were picked one by one are not
    /// looked up: they may be another owner's.
    pub(super) async fn ids(&self, db: &Db, owner: UserId) -> Result<Vec<ClientId>> {
        match self {
            Self::Ids { ids } => {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                Ok(ids)
            }
            Self::All { filter, except } => {
                let mut ids = match Found::of(db, &Owners::One(owner), filter).await? {
                    Some(found) => found.ids(db).await?,
                    None => vec![],
                };
                let except: HashSet<&ClientId> = except.iter().collect();
                ids.retain(|id| !except.contains(id));
                Ok(ids)
            }
        }
    }
}

impl Picked {
    /// Whom a batch concerns, for the audit trail.
    pub(super) fn brief(&self, batch: usize) -> serde_json::Value {
        match self {
            Self::Ids { ids } => serde_json::json!({ "clients": batch, "ids": ids.get(..50).unwrap_or(ids) }),
            Self::All { filter, .. } => serde_json::json!({ "clients": batch, "filter": filter }),
        }
    }
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientDeletion {
    pub owner_id: Option<UserId>,
    pub picked: Picked,
}

/// How many clients something was done to.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PickedCount {
    #[ts(type = "number")]
    pub count: u64,
}

/// `clients.delete`. What was sent to them stays in the log; what waits for them is skipped.
pub async fn delete(cx: &Context, deletion: ClientDeletion) -> Result<PickedCount> {
    let owner = cx.owner(deletion.owner_id).await?;
    let mut count = 0;
    for ids in deletion.picked.ids(cx.db(), owner).await?.chunks(BATCH) {
        let mut params = params![owner];
        let these = these("id", ids, &mut params);
        let mut tx = cx.db().begin().await?;
        hold_deliveries(&mut tx, ids).await?;
        let deleted = tx
            .run(both(&these, |these| format!("delete from clients where owner_id = $1 and {these}")), params)
            .await?;
        let deed = Deed::to(owner, "").before(&deletion.picked.brief(ids.len()));
        audit::note(cx, &mut tx, deed).await?;
        counts::less(&mut tx, owner, deleted).await?;
        tx.commit().await?;
        count += deleted;
        changed(cx, None);
    }
    Ok(PickedCount { count })
}

/// Their deliveries, which forget them, in the order in which outcomes are written: on PostgreSQL neither holds what the
/// other one waits for. SQLite has one transaction that writes.
async fn hold_deliveries(tx: &mut Tx, clients: &[ClientId]) -> Result<()> {
    if tx.dialect() == Dialect::Postgres {
        let mut params = vec![];
        let these = these("client_id", clients, &mut params);
        let hold =
            both(&these, |these| format!("select id from deliveries where {these} order by id for update"));
        let _: Vec<(DeliveryId,)> = tx.all(hold, params).await?;
    }
    Ok(())
}

/// The condition that `column` is one of the ids, bound as one JSON text.
pub(super) fn these(column: &str, ids: &[ClientId], params: &mut Vec<Value>) -> Sql {
    let ids: Vec<String> = ids.iter().map(|id| id.0.simple().to_string()).collect();
    params.push(serde_json::json!(ids).to_string().into());
    let at = params.len();
    Sql {
        sqlite: format!("{column} in (select unhex(value) from json_each(${at}))").into(),
        postgres: format!(
            "{column} in (select cast(value as uuid)
               from jsonb_array_elements_text(cast(${at} as jsonb)))"
        )
        .into(),
    }
}

/// A statement around a part that differs from database to database.
pub(super) fn both(part: &Sql, statement: impl Fn(&str) -> String) -> Sql {
    Sql { sqlite: statement(&part.sqlite).into(), postgres: statement(&part.postgres).into() }
}
