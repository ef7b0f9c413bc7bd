//! How many clients each person has: a roll-up, changed in the transaction that adds or deletes
//! them, by one statement for a whole batch.

use crate::{Result, ids::UserId, owners::Owners};
use db::{Db, Tx, params};

/// Counts clients that have just been added.
pub(crate) async fn more(tx: &mut Tx, owner: UserId, clients: u64) -> Result<()> {
    change(tx, owner, i64::try_from(clients).unwrap_or(i64::MAX)).await
}

/// Counts clients that have just been deleted.
pub(crate) async fn less(tx: &mut Tx, owner: UserId, clients: u64) -> Result<()> {
    change(tx, owner, -i64::try_from(clients).unwrap_or(i64::MAX)).await
}

async fn change(tx: &mut Tx, owner: UserId, by: i64) -> Result<()> {
    tx.run(
        "insert into owner_counts (owner_id, clients) values ($1, $2)
         on conflict (owner_id) do update set clients = owner_counts.clients + excluded.clients",
        params![owner, by],
    )
    .await?;
    Ok(())
}

/// How many clients these owners have.
pub(crate) async fn clients(db: &Db, owners: &Owners) -> Result<i64> {
    let mut params = vec![];
    let theirs = owners.are("owner_id", &mut params);
    let (count,): (i64,) = db
        .one(
            format!("select cast(coalesce(sum(clients), 0) as bigint) from owner_counts where {theirs}"),
            params,
        )
        .await?;
    Ok(count)
}
