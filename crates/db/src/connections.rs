//! Connections of sqlx to a SQLite file: a pool of them; in a simulation one, because a pool has tasks and a clock of
//! its own.

use crate::priority;
use sqlx::{
    Sqlite, SqliteConnection, SqlitePool, Transaction, pool::PoolConnection, sqlite::SqliteConnectOptions,
};
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};
#[cfg(feature = "simulation")]
use {
    crate::{
        simulation::{Home, at_once, kept},
        slot::Slot,
    },
    sqlx::ConnectOptions,
    tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard},
};

/// The thread of the connection that writes; Linux takes fifteen characters.
pub(crate) const WRITER: &str = "sqlite-writes";

/// IMMEDIATE takes the write lock at once, so that a transaction that has read never fails at its first write.
const BEGIN: &str = "begin immediate";

#[derive(Clone)]
pub(crate) enum Connections {
    Pool(SqlitePool),
    #[cfg(feature = "simulation")]
    One(Arc<Mutex<Slot<SqliteConnection>>>, Arc<SqliteConnectOptions>),
}

/// A connection, until this is dropped.
pub(crate) enum Taken {
    Pooled(PoolConnection<Sqlite>),
    #[cfg(feature = "simulation")]
    One(TheOne),
}

/// A transaction. Dropped without [`Begun::commit`], it is rolled back.
pub(crate) enum Begun {
    Pooled(Transaction<'static, Sqlite>),
    #[cfg(feature = "simulation")]
    One(Open),
}

impl Connections {
    #[cfg(feature = "simulation")]
    pub(crate) async fn one(home: Home, options: SqliteConnectOptions) -> sqlx::Result<Self> {
        let connection = match kept(&home) {
            Some(connection) => connection,
            None => options.connect().await?,
        };
        Ok(Self::One(Arc::new(Mutex::new(Slot::at(home, connection))), Arc::new(options)))
    }

    /// With which further connections to the same file are made.
    pub(crate) fn options(&self) -> Arc<SqliteConnectOptions> {
        match self {
            Self::Pool(pool) => pool.connect_options(),
            #[cfg(feature = "simulation")]
            Self::One(_, options) => Arc::clone(options),
        }
    }

    pub(crate) async fn take(&self) -> sqlx::Result<Taken> {
        match self {
            Self::Pool(pool) => pool.acquire().await.map(Taken::Pooled),
            #[cfg(feature = "simulation")]
            Self::One(one, _) => the_one(one).await.map(Taken::One),
        }
    }

    pub(crate) async fn begin(&self) -> sqlx::Result<Begun> {
        match self {
            Self::Pool(pool) => begin(pool).await.map(Begun::Pooled),
            #[cfg(feature = "simulation")]
            Self::One(one, _) => {
                let mut connection = the_one(one).await?;
                sqlx::query(BEGIN).execute(&mut *connection).await?;
                Ok(Begun::One(Open { connection, is_open: true }))
            }
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Pool(pool) => pool.close().await,
            #[cfg(feature = "simulation")]
            Self::One(one, _) => one.lock().await.close(),
        }
    }
}

#[cfg(feature = "simulation")]
type TheOne = OwnedMappedMutexGuard<Slot<SqliteConnection>, SqliteConnection>;

#[cfg(feature = "simulation")]
async fn the_one(slot: &Arc<Mutex<Slot<SqliteConnection>>>) -> sqlx::Result<TheOne> {
    let slot = Arc::clone(slot).lock_owned().await;
    OwnedMutexGuard::try_map(slot, Slot::get_mut).map_err(|_| sqlx::Error::PoolClosed)
}

async fn begin(pool: &SqlitePool) -> sqlx::Result<Transaction<'static, Sqlite>> {
    match pool.begin_with(BEGIN).await {
        // When a write fails, because the disk is full or ill, SQLite rolls back by itself, and sqlx goes on counting
        // a transaction that is not there: another connection takes the place of this one.
        Err(sqlx::Error::InvalidSavePointStatement) => {
            pool.acquire().await?.close().await?;
            let begun = pool.begin_with(BEGIN).await;
            priority::let_work_behind(WRITER);
            begun
        }
        begun => begun,
    }
}

impl Begun {
    pub(crate) async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Pooled(tx) => tx.commit().await,
            #[cfg(feature = "simulation")]
            Self::One(mut open) => {
                sqlx::query("commit").execute(&mut *open.connection).await?;
                open.is_open = false;
                Ok(())
            }
        }
    }
}

/// A transaction of the one connection.
#[cfg(feature = "simulation")]
pub(crate) struct Open {
    connection: TheOne,
    is_open: bool,
}

#[cfg(feature = "simulation")]
impl Drop for Open {
    fn drop(&mut self) {
        if self.is_open
            && let Err(error) = at_once(sqlx::query("rollback").execute(&mut *self.connection))
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

impl Deref for Taken {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Pooled(connection) => connection,
            #[cfg(feature = "simulation")]
            Self::One(connection) => connection,
        }
    }
}

impl DerefMut for Taken {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Pooled(connection) => connection,
            #[cfg(feature = "simulation")]
            Self::One(connection) => connection,
        }
    }
}

impl Deref for Begun {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Pooled(tx) => tx,
            #[cfg(feature = "simulation")]
            Self::One(open) => &open.connection,
        }
    }
}

impl DerefMut for Begun {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Pooled(tx) => tx,
            #[cfg(feature = "simulation")]
            Self::One(open) => &mut open.connection,
        }
    }
}
