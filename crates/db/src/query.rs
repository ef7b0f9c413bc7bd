//! Reading and writing: `all`, `one`, `find`, and in a transaction also `run`.

use crate::{
    Db, Dialect, Error, Result, Sql, Value,
    health::Health,
    native,
    open::{Pools, WRITER},
    priority,
    value::arguments,
};
use sqlx::{
    FromRow, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::{PgArguments, PgRow},
    query::QueryAs,
    sqlite::{SqliteArguments, SqliteRow},
};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// What a row can be read as: anything with `#[derive(sqlx::FromRow)]`, or a tuple.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A transaction: the only way to write. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    inner: Inner,
    health: Health,
    /// Of [`crate::Generation`].
    count: Arc<AtomicU64>,
}

enum Inner {
    /// With its turn to write, which ends after it.
    Sqlite(sqlx::Transaction<'static, Sqlite>, native::Taken),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// The statement for SQLite, its parameters bound.
fn sqlite<T>(sql: Sql, params: Vec<Value>) -> Result<QueryAs<'static, Sqlite, T, SqliteArguments>>
where
    T: for<'r> FromRow<'r, SqliteRow>,
{
    Ok(sqlx::query_as_with(sql.text(Dialect::Sqlite), arguments::<SqliteArguments>(params)?))
}

/// The statement for PostgreSQL, its parameters bound.
fn postgres<T>(sql: Sql, params: Vec<Value>) -> Result<QueryAs<'static, Postgres, T, PgArguments>>
where
    T: for<'r> FromRow<'r, PgRow>,
{
    Ok(sqlx::query_as_with(sql.text(Dialect::Postgres), arguments::<PgArguments>(params)?))
}

impl Db {
    /// Every row.
    pub async fn all<T: Row>(&self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<Vec<T>> {
        let sql = sql.into();
        let rows = match &self.pools {
            Pools::Sqlite { read, .. } => sqlite(sql, params)?.fetch_all(read).await,
            Pools::Postgres(pool) => postgres(sql, params)?.fetch_all(pool).await,
        };
        self.health.noted(rows.map_err(Error::from))
    }

    /// The row, if there is one.
    pub async fn find<T: Row>(&self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<Option<T>> {
        let sql = sql.into();
        let rows = match &self.pools {
            Pools::Sqlite { read, .. } => sqlite(sql, params)?.fetch_optional(read).await,
            Pools::Postgres(pool) => postgres(sql, params)?.fetch_optional(pool).await,
        };
        self.health.noted(rows.map_err(Error::from))
    }

    /// The row; there must be one.
    pub async fn one<T: Row>(&self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<T> {
        self.find(sql, params).await?.ok_or_else(no_row)
    }

    /// Begins a transaction. On SQLite there is one writing connection: the call waits until it
    /// is free, and two in one task wait for each other forever.
    pub async fn begin(&self) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { write, turn, .. } => {
                let turn = Arc::clone(turn).lock_owned().await;
                begin_sqlite(write).await.map(|tx| Inner::Sqlite(tx, turn))
            }
            Pools::Postgres(pool) => pool.begin().await.map(Inner::Postgres),
        };
        let inner = self.health.noted(inner.map_err(Error::from))?;
        Ok(Tx { inner, health: self.health.clone(), count: Arc::clone(&self.count) })
    }
}

/// IMMEDIATE takes the write lock at once, so that a transaction that has read never fails at its first write.
async fn begin_sqlite(write: &SqlitePool) -> sqlx::Result<Transaction<'static, Sqlite>> {
    const BEGIN: &str = "begin immediate";
    match write.begin_with(BEGIN).await {
        // When a write fails, because the disk is full or ill, SQLite rolls back by itself, and sqlx goes on counting
        // a transaction that is not there: another connection takes the place of this one.
        Err(sqlx::Error::InvalidSavePointStatement) => {
            write.acquire().await?.close().await?;
            let begun = write.begin_with(BEGIN).await;
            priority::let_work_behind(WRITER);
            begun
        }
        begun => begun,
    }
}

impl Tx {
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::Sqlite(..) => Dialect::Sqlite,
            Inner::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Every row.
    pub async fn all<T: Row>(&mut self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<Vec<T>> {
        let sql = sql.into();
        let rows = match &mut self.inner {
            Inner::Sqlite(tx, _) => sqlite(sql, params)?.fetch_all(&mut **tx).await,
            Inner::Postgres(tx) => postgres(sql, params)?.fetch_all(&mut **tx).await,
        };
        self.health.noted(rows.map_err(Error::from))
    }

    /// The row, if there is one.
    pub async fn find<T: Row>(&mut self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<Option<T>> {
        let sql = sql.into();
        let rows = match &mut self.inner {
            Inner::Sqlite(tx, _) => sqlite(sql, params)?.fetch_optional(&mut **tx).await,
            Inner::Postgres(tx) => postgres(sql, params)?.fetch_optional(&mut **tx).await,
        };
        self.health.noted(rows.map_err(Error::from))
    }

    /// The row; there must be one.
    pub async fn one<T: Row>(&mut self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<T> {
        self.find(sql, params).await?.ok_or_else(no_row)
    }

    /// Runs a statement that answers no rows, and says how many rows it changed.
    pub async fn run(&mut self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<u64> {
        let sql = sql.into();
        let changed = match &mut self.inner {
            Inner::Sqlite(tx, _) => {
                let params = arguments::<SqliteArguments>(params)?;
                let query = sqlx::query_with(sql.text(Dialect::Sqlite), params);
                query.execute(&mut **tx).await.map(|done| done.rows_affected()).map_err(Error::from)
            }
            Inner::Postgres(tx) => run_on_postgres(tx, sql, params).await,
        };
        self.health.noted(changed)
    }

    /// Makes everything durable. On an error nothing is known to be: the caller asks the database.
    pub async fn commit(self) -> Result<()> {
        let done = match self.inner {
            Inner::Sqlite(tx, turn) => {
                // A task of its own goes on to the end also when the caller is dropped meanwhile: the file may
                // have changed by then, and no change goes uncounted.
                let commit = tokio::spawn(async move {
                    let committed = tx.commit().await;
                    self.count.fetch_add(1, Ordering::SeqCst);
                    drop(turn);
                    committed
                });
                commit.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
            }
            Inner::Postgres(tx) => tx.commit().await,
        };
        self.health.noted(done.map_err(Error::from))
    }
}

/// What runs statements that change rows and answer none: a [`Tx`] or a [`crate::Batch`].
pub trait Write: Send {
    /// Runs a statement, and says how many rows it changed.
    fn run(
        &mut self,
        sql: impl Into<Sql> + Send,
        params: Vec<Value>,
    ) -> impl Future<Output = Result<u64>> + Send;
}

impl Write for Tx {
    async fn run(&mut self, sql: impl Into<Sql> + Send, params: Vec<Value>) -> Result<u64> {
        Self::run(self, sql, params).await
    }
}

pub(crate) async fn run_on_postgres(
    tx: &mut sqlx::Transaction<'static, Postgres>,
    sql: Sql,
    params: Vec<Value>,
) -> Result<u64> {
    let query = sqlx::query_with(sql.text(Dialect::Postgres), arguments::<PgArguments>(params)?);
    Ok(query.execute(&mut **tx).await?.rows_affected())
}

fn no_row() -> Error {
    Error::from(sqlx::Error::RowNotFound)
}
