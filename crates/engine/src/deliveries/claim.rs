//! The claim: a worker takes deliveries that are due. Nothing is sent by it.

use super::State;
use crate::{
    Result, Timestamp,
    ids::{ClientId, DeliveryId, MailingId},
    mailings::Moves,
};
use db::{Batch, Cells, Sql, Write as _, params};
use std::collections::BTreeMap;

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

impl Claimed {
    /// Of a row of [`DUE`]; its fence is the one that the claim gives it.
    fn read(mut row: Cells) -> Result<Self> {
        Ok(Self {
            id: DeliveryId(row.uuid()?.unwrap_or_default()),
            fence: row.int()? + 1,
            client: row.uuid()?.map(ClientId),
            email: row.text()?,
            tries: row.int()?,
            refusals: row.int()?,
            name: row.text()?,
            comment: row.text()?,
            fields: serde_json::from_str(&row.text()?).unwrap_or_default(),
        })
    }
}

const DUE: &str =
    "select d.id, d.fence, d.client_id, d.email, d.tries, d.refusals, c.name, c.comment, c.fields
  from deliveries d left join clients c on c.id = d.client_id
  where d.mailing_id = $1 and d.state = 'queued' and d.due_at <= $2
  order by d.due_at, d.id limit $3";

/// Claims up to `most` deliveries of `mailing` that are due, in their order.
pub(super) async fn claim(
    tx: &mut Batch,
    moves: &mut Moves,
    now: Timestamp,
    worker: &str,
    mailing: MailingId,
    most: usize,
) -> Result<Vec<Claimed>> {
    let due = Sql { sqlite: DUE.into(), postgres: format!("{DUE} for update of d skip locked").into() };
    let found = tx.fetch(due, params![mailing, now, most]).await?;
    let found = found.into_iter().map(Claimed::read).collect::<Result<Vec<_>>>()?;
    let rows = found.iter().map(|claimed| params![claimed.id, claimed.fence, now.plus(LEASE), worker]);
    let taken = tx
        .each(
            Sql::pair(
                "update deliveries set state = 'leased', fence = $2, lease_until = $3, worker = $4 where id = $1",
                "update deliveries d
                 set state = 'leased', fence = cast(j.value ->> 1 as bigint),
                   lease_until = cast(j.value ->> 2 as bigint), worker = j.value ->> 3
                 from jsonb_array_elements(cast($1 as jsonb)) with ordinality j (value, n)
                 where d.id = cast(j.value ->> 0 as uuid)
                 returning j.n",
            ),
            rows.collect(),
        )
        .await?;
    let claimed: Vec<Claimed> =
        found.into_iter().zip(taken).filter_map(|(claimed, taken)| taken.then_some(claimed)).collect();
    moves.moved(mailing, Some(State::Queued), State::Leased, i64::try_from(claimed.len()).unwrap_or(0));
    Ok(claimed)
}

/// Gives claims back unsent.
pub(super) async fn release(
    tx: &mut Batch,
    moves: &mut Moves,
    mailing: MailingId,
    claims: &[(DeliveryId, i64)],
) -> Result<()> {
    let rows = claims.iter().map(|(id, fence)| params![*id, *fence, State::Leased]);
    let released = tx
        .each(
            Sql::pair(
                "update deliveries set state = 'queued', lease_until = null, worker = null
                 where id = $1 and fence = $2 and state = $3",
                "update deliveries d set state = 'queued', lease_until = null, worker = null
                 from jsonb_array_elements(cast($1 as jsonb)) with ordinality j (value, n)
                 where d.id = cast(j.value ->> 0 as uuid) and d.fence = cast(j.value ->> 1 as bigint)
                   and d.state = j.value ->> 2
                 returning j.n",
            ),
            rows.collect(),
        )
        .await?;
    let count = released.into_iter().filter(|released| *released).count();
    moves.moved(mailing, Some(State::Leased), State::Queued, i64::try_from(count).unwrap_or(0));
    Ok(())
}

/// Gives back whatever this worker has claimed of a mailing and not begun.
pub(super) async fn release_all(
    tx: &mut Batch,
    moves: &mut Moves,
    worker: &str,
    mailing: MailingId,
) -> Result<()> {
    let released = tx
        .run(
            "update deliveries set state = 'queued', lease_until = null, worker = null
             where mailing_id = $1 and state = 'leased' and worker = $2",
            params![mailing, worker],
        )
        .await?;
    moves.moved(mailing, Some(State::Leased), State::Queued, i64::try_from(released).unwrap_or(0));
    Ok(())
}
