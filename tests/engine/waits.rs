//! What a mailing waits for is told at every moment, on every computer.

use crate::mailings::{mailing, start, text};
use engine::{
    Config, Engine,
    clock::{DAY, HOUR, MINUTE, SECOND},
};
use serde_json::{Value, json};
use std::time::Duration;
use support::{
    App,
    app::{PASSWORD, ask},
    stories,
};

/// What it waits for of that kind.
pub async fn waits(window: &Engine, id: &str, kind: &str) -> Vec<Value> {
    let page = ask(window, "mailings.show", json!({ "id": id })).await;
    let waits = page["waits"].as_array().expect("waits").clone();
    waits.into_iter().filter(|wait| wait["kind"] == kind).collect()
}

/// Gives the only sender other settings.
pub async fn change_sender(app: &App, change: Value) {
    let sender = app.call("senders.list", json!({})).await[0].clone();
    let mut settings = sender.clone();
    settings.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let change = json!({ "id": sender["id"], "settings": settings, "password": null });
    app.call("senders.change", change).await;
}

/// Another computer on the same shared database, where the owner has signed in.
async fn another_desktop(app: &App) -> Engine {
    let config =
        Config { data_folder: app.folder.path().join("another"), ..app.engine.inner().config.clone() };
    let engine = Engine::open(config).await.expect("an engine");
    ask(&engine, "session.open", json!({ "email": "olga@shop.example", "password": PASSWORD })).await;
    engine
}

fn sum(page: &Value) -> i64 {
    page["mailing"]["counts"].as_object().expect("counts").values().filter_map(Value::as_i64).sum()
}

stories! {
    async fn letters_that_were_put_off_are_told_by_their_reason(app: App) {
        let clients = ["450-1", "450-2", "full", "drop-before-dot", "anna"].map(|name| format!("{name}@example.org"));
        let clients: Vec<(&str, &str)> = clients.iter().map(|email| (email.as_str(), "N")).collect();
        let id = mailing(&app, &clients).await;
        start(&app, &id).await;

        let found = waits(&app.engine, &id, "letters").await;
        let reasons: Vec<(&str, &Value)> =
            found.iter().map(|wait| (wait["reason"]["code"].as_str().unwrap(), &wait["count"])).collect();
        let (one, two) = (json!(1), json!(2));
        assert_eq!(
            reasons,
            [("letters-cut-off", &one), ("letters-greylisted", &two), ("letters-mailbox-full", &one)]
        );
        assert_eq!(found[1]["reason"]["parameters"]["said"], "450 4.7.1");
        let first = found[1]["until"].as_i64().expect("a time") - app.clock.now().0;
        assert!((4 * MINUTE..=6 * MINUTE).contains(&first), "the first back-off: {first}");

        app.clock.advance(7 * HOUR);
        assert_eq!(waits(&app.engine, &id, "letters").await, [] as [Value; 0], "all of them are due");
        app.finish().await;
    }

    async fn the_counts_add_up_to_the_recipients(app: App) {
        let clients = ["450", "refuse", "drop-after-dot", "anna", "listed"].map(|name| format!("{name}@example.org"));
        let clients: Vec<(&str, &str)> = clients.iter().map(|email| (email.as_str(), "N")).collect();
        let id = mailing(&app, &clients).await;
        app.call("suppressions.add", json!({ "email": "listed@example.org" })).await;
        start(&app, &id).await;
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_eq!((sum(&page), &page["mailing"]["recipients"]), (5, &json!(5)), "{page}");
        let doubt = waits(&app.engine, &id, "doubt").await;
        assert_eq!((&doubt[0]["count"], &doubt[0]["reason"]["code"]), (&json!(1), &json!("waits-in-doubt")));
        assert!(doubt[0]["until"].as_i64().unwrap() > app.clock.now().0);
        app.finish().await;
    }

    async fn a_limit_is_told_with_the_moment_it_ends(app: App) {
        let id = five(&app).await;
        change_sender(&app, json!({ "per_minute": 2, "per_day": 4 })).await;
        start(&app, &id).await;
        app.clock.advance(MINUTE + SECOND);
        app.engine.run_until_idle().await;

        // A minute later the limit a day still stands: the longer wait is the true one.
        let found = waits(&app.engine, &id, "limit").await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["reason"]["code"], "limit-per-day");
        assert_eq!(found[0]["reason"]["parameters"]["limit"], 4);
        assert_eq!(found[0]["count"], 1);
        assert_eq!(found[0]["until"], json!(app.clock.now().plus(DAY - MINUTE - SECOND)));
        app.finish().await;
    }

    async fn a_mailing_waits_for_another_one_of_the_same_sender(app: App) {
        let first = mailing(&app, &[("slow-1@example.org", "A"), ("slow-2@example.org", "B")]).await;
        let second = text(&app.call("mailings.duplicate", json!({ "id": first })).await["id"]);
        app.rehearsal.set_slow(Duration::from_secs(600));
        app.call("mailings.start", json!({ "id": first })).await;
        let worker = app.engine.start_worker();
        while crate::mailings::counts(&app, &first).await["sending"] == 0 {
            tokio::task::yield_now().await;
        }
        app.call("mailings.start", json!({ "id": second })).await;
        let found = waits(&app.engine, &second, "mailing").await;
        assert_eq!(found[0]["reason"]["parameters"]["name"], "October news");
        assert_eq!(found[0]["count"], 2);
        assert_eq!(waits(&app.engine, &first, "mailing").await, [] as [Value; 0]);
        app.rehearsal.set_slow(Duration::ZERO);
        worker.stop().await;
        app.finish().await;
    }

    async fn a_scheduled_mailing_waits_for_its_start(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
        let mut settings = app.call("mailings.show", json!({ "id": id })).await["mailing"].clone();
        settings["starts_at"] = json!(app.clock.now().plus(HOUR));
        settings["scheduled"] = json!(true);
        app.call("mailings.change", json!({ "id": id, "settings": settings })).await;
        let found = waits(&app.engine, &id, "start").await;
        assert_eq!(found[0]["until"], json!(app.clock.now().plus(HOUR)));
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_eq!(page["forecast"]["in_time"], 1);
        app.finish().await;
    }
}

