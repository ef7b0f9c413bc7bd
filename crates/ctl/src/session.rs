//! The engine that one run of `vestnikctl` speaks to.

use crate::{arguments::Owner, screen::Screen};
use engine::{Config, Engine, Error, Page, Result, ids::UserId, users::User};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Rows asked for at once.
const PAGE: usize = 500;

/// Rows of a table that was not asked to be longer.
const SCREENFUL: usize = 100;

pub struct Session {
    pub engine: Engine,
    pub screen: Screen,
}

impl Session {
    /// Opens the named database, or the one of the desktop program.
    pub async fn open(database: Option<String>, screen: Screen) -> Result<Self> {
        Self::with(config(database)?, screen).await
    }

    pub async fn with(config: Config, screen: Screen) -> Result<Self> {
        let engine = Engine::open(Config { operator: true, ..config }).await?;
        Ok(Self { engine, screen })
    }

    /// Asks the engine, and reads its answer as `T`.
    pub async fn call<T: DeserializeOwned>(&self, name: &str, input: Value) -> Result<T> {
        let output = self.engine.call(name, input).await.map_err(with_option)?;
        serde_json::from_value(output).map_err(|error| Error::internal(&error))
    }

    /// Prints a list, read page by page.
    pub async fn list(
        &self,
        name: &str,
        input: &Value,
        columns: &[&str],
        limit: Option<usize>,
    ) -> Result<()> {
        // A program gets every row; a person who wants more than a screenful says so.
        let most = limit.unwrap_or(if self.screen.json { usize::MAX } else { SCREENFUL });
        let mut left = most;
        let mut rows: Vec<Value> = Vec::new();
        let mut after = None;
        loop {
            let page = self.page(name, input, after, PAGE.min(left)).await?;
            left -= page.rows.len().min(left);
            if self.screen.json {
                self.screen.rows(columns, &page.rows)?;
            } else {
                rows.extend(page.rows);
            }
            after = page.next;
            if after.is_none() || left == 0 {
                break;
            }
        }
        if self.screen.json { Ok(()) } else { self.screen.rows(columns, &rows) }
    }

    /// Every row of a list, however many pages.
    pub async fn all<T: DeserializeOwned>(&self, name: &str, input: &Value) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        let mut after = None;
        loop {
            let page = self.page(name, input, after, PAGE).await?;
            rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                return Ok(rows);
            }
        }
    }

    /// The page of a list that follows `after`.
    async fn page<T: DeserializeOwned>(
        &self,
        name: &str,
        input: &Value,
        after: Option<String>,
        limit: usize,
    ) -> Result<Page<T>> {
        let mut input = input.clone();
        if let Some(keys) = input.as_object_mut() {
            keys.insert("after".to_owned(), json!(after));
            keys.insert("limit".to_owned(), json!(limit));
        }
        self.call(name, input).await
    }

    /// The id of the owner that was named. None leaves it to the engine, which knows whose things
    /// are meant while there is one person.
    pub async fn owner(&self, owner: &Owner) -> Result<Option<UserId>> {
        let Some(email) = &owner.email else { return Ok(None) };
        let user: User = self.call("users.show", json!({ "email": email })).await?;
        Ok(Some(user.id))
    }
}

/// What the engine asks for, by the option or variable that says it here.
fn with_option(error: Error) -> Error {
    match &*error.code {
        "owner-needed" => Error::new("ctl-owner-needed"),
        "key-store-new" => Error::new("ctl-passphrase-needed"),
        _ => error,
    }
}

/// Where the named database is, or the one of the desktop program.
pub fn config(database: Option<String>) -> Result<Config> {
    match database {
        Some(url) => of_database(url),
        None => of_this_person(),
    }
}

fn of_this_person() -> Result<Config> {
    Config::of_this_person().ok_or_else(|| Error::new("no-home-folder"))
}

/// What is not in the database lies beside its file, or with the person's other files.
fn of_database(url: String) -> Result<Config> {
    match url.strip_prefix("sqlite:").and_then(|path| Path::new(path).parent()) {
        Some(folder) => {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
            Ok(Config { database: url.clone(), ..Config::in_folder(PathBuf::from(folder)) })
        }
        None => Ok(Config { database: url, ..of_this_person()? }),
    }
}
