//! `vestnikctl database`: the database as a whole.

use crate::{files, screen, session::Session};
use clap::Subcommand;
use engine::{Error, Result, texts::text};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "ctl-database-status")]
    Status,
    #[command(about = "ctl-database-check")]
    Check,
    #[command(about = "ctl-database-backup")]
    Backup { file: PathBuf },
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
    }
}
