//! How the shop is made. Another text of this file, or of the schema, makes another shop.

use std::path::Path;
use std::time::{Duration, Instant};

use db::{Db, Dialect, Sql, params};
use engine::Engine;
use engine::ids::UserId;
use serde_json::json;
use uuid::Uuid;

use super::{CLIENTS, MAILINGS, call, engine, one};

const LETTERS: i64 = 5_000;
const PEOPLE: i64 = 198;
/// Of each of the people; each lasts ten hours.
const THEIR_MAILINGS: i64 = 10;
const THEIR_LETTERS: i64 = 100;
const DAYS: i64 = 60;
const DAY: i64 = 86_400_000;

/// Makes the database, which is not there yet.
pub async fn make(database: String, folder: &Path, list: &Path) {
    let begun = Instant::now();
    let engine = engine(database, folder).await;
    let owner = people(&engine).await;
    let told = |what: &str| println!("{what} after {:.0} s", begun.elapsed().as_secs_f64());
    import(&engine, list, owner).await;
    told("clients");
    let db = &engine.inner().db;
    mailings(db, owner).await;
    let indexes = without_indexes(db).await;
    let (count,): (i64,) = one(&engine, "select count(*) from made_mailings").await;
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
    let broken = call(&engine, "database.check", json!({})).await;
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

async fn import(engine: &Engine, list: &Path, owner: UserId) {
    let order = json!({ "owner_id": owner, "plan": { "path": list }, "dry_run": false });
    let mut job = call(engine, "imports.start", order).await;
    while job["state"] == "running" {
        tokio::time::sleep(Duration::from_millis(100)).await;
        job = call(engine, "jobs.show", json!({ "id": job["id"] })).await;
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