/// A mailing to five clients.
pub async fn five(app: &App) -> String {
    let clients: Vec<String> = (0..5).map(|n| format!("c{n}@example.org")).collect();
    let clients: Vec<(&str, &str)> = clients.iter().map(|email| (email.as_str(), "N")).collect();
    mailing(app, &clients).await
}

#[tokio::test]
async fn a_file_whose_owner_has_no_worker_is_sent_by_nobody() {
    let app = App::spawn_sqlite().await;
    let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
    app.call("mailings.start", json!({ "id": id })).await;
    assert_eq!(waits(&app.engine, &id, "worker").await.len(), 1);
    let worker = app.engine.start_worker();
    while waits(&app.engine, &id, "worker").await.len() == 1 {
        tokio::task::yield_now().await;
    }
    worker.stop().await;
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_desktop_is_told_what_the_worker_waits_for() {
    let app = App::spawn_postgres().await;
    let id = five(&app).await;
    let port = app.rehearsal.port();
    change_sender(&app, json!({ "port": 1 })).await;
    let desktop = another_desktop(&app).await;

    start(&app, &id).await;
    for window in [&app.engine, &desktop] {
        let found = waits(window, &id, "server").await;
        assert_eq!(found[0]["reason"]["code"], "smtp-connection-refused", "{found:?}");
        assert_eq!(found[0]["until"], json!(app.clock.now().plus(30 * SECOND)));
    }

    change_sender(&app, json!({ "port": port, "per_hour": 3 })).await;
    app.engine.run_until_idle().await;
    for window in [&app.engine, &desktop] {
        assert_eq!(waits(window, &id, "server").await, [] as [Value; 0]);
        let found = waits(window, &id, "limit").await;
        assert_eq!(found[0]["until"], json!(app.clock.now().plus(HOUR)));
        assert_eq!(found[0]["count"], 2);
    }
    desktop.inner().db.close().await;
    app.finish().await;
}
