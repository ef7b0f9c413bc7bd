//! The generation of what is committed: what was read at a generation holds as long as it is the same.

use crate::{Db, Result, open::Pools};
use std::sync::atomic::Ordering;

/// Which commits a reader sees. Only compared for being the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Generation {
    /// SQLite: commits of this process. PostgreSQL: connections made by it.
    count: u64,
    /// PostgreSQL's own word for what is visible.
    snapshot: String,
}

impl Db {
    /// The generation now. Ask for it **before** reading what is kept for as long as it stays the same:
    /// then what is kept is never older than the generation says, only ever newer.
    ///
    /// SQLite: one process owns the file (`PATH.lock`), so every change is a commit of a [`crate::Tx`] of
    /// this process. Its end is counted when readers already see it, and before whoever committed hears of
    /// it. So who reads a number that counts a commit sees that commit, and who heard of a commit reads a
    /// number that counts it. No statement is needed: it costs nothing.
    ///
    /// PostgreSQL: other programs write, too, so the database is asked (one round trip, no write). The text
    /// of a snapshot is `xmin:xmax:those between that are in progress`, which says of every transaction
    /// whether it is visible; `xmax` never falls and what has ended never begins again, so between two equal
    /// ones nothing was committed. A commit is in it before its writer hears of it. Only a crash of the
    /// server may give the number of a transaction that came to nothing to another one: it ends all
    /// connections, and each new one is counted before it is used.
    pub async fn generation(&self) -> Result<Generation> {
        let snapshot = match &self.pools {
            Pools::Sqlite { .. } => String::new(),
            Pools::Postgres { .. } => {
                let (text,): (String,) =
                    self.one("select cast(pg_current_snapshot() as text)", vec![]).await?;
                text
            }
        };
        Ok(Generation { count: self.count.load(Ordering::SeqCst), snapshot })
    }
}
