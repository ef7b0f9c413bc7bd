//! How fast a mailing goes, when it will be done, and how many of its letters will be too late.

use crate::{
    mailings::{mailing, start},
    waits::{change_sender, five},
};
use engine::clock::{DAY, HOUR, MINUTE, SECOND};
use serde_json::{Value, json};
use support::stories;

stories! {
    async fn the_review_says_how_many_will_not_make_it_before_the_end(app: App) {
        let id = five(&app).await;
        change_sender(&app, json!({ "per_minute": 100, "per_day": 2 })).await;
        let mut settings = app.call("mailings.show", json!({ "id": id })).await["mailing"].clone();
        settings["ends_at"] = json!(app.clock.now().plus(DAY + HOUR));
        app.call("mailings.change", json!({ "id": id, "settings": settings })).await;

        let review = app.call("mailings.review", json!({ "id": id })).await;
        assert_eq!(review["forecast"], json!({ "at": null, "in_time": 4, "too_late": 1 }));
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_eq!(page["forecast"], review["forecast"], "a draft that a person will start says so, too");
        let warning = &review["warnings"][0];
        assert_eq!(warning["code"], "mailing-too-slow");
        let said = json!({ "late": 1, "recipients": 5, "limit": 2, "window": "limit-per-day" });
        assert_eq!(warning["parameters"], said);

        change_sender(&app, json!({ "per_day": 3 })).await;
        let review = app.call("mailings.review", json!({ "id": id })).await;
        assert_eq!(review["warnings"], json!([]));
        assert_eq!(review["forecast"]["too_late"], 0);
        app.finish().await;
    }

    async fn what_another_mailing_has_used_up_counts(app: App) {
        let first = five(&app).await;
        start(&app, &first).await;
        app.clock.advance(HOUR);
        change_sender(&app, json!({ "per_day": 5 })).await;
        let second = app.call("mailings.duplicate", json!({ "id": first })).await;
        let review = app.call("mailings.review", json!({ "id": second["id"] })).await;
        let at = review["forecast"]["at"].as_i64().expect("a time");
        // As soon as the letters of an hour ago are a day old.
        assert!((0..MINUTE).contains(&(at - app.clock.now().plus(23 * HOUR).0)), "{review}");
        app.finish().await;
    }

    async fn a_running_mailing_knows_its_end_by_the_limits(app: App) {
        let id = five(&app).await;
        change_sender(&app, json!({ "per_day": 2 })).await;
        start(&app, &id).await;
        let page = app.call("mailings.show", json!({ "id": id })).await;
        let left = page["forecast"]["at"].as_i64().expect("a time") - app.clock.now().0;
        assert!((2 * DAY..2 * DAY + MINUTE).contains(&left), "{left}");
        assert_eq!(page["seconds_left"], left / SECOND);
        assert_eq!((&page["forecast"]["in_time"], &page["forecast"]["too_late"]), (&json!(3), &json!(0)));
        app.finish().await;
    }

    async fn the_speed_is_that_of_the_last_minute(app: App) {
        let id = mailing(&app, &[("450@example.org", "N"), ("a@example.org", "N"), ("b@example.org", "N")]).await;
        start(&app, &id).await;
        let speed = async || app.call("mailings.show", json!({ "id": id })).await["per_minute"].clone();
        app.clock.advance(30 * SECOND);
        assert_eq!(speed().await, 4, "two letters in half a minute");
        app.clock.advance(29 * SECOND);
        assert_eq!(speed().await, 2);
        app.clock.advance(2 * SECOND);
        assert_eq!(speed().await, 0);
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_ne!(page["forecast"]["at"], Value::Null, "then what is usual is reckoned with");
        app.finish().await;
    }
}
