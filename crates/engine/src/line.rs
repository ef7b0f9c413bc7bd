//! Lines of PostgreSQL, for what many share and somebody sometimes wants alone: a mailing, an account. A row that is
//! shared is joined by others while somebody waits for it, perhaps for ever; in a line whoever comes later waits behind.
//!
//! Whoever stands in both lines stands in those of accounts first, and in each kind in the order of the ids.

use crate::{Result, deliveries::as_json};
use db::{Batch, Dialect, Tx, params};
use uuid::Uuid;

/// Until the transaction ends, with others.
pub(crate) async fn share(tx: &mut Batch, ids: impl IntoIterator<Item = Uuid>) -> Result<()> {
    use db::Write as _;
    if tx.dialect() == Dialect::Postgres {
        tx.run(SHARE, params![places(ids)?]).await?;
    }
    Ok(())
}

/// Until the transaction ends, alone.
pub(crate) async fn hold(tx: &mut Tx, ids: impl IntoIterator<Item = Uuid>) -> Result<()> {
    if tx.dialect() == Dialect::Postgres {
        tx.run(HOLD, params![places(ids)?]).await?;
    }
    Ok(())
}

const SHARE: &str = "select pg_advisory_xact_lock_shared(cast(place as bigint))
  from jsonb_array_elements_text(cast($1 as jsonb)) place";

const HOLD: &str = "select pg_advisory_xact_lock(cast(place as bigint))
  from jsonb_array_elements_text(cast($1 as jsonb)) place";

/// Others with the same number wait with them, and nothing worse: of a UUIDv7 the last half is random.
fn places(ids: impl IntoIterator<Item = Uuid>) -> Result<String> {
    as_json(&ids.into_iter().map(|id| id.as_u64_pair().1.cast_signed()).collect::<Vec<i64>>())
}
