//! Two databases behind one door, and nothing of the product.
//!
//! - [`Db`] reads; only a [`Tx`], made by [`Db::begin`], writes, or a [`Batch`], which is a transaction for many rows.
//! - A statement is one text with `$1` parameters for SQLite and PostgreSQL; where the dialects
//!   differ, both texts stand side by side in an [`Sql`].
//! - [`Db::generation`] tells whether anything was committed since, for what is kept in memory.
//! - Parameters are a list of [`Value`]s made by [`params!`].

mod batch;
mod connections;
mod copy;
mod error;
mod generation;
mod health;
mod held;
mod migrate;
mod native;
mod open;
mod patience;
mod priority;
mod query;
#[cfg(feature = "simulation")]
pub mod simulation;
mod slot;
mod sql;
mod value;
mod waits;

pub use batch::Batch;
pub use error::{Cause, Error, Result};
pub use generation::Generation;
pub use held::Held;
pub use migrate::Step;
pub use open::{Db, OpenError};
pub use priority::work_behind;
pub use query::{Row, Tx, Write};
pub use sql::Sql;
pub use value::{Cells, Nullable, Value};

/// Which of the two databases a [`Db`] talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}
