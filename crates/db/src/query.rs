//! Reading and writing: `all`, `one`, `find`, and in a transaction also `run`.

use crate::{
    Db, Dialect, Error, Result, Sql, Value,
    batch::json,
    connections::Begun,
    health::Health,
    native,
    open::Pools,
    patience::{LONG, SHORT, within},
    value::arguments,
    waits::Waits,
};
use sqlx::{
    FromRow, Postgres, Sqlite,
    postgres::{PgArguments, PgRow},
    query::QueryAs,
    sqlite::{SqliteArguments, SqliteRow},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// What a row can be read as: anything with `#[derive(sqlx::FromRow)]`, or a tuple.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A transaction: the only way to write. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    inner: Inner,
    /// How long PostgreSQL is waited for.
    limit: Duration,
    health: Health,
    waits: Waits,
    /// Of [`crate::Generation`].
    count: Arc<AtomicU64>,
}

enum Inner {
    /// With its turn to write, which ends after it.
    Sqlite(Begun, native::Taken),
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
            Pools::Sqlite { read, .. } => {
                let query = sqlite(sql, params)?;
                self.waits.answer(async { query.fetch_all(&mut *read.take().await?).await }).await
            }
            Pools::Postgres { pool, .. } => within(self.limit, postgres(sql, params)?.fetch_all(pool)).await,
        };
        self.health.noted(rows.map_err(Error::from))
    }

    /// The row, if there is one.
    pub async fn find<T: Row>(&self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<Option<T>> {
        let sql = sql.into();
        let rows = match &self.pools {
            Pools::Sqlite { read, .. } => {
                let query = sqlite(sql, params)?;
                self.waits.answer(async { query.fetch_optional(&mut *read.take().await?).await }).await
            }
            Pools::Postgres { pool, .. } => {
                within(self.limit, postgres(sql, params)?.fetch_optional(pool)).await
            }
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
        self.begin_within(LONG).await
    }

    /// The same of what takes a moment: on PostgreSQL a link that has gone silent is given up soon.
    pub async fn begin_brief(&self) -> Result<Tx> {
        self.begin_within(SHORT).await
    }

    async fn begin_within(&self, limit: Duration) -> Result<Tx> {
        let inner = match &self.pools {
            Pools::Sqlite { write, turn, .. } => {
                let turn = Arc::clone(turn).lock_owned().await;
                self.waits.answer(write.begin()).await.map(|tx| Inner::Sqlite(tx, turn))
            }
            Pools::Postgres { pool, .. } => within(SHORT, pool.begin()).await.map(Inner::Postgres),
        };
        let inner = self.health.noted(inner.map_err(Error::from))?;
        let (health, waits, count) = (self.health.clone(), self.waits.clone(), Arc::clone(&self.count));
        Ok(Tx { inner, limit, health, waits, count })
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
            Inner::Sqlite(tx, _) => self.waits.answer(sqlite(sql, params)?.fetch_all(&mut **tx)).await,
            Inner::Postgres(tx) => within(self.limit, postgres(sql, params)?.fetch_all(&mut **tx)).await,
        };
        self.health.noted(rows.map_err(Error::from))
    }

    /// The row, if there is one.
    pub async fn find<T: Row>(&mut self, sql: impl Into<Sql>, params: Vec<Value>) -> Result<Option<T>> {
        let sql = sql.into();
        let rows = match &mut self.inner {
            Inner::Sqlite(tx, _) => self.waits.answer(sqlite(sql, params)?.fetch_optional(&mut **tx)).await,
            Inner::Postgres(tx) => within(self.limit, postgres(sql, params)?.fetch_optional(&mut **tx)).await,
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
                let done = self.waits.answer(query.execute(&mut **tx)).await;
                done.map(|done| done.rows_affected()).map_err(Error::from)
            }
            Inner::Postgres(tx) => run_on_postgres(tx, self.limit, sql, params).await,
        };
        self.health.noted(changed)
    }

    /// Makes everything durable. On an error nothing is known to be: the caller asks the database.
    pub async fn commit(self) -> Result<()> {
        let Self { inner, limit, health, waits, count } = self;
        let done = match inner {
            Inner::Sqlite(tx, turn) => {
                // The file may have changed by then also when the caller is dropped meanwhile, and no change goes
                // uncounted.
                let waiting = waits.clone();
                waiting
                    .to_the_end(async move {
                        let committed = waits.commit(async { tx.commit().await.map_err(Error::from) }).await;
                        count.fetch_add(1, Ordering::SeqCst);
                        drop(turn);
                        committed
                    })
                    .await
            }
            Inner::Postgres(tx) => within(limit, tx.commit()).await.map_err(Error::from),
        };
        health.noted(done)
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

    /// Inserts every row, whose values are the parameters; PostgreSQL's text gets all rows as one JSON array in `$1`.
    fn insert(
        &mut self,
        sql: impl Into<Sql> + Send,
        rows: Vec<Vec<Value>>,
    ) -> impl Future<Output = Result<()>> + Send;
}

impl Write for Tx {
    async fn run(&mut self, sql: impl Into<Sql> + Send, params: Vec<Value>) -> Result<u64> {
        Self::run(self, sql, params).await
    }

    async fn insert(&mut self, sql: impl Into<Sql> + Send, rows: Vec<Vec<Value>>) -> Result<()> {
        let sql = sql.into();
        let statements = match self.dialect() {
            Dialect::Sqlite => rows,
            Dialect::Postgres if rows.is_empty() => vec![],
            Dialect::Postgres => vec![vec![json(&rows).into()]],
        };
        for params in statements {
            Self::run(self, sql.clone(), params).await?;
        }
        Ok(())
    }
}

pub(crate) async fn run_on_postgres(
    tx: &mut sqlx::Transaction<'static, Postgres>,
    limit: Duration,
    sql: Sql,
    params: Vec<Value>,
) -> Result<u64> {
    let query = sqlx::query_with(sql.text(Dialect::Postgres), arguments::<PgArguments>(params)?);
    Ok(within(limit, query.execute(&mut **tx)).await?.rows_affected())
}

fn no_row() -> Error {
    Error::from(sqlx::Error::RowNotFound)
}
