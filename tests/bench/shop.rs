//! A shop of many years: 1,000,000 clients, 1,000 mailings, 5,000,000 attempts of 60 days, and 198
//! people more who share its database. It is made once, and kept for as long as its recipe is the same.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use db::{Db, Dialect, Sql, params};
use engine::access::{Actor, Role};
use engine::ids::UserId;
use engine::{Config, Engine};
use mail::Secret;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clients;

/// Every 200th row repeats an address: a million are left.
const ROWS: u32 = 1_005_025;
pub const CLIENTS: i64 = 1_000_000;
pub const MAILINGS: i64 = 1_000;
const LETTERS: i64 = 5_000;
const PEOPLE: i64 = 198;
/// Of each of the people; each lasts ten hours.
const THEIR_MAILINGS: i64 = 10;
const THEIR_LETTERS: i64 = 100;
const DAYS: i64 = 60;
const DAY: i64 = 86_400_000;

/// What the database is made by: another recipe makes another one.
const RECIPE: [&str; 5] = [
    include_str!("shop.rs"),
    include_str!("clients.rs"),
    include_str!("../../migrations/0001_foundation.sql"),
    include_str!("../../migrations/0001_foundation.sqlite.sql"),
    include_str!("../../migrations/0002_people.sql"),
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
        let (manager,) = one(&engine, "select id from users where email_key = 'manager@shop.example'").await;
        let owner = UserId(owner);
        Self {
            manager: engine.used_by(Actor::User { id: UserId(manager), role: Role::Manager }),
            engine: engine.used_by(Actor::User { id: owner, role: Role::Administrator }),
            owner,
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
        make(format!("sqlite:{}", making.display()), folder, list).await;
        std::fs::rename(making, &file).expect("a file");
    }
    format!("sqlite:{}", file.display())
}

async fn postgres(folder: &Path, name: &str, list: &Path) -> String {
    let server = std::env::var("VESTNIK_BENCH_POSTGRES")
        .expect("VESTNIK_BENCH_POSTGRES: run this by `cargo xtask bench`, which starts PostgreSQL");
    let url =
        |database: &str| server.replace("/postgres?", "/?").replacen("/postgres", &format!("/{database}"), 1);
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
        make(url("shop_in_the_making"), folder, list).await;
        run(format!("alter database shop_in_the_making rename to {name}")).await;
    }
    admin.close().await;
    url(name)
}

async fn engine(database: String, folder: &Path) -> Engine {
    let config = Config {
        database,
        system_key_store: false,
        passphrase: Some(Secret::new("correct horse")),
        ..Config::in_folder(folder.join("data"))
    };
    Engine::open(config).await.expect("an engine")
}

async fn one<T: db::Row>(engine: &Engine, statement: &'static str) -> T {
    engine.inner().db.one(statement, vec![]).await.expect(statement)
}

async fn make(database: String, folder: &Path, list: &Path) {
    let begun = Instant::now();
    let engine = engine(database, folder).await;
    let owner = people(&engine).await;
    let shop = engine.used_by(Actor::User { id: owner, role: Role::Administrator });
    let told = |what: &str| println!("{what} after {:.0} s", begun.elapsed().as_secs_f64());
    import(&shop, list, owner).await;
    told("clients");
    let db = &shop.inner().db;
    mailings(db, owner).await;
    let indexes = without_indexes(db).await;
    let (count,): (i64,) = one(&shop, "select count(*) from made_mailings").await;
    for first in (0..count).step_by(50) {
        letters(db, first, first + 50).await;
    }
    told("letters");
    for index in indexes {
        run(db, index).await;
    }
    told("indexes");
    roll_ups(db).await;
    run(db, "drop table made_clients").await;
    run(db, "drop table made_mailings").await;
    if db.dialect() == Dialect::Postgres {
        // As its own housekeeping would have done long ago.
        let _: Vec<(i64,)> = db.all("vacuum (analyze)", vec![]).await.expect("vacuum");
    }
    told("roll-ups");
    let broken = call(&shop, "database.check", json!({})).await;
    assert_eq!(broken, json!([]), "the shop is as the product would have made it");
    told("checked");
    db.close().await;
}

async fn run(db: &Db, statement: impl Into<Sql>) {
    run_with(db, statement, vec![]).await;
}

async fn run_with(db: &Db, statement: impl Into<Sql>, params: Vec<db::Value>) {
    let mut tx = db.begin().await.expect("a transaction");
    if db.dialect() == Dialect::Postgres {
        // What refers to what is known to be right.
        tx.run("set local session_replication_role = replica", vec![]).await.expect("a setting");
    }
    let sql = statement.into();
    tx.run(sql.clone(), params).await.unwrap_or_else(|error| panic!("{sql:?}: {error}"));
    tx.commit().await.expect("a commit");
}

