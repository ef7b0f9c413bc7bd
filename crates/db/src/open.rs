//! Opening: `sqlite:PATH`, owned by this process alone, or `postgres://…`.

use crate::{Dialect, health::Health, native, priority};
use sqlx::{
    ConnectOptions, Connection, PgPool, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// A database. Cheap to clone. It reads; [`Db::begin`] makes the [`crate::Tx`] that writes.
#[derive(Clone)]
pub struct Db {
    pub(crate) pools: Pools,
    pub(crate) health: Health,
    /// Of [`crate::Generation`].
    pub(crate) count: Arc<AtomicU64>,
}

#[derive(Clone)]
pub(crate) enum Pools {
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
        turn: native::Turn,
        /// Held for life: one process owns the file.
        _lock: Arc<File>,
    },
    Postgres(PgPool),
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("{0} is neither sqlite:PATH nor postgres://…")]
    Url(String),
    /// Another process owns the file.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, #[source] std::io::Error),
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Native(#[from] rusqlite::Error),
}

/// The thread of the connection that writes; Linux takes fifteen characters.
pub(crate) const WRITER: &str = "sqlite-writes";

/// A connection that was used so shortly before is still there.
const FRESH: Duration = Duration::from_secs(1);

impl Db {
    /// Opens `sqlite:PATH` (made when missing) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let count = Arc::new(AtomicU64::new(0));
        let pools = match path_of(url)? {
            Some(path) => sqlite(path).await?,
            None => postgres(url, &count).await?,
        };
        Ok(Self { pools, health: Health::default(), count })
    }

    pub fn dialect(&self) -> Dialect {
        match self.pools {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Ends every connection. The file's lock goes with the last clone.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write, turn, .. } => {
                read.close().await;
                let mut turn = turn.lock().await;
                write.close().await;
                *turn = None;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// The file of a SQLite database, none for PostgreSQL.
pub(crate) fn path_of(url: &str) -> Result<Option<&Path>, OpenError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        Ok(Some(Path::new(path.strip_prefix("//").unwrap_or(path))))
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(None)
    } else {
        Err(OpenError::Url(url.to_owned()))
    }
}

async fn sqlite(path: &Path) -> Result<Pools, OpenError> {
    let lock = own(path)?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An outcome that was reported must survive a power cut.
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "on")
        .pragma("temp_store", "memory")
        // 32 MB for the writer: the default of 2 MB doubles the time of an import.
        .pragma("cache_size", "-32768")
        .busy_timeout(Duration::from_secs(30))
        .disable_statement_logging();
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        // A file does not hang up: asking each time whether it is still there costs more than reading a row.
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(60))
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone().thread_name(|_| WRITER.to_owned()))
        .await?;
    priority::let_work_behind(WRITER);
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "on").pragma("cache_size", "-8192"))
        .await?;
    let turn = Arc::new(tokio::sync::Mutex::new(Some(native::open(path)?)));
    Ok(Pools::Sqlite { read, write, turn, _lock: Arc::new(lock) })
}

/// Takes the exclusive lock, and makes the database file readable by its owner alone before
/// anything is written into it.
fn own(path: &Path) -> Result<File, OpenError> {
    let lock = lock(path)?;
    private(path).map_err(|error| OpenError::File(path.to_owned(), error))?;
    Ok(lock)
}

/// Takes the exclusive lock on `PATH.lock`.
pub(crate) fn lock(path: &Path) -> Result<File, OpenError> {
    let failed = |error| OpenError::File(path.to_owned(), error);
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock = private(Path::new(&name)).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

async fn postgres(url: &str, count: &Arc<AtomicU64>) -> Result<Pools, OpenError> {
    let mut options = PgConnectOptions::from_str(url)?
        .application_name("vestnik")
        // Whatever the server's default: an outcome that was reported must survive a power cut.
        .options([("synchronous_commit", "on")])
        .disable_statement_logging();
    // sqlx's default, `Prefer`, accepts a server that answers without TLS. Beyond this machine
    // the certificate must fit.
    let host = options.get_host().to_owned();
    let near = host == "localhost"
        || host.starts_with('/')
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    options = options.ssl_mode(if near { PgSslMode::Prefer } else { PgSslMode::VerifyFull });
    let count = Arc::clone(count);
    let pool = PgPoolOptions::new()
        .max_connections(8)
        // Asking every time whether the server is still there makes two round trips of each question.
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move {
                if known.idle_for > FRESH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
        .after_connect(move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { Ok(()) })
        })
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options)
        .await?;
    Ok(Pools::Postgres(pool))
}
