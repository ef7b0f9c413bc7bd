//! A transaction that writes many rows of one kind, several hundred times a second.
//!
//! A statement is run for many rows at once: on SQLite once a row, by a connection without a thread between
//! ([`crate::native`]); on PostgreSQL, where each statement costs a round trip, with all rows as one JSON array.

use crate::{
    Db, Dialect, Error, Result, Sql, Value,
    error::Cause,
    health::Health,
    native,
    open::Pools,
    patience::{SHORT, within},
    query::{Write, run_on_postgres},
    value::{Cells, arguments},
    waits::{Waits, crashed},
};
use sqlx::{Postgres, postgres::PgArguments};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A transaction for many rows. Dropped without [`Batch::commit`], it is rolled back.
pub struct Batch {
    inner: Inner,
    health: Health,
    waits: Waits,
    /// Of [`crate::Generation`].
    count: Arc<AtomicU64>,
}

enum Inner {
    Sqlite(Open),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// A transaction of the native connection, whose turn it is until it ends.
struct Open {
    turn: native::Taken,
    is_open: bool,
}

impl Db {
    /// Begins a transaction for many rows. On SQLite it waits its turn among those of [`Db::begin`].
    pub async fn begin_batch(&self) -> Result<Batch> {
        let inner = match &self.pools {
            Pools::Sqlite { turn, .. } => {
                let turn = Arc::clone(turn).lock_owned().await;
                self.waits.answer(async { Open::begin(turn).map(Inner::Sqlite) }).await
            }
            Pools::Postgres { batches, .. } => {
                within(SHORT, batches.begin()).await.map(Inner::Postgres).map_err(Error::from)
            }
        };
        let inner = self.health.noted(inner)?;
        let (health, waits, count) = (self.health.clone(), self.waits.clone(), Arc::clone(&self.count));
        Ok(Batch { inner, health, waits, count })
    }
}

impl Batch {
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::Sqlite(_) => Dialect::Sqlite,
            Inner::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs the statement once for each row, whose values are its parameters; answers for each whether it changed
    /// anything. PostgreSQL's text gets all rows as one JSON array in `$1` and answers the positions (`with
    /// ordinality`) of those that did.
    pub async fn each(&mut self, sql: impl Into<Sql>, rows: Vec<Vec<Value>>) -> Result<Vec<bool>> {
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let sql = sql.into();
        let changed = match &mut self.inner {
            Inner::Sqlite(open) => {
                open.each(&sql, &rows).map(|changed| changed.into_iter().map(|rows| rows > 0).collect())
            }
            Inner::Postgres(tx) => {
                let params = arguments::<PgArguments>(vec![json(&rows).into()])?;
                let text = sql.text(Dialect::Postgres);
                let positions: std::result::Result<Vec<(i64,)>, _> =
                    within(SHORT, sqlx::query_as_with(text, params).fetch_all(&mut **tx)).await;
                positions.map_err(Error::from).map(|positions| {
                    let mut changed = vec![false; rows.len()];
                    for (position,) in positions {
                        let place = usize::try_from(position - 1).ok().and_then(|at| changed.get_mut(at));
                        if let Some(place) = place {
                            *place = true;
                        }
                    }
                    changed
                })
            }
        };
        self.health.noted(changed)
    }

    /// Every row of a query, cell by cell.
    pub async fn fetch(&mut self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<Vec<Cells>> {
        let sql = sql.into();
        let rows = match &mut self.inner {
            Inner::Sqlite(open) => open
                .connection()
                .and_then(|connection| native::fetch(connection, &sql.sqlite, &params))
                .map(|rows| rows.into_iter().map(Cells::from).collect()),
            Inner::Postgres(tx) => {
                let params = arguments::<PgArguments>(params)?;
                let query = sqlx::query_with(sql.text(Dialect::Postgres), params);
                let rows = within(SHORT, query.fetch_all(&mut **tx)).await;
                rows.and_then(|rows| rows.iter().map(Cells::of_postgres).collect()).map_err(Error::from)
            }
        };
        self.health.noted(rows)
    }

    /// Makes everything durable. On an error nothing is known to be: the caller asks the database.
    pub async fn commit(self) -> Result<()> {
        let Self { inner, health, waits, count } = self;
        let done = match inner {
            Inner::Sqlite(open) => {
                let committed = async {
                    let commit = waits.aside(move || {
                        let committed = open.commit();
                        count.fetch_add(1, Ordering::SeqCst);
                        committed
                    });
                    commit.await.unwrap_or_else(|| Err(crashed()))
                };
                waits.commit(committed).await
            }
            Inner::Postgres(tx) => within(SHORT, tx.commit()).await.map_err(Error::from),
        };
        health.noted(done)
    }
}

impl Write for Batch {
    async fn run(&mut self, sql: impl Into<Sql> + Send, params: Vec<Value>) -> Result<u64> {
        let sql = sql.into();
        let changed = match &mut self.inner {
            Inner::Sqlite(open) => {
                open.each(&sql, &[params]).map(|changed| changed.iter().sum::<usize>() as u64)
            }
            Inner::Postgres(tx) => run_on_postgres(tx, SHORT, sql, params).await,
        };
        self.health.noted(changed)
    }

    async fn insert(&mut self, sql: impl Into<Sql> + Send, rows: Vec<Vec<Value>>) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let sql = sql.into();
        let inserted = match &mut self.inner {
            Inner::Sqlite(open) => open.each(&sql, &rows).map(|_| ()),
            Inner::Postgres(tx) => {
                run_on_postgres(tx, SHORT, sql, vec![json(&rows).into()]).await.map(|_| ())
            }
        };
        self.health.noted(inserted)
    }
}

impl Open {
    fn begin(turn: native::Taken) -> Result<Self> {
        let open = Self { turn, is_open: true };
        open.connection()?.execute_batch("begin immediate")?;
        Ok(open)
    }

    fn connection(&self) -> Result<&rusqlite::Connection> {
        self.turn.get().ok_or(Error::Lost(Cause::Sqlx(sqlx::Error::PoolClosed)))
    }

    /// How many rows of the table each run changed.
    fn each(&self, sql: &Sql, rows: &[Vec<Value>]) -> Result<Vec<usize>> {
        native::each(self.connection()?, &sql.sqlite, rows)
    }

    fn commit(mut self) -> Result<()> {
        self.connection()?.execute_batch("commit")?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if self.is_open
            && let Ok(connection) = self.connection()
            && !connection.is_autocommit()
            && let Err(error) = connection.execute_batch("rollback")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

/// The rows as PostgreSQL's text reads them.
pub(crate) fn json(rows: &[Vec<Value>]) -> String {
    let rows = rows.iter().map(|row| row.iter().map(Value::to_json).collect());
    serde_json::Value::Array(rows.map(serde_json::Value::Array).collect()).to_string()
}
