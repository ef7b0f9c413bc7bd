//! The report of a mailing as a file.

use serde_json::json;
use support::stories;

stories! {
    async fn a_report_says_in_words_why_a_letter_failed(app: App) {
        for (email, name) in [("anna@example.org", "Анна"), ("nameless@example.org", ""), ("bad@example.org", "Б")] {
            app.call("clients.add", json!({ "email": email, "name": name })).await;
        }
        let message = app.call("messages.add", json!({
            "subject": "Новости", "format": "text", "body": "Здравствуйте, {{ name }}!", "text_body": null,
        })).await;
        let mailing = app.call("mailings.add", json!({ "settings": {
            "name": "Осень", "message_id": message["id"], "sender_id": app.sender().await,
            "audience": { "kind": "all" }, "starts_at": null, "ends_at": null,
            "zone": "Europe/Moscow", "scheduled": false,
        } })).await;
        let id = json!({ "id": mailing["id"] });
        let path = app.folder.path().join("report.csv");
        app.call("mailings.start", id.clone()).await;
        app.engine.run_until_idle().await;
        let mut job = app.call("mailings.export", json!({ "id": mailing["id"], "path": path })).await;
        while job["state"] == "running" {
            tokio::task::yield_now().await;
            job = app.call("jobs.show", json!({ "id": job["id"] })).await;
        }
        let report = std::fs::read_to_string(&path).expect("the report");
        let line = |email: &str| report.lines().find(|line| line.starts_with(email)).expect(email).to_owned();
        assert!(line("nameless@").contains("failed") && line("nameless@").contains("нет значения"), "{report}");
        assert!(line("anna@").contains("sent") && line("anna@").contains("250"), "{report}");
        assert_eq!(report.lines().count(), 4);
        app.finish().await;
    }
}
