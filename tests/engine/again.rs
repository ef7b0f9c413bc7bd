//! Letters that are sent again because a person says so, and those that wait until one does.

use crate::mailings::{attempts, counts, mailing, start, status};
use db::params;
use engine::{
    clock::{HOUR, MINUTE},
    ids::MailingId,
};
use serde_json::{Value, json};
use std::sync::Arc;
use support::{
    App,
    app::{in_time, until_behind},
    stories,
};

/// A mailing to one client that asks a person about letters in doubt, started.
async fn held(app: &App, ends_at: Value) -> String {
    let id = mailing(app, &[("once-drop-after-dot@example.org", "Ирина")]).await;
    let mut settings = app.call("mailings.show", json!({ "id": id })).await["mailing"].clone();
    settings["in_doubt"] = json!("hold");
    settings["ends_at"] = ends_at;
    app.call("mailings.change", json!({ "id": id, "settings": settings })).await;
    start(app, &id).await;
    id
}

/// How many letters each answer of the server has ended.
async fn failed(app: &App, id: &str) -> Vec<(Value, Value, i64)> {
    let page = app.call("mailings.show", json!({ "id": id })).await;
    let groups = page["failures"].as_array().expect("groups").clone();
    let mut found: Vec<_> = groups
        .into_iter()
        .map(|g| (g["code"].clone(), g["enhanced"].clone(), g["failed"].as_i64().expect("a count")))
        .collect();
    found.sort_by_key(|(code, enhanced, _)| format!("{code} {enhanced}"));
    found
}

stories! {
    async fn the_failed_are_sent_again_by_reason_and_the_stop_list_stays_out(app: App) {
        let clients = ["policy", "refuse", "spam", "450", "anna"].map(|name| format!("{name}@example.org"));
        let clients: Vec<(&str, &str)> = clients.iter().map(|email| (email.as_str(), "N")).collect();
        let id = mailing(&app, &clients).await;
        start(&app, &id).await;
        let (policy, refuse) = ((json!(550), json!("5.7.1")), (json!(550), json!("5.1.1")));
        let (grey, spam) = ((json!(450), json!("4.7.1")), (json!(554), json!("5.7.1")));
        let groups = |grey_failed, refuse_failed, policy_failed, spam_failed| {
            [
                (grey.0.clone(), grey.1.clone(), grey_failed),
                (refuse.0.clone(), refuse.1.clone(), refuse_failed),
                (policy.0.clone(), policy.1.clone(), policy_failed),
                (spam.0.clone(), spam.1.clone(), spam_failed),
            ]
        };
        assert_eq!(failed(&app, &id).await, groups(0, 1, 1, 1));

        app.clock.advance(MINUTE);
        let retried = app.call("mailings.retry_failed", json!({ "id": id, "stage": "rcpt", "code": 550 })).await;
        assert_eq!((&retried["again"], &retried["left_out"]), (&json!(1), &json!(1)), "{retried}");
        assert_eq!(retried["counts"]["failed"], 2);
        assert_eq!(failed(&app, &id).await, groups(0, 1, 0, 1), "what is tried again has not failed");
        let trail = app.call("audit.list", json!({ "filter": {}, "limit": 1 })).await["rows"][0].clone();
        assert_eq!(trail["action"], "mailings.retry_failed");
        let said = json!({ "deliveries": 1, "left_out": 1, "stage": "rcpt", "code": 550, "enhanced": null });
        assert_eq!(trail["after"], said);

        app.engine.run_until_idle().await;
        assert_eq!(failed(&app, &id).await, groups(0, 1, 1, 1));
        let tried = async |email: &str| {
            attempts(&app, json!({ "mailing_id": id })).await.iter().filter(|a| a["email"] == email).count()
        };
        assert_eq!(tried("policy@example.org").await, 2);
        for email in ["refuse@example.org", "spam@example.org", "450@example.org"] {
            assert_eq!(tried(email).await, 1, "{email}");
        }

        let only = json!({ "id": id, "enhanced": "5.1.1" });
        let refused = app.refused("mailings.retry_failed", only).await;
        assert_eq!((&*refused.code, &refused.parameters["count"]), ("mailing-none-to-retry", &json!(1)));
        let none = app.refused("mailings.retry_failed", json!({ "id": id, "code": 0 })).await;
        assert_eq!(none.code, "mailing-none-failed");
        app.finish().await;
    }

    async fn a_letter_in_doubt_waits_for_a_person_who_wants_to_decide(app: App) {
        let id = held(&app, Value::Null).await;
        app.clock.advance(24 * HOUR);
        app.engine.run_until_idle().await;
        assert_eq!((status(&app, &id).await.as_str(), &counts(&app, &id).await["in_doubt"]), ("running", &json!(1)));
        let page = app.call("mailings.show", json!({ "id": id })).await;
        let person = |wait: &&Value| wait["kind"] == "person";
        let wait = page["waits"].as_array().unwrap().iter().find(person).expect("a wait");
        assert_eq!((&wait["reason"]["code"], &wait["count"]), (&json!("waits-for-decision"), &json!(1)));
        // Where nobody is there to decide, the end is not waited for.
        app.engine.run_to_the_end(None, Arc::default()).await;

        app.call("mailings.settle", json!({ "id": id, "as": "again" })).await;
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        assert_eq!(app.rehearsal.ledger().copies("once-drop-after-dot@example.org"), 2);
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_eq!(page["perhaps_twice"], 1);
        app.finish().await;
    }

    async fn a_letter_that_is_held_counts_as_sent_by_a_persons_word(app: App) {
        let id = held(&app, Value::Null).await;
        app.call("mailings.settle", json!({ "id": id, "as": "sent" })).await;
        let trail = app.call("audit.list", json!({ "filter": {}, "limit": 1 })).await["rows"][0].clone();
        assert_eq!((&trail["action"], &trail["after"]), (&json!("mailings.settle"), &json!({ "deliveries": 1, "as": "sent" })));
        app.engine.run_until_idle().await;
        assert_eq!((status(&app, &id).await.as_str(), &counts(&app, &id).await["sent"]), ("sent", &json!(1)));
        app.finish().await;
    }

    async fn a_letter_that_is_held_expires_with_its_mailing(app: App) {
        let id = held(&app, json!(app.clock.now().plus(2 * HOUR))).await;
        app.clock.advance(3 * HOUR);
        app.engine.run_until_idle().await;
        assert_eq!((status(&app, &id).await.as_str(), &counts(&app, &id).await["expired"]), ("finished", &json!(1)));
        app.finish().await;
    }
}

