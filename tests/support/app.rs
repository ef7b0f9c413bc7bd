//! A fresh engine for a test: its own database, its own SMTP server, a clock moved by hand.

use engine::{
    Clock, Config, Engine, Error, Timestamp, access::Role, deliveries::check, texts::sentence,
    users::Language,
};
use mail::{
    Secret,
    rehearsal::{Options, RehearsalServer},
};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

use crate::schema::Schema;

/// 2026-11-24 12:00 UTC.
const START: Timestamp = Timestamp(1_795_521_600_000);

/// Of everybody whom a test makes.
pub const PASSWORD: &str = "a long password";

/// A running Vestnik without a window, with an owner.
pub struct App {
    pub engine: Engine,
    pub clock: Clock,
    /// The server that [`App::sender`] hands letters to.
    pub rehearsal: RehearsalServer,
    pub folder: TempDir,
    /// The schema of PostgreSQL that goes with the test.
    schema: Option<Schema>,
}

impl App {
    /// On a SQLite file of its own.
    pub async fn spawn_sqlite() -> Self {
        let folder = TempDir::new().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("vestnik.db").display());
        Self::spawn(folder, url, None).await
    }

    /// In a schema of its own of the PostgreSQL that `cargo xtask test` starts.
    pub async fn spawn_postgres() -> Self {
        let schema = Schema::fresh().await;
        let url = schema.url();
        Self::spawn(TempDir::new().expect("a folder"), url, Some(schema)).await
    }

    async fn spawn(folder: TempDir, database: String, schema: Option<Schema>) -> Self {
        let clock = Clock::by_hand(START);
        let config = Config {
            database,
            clock: clock.clone(),
            system_key_store: false,
            passphrase: Some(Secret::new("correct horse")),
            ..Config::in_folder(folder.path().join("data"))
        };
        let engine = Engine::open(config).await.expect("an engine");
        let rehearsal = RehearsalServer::start(Options::default()).await.expect("an SMTP server");
        let app = Self { engine, clock, rehearsal, folder, schema };
        let owner = json!({
            "name": "Ольга", "email": "olga@shop.example", "password": PASSWORD,
            "language": "ru", "zone": "Europe/Moscow", "stay": true,
        });
        app.call("setup.create_owner", owner).await;
        // Its clock runs by hand, often for days.
        let mut settings = app.call("settings.show", json!({})).await;
        settings["lock_minutes"] = json!(0);
        app.call("settings.change", settings).await;
        app
    }

    /// Calls a command that must succeed.
    #[track_caller]
    pub fn call(&self, name: &str, input: Value) -> impl Future<Output = Value> + use<'_> {
        ask(&self.engine, name, input)
    }

    /// Calls a command that must be refused.
    #[track_caller]
    pub fn refused(&self, name: &str, input: Value) -> impl Future<Output = Error> + use<'_> {
        let caller = std::panic::Location::caller();
        let name = name.to_owned();
        async move {
            match self.engine.call(&name, input).await {
                Ok(output) => panic!("{name} at {caller} was not refused: {output}"),
                Err(error) => {
                    check_sentence(&error);
                    error
                }
            }
        }
    }

    /// The same engine at another window, where another person of that role has signed in.
    pub async fn used_by_another(&self, role: Role) -> Engine {
        let email = format!("{role}-{}@shop.example", uuid::Uuid::now_v7().simple());
        self.used_by(&email, role).await
    }

    /// The same engine at another window, where a new person of that address has signed in.
    pub async fn used_by(&self, email: &str, role: Role) -> Engine {
        let account = json!({
            "name": "Павел", "email": email, "password": PASSWORD, "role": role,
            "language": "en", "zone": "Europe/London",
        });
        self.call("users.add", account).await;
        let window = self.engine.another_window();
        let sign_in = json!({ "email": email, "password": PASSWORD });
        window.call("session.open", sign_in).await.expect("a session");
        window
    }

    /// A sender that hands letters to [`App::rehearsal`]; its id.
    pub async fn sender(&self) -> String {
        self.sender_at(&self.engine).await
    }

    /// The same for whoever sits at that window.
    pub async fn sender_at(&self, window: &Engine) -> String {
        let settings = json!({
            "name": "Shop", "host": "127.0.0.1", "port": self.rehearsal.port(), "security": "none",
            "username": null, "from_name": "Магазин", "from_email": "shop@shop.example",
            "per_minute": null, "per_hour": null, "per_day": null, "connections": 2,
        });
        let sender = ask(window, "senders.add", json!({ "settings": settings, "password": null })).await;
        sender["id"].as_str().expect("an id").to_owned()
    }

    /// The program on another computer, at the same database.
    pub async fn on_another_computer(&self) -> Engine {
        let here = &self.engine.inner().config;
        let config = Config { data_folder: self.folder.path().join("another"), ..here.clone() };
        Engine::open(config).await.expect("an engine")
    }

    /// A backup of the database as it is.
    pub async fn backup(&self) -> PathBuf {
        let path = self.folder.path().join("backup");
        match &self.schema {
            Some(schema) => schema.back_up(&path),
            None => drop(self.call("database.backup", json!({ "path": path })).await),
        }
        path
    }

    /// The program ends and starts again on the same database and the same folder. Its other windows are closed
    /// before: while one of them is there, the file is in use.
    pub async fn restarted(self) -> Self {
        self.restarted_with(None).await
    }

    /// The same with a backup in the place of the database.
    pub async fn restored(self, backup: &Path) -> Self {
        self.restarted_with(Some(backup)).await
    }

    async fn restarted_with(self, backup: Option<&Path>) -> Self {
        let Self { engine, clock, rehearsal, folder, schema } = self;
        let config = engine.inner().config.clone();
        engine.inner().db.close().await;
        drop(engine);
        match (backup, &schema) {
            (Some(backup), Some(schema)) => schema.restore(backup).await,
            (Some(backup), None) => {
                until_free(|| engine::database::restore(&config, backup)).await;
            }
            (None, _) => {}
        }
        let engine = until_free(|| Engine::open(config.clone())).await;
        Self { engine, clock, rehearsal, folder, schema }
    }

    /// Ends the test: the invariants of delivery hold. A test that does not come so far leaves its
    /// schema behind, for somebody to look into until the server is stopped.
    pub async fn finish(self) {
        let broken = check::check(self.engine.inner()).await.expect("the check");
        assert!(broken.is_empty(), "broken invariants: {broken:?}");
        self.engine.inner().db.close().await;
        if let Some(schema) = self.schema {
            schema.drop().await;
        }
    }
}

