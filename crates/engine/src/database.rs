//! The database as a whole: what it is, whether it agrees with itself, a copy of it.

mod restore;

pub use restore::{Restored, restore};

use crate::{
    Context, Error, Result,
    commands::Nothing,
    deliveries::check::{self, Broken},
    open::MIGRATIONS,
    setup,
};
use db::{Dialect, Sql, params};
use serde::{Deserialize, Serialize};
use std::{
    fs::OpenOptions,
    path::{Path, PathBuf},
};
use ts_rs::TS;

/// What the database is and holds.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct DatabaseStatus {
    /// Its name, without any password.
    pub database: String,
    /// The version of its schema.
    pub version: i64,
    /// In bytes.
    pub size: i64,
    pub users: i64,
    pub clients: i64,
    pub mailings: i64,
    pub attempts: i64,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct BackupTarget {
    #[ts(type = "string")]
    pub path: PathBuf,
}

/// A copy that was written.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Backup {
    #[ts(type = "string")]
    pub path: PathBuf,
    /// In bytes.
    #[ts(type = "number")]
    pub size: u64,
}

/// How the database is built.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Schema {
    pub version: i64,
}

/// Brings the schema up to date. Opening the database does so, too: this is for whoever wants it done
/// and said, before the programs of the others are started.
pub async fn migrate(cx: &Context, _: Nothing) -> Result<Schema> {
    cx.db().migrate(MIGRATIONS).await.map_err(|error| Error::internal(&error))?;
    Ok(Schema { version: cx.db().version().await?.unwrap_or_default() })
}

pub async fn status(cx: &Context, _: Nothing) -> Result<DatabaseStatus> {
    let sql = Sql {
        sqlite: format!("select {SQLITE_SIZE}, {COUNTS}").into(),
        postgres: format!("select {POSTGRES_SIZE}, {COUNTS}").into(),
    };
    let (size, users, clients, mailings, attempts) = cx.db().one(sql, params![]).await?;
    let version = cx.db().version().await?.unwrap_or_default();
    let database = setup::database(&cx.config.database);
    Ok(DatabaseStatus { database, version, size, users, clients, mailings, attempts })
}

const SQLITE_SIZE: &str = "(select page_count * page_size from pragma_page_count, pragma_page_size)";
const POSTGRES_SIZE: &str = "pg_database_size(current_database())";
const COUNTS: &str = "(select count(*) from users), (select count(*) from clients),
    (select count(*) from mailings), (select count(*) from attempts)";

/// The broken invariants; none is good.
pub async fn check(cx: &Context, _: Nothing) -> Result<Vec<Broken>> {
    check::check(cx.engine.inner()).await
}

/// Writes a copy of a local database to a new file, which its owner alone may read. The copy is
/// the database as it was at one moment; writing goes on meanwhile.
///
/// # Errors
/// `backup-shared` for a shared database, which has tools of its own; `backup-file` when the file
/// is there already or cannot be written.
pub async fn backup(cx: &Context, BackupTarget { path }: BackupTarget) -> Result<Backup> {
    if cx.db().dialect() != Dialect::Sqlite {
        return Err(Error::new("backup-shared"));
    }
    private(&path).map_err(|error| unwritten(&path, &error))?;
    if let Err(error) = cx.db().copy_into(&path.to_string_lossy()).await {
        // Half a copy would look like one.
        let _ = std::fs::remove_file(&path);
        return Err(unwritten(&path, &error));
    }
    let size = std::fs::metadata(&path).map_err(|error| unwritten(&path, &error))?.len();
    tracing::info!(user.id = cx.actor.id().map(tracing::field::display), size, "a backup was written");
    Ok(Backup { path, size })
}

fn private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn unwritten(path: &Path, error: &dyn std::error::Error) -> Error {
    Error::new("backup-file").with("path", path.display().to_string()).with("detail", error.to_string())
}