/// Somebody has letters sent again at the very moment at which the last other one has ended.
#[tokio::test]
async fn what_is_sent_again_while_its_mailing_ends_is_not_forgotten_on_postgres() {
    in_time(sent_again_while_it_ends()).await;
}

async fn sent_again_while_it_ends() {
    let app = App::spawn_postgres().await;
    let id = mailing(&app, &[("once-policy@example.org", "Павел")]).await;
    start(&app, &id).await;
    assert_eq!(
        (status(&app, &id).await, counts(&app, &id).await["failed"].clone()),
        ("sent".to_owned(), json!(1))
    );
    let id: MailingId = serde_json::from_value(json!(id)).expect("an id");
    let db = &app.engine.inner().db;
    let mut tx = db.begin().await.expect("a transaction");
    tx.run("update mailings set status = 'running', finished_at = null where id = $1", params![id])
        .await
        .expect("a mailing that is about to end");
    tx.commit().await.expect("a commit");

    let mut tx = db.begin().await.expect("a transaction");
    for step in [
        "update mailings set status = status where id = $1",
        "update deliveries set state = 'queued', finished_at = null where mailing_id = $1",
        "update mailing_counts set count = count - 1 where mailing_id = $1 and state = 'failed'",
        "insert into mailing_counts as c (mailing_id, state, count) values ($1, 'queued', 1)
         on conflict (mailing_id, state) do update set count = c.count + 1",
        "update attempts set retry_at = finished_at where mailing_id = $1",
    ] {
        tx.run(step, params![id]).await.expect(step);
    }
    let mut idle = Box::pin(app.engine.run_until_idle());
    until_behind(&mut tx, &mut idle).await;
    tx.commit().await.expect("a commit");
    idle.await;
    app.engine.run_until_idle().await;
    assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 1, "the second try was taken");
    app.finish().await;
}
