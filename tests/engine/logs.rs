//! The log of events: what stands in it, what never does, and how it is read.

use crate::mailings::{status, text};
use engine::logs;
use serde_json::{Value, json};
use std::{fs, path::Path};
use support::App;
use tempfile::TempDir;
use tracing::{Dispatch, subscriber::DefaultGuard};
use tracing_subscriber::{EnvFilter, layer::SubscriberExt};

/// Writes a file of the log.
fn write(app: &App, day: &str, lines: &[String]) {
    let folder = logs::folder_in(&app.engine.inner().config.data_folder);
    fs::create_dir_all(&folder).unwrap();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(folder.join(format!("vestnik-{day}.log")), text).unwrap();
}

fn line(level: &str, message: &str, fields: &Value) -> String {
    let at = "2026-11-24T12:00:00.000Z";
    json!({ "at": at, "level": level, "target": "engine::jobs", "message": message, "fields": fields })
        .to_string()
}

fn said(level: &str, message: &str) -> String {
    line(level, message, &json!({}))
}

async fn list(app: &App, level: &str, search: &str, after: &Value, limit: usize) -> Value {
    let query = json!({ "level": level, "search": search, "after": after, "limit": limit });
    app.call("logs.list", query).await
}

fn messages(page: &Value) -> Vec<String> {
    page["rows"].as_array().unwrap().iter().map(|row| text(&row["message"])).collect()
}

#[tokio::test]
async fn entries_are_found_by_level_and_text_newest_first() {
    let app = App::spawn_sqlite().await;
    assert_eq!(list(&app, "debug", "", &Value::Null, 10).await, json!({ "rows": [], "next": null }));
    let id = "0197f0c2-0000-7000-8000-000000000001";
    let lines = [
        line("info", "a mailing has started", &json!({ "mailing.id": id, "recipients": 2 })),
        said("debug", "Ёлка"),
        said("warn", "late"),
        said("error", "the database is lost"),
    ];
    write(&app, "2026-11-24", &lines);
    for (level, search, expected) in [
        ("debug", "", vec!["the database is lost", "late", "Ёлка", "a mailing has started"]),
        ("info", "", vec!["the database is lost", "late", "a mailing has started"]),
        ("warn", "", vec!["the database is lost", "late"]),
        ("error", "", vec!["the database is lost"]),
        ("debug", "  ЕЛКА ", vec!["Ёлка"]),
        ("info", "елка", vec![]),
        ("debug", "mailing.id=0197F0C2", vec!["a mailing has started"]),
        ("debug", "recipients=2", vec!["a mailing has started"]),
        ("debug", "engine::jobs", vec!["the database is lost", "late", "Ёлка", "a mailing has started"]),
    ] {
        let page = list(&app, level, search, &Value::Null, 10).await;
        assert_eq!(messages(&page), expected, "{level} {search}");
        assert_eq!(page["next"], Value::Null);
    }
    let started = list(&app, "info", "started", &Value::Null, 10).await["rows"][0].clone();
    assert_eq!(started["at"], 1_795_521_600_000_i64);
    assert_eq!(started["level"], "info");
    assert_eq!(started["fields"], json!({ "mailing.id": id, "recipients": "2" }));
    let folder = app.call("logs.folder", json!({})).await["path"].clone();
    assert!(Path::new(folder.as_str().unwrap()).is_dir());
    app.finish().await;
}

#[tokio::test]
async fn pages_go_on_from_file_to_file_while_new_lines_come() {
    let app = App::spawn_sqlite().await;
    let numbers = |from: u32, to: u32| -> Vec<String> {
        (from..to).map(|number| said("info", &number.to_string())).collect()
    };
    write(&app, "2026-11-22", &numbers(0, 5));
    write(&app, "2026-11-23", &[]);
    write(&app, "2026-11-24", &numbers(5, 12));
    let (mut read, mut after) = (vec![], Value::Null);
    let mut pages = 0;
    loop {
        let page = list(&app, "info", "", &after, 4).await;
        read.extend(messages(&page));
        after = page["next"].clone();
        pages += 1;
        assert!(pages < 10, "it goes round in circles: {read:?}");
        // What is written meanwhile is above what has been read.
        write(&app, "2026-11-24", &numbers(5, 12 + pages));
        write(&app, &format!("2026-11-2{}", 4 + pages), &numbers(100, 101));
        if after.is_null() {
            break;
        }
    }
    let expected: Vec<String> = (0..12).rev().map(|number: u32| number.to_string()).collect();
    assert_eq!((read, pages), (expected, 3));
    app.finish().await;
}

#[tokio::test]
async fn a_line_that_cannot_be_read_is_shown_as_it_is() {
    let app = App::spawn_sqlite().await;
    let lines = [said("info", "before"), "{\"at\": \"half a li".to_owned(), said("info", "after")];
    write(&app, "2026-11-24", &lines);
    for level in ["error", "debug"] {
        let page = list(&app, level, "half A li", &Value::Null, 10).await;
        assert_eq!(messages(&page), ["{\"at\": \"half a li"], "{level}");
        assert_eq!(page["rows"][0]["target"], "");
        assert_eq!(page["rows"][0]["at"], 1_795_521_600_000_i64);
    }
    let all = list(&app, "info", "", &Value::Null, 10).await;
    assert_eq!(messages(&all), ["after", "{\"at\": \"half a li", "before"]);
    app.finish().await;
}

