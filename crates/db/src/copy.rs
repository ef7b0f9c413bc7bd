//! A copy of a SQLite database into another file, and whether a file is sound.

use crate::{Db, Result, open::Pools};
use sqlx::{ConnectOptions, Connection};

impl Db {
    /// Writes a copy into `path`, a new or an empty file, and answers true; a shared database is
    /// left to its own tools: false. The copy is the database as it was at one moment. Writing goes
    /// on meanwhile, because the copy is read by a connection of its own.
    pub async fn copy_into(&self, path: &str) -> Result<bool> {
        let Pools::Sqlite { write, .. } = &self.pools else { return Ok(false) };
        let copied = async {
            let mut connection = write.options().connect().await?;
            sqlx::query("vacuum into $1").bind(path).execute(&mut connection).await?;
            connection.close().await
        };
        self.waits.answer(copied).await?;
        Ok(true)
    }

    /// What is wrong with the file of a SQLite database (sqlite.org/pragma.html#pragma_integrity_check),
    /// if anything is. A shared database is left to its own tools.
    pub async fn damage(&self) -> Result<Option<String>> {
        let Pools::Sqlite { read, .. } = &self.pools else { return Ok(None) };
        let found =
            async { sqlx::query_as("pragma integrity_check(1)").fetch_all(&mut *read.take().await?).await };
        let found: Vec<(String,)> = self.waits.answer(found).await?;
        Ok(found.into_iter().map(|(line,)| line).find(|line| line != "ok"))
    }
}
