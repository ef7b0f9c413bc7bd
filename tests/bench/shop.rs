//! A shop of many years: 1,000,000 clients, 1,000 mailings, 5,000,000 attempts of 60 days, and 198
//! people more who share its database. It is made once, and kept for as long as its recipe is the same.

mod making;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use db::{Db, Dialect};
use engine::ids::UserId;
use engine::{Config, Engine};
use mail::Secret;
use serde_json::{Value, json};

use crate::clients;

/// Every 200th row repeats an address: a million are left.
const ROWS: u32 = 1_005_025;
pub const CLIENTS: i64 = 1_000_000;
pub const MAILINGS: i64 = 1_000;

/// What the database is made by: another recipe makes another one.
const RECIPE: [&str; 6] = [
    include_str!("shop/making.rs"),
    include_str!("clients.rs"),
    include_str!("../../migrations/0001_foundation.sql"),
    include_str!("../../migrations/0001_foundation.sqlite.sql"),
    include_str!("../../migrations/0002_people.sql"),
    include_str!("../../migrations/0002_people.postgres.sql"),
];

pub struct Shop {
    /// As its owner, an administrator, uses it.
    pub engine: Engine,
    /// As a manager without anything of their own does.
    pub manager: Engine,
    pub owner: UserId,
    /// The list that it was made of.
    pub list: PathBuf,
}

impl Shop {
    /// Opens it, and makes it before where it is not there.
    pub async fn open(dialect: Dialect) -> Self {
        let folder = folder();
        std::fs::create_dir_all(&folder).expect("a folder");
        let list = folder.join("clients.csv");
        clients::write(&list, ROWS);
        let name = format!("shop_{:016x}", recipe());
        let database = match dialect {
            Dialect::Sqlite => sqlite(&folder, &name, &list).await,
            Dialect::Postgres => postgres(&folder, &name, &list).await,
        };
        let engine = engine(database, &folder).await;
        let (owner,) = one(&engine, "select id from users where email_key = 'owner@shop.example'").await;
        Self {
            manager: window(&engine, "manager@shop.example").await,
            engine: window(&engine, "owner@shop.example").await,
            owner: UserId(owner),
            list,
        }
    }

    pub fn db(&self) -> &Db {
        &self.engine.inner().db
    }

    pub async fn call(&self, name: &str, input: Value) -> Value {
        call(&self.engine, name, input).await
    }

    pub async fn close(self) {
        self.db().close().await;
    }
}

pub async fn call(engine: &Engine, name: &str, input: Value) -> Value {
    engine.call(name, input).await.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A window where that person has signed in.
async fn window(operator: &Engine, email: &str) -> Engine {
    const PASSWORD: &str = "seven peonies in a green vase";
    let account = json!({ "email": email, "password": PASSWORD });
    call(operator, "users.set_password", account.clone()).await;
    let window = operator.another_window();
    call(&window, "session.open", account).await;
    window
}

/// Beside the built programs.
fn folder() -> PathBuf {
    let program = std::env::current_exe().expect("this program has a path");
    program.ancestors().nth(2).expect("it is in the target folder").join("bench")
}

fn recipe() -> u64 {
    let mut hasher = DefaultHasher::new();
    RECIPE.hash(&mut hasher);
    hasher.finish()
}

async fn sqlite(folder: &Path, name: &str, list: &Path) -> String {
    let file = folder.join(name).with_extension("db");
    if !file.exists() {
        for old in std::fs::read_dir(folder).expect("a folder").flatten() {
            if old.file_name().to_string_lossy().starts_with("shop") {
                std::fs::remove_file(old.path()).expect("an old shop goes");
            }
        }
        let making = folder.join("shop-in-the-making.db");
        making::make(format!("sqlite:{}", making.display()), folder, list).await;
        std::fs::rename(making, &file).expect("a file");
    }
    format!("sqlite:{}", file.display())
}

async fn postgres(folder: &Path, name: &str, list: &Path) -> String {
    let server = std::env::var("VESTNIK_BENCH_POSTGRES")
        .expect("VESTNIK_BENCH_POSTGRES: run this by `cargo xtask bench`, which starts PostgreSQL");
    let (at, _) = server.rsplit_once('/').expect("a URL");
    let url = |database: &str| format!("{at}/{database}");
    let admin = Db::open(&server).await.expect("PostgreSQL");
    let there: Vec<(String,)> = admin
        .all("select cast(datname as text) from pg_database where datname like 'shop%'", vec![])
        .await
        .expect("databases");
    if !there.iter().any(|(there,)| there == name) {
        let run = async |statement: String| {
            let _: Vec<(i64,)> = admin.all(statement, vec![]).await.expect("a database");
        };
        for (old,) in there {
            run(format!("drop database {old} with (force)")).await;
        }
        run("create database shop_in_the_making".to_owned()).await;
        making::make(url("shop_in_the_making"), folder, list).await;
        run(format!("alter database shop_in_the_making rename to {name}")).await;
    }
    admin.close().await;
    url(name)
}

async fn engine(database: String, folder: &Path) -> Engine {
    let config = Config {
        database,
        operator: true,
        system_key_store: false,
        passphrase: Some(Secret::new("correct horse")),
        ..Config::in_folder(folder.join("data"))
    };
    Engine::open(config).await.expect("an engine")
}

async fn one<T: db::Row>(engine: &Engine, statement: &'static str) -> T {
    engine.inner().db.one(statement, vec![]).await.expect(statement)
}
