//! Migrations: PostgreSQL's text, and for SQLite the same text with a literal rewrite.

use crate::{Db, Dialect, open::Pools};
use sqlx::{
    SqlSafeStr,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};
use std::{borrow::Cow, sync::atomic::Ordering};

/// One step of the schema. `postgres` and `sqlite` hold what only that database has; they run
/// after the common text, in the same transaction.
pub struct Step {
    pub version: i64,
    pub name: &'static str,
    pub common: &'static str,
    pub postgres: &'static str,
    pub sqlite: &'static str,
}

impl Db {
    /// Brings the schema up to the last of `steps`. Two programs that start at once on one
    /// PostgreSQL wait for each other (an advisory lock); a SQLite file has one process anyway.
    pub async fn migrate(&self, steps: &[Step]) -> Result<(), MigrateError> {
        let dialect = self.dialect();
        let migrations = steps
            .iter()
            .map(|step| {
                Migration::new(
                    step.version,
                    Cow::Borrowed(step.name),
                    MigrationType::Simple,
                    sqlx::AssertSqlSafe(text(step, dialect)).into_sql_str(),
                    false,
                )
            })
            .collect();
        let migrator = Migrator::with_migrations(migrations);
        let migrated = match &self.pools {
            Pools::Sqlite { write, .. } => {
                // What `run` does with a connection; of `run` itself the compiler cannot tell that it may go to
                // another thread.
                self.waits
                    .answer(async { migrator.run_direct(None, &mut *write.take().await?, false).await })
                    .await
            }
            Pools::Postgres { pool, .. } => migrator.run(pool).await,
        };
        self.count.fetch_add(1, Ordering::SeqCst);
        migrated
    }

    /// The newest step that this database has, if any.
    pub async fn version(&self) -> crate::Result<Option<i64>> {
        let (version,): (Option<i64>,) =
            self.one("select max(version) from _sqlx_migrations", vec![]).await?;
        Ok(version)
    }
}

fn text(step: &Step, dialect: Dialect) -> String {
    match dialect {
        Dialect::Postgres => format!("{}\n{}", step.common, step.postgres),
        Dialect::Sqlite => {
            let common = step
                .common
                // `/*sqlite: … */` is a remark to PostgreSQL and a line of the schema here.
                .replace("/*sqlite:", "")
                .replace("*/", "")
                .replace(" uuid", " blob")
                .replace(" bytea", " blob");
            format!("{common}\n{}", step.sqlite)
        }
    }
}