/// The owner, the manager and the others.
async fn people(engine: &Engine) -> UserId {
    let db = &engine.inner().db;
    let owner = UserId::new();
    let others = (0..PEOPLE).map(|n| (UserId::new(), format!("person-{n}@shop.example"), "user"));
    let first = [
        (owner, "owner@shop.example".to_owned(), "administrator"),
        (UserId::new(), "manager@shop.example".to_owned(), "manager"),
    ];
    for (id, email, role) in first.into_iter().chain(others) {
        run_with(
            db,
            "insert into users (id, email, email_key, name, role, language, zone, password, created_at, updated_at)
             values ($1, $2, $2, 'Ольга', $3, 'ru', 'Europe/Moscow', '', 0, 0)",
            params![id, email, role],
        )
        .await;
    }
    owner
}

async fn import(shop: &Engine, list: &Path, owner: UserId) {
    let order = json!({ "owner_id": owner, "plan": { "path": list }, "dry_run": false });
    let mut job = call(shop, "imports.start", order).await;
    while job["state"] == "running" {
        tokio::time::sleep(Duration::from_millis(100)).await;
        job = call(shop, "jobs.show", json!({ "id": job["id"] })).await;
    }
    assert_eq!(job["result"]["new"], json!(CLIENTS), "{job}");
}

/// The mailings, without their letters: a thousand of the owner, ten of each of the others.
async fn mailings(db: &Db, owner: UserId) {
    let serial = Sql::pair("integer", "bigint");
    let table = |columns: &str| Sql {
        sqlite: columns.replace(" uuid", " blob").replace("serial", &serial.sqlite).into(),
        postgres: columns.replace("serial", &serial.postgres).into(),
    };
    run(db, table("create table made_clients (n serial primary key, id uuid not null, email text not null)"))
        .await;
    run(
        db,
        "insert into made_clients select row_number() over (order by id) - 1, id, email_key from clients",
    )
    .await;
    run(
        db,
        table(
            "create table made_mailings (k serial primary key, id uuid not null, owner_id uuid not null,
               sender_id uuid not null, first bigint not null, letters bigint not null,
               begun bigint not null, pace bigint not null, rehearsal boolean not null)",
        ),
    )
    .await;
    let people: Vec<(Uuid,)> =
        db.all("select id from users where role = 'user' order by id", vec![]).await.expect("people");
    let (now,): (i64,) = db.one("select cast($1 as bigint)", params![now()]).await.expect("the time");
    let mut k = 0;
    for (person, mailings, letters, pace) in std::iter::once((owner.0, MAILINGS, LETTERS, 360))
        .chain(people.into_iter().map(|(id,)| (id, THEIR_MAILINGS, THEIR_LETTERS, 360_000)))
    {
        let (message, sender) = (Uuid::now_v7(), Uuid::now_v7());
        let mut tx = db.begin().await.expect("a transaction");
        tx.run(
            "insert into messages (id, owner_id, subject, format, body, search, created_at, updated_at)
             values ($1, $2, 'Новости', 'text', 'Здравствуйте, {{ name }}!', ' новости ', 0, 0)",
            params![message, person],
        )
        .await
        .expect("a message");
        tx.run(
            "insert into senders (id, owner_id, name, name_key, host, port, security, from_name, from_email,
               connections, created_at, updated_at)
             values ($1, $2, 'Shop', 'shop', '127.0.0.1', 1, 'none', 'Магазин', 'shop@shop.example', 10, 0, 0)",
            params![sender, person],
        )
        .await
        .expect("a sender");
        for n in 0..mailings {
            let begun = now - DAYS * DAY + DAYS * DAY / mailings * n;
            let id = id_at(begun, k);
            let status = match n % 100 {
                50 => "paused",
                _ => "finished",
            };
            let rehearsal = n % 20 == 7;
            tx.run(
                "insert into mailings (id, owner_id, name, message_id, sender_id, audience, zone, scheduled,
                   rehearsal, status, recipients, created_at, started_at, finished_at)
                 values ($1, $2, $3, $4, $5, '{\"kind\":\"all\"}', 'Europe/Moscow', false, $6, $7, $8, $9, $9, $10)",
                params![
                    id,
                    person,
                    format!("Новости {n}"),
                    message,
                    sender,
                    rehearsal,
                    status,
                    letters,
                    begun,
                    begun + letters * pace
                ],
            )
            .await
            .expect("a mailing");
            tx.run(
                "insert into mailing_contents (mailing_id, subject, format, body, from_name, from_email)
                 values ($1, 'Новости', 'text', 'Здравствуйте, {{ name }}!', 'Магазин', 'shop@shop.example')",
                params![id],
            )
            .await
            .expect("contents");
            tx.run(
                "insert into made_mailings values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                params![k, id, person, sender, k * LETTERS % CLIENTS, letters, begun, pace, rehearsal],
            )
            .await
            .expect("a mailing");
            k += 1;
        }
        tx.commit().await.expect("a commit");
    }
}

/// Now, as the engine's clock says it.
fn now() -> i64 {
    engine::Clock::default().now().0
}

