//! `vestnikctl database`: the database as a whole.

use crate::{
    files,
    screen::{self, Screen},
    session::{self, Session},
};
use clap::Subcommand;
use engine::{Error, Result, database::Schema, texts::text};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "ctl-database-status")]
    Status,
    #[command(about = "ctl-database-check")]
    Check,
    #[command(about = "ctl-database-backup")]
    Backup { file: PathBuf },
    #[command(about = "ctl-database-migrate")]
    Migrate,
    #[command(about = "ctl-database-restore")]
    Restore { file: PathBuf },
}

/// Puts a backup in the place of the database, which must not be open for that.
pub async fn restore(database: Option<String>, screen: Screen, file: &Path) -> Result<()> {
    let config = session::config(database)?;
    let restored = engine::database::restore(&config, Path::new(&files::absolute(file)?)).await?;
    let path = |path: &Path| path.display().to_string();
    let words = match &restored.kept {
        None => text(screen.language, "ctl-database-restored", &[("path", path(&restored.database).into())]),
        Some(kept) => {
            let about = [("path", path(&restored.database).into()), ("kept", path(kept).into())];
            text(screen.language, "ctl-database-replaced", &about)
        }
    };
    screen.say(&words, &restored)
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    match command {
        Command::Status => {
            let status: Value = session.call("database.status", Value::Null).await?;
            let keys = ["database", "version", "size", "users", "clients", "mailings", "attempts"];
            session.screen.thing(&keys, &status)
        }
        Command::Check => {
            let broken: Vec<Value> = session.call("database.check", Value::Null).await?;
            if broken.is_empty() && !session.screen.json {
                return screen::line(&text(session.screen.language, "ctl-database-sound", &[]));
            }
            session.screen.rows(&["invariant", "rows"], &broken)?;
            if broken.is_empty() { Ok(()) } else { Err(Error::new("ctl-database-broken")) }
        }
        Command::Backup { file } => {
            let path = files::absolute(&file)?;
            let written: Value = session.call("database.backup", json!({ "path": path })).await?;
            let about = [("path", path.as_str().into())];
            session.screen.say(&text(session.screen.language, "ctl-database-saved", &about), &written)
        }
        Command::Migrate => {
            let schema: Schema = session.call("database.migrate", Value::Null).await?;
            let about = [("version", schema.version.into())];
            session.screen.say(&text(session.screen.language, "ctl-database-migrated", &about), &schema)
        }
        // Before there is a session.
        Command::Restore { .. } => Ok(()),
    }
}
