//! A copy of a SQLite database into another file.

use crate::{Db, Result, open::Pools};
use sqlx::{ConnectOptions, Connection};

impl Db {
    /// Writes a copy into `path`, a new or an empty file, and answers true; a shared database is
    /// left to its own tools: false. The copy is the database as it was at one moment. Writing goes
    /// on meanwhile, because the copy is read by a connection of its own.
    pub async fn copy_into(&self, path: &str) -> Result<bool> {
        let Pools::Sqlite { write, .. } = &self.pools else { return Ok(false) };
        let mut connection = write.connect_options().connect().await?;
        sqlx::query("vacuum into $1").bind(path).execute(&mut connection).await?;
        connection.close().await?;
        Ok(true)
    }
}
