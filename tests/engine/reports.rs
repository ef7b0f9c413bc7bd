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

    async fn a_report_on_paper_has_what_came_of_it_and_whose_letters_failed(app: App) {
        let clients = [("anna@example.org", "Анна"), ("refuse@example.org", "Р"), ("policy@example.org", "П")];
        let id = mailing(&app, &clients).await;
        start(&app, &id).await;
        let report = app.call("mailings.summary", json!({ "id": id })).await;
        assert_eq!((&report["from_name"], &report["from_email"]), (&json!("Магазин"), &json!("shop@shop.example")));
        assert_eq!(report["mailing"]["counts"]["sent"], 1);
        let failed: Vec<_> = (report["failed"].as_array().expect("letters").iter())
            .map(|letter| (letter["email"].as_str().unwrap(), letter["enhanced"].as_str().unwrap()))
            .collect();
        assert_eq!(failed, [("policy@example.org", "5.7.1"), ("refuse@example.org", "5.1.1")]);
        assert_eq!(report["first_at"], json!(app.clock.now()));
        app.finish().await;
    }
}
