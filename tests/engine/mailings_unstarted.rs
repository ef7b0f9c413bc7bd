//! Mailings that were paused before they began.

use crate::mailings::{mailing, start, status};
use engine::clock::HOUR;
use serde_json::{Value, json};
use support::{App, stories};

/// A mailing to nobody whose start has come: the program has paused it.
async fn to_nobody(app: &App) -> String {
    let id = mailing(app, &[]).await;
    let mut settings = settings_of(app, &id).await;
    settings["starts_at"] = json!(app.clock.now().plus(HOUR));
    settings["scheduled"] = json!(true);
    settings["audience"] = json!({ "kind": "tags", "any": ["VIP"], "all": [], "none": [] });
    app.call("mailings.change", json!({ "id": id, "settings": settings })).await;
    let anna =
        json!({ "email": "anna@example.org", "name": "Анна", "comment": "", "fields": {}, "tags": [] });
    app.call("clients.add", anna).await;
    app.clock.advance(2 * HOUR);
    app.engine.run_until_idle().await;
    assert_eq!(status(app, &id).await, "paused");
    id
}

async fn settings_of(app: &App, id: &str) -> Value {
    app.call("mailings.show", json!({ "id": id })).await["mailing"].clone()
}

stories! {
    async fn a_mailing_paused_before_its_start_is_mended_and_goes_on(app: App) {
        let id = to_nobody(&app).await;
        let review = app.call("mailings.review", json!({ "id": id })).await;
        assert_eq!(review["problems"][0]["code"], "mailing-nobody");

        let mut settings = settings_of(&app, &id).await;
        settings["audience"] = json!({ "kind": "all" });
        let changed = app.call("mailings.change", json!({ "id": id, "settings": settings })).await;
        assert_eq!(changed["status"], "paused", "nothing begins without the person's word");
        app.call("mailings.resume", json!({ "id": id })).await;
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        app.finish().await;
    }

    async fn a_mailing_paused_before_its_start_can_be_deleted(app: App) {
        let id = to_nobody(&app).await;
        app.call("mailings.delete", json!({ "id": id })).await;
        assert_eq!(app.refused("mailings.show", json!({ "id": id })).await.code, "not-found");
        app.finish().await;
    }

    async fn a_mailing_that_has_begun_is_neither_changed_nor_deleted(app: App) {
        let id = mailing(&app, &[("450@example.org", "Глеб")]).await;
        start(&app, &id).await;
        app.call("mailings.pause", json!({ "id": id })).await;
        let change = json!({ "id": id, "settings": settings_of(&app, &id).await });
        assert_eq!(app.refused("mailings.change", change).await.code, "mailing-started");
        assert_eq!(app.refused("mailings.delete", json!({ "id": id })).await.code, "mailing-started");
        app.finish().await;
    }
}