/// Tries again while the database is in use: what was still at work has it for a moment longer.
async fn until_free<T, F: Future<Output = engine::Result<T>>>(open: impl Fn() -> F) -> T {
    loop {
        match open().await {
            Err(error) if error.code == "database-in-use" => tokio::task::yield_now().await,
            opened => break opened.expect("a database"),
        }
    }
}

/// Calls a command at a window, which must succeed.
#[track_caller]
pub fn ask<'a>(window: &'a Engine, name: &str, input: Value) -> impl Future<Output = Value> + use<'a> {
    let caller = std::panic::Location::caller();
    let name = name.to_owned();
    async move {
        match window.call(&name, input).await {
            Ok(output) => output,
            Err(error) => panic!("{name} at {caller}: {error}"),
        }
    }
}

/// A person can be told of every refusal, with all that its sentence mentions.
fn check_sentence(error: &Error) {
    for language in [Language::En, Language::Ru] {
        let sentence = sentence(language, error);
        assert!(!sentence.contains("{$"), "{error} lacks a parameter of its sentence: {sentence}");
        assert!(!sentence.contains(&*error.code), "{error} has no sentence: {sentence}");
    }
}

/// Goes on with what is to wait for this transaction of PostgreSQL until it does; that it ends before is a failure.
pub async fn until_behind(tx: &mut db::Tx, other: &mut (impl Future + Unpin)) {
    let behind = "select count(distinct pid) from pg_locks
        where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))";
    loop {
        tokio::select! {
            biased;
            _ = &mut *other => panic!("it does not wait"),
            others = tx.one::<(i64,)>(behind, vec![]) => if others.expect("a count").0 == 1 { break },
        }
    }
}

/// A story that hangs must fail by its name, not hold up the whole suite.
pub async fn in_time(story: impl Future<Output = ()>) {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(300);
    tokio::time::timeout(PATIENCE, story).await.expect("the story comes to its end in time");
}

/// Stories that run on both databases: each becomes `sqlite::NAME` and `postgres::NAME`.
#[macro_export]
macro_rules! stories {
    ($(async fn $name:ident($app:ident: App) $body:block)*) => {
        $(async fn $name($app: $crate::App) $body)*

        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::app::in_time(async { super::$name($crate::App::spawn_sqlite().await).await }).await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::app::in_time(async { super::$name($crate::App::spawn_postgres().await).await }).await;
            })*
        }
    };
}
