//! Opening: `sqlite:PATH`, owned by this process alone, or `postgres://…`.

#[cfg(feature = "simulation")]
use crate::simulation;
use crate::{
    Dialect,
    connections::{Connections, WRITER},
    health::Health,
    native,
    patience::{self, LONG, PING, SHORT, within},
    priority,
    slot::Slot,
    waits::Waits,
};
use sqlx::{
    ConnectOptions, Connection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
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
    pub(crate) waits: Waits,
    /// Of [`crate::Generation`].
    pub(crate) count: Arc<AtomicU64>,
    /// How long PostgreSQL is waited for when it is asked.
    pub(crate) limit: Duration,
}

#[derive(Clone)]
pub(crate) enum Pools {
    Sqlite {
        read: Connections,
        write: Connections,
        turn: native::Turn,
        /// Held for life: one process owns the file.
        _lock: Arc<File>,
    },
    Postgres {
        pool: PgPool,
        /// Of [`Db::begin_batch`].
        batches: PgPool,
    },
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

/// Of the connections that write many rows, hundreds of times a second. The plan of a statement is made while its tables
/// are empty, and kept while they grow: it is not to read all of one, but to look each row up. And many wait for such a
/// transaction: it waits for nobody who holds a row for long, and of a program that has frozen it ends soon.
const BATCHES: [(&str, &str); 5] = [
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("lock_timeout", "25s"),
    ("idle_in_transaction_session_timeout", "5s"),
];

/// A connection that was used so shortly before is still there.
const FRESH: Duration = Duration::from_secs(1);

impl Db {
    /// Opens `sqlite:PATH` (made when missing) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        let (waits, count) = (Waits::here(), Arc::new(AtomicU64::new(0)));
        let pools = match path_of(url)? {
            Some(path) => sqlite(path, &waits).await?,
            None => postgres(url, &count).await?,
        };
        Ok(Self { pools, health: Health::default(), waits, count, limit: SHORT })
    }

    /// The same for questions about very many rows.
    #[must_use]
    pub fn patient(&self) -> Self {
        Self { limit: LONG, ..self.clone() }
    }

    pub fn dialect(&self) -> Dialect {
        match self.pools {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres { .. } => Dialect::Postgres,
        }
    }

    /// How often it was lost since it was opened. What it was told right before it may have forgotten.
    pub fn losses(&self) -> u64 {
        self.health.losses()
    }

    /// Does what waits for the disk beside the database, on a thread that may.
    ///
    /// # Errors
    /// What the work answers; another one when its thread died.
    pub async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        self.waits.aside(work).await.unwrap_or_else(|| Err(io::Error::other("the thread died")))
    }

    /// Ends every connection. The file's lock goes with the last clone.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write, turn, .. } => {
                read.close().await;
                let mut turn = turn.lock().await;
                write.close().await;
                turn.close();
            }
            Pools::Postgres { pool, batches } => {
                pool.close().await;
                batches.close().await;
            }
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

async fn sqlite(path: &Path, waits: &Waits) -> Result<Pools, OpenError> {
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
    let write = options.clone().thread_name(|_| WRITER.to_owned());
    let read = options.pragma("query_only", "on").pragma("cache_size", "-8192");
    let (write, read) = connect(path, write, read, waits).await?;
    let turn = Arc::new(tokio::sync::Mutex::new(native_slot(path, waits)?));
    Ok(Pools::Sqlite { read, write, turn, _lock: Arc::new(lock) })
}

/// The connection that writes, and those that read.
#[cfg_attr(not(feature = "simulation"), expect(unused_variables, reason = "nothing is simulated"))]
async fn connect(
    path: &Path,
    write: SqliteConnectOptions,
    read: SqliteConnectOptions,
    waits: &Waits,
) -> sqlx::Result<(Connections, Connections)> {
    #[cfg(feature = "simulation")]
    if waits.is_simulated() {
        let home = |what| (path.to_owned(), what);
        let (write, read) = (Connections::one(home("writes"), write), Connections::one(home("reads"), read));
        return Ok((waits.answer(write).await?, waits.answer(read).await?));
    }
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        // A file does not hang up: asking each time whether it is still there costs more than reading a row.
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(60))
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(write)
        .await?;
    priority::let_work_behind(WRITER);
    let read =
        SqlitePoolOptions::new().max_connections(4).test_before_acquire(false).connect_with(read).await?;
    Ok((Connections::Pool(write), Connections::Pool(read)))
}

#[cfg_attr(not(feature = "simulation"), expect(unused_variables, reason = "nothing is simulated"))]
fn native_slot(path: &Path, waits: &Waits) -> rusqlite::Result<Slot<rusqlite::Connection>> {
    #[cfg(feature = "simulation")]
    if waits.is_simulated() {
        let home = (path.to_owned(), "native");
        let connection = match simulation::kept(&home) {
            Some(connection) => connection,
            None => native::open(path)?,
        };
        return Ok(Slot::at(home, connection));
    }
    native::open(path).map(Slot::of)
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
    let options = PgConnectOptions::from_str(url)?;
    let name = options.get_application_name().unwrap_or("vestnik").to_owned();
    let mut options = options
        .application_name(&name)
        // Whatever the server's default: an outcome that was reported must survive a power cut.
        .options([("synchronous_commit", "on")])
        .options(patience::SERVER)
        .disable_statement_logging();
    // sqlx's default, `Prefer`, accepts a server that answers without TLS. Beyond this machine
    // the certificate must fit.
    let host = options.get_host().to_owned();
    let near = host == "localhost"
        || host.starts_with('/')
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    options = options.ssl_mode(if near { PgSslMode::Prefer } else { PgSslMode::VerifyFull });
    let batches = pool_of(4, count).connect_lazy_with(options.clone().options(BATCHES));
    let pool = pool_of(8, count).connect_with(options).await?;
    Ok(Pools::Postgres { pool, batches })
}

fn pool_of(connections: u32, count: &Arc<AtomicU64>) -> PgPoolOptions {
    let count = Arc::clone(count);
    PgPoolOptions::new()
        .max_connections(connections)
        // Asking every time whether the server is still there makes two round trips of each question.
        .test_before_acquire(false)
        .before_acquire(|connection, known| {
            Box::pin(async move {
                if known.idle_for > FRESH {
                    within(PING, connection.ping()).await?;
                }
                Ok(true)
            })
        })
        // Of a statement that was given up the answer may still come, or never: sqlx itself would wait for it.
        .after_release(|connection, _| {
            Box::pin(async move {
                if patience::has_given_up_lately() {
                    within(PING, connection.ping()).await?;
                }
                Ok(true)
            })
        })
        .after_connect(move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { Ok(()) })
        })
        .acquire_timeout(Duration::from_secs(30))
}
