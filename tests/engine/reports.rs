//! The report of a mailing as a file.

use crate::mailings::{mailing, start};
use serde_json::json;
use support::stories;

stories! {
    async fn a_report_says_in_words_why_a_letter_failed(app: App) {
        let clients = [("anna@example.org", "Анна"), ("nameless@example.org", ""), ("bad@example.org", "Б")];
        let id = mailing(&app, &clients).await;
        let path = app.folder.path().join("report.csv");
        start(&app, &id).await;
        let mut job = app.call("mailings.export", json!({ "id": id, "path": path })).await;
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
