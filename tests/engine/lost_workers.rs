//! Workers of a shared database that die with letters in their hands.

use crate::mailings::{attempts, mailing, status};
use db::params;
use engine::clock::SECOND;
use serde_json::json;
use support::App;

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
