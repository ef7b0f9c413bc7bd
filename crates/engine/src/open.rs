//! Opening the engine and calling it.

use crate::{
    Config, Context, Error, Result,
    access::{self, Actor},
    commands,
    deliveries::Deliveries,
    events::{Event, Events},
    jobs::Jobs,
    logs,
    secrets::Secrets,
    senders::Rehearsal,
    setup,
};
use db::{Db, OpenError};
use serde_json::Value;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::broadcast;

/// The engine, and who uses it. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
    actor: Arc<RwLock<Actor>>,
}

/// What all users of one engine share.
pub struct Inner {
    pub config: Config,
    pub db: Db,
    pub events: Events,
    pub secrets: Secrets,
    pub jobs: Jobs,
    pub deliveries: Deliveries,
    pub rehearsal: Rehearsal,
}

impl Engine {
    /// Opens the database, brings its schema up to date and puts right what a crash left behind.
    pub async fn open(config: Config) -> Result<Self> {
        let began = std::time::Instant::now();
        private_folder(&config.data_folder)?;
        let db = Db::open(&config.database).await.map_err(|error| refused(&error))?;
        db.migrate(MIGRATIONS).await.map_err(|error| Error::internal(&error))?;
        let inner = Arc::new(Inner {
            events: Events::default(),
            secrets: Secrets::open(&config).await,
            jobs: Jobs::default(),
            deliveries: Deliveries::default(),
            rehearsal: Rehearsal::default(),
            db,
            config,
        });
        crate::jobs::end_abandoned(&inner).await?;
        crate::deliveries::recover(&inner).await?;
        tracing::info!(
            database = setup::database(&inner.config.database),
            schema = NEWEST,
            version = env!("CARGO_PKG_VERSION"),
            process.id = std::process::id(),
            duration_ms = logs::millis(began),
            "the database is open"
        );
        let actor =
            if inner.config.operator { Actor::Operator } else { crate::users::owner(&inner.db).await? };
        Ok(Self { inner, actor: Arc::new(RwLock::new(actor)) })
    }

    /// Runs a command of [`commands::TABLE`] and answers its output.
    ///
    /// # Errors
    /// `unknown-command`, `bad-input`, `not-signed-in`, `not-allowed`, or what the command refuses with.
    pub async fn call(&self, name: &str, input: Value) -> Result<Value> {
        let command = commands::find(name).ok_or_else(|| Error::new("unknown-command").with("name", name))?;
        let actor = self.actor();
        if !access::may_call(&actor, command.right) {
            return Err(match actor {
                Actor::Nobody => Error::new("not-signed-in"),
                Actor::User { .. } | Actor::Operator => Error::new("not-allowed"),
            });
        }
        let cx = Context { engine: self.clone(), actor, right: command.right };
        commands::dispatch(&cx, name, input).await
    }

    /// Hints about what happens; lossy.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    #[must_use]
    pub fn inner(&self) -> &Inner {
        &self.inner
    }

    pub(crate) fn shared(&self) -> Arc<Inner> {
        Arc::clone(&self.inner)
    }

    /// Who uses the engine through this value.
    #[must_use]
    pub fn actor(&self) -> Actor {
        *self.actor.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn sign_in(&self, actor: Actor) {
        *self.actor.write().unwrap_or_else(PoisonError::into_inner) = actor;
    }

    /// The same engine, used by somebody else.
    #[must_use]
    pub fn used_by(&self, actor: Actor) -> Self {
        Self { inner: Arc::clone(&self.inner), actor: Arc::new(RwLock::new(actor)) }
    }
}

/// The version of the schema that this program knows.
pub(crate) const NEWEST: i64 = {
    let mut newest = 0;
    let mut steps = MIGRATIONS;
    while let [step, rest @ ..] = steps {
        newest = step.version;
        steps = rest;
    }
    newest
};

pub(crate) const MIGRATIONS: &[db::Step] = &[db::Step {
    version: 1,
    name: "foundation",
    common: include_str!("../../../migrations/0001_foundation.sql"),
    postgres: include_str!("../../../migrations/0001_foundation.postgres.sql"),
    sqlite: include_str!("../../../migrations/0001_foundation.sqlite.sql"),
}];

pub(crate) fn refused(error: &OpenError) -> Error {
    match error {
        OpenError::InUse(path) => Error::new("database-in-use").with("path", path.display().to_string()),
        OpenError::Url(url) => Error::new("database-url").with("url", url.as_str()),
        OpenError::File(path, error) => Error::new("database-file")
            .with("path", path.display().to_string())
            .with("detail", error.to_string()),
        OpenError::Database(error) => Error::new("database-unreachable").with("detail", error.to_string()),
    }
}

/// The data folder, for its owner alone.
pub(crate) fn private_folder(folder: &std::path::Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        Error::new("database-file")
            .with("path", folder.display().to_string())
            .with("detail", error.to_string())
    })
}
