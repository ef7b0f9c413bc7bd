//! Workers of a shared database that die with letters in their hands.

use crate::mailings::{attempts, counts, mailing, status};
use db::params;
use engine::clock::{HOUR, SECOND};
use mail::rehearsal::{Action, Behaviour, Options, RehearsalServer};
use serde_json::json;
use std::time::Duration;
use support::{App, app::in_time};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_a_dead_worker_had_on_its_way_is_in_doubt_and_sent_again() {
    let app = App::spawn_postgres().await;
    let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
    app.call("mailings.start", json!({ "id": id })).await;
    // As a worker leaves it that dies between the gate and the answer.
    let mut tx = app.engine.inner().db.begin().await.unwrap();
    for (statement, params) in [
        (
            "update deliveries set state = 'sending', fence = 1, tries = 1, worker = 'dead', lease_until = $1",
            params![app.clock.now().plus(-SECOND)],
        ),
        (
            "insert into attempts (id, owner_id, mailing_id, delivery_id, client_id, email, domain,
               fence, worker, started_at)
             select $1, owner_id, mailing_id, id, client_id, email, 'example.org', fence, worker, $2
             from deliveries",
            params![uuid::Uuid::nil(), app.clock.now()],
        ),
        ("update mailing_counts set state = 'sending' where state = 'queued'", params![]),
    ] {
        tx.run(statement, params).await.unwrap();
    }
    tx.commit().await.unwrap();

    app.engine.run_until_idle().await;
    assert_eq!(status(&app, &id).await, "sent");
    assert_eq!(app.rehearsal.ledger().copies("anna@example.org"), 1);
    let attempts = attempts(&app, json!({})).await;
    let [again, lost] = attempts.as_slice() else { panic!("{attempts:?}") };
    assert_eq!(again["outcome"], "success");
    assert_eq!((&lost["outcome"], &lost["stage"]), (&json!("in_doubt"), &json!("interrupted")));
    assert_eq!(lost["finished_at"], json!(app.clock.now()));
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_was_taken_late_is_sent_no_third_time_after_the_second_was_refused() {
    in_time(taken_late(Duration::ZERO)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_was_taken_late_is_sent_no_third_time_when_the_second_is_refused() {
    // It begins before the late answer comes, and has its own after that.
    in_time(taken_late(Duration::from_secs(2))).await;
}

/// A worker loses its lease while its server takes the letter. Another one sends it anew by another server, so far
/// away, which says "later".
async fn taken_late(latency: Duration) {
    let app = App::spawn_postgres().await;
    let slow = Options { slow: Duration::from_secs(600), ..Options::default() };
    let slow = RehearsalServer::start(slow).await.expect("an SMTP server");
    let later = |_: &str| Behaviour { action: Action::Later, once: false };
    let other = Options { latency, treatment: later, ..Options::default() };
    let refusing = RehearsalServer::start(other).await.expect("an SMTP server");
    let send_by = async |port: u16| {
        let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
        tx.run("update senders set port = $1, connections = connections * 5", params![port])
            .await
            .expect("a sender");
        tx.run("update deliveries set lease_until = 0 where lease_until is not null", vec![])
            .await
            .expect("a lease");
        tx.commit().await.expect("a commit");
    };
    let id = mailing(&app, &[("slow@example.org", "Анна")]).await;
    let id = id.as_str();
    send_by(slow.port()).await;
    app.call("mailings.start", json!({ "id": id })).await;
    let worker = app.engine.start_worker();
    slow.wait_for(|ledger| ledger.letters == 1).await;
    send_by(refusing.port()).await;
    let other = app.on_another_computer().await;
    tokio::join!(
        async {
            other.run_until_idle().await;
            slow.set_slow(Duration::ZERO);
        },
        async {
            if !latency.is_zero() {
                refusing.wait_for(|ledger| ledger.attempts("slow@example.org") == 1).await;
                slow.set_slow(Duration::ZERO);
            }
        }
    );
    worker.stop().await;

    app.clock.advance(HOUR);
    app.engine.run_until_idle().await;
    assert_eq!((slow.read(|ledger| ledger.letters), refusing.read(|ledger| ledger.letters)), (1, 0));
    assert_eq!((counts(&app, id).await["sent"].clone(), status(&app, id).await), (json!(1), "sent".into()));
    let attempts = attempts(&app, json!({ "mailing_id": id })).await;
    let ended = |outcome: &str, code: u16| {
        attempts.iter().filter(|attempt| attempt["outcome"] == outcome && attempt["code"] == code).count()
    };
    assert_eq!((attempts.len(), ended("failure", 451), ended("success", 250)), (2, 1, 1), "{attempts:?}");
    other.inner().db.close().await;
    app.finish().await;
}
