//! A SQLite file that this process owns without having it open, so that another can take its place.

use crate::open::{OpenError, lock, path_of};
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Nobody else opens the file while this lives.
pub struct Held {
    path: PathBuf,
    _lock: File,
}

impl Held {
    /// Takes hold of the file that `url` names, whether it is there yet or not; none for a shared
    /// database.
    ///
    /// # Errors
    /// [`OpenError::InUse`] while another process has it.
    pub fn take(url: &str) -> Result<Option<Self>, OpenError> {
        let Some(path) = path_of(url)? else { return Ok(None) };
        Ok(Some(Self { _lock: lock(path)?, path: path.to_owned() }))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts another database, a whole file on the same disk, in the place of this one, which is kept
    /// under the name `kept`. Answers whether there was one.
    ///
    /// # Errors
    /// When a file cannot be renamed; then everything is as it was.
    pub async fn replace(&self, by: &Path, kept: &Path) -> io::Result<bool> {
        File::open(by)?.sync_all()?;
        let was_there = self.path.exists();
        if was_there {
            // Then the file alone is the whole database. Of a damaged one the log is kept beside it.
            let _ = self.fold_log().await;
        }
        let moved = rename_all(&self.path, kept).and_then(|()| fs::rename(by, &self.path));
        if let Err(error) = moved {
            rename_all(kept, &self.path)?;
            return Err(error);
        }
        Ok(was_there)
    }

    async fn fold_log(&self) -> sqlx::Result<()> {
        let options = SqliteConnectOptions::new().filename(&self.path).disable_statement_logging();
        let mut connection = options.connect().await?;
        sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut connection).await?;
        connection.close().await
    }
}

/// The database and what stands beside it, as far as they are there.
fn rename_all(from: &Path, to: &Path) -> io::Result<()> {
    for part in ["-wal", "-shm", ""] {
        let file = with(from, part);
        if file.exists() {
            fs::rename(file, with(to, part))?;
        }
    }
    Ok(())
}

fn with(path: &Path, part: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(part);
    name.into()
}
