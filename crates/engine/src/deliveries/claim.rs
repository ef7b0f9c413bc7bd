//! The claim: a worker takes deliveries that are due. Nothing is sent by it.

use super::{State, as_json};
use crate::{
    Result, Timestamp,
    ids::{ClientId, DeliveryId, MailingId},
    mailings::Moves,
};
use db::{Sql, Tx, params};
use std::collections::{BTreeMap, HashMap};

/// How long a claim holds, in a shared database.
const LEASE: i64 = 60 * crate::clock::SECOND;

/// A delivery in a worker's hands, with its client as it is now.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) id: DeliveryId,
    pub(super) fence: i64,
    pub(super) client: Option<ClientId>,
    pub(super) email: String,
    pub(super) tries: i64,
    pub(super) refusals: i64,
    pub(super) name: String,
    pub(super) comment: String,
    pub(super) fields: BTreeMap<String, String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: DeliveryId,
    fence: i64,
    client_id: Option<ClientId>,
    email: String,
    tries: i64,
    refusals: i64,
}

/// Claims up to `most` deliveries of `mailing` that are due, in their order.
pub(super) async fn claim(
    tx: &mut Tx,
    moves: &mut Moves,
    now: Timestamp,
    worker: &str,
    mailing: MailingId,
    most: usize,
) -> Result<Vec<Claimed>> {
    let mut rows: Vec<Row> = tx
        .all(
            Sql::pair(
                "update deliveries set state = 'leased', fence = fence + 1, lease_until = $3, worker = $4
                 where id in (
                   select id from deliveries where mailing_id = $1 and state = 'queued' and due_at <= $2
                   order by due_at, id limit $5)
                 returning id, fence, client_id, email, tries, refusals",
                "update deliveries set state = 'leased', fence = fence + 1, lease_until = $3, worker = $4
                 where id in (
                   select id from deliveries where mailing_id = $1 and state = 'queued' and due_at <= $2
                   order by due_at, id limit $5 for update skip locked)
                 returning id, fence, client_id, email, tries, refusals",
            ),
            params![mailing, now, now.plus(LEASE), worker, most],
        )
        .await?;
    rows.sort_by_key(|row| row.id);
    moves.moved(mailing, Some(State::Queued), State::Leased, i64::try_from(rows.len()).unwrap_or(0));
    let clients: Vec<_> = rows.iter().filter_map(|row| row.client_id).map(|id| id.0.simple()).collect();
    let mut clients: HashMap<ClientId, (String, String, String)> = tx
        .all::<(ClientId, String, String, String)>(
            Sql::pair(
                "select id, name, comment, fields from clients
                 where id in (select unhex(value) from json_each($1))",
                "select id, name, comment, fields from clients
                 where id in (select cast(value as uuid) from jsonb_array_elements_text(cast($1 as jsonb)))",
            ),
            params![as_json(&clients)?],
        )
        .await?
        .into_iter()
        .map(|(id, name, comment, fields)| (id, (name, comment, fields)))
        .collect();
    Ok(rows
        .into_iter()
        .map(|row| {
            let (name, comment, fields) =
                row.client_id.and_then(|id| clients.remove(&id)).unwrap_or_default();
            Claimed {
                id: row.id,
                fence: row.fence,
                client: row.client_id,
                email: row.email,
                tries: row.tries,
                refusals: row.refusals,
                name,
                comment,
                fields: serde_json::from_str(&fields).unwrap_or_default(),
            }
        })
        .collect())
}

/// Gives claims back unsent.
pub(super) async fn release(
    tx: &mut Tx,
    moves: &mut Moves,
    mailing: MailingId,
    claims: &[(DeliveryId, i64)],
) -> Result<()> {
    let rows: Vec<_> = claims.iter().map(|(id, fence)| (id.0.simple(), fence)).collect();
    let released: Vec<(DeliveryId,)> = tx
        .all(
            Sql::pair(
                "update deliveries set state = 'queued', lease_until = null, worker = null
                 where state = 'leased' and (id, fence) in (
                   select unhex(value ->> 0), value ->> 1 from json_each($1))
                 returning id",
                "update deliveries set state = 'queued', lease_until = null, worker = null
                 where state = 'leased' and (id, fence) in (
                   select cast(value ->> 0 as uuid), cast(value ->> 1 as bigint)
                   from jsonb_array_elements(cast($1 as jsonb)))
                 returning id",
            ),
            params![as_json(&rows)?],
        )
        .await?;
    let count = i64::try_from(released.len()).unwrap_or(0);
    moves.moved(mailing, Some(State::Leased), State::Queued, count);
    Ok(())
}