/// An id that was made at `at` (UUIDv7).
fn id_at(at: i64, n: i64) -> Uuid {
    let (at, n) = (u128::try_from(at).expect("a time"), u128::try_from(n).expect("a number"));
    Uuid::from_u128(at << 80 | 7 << 76 | 2 << 62 | n)
}

/// Takes the indexes of the long tables away, which are sooner made anew than kept; answers how.
async fn without_indexes(db: &Db) -> Vec<String> {
    let indexes: Vec<(String, String)> = db
        .all(
            Sql::pair(
                "select name, sql from sqlite_master
                 where type = 'index' and tbl_name in ('deliveries', 'attempts') and sql is not null",
                "select cast(indexname as text), indexdef from pg_indexes
                 where schemaname = 'public' and tablename in ('deliveries', 'attempts')
                   and indexname not like '%_key' and indexname not like '%_pkey'",
            ),
            vec![],
        )
        .await
        .expect("indexes");
    for (name, _) in &indexes {
        run(db, format!("drop index {name}")).await;
    }
    indexes.into_iter().map(|(_, made)| made).collect()
}

/// The letters of some mailings: every fiftieth was refused. Each has one attempt, which took a second.
async fn letters(db: &Db, from: i64, to: i64) {
    let rows = "from made_mailings m join made_clients c on c.n >= m.first and c.n < m.first + m.letters
         where m.k >= $1 and m.k < $2";
    let id = Sql::pair(
        "unhex(printf('%012x7%03x8%015x', m.begun + (c.n - m.first) * m.pace, m.k % 4096, c.n))",
        "cast(lpad(to_hex(m.begun + (c.n - m.first) * m.pace), 12, '0') || '7' || lpad(to_hex(m.k % 4096), 3, '0')
           || '8' || lpad(to_hex(c.n), 15, '0') as uuid)",
    );
    let client = "case when m.letters = 5000 then c.id end";
    let at = "m.begun + (c.n - m.first) * m.pace";
    let deliveries = |id: &str| {
        format!(
            "insert into deliveries (id, owner_id, mailing_id, client_id, email, email_key, state, fence, tries,
               due_at, finished_at)
             select {id}, m.owner_id, m.id, {client}, c.email, c.email,
               case when c.n % 50 = 0 then 'failed' else 'sent' end, 1, 1, m.begun, {at} + 1000 {rows}"
        )
    };
    let attempts = |id: &str| {
        format!(
            "insert into attempts (id, owner_id, mailing_id, delivery_id, sender_id, client_id, email, domain,
               fence, worker, started_at, finished_at, outcome, stage, code, enhanced, answer, rehearsal)
             select {id}, m.owner_id, m.id, {id}, m.sender_id, {client}, c.email, 'mail.example', 1, 'w',
               {at}, {at} + 1000,
               case when c.n % 50 = 0 then 'failure' else 'success' end,
               case when c.n % 50 = 0 then 'rcpt' else 'dot' end,
               case when c.n % 50 = 0 then 550 else 250 end,
               case when c.n % 50 = 0 then '5.1.1' else '2.0.0' end,
               case when c.n % 50 = 0 then '550 5.1.1 User unknown in virtual mailbox table'
                 else '250 2.0.0 Ok: queued as 4XyZ1a2b3c' end,
               m.rehearsal {rows}"
        )
    };
    let both = |make: &dyn Fn(&str) -> String| Sql {
        sqlite: make(&id.sqlite).into(),
        postgres: make(&id.postgres).into(),
    };
    run_with(db, both(&deliveries), params![from, to]).await;
    run_with(db, both(&attempts), params![from, to]).await;
}

async fn roll_ups(db: &Db) {
    for statement in [
        "insert into attempt_counts (owner_id, quarter, success, failure)
         select owner_id, finished_at / 900000, count(*) filter (where outcome = 'success'),
           count(*) filter (where outcome = 'failure')
         from attempts where not rehearsal group by 1, 2",
        "insert into attempt_counts (owner_id, quarter, success, failure)
         select owner_id, -1, cast(sum(success) as bigint), cast(sum(failure) as bigint)
         from attempt_counts group by owner_id",
        "insert into mailing_counts (mailing_id, state, count)
         select mailing_id, state, count(*) from deliveries group by 1, 2",
        "insert into mailing_minutes (mailing_id, minute, success, failure)
         select mailing_id, finished_at / 60000, count(*) filter (where outcome = 'success'),
           count(*) filter (where outcome = 'failure')
         from attempts group by 1, 2",
        "insert into owner_counts (owner_id, clients)
         select id, (select count(*) from clients where owner_id = users.id) from users where true
         on conflict (owner_id) do update set clients = excluded.clients",
        // For a mailing that is long enough to be looked at while it is sent.
        "insert into tags (id, owner_id, name, name_key)
         select message_id, owner_id, 'Regulars', 'regulars' from mailings where name = 'Новости 999'",
        "insert into client_tags (owner_id, client_id, tag_id)
         select t.owner_id, c.id, t.id from made_clients c, tags t where c.n % 5 = 0",
    ] {
        run(db, statement).await;
    }
}