#[tokio::test]
async fn a_search_through_much_answers_in_parts() {
    let app = App::spawn_sqlite().await;
    let long = "x".repeat(8 * 1024);
    let many = (0..1_500).map(|_| said("info", &long));
    let lines: Vec<String> = std::iter::once(said("info", "needle")).chain(many).collect();
    write(&app, "2026-11-24", &lines);
    write(&app, "2026-11-23", &[said("info", "older needle")]);
    let first = list(&app, "info", "needle", &Value::Null, 10).await;
    assert_eq!(messages(&first), [""; 0]);
    let second = list(&app, "info", "needle", &first["next"], 10).await;
    assert_eq!(messages(&second), ["needle", "older needle"]);
    assert_eq!(second["next"], Value::Null);
    // What is found at once is not waited for.
    let rows = list(&app, "info", "", &Value::Null, 3).await;
    assert_eq!(rows["rows"].as_array().unwrap().len(), 3);
    app.finish().await;
}

/// What this thread says goes into the files of `folder`, until the guards are dropped.
pub fn listen(folder: &Path, level: &str) -> (DefaultGuard, impl Drop + use<>) {
    let (layer, guard) = logs::into_files(folder, engine::Clock::default(), EnvFilter::new(level));
    let dispatch = Dispatch::new(tracing_subscriber::registry().with(layer));
    (tracing::dispatcher::set_default(&dispatch), guard)
}

/// Every line that was logged.
fn logged(folder: &Path) -> Vec<(String, Value)> {
    let mut lines = vec![];
    for file in fs::read_dir(logs::folder_in(folder)).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        lines.extend(text.lines().map(|line| (line.to_owned(), serde_json::from_str(line).unwrap())));
    }
    lines
}

/// What is never logged at all.
const SECRETS: [&str; 6] =
    ["a long password", "correct horse", "sender-secret", "canary-body", "Канарейкина", "canary-field"];
/// What only who asks for every detail sees.
const ADDRESSES: [&str; 5] =
    ["canary", "olga@shop.example", "shop@shop.example", "@secret.example", "not-an-address"];

/// Imports a list, sends a mailing of which one letter is refused, with a pause on the way. Answers the
/// ids of the job and the mailing.
async fn a_days_work(app: &App) -> (String, String) {
    let list = app.folder.path().join("canary-list.csv");
    let rows = "email,name,city\nrefuse-canary@secret.example,Канарейкина,canary-field\n\
        accept-canary@secret.example,Канарейкина,canary-field\nnot-an-address@,Канарейкина,\n";
    fs::write(&list, rows).unwrap();
    let job = text(&app.call("imports.start", json!({ "plan": { "path": list } })).await["id"]);
    while app.call("jobs.show", json!({ "id": job })).await["state"] == "running" {
        tokio::task::yield_now().await;
    }
    let draft = json!({
        "subject": "Hello, {{ name }}", "format": "html", "text_body": null,
        "body": "<p>{{ name }} canary-body</p>",
    });
    let message = app.call("messages.add", draft).await["id"].clone();
    let sender = app.sender().await;
    let mut settings = app.call("senders.list", json!({})).await[0].clone();
    settings["name"] = json!("With a password");
    settings["username"] = json!("canary@secret.example");
    let with_password = json!({ "settings": settings, "password": "sender-secret" });
    let other = app.call("senders.add", with_password).await["id"].clone();
    app.call("senders.test", json!({ "id": other })).await;
    let settings = json!({
        "name": "To canary@secret.example", "message_id": message, "sender_id": sender,
        "audience": { "kind": "all" }, "starts_at": null, "ends_at": null,
        "zone": "Europe/Moscow", "scheduled": false,
    });
    let id = text(&app.call("mailings.add", json!({ "settings": settings })).await["id"]);
    for command in ["mailings.start", "mailings.pause", "mailings.resume"] {
        app.call(command, json!({ "id": id })).await;
    }
    app.engine.run_until_idle().await;
    assert_eq!(status(app, &id).await, "sent");
    app.call("mailings.finish", json!({ "id": id })).await;
    app.refused("clients.add", json!({ "email": "not-an-address" })).await;
    (job, id)
}

/// One thread, so that all of it is heard.
#[tokio::test]
async fn what_happens_is_logged_without_anybodys_address_on_sqlite() {
    let folder = TempDir::new().unwrap();
    let guards = listen(folder.path(), "info");
    openly_logged(App::spawn_sqlite().await, &folder, guards).await;
}

#[tokio::test]
async fn what_happens_is_logged_without_anybodys_address_on_postgres() {
    let folder = TempDir::new().unwrap();
    let guards = listen(folder.path(), "info");
    openly_logged(App::spawn_postgres().await, &folder, guards).await;
}

