//! Refusals for what the letters are pause their mailing before they cost the sender its good name.

use crate::mailings::{attempts, mailing, start, status};
use engine::{
    Engine,
    clock::{MINUTE, SECOND},
};
use serde_json::json;
use support::{App, app::in_time, stories};

/// A mailing to people whose server refuses what it is.
async fn unwanted(app: &App) -> String {
    let emails: Vec<String> = (0..40).map(|n| format!("policy-{n}@example.org")).collect();
    mailing(app, &emails.iter().map(|email| (email.as_str(), "P")).collect::<Vec<_>>()).await
}

/// The same, three letters a minute; those of the first minute are refused.
pub async fn three_refused(app: &App) -> String {
    let id = unwanted(app).await;
    let sender = &app.call("senders.list", json!({})).await[0];
    let mut settings = sender.clone();
    settings["per_minute"] = json!(3);
    let change = json!({ "id": sender["id"], "settings": settings, "password": null });
    app.call("senders.change", change).await;
    start(app, &id).await;
    assert_eq!((status(app, &id).await, attempts(app, json!({})).await.len()), ("running".to_owned(), 3));
    id
}

/// Three more.
async fn a_minute_later(app: &App, worker: &Engine, id: &str) -> String {
    app.clock.advance(MINUTE);
    worker.run_until_idle().await;
    status(app, id).await
}

stories! {
    async fn too_many_refusals_pause_the_mailing_and_say_why(app: App) {
        let id = unwanted(&app).await;
        start(&app, &id).await;
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_eq!(page["mailing"]["status"], "paused");
        assert_eq!(page["mailing"]["pause"]["by"], "program");
        assert_eq!(page["mailing"]["pause"]["reason"]["code"], "too-many-refusals");
        assert!(page["mailing"]["counts"]["queued"].as_i64().expect("a count") > 0);
        app.finish().await;
    }

    async fn what_was_refused_before_the_program_was_started_anew_counts(app: App) {
        let id = three_refused(&app).await;
        let app = app.restarted().await;
        assert_eq!(a_minute_later(&app, &app.engine, &id).await, "paused");
        app.finish().await;
    }

    async fn what_was_refused_before_somebody_let_the_mailing_go_on_does_not_count(app: App) {
        let id = three_refused(&app).await;
        app.clock.advance(SECOND);
        for change in ["mailings.pause", "mailings.resume"] {
            app.call(change, json!({ "id": id })).await;
        }
        assert_eq!(a_minute_later(&app, &app.engine, &id).await, "running");
        assert_eq!(a_minute_later(&app, &app.engine, &id).await, "paused");
        app.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_worker_was_refused_counts() {
    in_time(async {
        let app = App::spawn_postgres().await;
        let id = three_refused(&app).await;
        let other = app.on_another_computer().await;
        assert_eq!(a_minute_later(&app, &other, &id).await, "paused");
        drop(other);
        app.finish().await;
    })
    .await;
}
