//! One sender for several mailings, workers and programs: what its server says to one of them holds for all.

use crate::{
    mailings::{attempts, counts, mailing, slow_mailing, start, status, text, until_sending},
    waits::{change_sender, waits},
};
use db::params;
use engine::clock::{MINUTE, SECOND};
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::{Value, json};
use std::time::Duration;
use support::{App, app::in_time, stories};

/// Two mailings by the same sender; the first one is to that address alone, too.
async fn two(app: &App, email: &str) -> (String, String) {
    let first = mailing(app, &[(email, "Анна")]).await;
    (first.clone(), text(&app.call("mailings.duplicate", json!({ "id": first })).await["id"]))
}

/// More letters than are sent, each held by the server, over one connection of a shared database.
async fn held(app: &App) -> (RehearsalServer, String) {
    let options = Options { slow: Duration::from_secs(600), extensions: vec![], ..Options::default() };
    let (server, _, id) = slow_mailing(app, 6, options).await;
    change_sender(app, json!({ "port": server.port(), "connections": 1 })).await;
    app.call("mailings.start", json!({ "id": id })).await;
    (server, id)
}

stories! {
    async fn a_server_that_is_rushed_is_left_alone_by_every_mailing_for_a_minute(app: App) {
        let (first, second) = two(&app, "once-421@example.org").await;
        start(&app, &first).await;
        assert_eq!(waits(&app.engine, &first, "server").await.len(), 1);
        start(&app, &second).await;
        assert_eq!(attempts(&app, json!({})).await.len(), 1);
        let found = waits(&app.engine, &second, "server").await;
        assert_eq!(found[0]["until"], json!(app.clock.now().plus(MINUTE)), "{found:?}");

        app.clock.advance(MINUTE);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &second).await, "sent");
        app.finish().await;
    }

    async fn a_server_that_is_away_is_asked_once_for_all_mailings(app: App) {
        let (first, second) = two(&app, "anna@example.org").await;
        let port = app.rehearsal.port();
        change_sender(&app, json!({ "port": 1 })).await;
        app.call("mailings.start", json!({ "id": first })).await;
        start(&app, &second).await;
        for id in [&first, &second] {
            let found = waits(&app.engine, id, "server").await;
            assert_eq!(found[0]["until"], json!(app.clock.now().plus(30 * SECOND)), "{found:?}");
        }

        // Who puts it right is not kept waiting.
        change_sender(&app, json!({ "port": port })).await;
        app.engine.run_until_idle().await;
        assert_eq!((status(&app, &first).await, status(&app, &second).await), ("sent".into(), "sent".into()));
        app.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_left_no_connection_keeps_no_letter_past_the_gate() {
    in_time(async {
        let app = App::spawn_postgres().await;
        let (server, id) = held(&app).await;
        let worker = app.engine.start_worker();
        server.wait_for(|ledger| ledger.letters == 1).await;
        until_sending(&app, &id, 2).await;
        // Another worker has come, whose name is the first one.
        let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
        let come = "insert into sender_workers (sender_id, worker, connections, seen_at)
          select id, '', 0, $1 from senders";
        tx.run(come, params![app.clock.now()]).await.expect("a worker");
        tx.commit().await.expect("a commit");
        until_sending(&app, &id, 1).await;

        let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
        tx.run("delete from sender_workers where worker = ''", vec![]).await.expect("it has gone");
        tx.commit().await.expect("a commit");
        server.set_slow(Duration::ZERO);
        server.wait_for(|ledger| ledger.letters == 6).await;
        worker.stop().await;
        assert_eq!(counts(&app, &id).await["sent"], 6);
        assert_eq!(attempts(&app, json!({ "mailing_id": id })).await.len(), 6);
        app.finish().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_that_another_program_changes_is_changed_for_what_is_sent_next() {
    in_time(async {
        let app = App::spawn_postgres().await;
        let (server, id) = held(&app).await;
        let worker = app.engine.start_worker();
        server.wait_for(|ledger| ledger.letters == 1).await;
        // As another program does it: this one is not told.
        let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
        let change = "update senders set port = $1, updated_at = updated_at + 1";
        tx.run(change, params![app.rehearsal.port()]).await.expect("a sender");
        tx.commit().await.expect("a commit");
        app.rehearsal.set_slow(Duration::ZERO);
        server.set_slow(Duration::ZERO);
        while status(&app, &id).await != "sent" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        worker.stop().await;
        // What was claimed before it looked again went the old way.
        let new = app.rehearsal.read(|ledger| ledger.letters);
        assert!(new >= 1, "all went to the old server");
        assert_eq!(new + server.read(|ledger| ledger.letters), 6);
        app.finish().await;
    })
    .await;
}

/// Of a mailing that somebody has let go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_to_a_letter_of_before_does_not_pause_what_goes_on() {
    in_time(async {
        let app = App::spawn_sqlite().await;
        let id = crate::breaker::three_refused(&app).await;
        app.clock.advance(MINUTE);
        let heard =
            || app.rehearsal.read(|ledger| ledger.recipients.values().map(|r| r.attempts).sum::<u64>());
        app.rehearsal.set_latency(Duration::from_secs(3));
        let worker = app.engine.start_worker();
        while heard() < 5 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        app.rehearsal.set_latency(Duration::from_secs(600));
        for change in ["mailings.pause", "mailings.resume"] {
            app.call(change, json!({ "id": id })).await;
        }
        app.rehearsal.set_latency(Duration::ZERO);
        worker.stop().await;
        let refused = attempts(&app, json!({ "outcome": "failure" })).await;
        assert!(refused.len() >= 5, "{refused:?}");
        assert_eq!(status(&app, &id).await, "running");
        let none: Vec<Value> = attempts(&app, json!({ "outcome": "pending" })).await;
        assert_eq!(none, [] as [Value; 0]);
        app.finish().await;
    })
    .await;
}
