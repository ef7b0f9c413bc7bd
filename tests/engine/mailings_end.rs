//! How mailings end: by their end, by their owner, and what is told of it.

use crate::mailings::{attempts, counts, mailing, start, status};
use engine::{Event, clock::HOUR, events::Notice};
use serde_json::{Value, json};
use std::time::Duration;
use support::{App, stories};

/// A mailing that ends in two hours.
async fn ending(app: &App, email: &str) -> String {
    let id = mailing(app, &[(email, "Ирина")]).await;
    let mut settings = app.call("mailings.show", json!({ "id": id })).await["mailing"].clone();
    settings["ends_at"] = json!(app.clock.now().plus(2 * HOUR));
    app.call("mailings.change", json!({ "id": id, "settings": settings })).await;
    id
}

/// That nobody has an answer for the letter, and that it may have arrived.
async fn assert_expired_in_doubt(app: &App, id: &str) {
    assert_eq!(status(app, id).await, "finished");
    assert_eq!(counts(app, id).await["expired"], 1);
    let outcomes: Vec<Value> = attempts(app, json!({})).await.iter().map(|a| a["outcome"].clone()).collect();
    assert_eq!(outcomes, ["in_doubt"]);
}

stories! {
    async fn a_paused_mailing_with_a_letter_in_doubt_can_be_finished(app: App) {
        let id = mailing(&app, &[("once-drop-after-dot@example.org", "Ирина")]).await;
        start(&app, &id).await;
        app.call("mailings.pause", json!({ "id": id })).await;
        app.call("mailings.finish", json!({ "id": id })).await;
        assert_expired_in_doubt(&app, &id).await;
        app.finish().await;
    }

    async fn a_paused_mailing_with_a_letter_in_doubt_ends_at_its_end(app: App) {
        let id = ending(&app, "once-drop-after-dot@example.org").await;
        start(&app, &id).await;
        app.call("mailings.pause", json!({ "id": id })).await;
        app.clock.advance(3 * HOUR);
        app.engine.run_until_idle().await;
        assert_expired_in_doubt(&app, &id).await;
        app.finish().await;
    }

    async fn an_end_that_passes_while_the_last_letter_is_on_its_way_is_told(app: App) {
        let id = ending(&app, "slow@example.org").await;
        app.rehearsal.set_slow(Duration::from_secs(600));
        app.call("mailings.start", json!({ "id": id })).await;
        let mut events = app.engine.events();
        let (engine, clock) = (app.engine.clone(), app.clock.clone());
        tokio::join!(engine.run_until_idle(), async {
            while counts(&app, &id).await["sending"] == 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            clock.advance(3 * HOUR);
            app.rehearsal.set_slow(Duration::ZERO);
            // Nobody looks at the end before the letter has its answer.
        });
        assert_eq!(status(&app, &id).await, "finished");
        assert_eq!(counts(&app, &id).await["sent"], 1);
        let mut ended = 0;
        while let Ok(event) = events.try_recv() {
            ended += i32::from(matches!(event, Event::Notice { notice: Notice::MailingEnded { sent: 1, .. } }));
        }
        assert_eq!(ended, 1);
        app.finish().await;
    }

    async fn failed_ones_are_not_sent_again_through_a_sender_that_is_gone(app: App) {
        let id = mailing(&app, &[("policy@example.org", "Павел")]).await;
        start(&app, &id).await;
        let sender = app.call("senders.list", json!({})).await[0]["id"].clone();
        app.call("senders.delete", json!({ "id": sender })).await;
        let refused = app.refused("mailings.retry_failed", json!({ "id": id })).await;
        assert_eq!(refused.code, "mailing-no-sender");
        assert_eq!(status(&app, &id).await, "sent");
        app.finish().await;
    }
}
