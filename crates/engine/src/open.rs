//! Opening the engine and calling it.

use crate::{
    Clock, Config, Context, Error, Result, Timestamp,
    access::{self, Actor, Right},
    cache::Cache,
    clients::Marks,
    commands,
    deliveries::{Deliveries, Journal},
    events::{Event, Events},
    ids::SessionId,
    jobs::Jobs,
    logs,
    secrets::Secrets,
    senders::Rehearsal,
    sessions::{self, Caller, Seat},
    setup,
};
use db::{Db, Dialect, OpenError};
use serde_json::Value;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::broadcast;

/// The engine, and who uses it. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
    seat: Arc<RwLock<Seat>>,
}

/// What all users of one engine share.
pub struct Inner {
    pub config: Config,
    pub db: Db,
    pub events: Events,
    pub secrets: Secrets,
    pub jobs: Jobs,
    pub deliveries: Deliveries,
    pub(crate) journal: Journal,
    pub rehearsal: Rehearsal,
    pub cache: Cache,
    pub(crate) marks: Marks,
    /// Of the Message-IDs of this database. Made when it is opened, every backup has it: what is sent again after it
    /// was restored has the same Message-ID.
    pub(crate) message_key: Vec<u8>,
}

impl Engine {
    /// Opens the database, brings its schema up to date and puts right what a crash left behind.
    pub async fn open(config: Config) -> Result<Self> {
        let began = std::time::Instant::now();
        private_folder(&config.data_folder)?;
        let db = Db::open(&config.database).await.map_err(|error| refused(&error))?;
        db.migrate(MIGRATIONS).await.map_err(|error| Error::internal(&error))?;
        follow_clock(&config.clock, &db).await?;
        let inner = Arc::new(Inner {
            events: Events::default(),
            secrets: Secrets::open(&config).await,
            jobs: Jobs::default(),
            deliveries: Deliveries::default(),
            journal: Journal::in_folder(&config.data_folder, config.clock.clone()),
            rehearsal: Rehearsal::default(),
            cache: Cache::default(),
            marks: Marks::default(),
            message_key: crate::deliveries::message_key(&db).await?,
            db,
            config,
        });
        crate::jobs::end_abandoned(&inner).await?;
        crate::deliveries::replay(&inner).await?;
        crate::deliveries::recover(&inner).await?;
        sessions::end_abandoned(&inner.db, inner.config.clock.now()).await?;
        tracing::info!(
            database = setup::database(&inner.config.database),
            schema = NEWEST,
            version = env!("CARGO_PKG_VERSION"),
            process.id = std::process::id(),
            duration_ms = logs::millis(began),
            "the database is open"
        );
        let seat = if inner.config.operator { Seat::Operator } else { Seat::Empty };
        let engine = Self { inner, seat: Arc::new(RwLock::new(seat)) };
        if seat == Seat::Empty {
            sessions::resume_last(&engine).await?;
        }
        Ok(engine)
    }

    /// Runs a command of [`commands::TABLE`] and answers its output.
    ///
    /// # Errors
    /// `unknown-command`, `bad-input`, `not-signed-in`, `session-locked`, `not-allowed`, or what the command refuses with.
    pub async fn call(&self, name: &str, input: Value) -> Result<Value> {
        let command = commands::find(name).ok_or_else(|| Error::new("unknown-command").with("name", name))?;
        let caller = sessions::caller(self).await?;
        if caller.locked && command.right != Right::Anyone {
            return Err(Error::new("session-locked"));
        }
        if !access::may_call(&caller.actor, command.right) {
            return Err(match caller.actor {
                Actor::Nobody => Error::new("not-signed-in"),
                Actor::User { .. } | Actor::Operator => Error::new("not-allowed"),
            });
        }
        let Caller { actor, locked, zone } = caller;
        let cx = Context { engine: self.clone(), actor, locked, zone, command };
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

    /// Who uses the engine through this value, as the database has it now; nobody, where it does not answer.
    pub async fn actor(&self) -> Actor {
        sessions::caller(self).await.map_or(Actor::Nobody, |caller| caller.actor)
    }

    pub(crate) fn seat(&self) -> Seat {
        *self.seat.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Seats somebody else, and answers who sat there.
    pub(crate) fn take_seat(&self, seat: Seat) -> Seat {
        std::mem::replace(&mut *self.seat.write().unwrap_or_else(PoisonError::into_inner), seat)
    }

    /// Empties the seat, if nobody else has taken it meanwhile.
    pub(crate) fn leave_seat(&self, session: SessionId) {
        let mut seat = self.seat.write().unwrap_or_else(PoisonError::into_inner);
        if *seat == Seat::Taken(session) {
            *seat = Seat::Empty;
        }
    }

    /// The same engine at another window, where nobody has signed in yet.
    #[must_use]
    pub fn another_window(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), seat: Arc::new(RwLock::new(Seat::Empty)) }
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

pub(crate) const MIGRATIONS: &[db::Step] = &[
    db::Step {
        version: 1,
        name: "foundation",
        common: include_str!("../../../migrations/0001_foundation.sql"),
        postgres: include_str!("../../../migrations/0001_foundation.postgres.sql"),
        sqlite: include_str!("../../../migrations/0001_foundation.sqlite.sql"),
    },
    db::Step {
        version: 2,
        name: "people",
        common: include_str!("../../../migrations/0002_people.sql"),
        postgres: include_str!("../../../migrations/0002_people.postgres.sql"),
        sqlite: "",
    },
    db::Step {
        version: 3,
        name: "disabled",
        common: include_str!("../../../migrations/0003_disabled.sql"),
        postgres: "",
        sqlite: "",
    },
    db::Step {
        version: 4,
        name: "waits",
        common: include_str!("../../../migrations/0004_waits.sql"),
        postgres: "",
        sqlite: "",
    },
    db::Step {
        version: 5,
        name: "limits",
        common: include_str!("../../../migrations/0005_limits.sql"),
        postgres: "",
        sqlite: "",
    },
    db::Step {
        version: 6,
        name: "open deliveries",
        common: include_str!("../../../migrations/0006_open_deliveries.sql"),
        postgres: "",
        sqlite: "",
    },
    db::Step {
        version: 7,
        name: "journals",
        common: include_str!("../../../migrations/0007_journals.sql"),
        postgres: "",
        sqlite: "",
    },
    db::Step {
        version: 8,
        name: "resumed",
        common: include_str!("../../../migrations/0008_resumed.sql"),
        postgres: "",
        sqlite: "",
    },
];

/// Asks a shared database for its time, unless it was asked shortly before.
pub(crate) async fn follow_clock(clock: &Clock, db: &Db) -> Result<()> {
    if db.dialect() == Dialect::Postgres && clock.is_stale() {
        let asked = clock.steady();
        let (now,): (Timestamp,) =
            db.one("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)", vec![]).await?;
        clock.follow(now, asked);
    }
    Ok(())
}

pub(crate) fn refused(error: &OpenError) -> Error {
    match error {
        OpenError::InUse(path) => Error::new("database-in-use").with("path", path.display().to_string()),
        OpenError::Url(url) => Error::new("database-url").with("url", setup::without_password(url)),
        OpenError::File(path, error) => Error::new("database-file")
            .with("path", path.display().to_string())
            .with("detail", error.to_string()),
        OpenError::Database(error) => Error::new("database-unreachable").with("detail", error.to_string()),
        OpenError::Native(error) => Error::new("database-unreachable").with("detail", error.to_string()),
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
