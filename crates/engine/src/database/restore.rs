//! A backup in the place of the database. It happens before the database is opened, because whoever
//! has it open owns it: that is why it is no command of an open engine.

use crate::{
    Config, Error, Result,
    open::{MIGRATIONS, NEWEST, private_folder, refused},
};
use db::{Db, Held};
use serde::Serialize;
use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Restored {
    /// The database that was restored.
    pub database: PathBuf,
    /// The version of its schema, brought up to date.
    pub version: i64,
    /// Where the database is kept that was there before.
    pub kept: Option<PathBuf>,
}

/// Puts a copy of the backup in the place of the local database that `config` names. The copy is
/// proved sound and brought up to date first; nothing changes before that.
///
/// # Errors
/// `restore-shared` for a shared database, which has tools of its own; `database-in-use`;
/// `restore-file` when a file cannot be read or written; `restore-damaged`, `restore-foreign` or
/// `restore-newer` for what the backup is.
pub async fn restore(config: &Config, backup: &Path) -> Result<Restored> {
    private_folder(&config.data_folder)?;
    let held = Held::take(&config.database).map_err(|error| refused(&error))?;
    let held = held.ok_or_else(|| Error::new("restore-shared"))?;
    let failed = |error: io::Error| {
        Error::new("restore-file")
            .with("path", backup.display().to_string())
            .with("detail", error.to_string())
    };
    // Beside the database, so that the copy gets there by its name alone.
    let folder = match held.path().parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = tempfile::tempdir_in(folder).map_err(failed)?;
    let copy = folder.path().join("vestnik.db");
    copy_of(backup, &copy).map_err(failed)?;
    let version = prove(&copy, backup).await?;

    let kept = name_for(held.path(), &config.clock.now().rfc3339());
    let was_there = held.replace(&copy, &kept).await.map_err(failed)?;
    tracing::info!(schema = version, replaced = was_there, "a backup has become the database");
    Ok(Restored { database: held.path().to_owned(), version, kept: was_there.then_some(kept) })
}

/// The file, and what stands in a log beside it: a database that was copied by hand may have one.
fn copy_of(backup: &Path, copy: &Path) -> io::Result<()> {
    for part in ["", "-wal"] {
        let beside = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(part);
            PathBuf::from(name)
        };
        let mut from = match File::open(beside(backup)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !part.is_empty() => continue,
            file => file?,
        };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        io::copy(&mut from, &mut options.open(beside(copy))?)?;
    }
    Ok(())
}

/// Proves that the copy is a whole database of Vestnik, and brings it up to date. Answers the version
/// of its schema.
async fn prove(copy: &Path, backup: &Path) -> Result<i64> {
    let about = |code| Error::new(code).with("path", backup.display().to_string());
    let damaged = |detail: String| about("restore-damaged").with("detail", detail);
    // SQLite would make a database of an empty file.
    if fs::metadata(copy).is_ok_and(|file| file.len() == 0) {
        return Err(about("restore-foreign"));
    }
    let db =
        Db::open(&format!("sqlite:{}", copy.display())).await.map_err(|error| damaged(error.to_string()))?;
    if let Some(damage) = db.damage().await.map_err(|error| damaged(error.to_string()))? {
        return Err(damaged(damage));
    }
    match db.version().await {
        Ok(Some(version)) if version > NEWEST => {
            return Err(about("restore-newer").with("version", version).with("newest", NEWEST));
        }
        Ok(Some(_)) => {}
        // Without the table of migrations, or with an empty one.
        Ok(None) | Err(_) => return Err(about("restore-foreign")),
    }
    db.migrate(MIGRATIONS).await.map_err(|error| damaged(error.to_string()))?;
    db.close().await;
    Ok(NEWEST)
}

/// A name for what is replaced, which says what it is and when: `vestnik.replaced-20261124T120000Z.db`.
fn name_for(database: &Path, now: &str) -> PathBuf {
    let seconds = now.split('.').next().unwrap_or_default();
    let at: String = seconds.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut kept = database.with_extension(format!("replaced-{at}Z.db"));
    let mut number = 1;
    while kept.exists() {
        number += 1;
        kept = database.with_extension(format!("replaced-{at}Z-{number}.db"));
    }
    kept
}