async fn openly_logged(app: App, folder: &TempDir, guards: impl Sized) {
    let (job, mailing) = a_days_work(&app).await;
    let owner = app.call("setup.state", json!({})).await["user"]["id"].clone();
    drop(guards);
    let lines = logged(folder.path());
    let ours = |line: &&(String, Value)| line.1["target"].as_str().unwrap().starts_with("engine::");
    let said: Vec<&str> =
        lines.iter().filter(ours).filter_map(|(_, line)| line["message"].as_str()).collect();
    assert_eq!(
        said,
        [
            "the database is open",
            "signed in",
            "a job has begun",
            "a list was imported",
            "a job is done",
            "a mailing has started",
            "a mailing is paused",
            "a mailing goes on",
            "the worker has started",
            "sending",
            "an attempt did not succeed",
            "sending has stopped",
            "a mailing is sent",
            "the worker has stopped",
            "a mailing is finished",
        ]
    );
    let fields = |message: &str| {
        let found = lines.iter().find(|(_, line)| line["message"] == message);
        found.map(|(_, line)| line["fields"].clone()).unwrap()
    };
    let import = fields("a list was imported");
    assert_eq!(import["job.id"], json!(job));
    assert_eq!((&import["new"], &import["invalid"]), (&json!(2), &json!(1)));
    assert_eq!(fields("a job is done")["job.kind"], "import");
    let started = fields("a mailing has started");
    assert_eq!((&started["mailing.id"], &started["recipients"]), (&json!(mailing), &json!(2)));
    assert_eq!(started["user.id"], owner);
    assert_eq!(fields("a mailing is paused")["paused_by"], "owner");
    let attempt = fields("an attempt did not succeed");
    assert_eq!((&attempt["stage"], &attempt["code"]), (&json!("rcpt"), &json!(550)));
    assert!(attempt["delivery.id"].is_string(), "{attempt}");
    let run = fields("sending has stopped");
    assert_eq!((&run["sent"], &run["failed"]), (&json!(1), &json!(1)));
    assert_eq!(run["sender.host"], "127.0.0.1");
    assert_eq!(fields("a mailing is sent")["sent"], 1);
    for (line, _) in &lines {
        for canary in SECRETS.iter().chain(&ADDRESSES) {
            assert!(!line.contains(canary), "{canary} is in {line}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn details_have_addresses_and_no_secrets() {
    let folder = TempDir::new().unwrap();
    let guards = listen(folder.path(), "debug");
    let app = App::spawn_sqlite().await;
    a_days_work(&app).await;
    drop(guards);
    let lines = logged(folder.path());
    let details: Vec<_> = lines.iter().filter(|(_, line)| line["message"] == "an attempt").collect();
    assert_eq!(details.len(), 2, "each attempt, whatever came of it");
    assert!(details.iter().any(|(_, line)| line["fields"]["email"] == "refuse-canary@secret.example"));
    for (line, read) in &lines {
        for secret in SECRETS {
            assert!(!line.contains(secret), "{secret} is in {line}");
        }
        let addresses = ADDRESSES.iter().filter(|_| read["level"] != "debug");
        for canary in addresses {
            assert!(!line.contains(canary), "{canary} is in {line}");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn whatever_is_quoted_above_debug_loses_its_addresses() {
    let folder = TempDir::new().unwrap();
    let guards = listen(folder.path(), "debug");
    let answer = "550 5.1.1 <anna@example.org> is unknown\nask \"boris\"@example.org";
    // As somebody will write one day.
    tracing::info!(target: "engine::test", answer, error = %answer, debug = ?answer, "{answer}");
    tracing::debug!(target: "engine::test", answer, "{answer}");
    tracing::debug!(target: "some_library", answer, "password");
    tracing::info!(target: "some_library", "hello");
    drop(guards);
    let lines = logged(folder.path());
    assert_eq!(lines.len(), 3, "a library's details are not kept: {lines:?}");
    let open = &lines[0];
    assert!(!open.0.contains("anna") && !open.0.contains("boris"), "{}", open.0);
    assert_eq!(open.1["message"], "550 5.1.1 <[address]> is unknown\nask [address]");
    assert_eq!(lines[1].1["fields"]["answer"], answer);
    assert_eq!(lines[2].1["target"], "some_library");
}

#[tokio::test]
async fn a_lost_database_is_told_of_once() {
    let folder = TempDir::new().unwrap();
    let guards = listen(folder.path(), "info");
    let app = App::spawn_sqlite().await;
    app.engine.inner().db.close().await;
    for _ in 0..3 {
        assert_eq!(app.refused("tags.list", json!({})).await.code, "database-lost");
    }
    drop(guards);
    let lost = logged(folder.path()).into_iter().filter(|(_, line)| line["level"] == "error");
    let lost: Vec<String> = lost.map(|(_, line)| text(&line["message"])).collect();
    assert_eq!(lost, ["the database is lost"]);
}
