//! Mailings and their deliveries, through real databases and a real SMTP server.

use engine::clock::{DAY, HOUR, MINUTE, SECOND};
use mail::rehearsal::{Ledger, Options, RehearsalServer};
use serde_json::{Value, json};
use std::time::Duration;
use support::{App, stories};

/// A client list, a message that greets by name, and a mailing of it to everybody.
pub async fn mailing(app: &App, clients: &[(&str, &str)]) -> String {
    for (email, name) in clients {
        let client = json!({ "email": email, "name": name, "comment": "", "fields": {}, "tags": [] });
        app.call("clients.add", client).await;
    }
    let message = message(app, "Hello, {{ name }}").await;
    let sender = app.sender().await;
    let settings = settings(&message, &sender);
    let mailing = app.call("mailings.add", json!({ "settings": settings })).await;
    text(&mailing["id"])
}

async fn message(app: &App, subject: &str) -> String {
    let draft = json!({
        "subject": subject, "format": "html", "text_body": null,
        "body": "<p>Dear {{ name }}, the shop is open.</p>",
    });
    text(&app.call("messages.add", draft).await["id"])
}

fn settings(message: &str, sender: &str) -> Value {
    json!({
        "name": "October news", "message_id": message, "sender_id": sender,
        "audience": { "kind": "all" }, "starts_at": null, "ends_at": null,
        "zone": "Europe/Moscow", "scheduled": false,
    })
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

pub async fn counts(app: &App, mailing: &str) -> Value {
    app.call("mailings.show", json!({ "id": mailing })).await["mailing"]["counts"].clone()
}

pub async fn status(app: &App, mailing: &str) -> String {
    text(&app.call("mailings.show", json!({ "id": mailing })).await["mailing"]["status"])
}

pub async fn attempts(app: &App, filter: Value) -> Vec<Value> {
    let page = app.call("attempts.list", json!({ "filter": filter, "after": null, "limit": 100 })).await;
    page["rows"].as_array().expect("rows").clone()
}

pub async fn start(app: &App, mailing: &str) {
    app.call("mailings.start", json!({ "id": mailing })).await;
    app.engine.run_until_idle().await;
}

/// A mailing to so many clients whose letters the server takes its time over.
pub async fn slow_mailing(
    app: &App,
    letters: usize,
    options: Options,
) -> (RehearsalServer, Vec<String>, String) {
    let server = RehearsalServer::start(options).await.expect("an SMTP server");
    let emails: Vec<String> = (0..letters).map(|n| format!("slow-{n}@example.org")).collect();
    let clients: Vec<(&str, &str)> = emails.iter().map(|email| (email.as_str(), "Anna")).collect();
    let id = mailing(app, &clients).await;
    let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
    tx.run("update senders set port = $1", db::params![server.port()]).await.expect("an update");
    tx.commit().await.expect("a commit");
    (server, emails, id)
}

/// Waits until so many letters are past the gate and without an answer.
pub async fn until_sending(app: &App, mailing: &str, letters: u64) {
    while counts(app, mailing).await["sending"] != letters {
        tokio::task::yield_now().await;
    }
}

stories! {
    async fn every_recipient_gets_their_own_letter_and_an_attempt(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("boris@example.org", "Борис")]).await;
        start(&app, &id).await;

        assert_eq!(status(&app, &id).await, "sent");
        assert_eq!(counts(&app, &id).await["sent"], 2);
        let ledger = app.rehearsal.ledger();
        assert_eq!(ledger.copies("anna@example.org"), 1);
        let letter = ledger.arrivals.iter().find(|a| a.to == "boris@example.org").expect("Boris's letter");
        let letter = mail_parser::MessageParser::default().parse(&*letter.bytes).expect("a letter");
        assert_eq!(letter.subject(), Some("Hello, Борис"));
        assert!(letter.body_html(0).expect("HTML").contains("Dear Борис"));

        let attempts = attempts(&app, json!({ "mailing_id": id })).await;
        assert_eq!(attempts.len(), 2);
        assert!(attempts.iter().all(|a| a["outcome"] == "success" && a["stage"] == "dot" && a["code"] == 250));
        app.finish().await;
    }

    async fn a_refused_address_fails_with_the_servers_words_and_is_suppressed(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("refuse@example.org", "Роман")]).await;
        start(&app, &id).await;

        assert_eq!(status(&app, &id).await, "sent");
        let failed = attempts(&app, json!({ "outcome": "failure" })).await;
        assert_eq!(failed.len(), 1);
        assert_eq!(failed[0]["code"], 550);
        assert_eq!(failed[0]["enhanced"], "5.1.1");
        assert_eq!(failed[0]["stage"], "rcpt");
        assert!(text(&failed[0]["answer"]).starts_with("550 5.1.1"));
        let list = app.call("suppressions.list", json!({ "search": "", "after": null, "limit": 10 })).await;
        assert_eq!(list["rows"][0]["email"], "refuse@example.org");
        assert_eq!(list["rows"][0]["reason"], "refused");

        // The next mailing leaves that address out, visibly.
        let again = app.call("mailings.duplicate", json!({ "id": id })).await;
        let again = text(&again["id"]);
        start(&app, &again).await;
        let counts = counts(&app, &again).await;
        assert_eq!((counts["sent"].clone(), counts["skipped"].clone()), (json!(1), json!(1)));
        app.finish().await;
    }

    async fn a_greylisted_recipient_is_tried_again_and_gets_the_letter_once(app: App) {
        let id = mailing(&app, &[("once-450@example.org", "Ольга")]).await;
        start(&app, &id).await;
        assert_eq!(status(&app, &id).await, "running");
        assert_eq!(counts(&app, &id).await["queued"], 1);

        app.clock.advance(3 * MINUTE);
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.ledger().attempts("once-450@example.org"), 1, "before the back-off is over");

        app.clock.advance(4 * MINUTE);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        assert_eq!(app.rehearsal.ledger().copies("once-450@example.org"), 1);
        let outcomes: Vec<Value> =
            attempts(&app, json!({})).await.iter().map(|a| a["outcome"].clone()).collect();
        assert_eq!(outcomes, ["success", "failure"], "newest first");
        app.finish().await;
    }

    async fn a_connection_cut_before_the_dot_costs_nobody_a_letter(app: App) {
        let id = mailing(&app, &[("once-drop-before-dot@example.org", "Ирина"), ("anna@example.org", "Анна")]).await;
        start(&app, &id).await;
        app.clock.advance(6 * MINUTE);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        assert_eq!(app.rehearsal.ledger().copies("once-drop-before-dot@example.org"), 1);
        assert_eq!(app.rehearsal.ledger().copies("anna@example.org"), 1);
        app.finish().await;
    }

    async fn a_connection_cut_after_the_dot_is_shown_as_perhaps_twice(app: App) {
        let id = mailing(&app, &[("once-drop-after-dot@example.org", "Ирина")]).await;
        start(&app, &id).await;
        assert_eq!(counts(&app, &id).await["in_doubt"], 1);

        app.clock.advance(6 * MINUTE);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_eq!(page["perhaps_twice"], 1);
        let ledger = app.rehearsal.ledger();
        let ids: Vec<&str> = ledger.arrivals.iter().map(|a| a.message_id.as_str()).collect();
        assert_eq!(ids.len(), 2);
        assert_eq!(ids[0], ids[1], "both copies carry the same Message-ID");
        app.finish().await;
    }

    async fn a_person_may_count_a_letter_in_doubt_as_sent(app: App) {
        let id = mailing(&app, &[("once-drop-after-dot@example.org", "Ирина")]).await;
        start(&app, &id).await;
        app.call("mailings.settle", json!({ "id": id, "as": "sent" })).await;
        app.clock.advance(HOUR);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        assert_eq!(app.rehearsal.ledger().copies("once-drop-after-dot@example.org"), 1);
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_eq!(page["perhaps_twice"], 0, "there is one copy at most");
        app.finish().await;
    }

    async fn a_mailing_starts_by_itself_when_its_time_has_come(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
        let mut settings = app.call("mailings.show", json!({ "id": id })).await["mailing"].clone();
        settings["starts_at"] = json!(app.clock.now().plus(HOUR));
        settings["ends_at"] = json!(app.clock.now().plus(DAY));
        settings["scheduled"] = json!(true);
        app.call("mailings.change", json!({ "id": id, "settings": settings })).await;

        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "created");
        app.clock.advance(HOUR);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        app.clock.advance(DAY);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "finished");
        app.finish().await;
    }

    async fn a_mailing_that_was_missed_ends_with_everyone_expired(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("boris@example.org", "Борис")]).await;
        let mut settings = app.call("mailings.show", json!({ "id": id })).await["mailing"].clone();
        settings["starts_at"] = json!(app.clock.now().plus(HOUR));
        settings["ends_at"] = json!(app.clock.now().plus(2 * HOUR));
        settings["scheduled"] = json!(true);
        app.call("mailings.change", json!({ "id": id, "settings": settings })).await;

        app.clock.advance(3 * HOUR);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "finished");
        assert_eq!(counts(&app, &id).await["expired"], 2);
        assert_eq!(app.rehearsal.ledger().letters, 0);
        app.finish().await;
    }

    async fn a_paused_mailing_sends_nothing_until_it_is_resumed(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
        app.call("mailings.start", json!({ "id": id })).await;
        app.call("mailings.pause", json!({ "id": id })).await;
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "paused");
        assert_eq!(app.rehearsal.ledger().letters, 0);

        app.call("mailings.resume", json!({ "id": id })).await;
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        app.finish().await;
    }

    async fn nothing_begins_after_a_pause(app: App) {
        // In lock-step, so that the server hears of a letter only when it begins.
        let options = Options { slow: Duration::from_secs(600), extensions: vec![], ..Options::default() };
        let (server, emails, id) = slow_mailing(&app, 12, options).await;

        app.call("mailings.start", json!({ "id": id })).await;
        let worker = app.engine.start_worker();
        let begun = |ledger: &Ledger| emails.iter().map(|email| ledger.attempts(email)).sum::<u64>();
        // Two wait for their answers, and two more have passed the gate.
        server.wait_for(|ledger| ledger.letters == 2).await;
        until_sending(&app, &id, 4).await;
        app.call("mailings.pause", json!({ "id": id })).await;
        let begun = server.read(begun);
        assert_eq!(begun, 2, "it was paused too late");
        server.set_slow(Duration::ZERO);
        // Not by stopping the worker, which would hold them back, too.
        until_sending(&app, &id, 0).await;
        worker.stop().await;

        let letters = server.read(|ledger| ledger.letters);
        assert_eq!(letters, begun, "no letter was begun after the pause, and none was cut off");
        let counts = counts(&app, &id).await;
        assert_eq!((&counts["sent"], &counts["queued"]), (&json!(letters), &json!(12 - letters)));
        app.finish().await;
    }

    async fn a_mailing_goes_on_after_the_computer_has_slept(app: App) {
        let options = Options { slow: Duration::from_millis(300), ..Options::default() };
        let (server, _, id) = slow_mailing(&app, 8, options).await;

        app.call("mailings.start", json!({ "id": id })).await;
        let worker = app.engine.start_worker();
        server.wait_for(|ledger| ledger.letters >= 1).await;
        app.clock.advance(20 * MINUTE);
        server.wait_for(|ledger| ledger.letters >= 8).await;
        worker.stop().await;
        let counts = counts(&app, &id).await;
        assert_eq!(counts["sent"], 8, "{counts}");
        assert_eq!(server.read(|ledger| ledger.letters), 8);
        app.finish().await;
    }

    async fn a_finished_mailing_expires_what_was_not_sent(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("450@example.org", "Глеб")]).await;
        start(&app, &id).await;
        app.call("mailings.finish", json!({ "id": id })).await;
        assert_eq!(status(&app, &id).await, "finished");
        let counts = counts(&app, &id).await;
        assert_eq!((counts["sent"].clone(), counts["expired"].clone()), (json!(1), json!(1)));
        app.finish().await;
    }

    async fn failed_ones_are_sent_again_by_hand(app: App) {
        let id = mailing(&app, &[("once-policy@example.org", "Павел")]).await;
        start(&app, &id).await;
        assert_eq!(counts(&app, &id).await["failed"], 1);
        app.clock.advance(SECOND);
        let again = app.call("mailings.retry_failed", json!({ "id": id })).await;
        assert_eq!((&again["status"], &again["finished_at"]), (&json!("running"), &Value::Null));
        app.engine.run_until_idle().await;
        assert_eq!(counts(&app, &id).await["sent"], 1);
        let numbers: Vec<Value> = attempts(&app, json!({})).await.iter().map(|a| a["number"].clone()).collect();
        assert_eq!(numbers, [2, 1], "newest first");
        let refused = app.refused("mailings.retry_failed", json!({ "id": id })).await;
        assert_eq!(refused.code, "mailing-none-failed");
        app.finish().await;
    }

    async fn a_letter_that_cannot_be_built_fails_alone(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("nameless@example.org", "")]).await;
        let review = app.call("mailings.review", json!({ "id": id })).await;
        assert_eq!(review["problems"][0]["code"], "mailing-values-missing");
        assert_eq!(review["problems"][0]["parameters"]["count"], 1);

        start(&app, &id).await;
        let counts = counts(&app, &id).await;
        assert_eq!((counts["sent"].clone(), counts["failed"].clone()), (json!(1), json!(1)));
        assert_eq!(attempts(&app, json!({ "outcome": "failure" })).await[0]["stage"], "build");
        app.finish().await;
    }

    async fn a_limit_per_minute_is_counted_from_the_real_attempts(app: App) {
        let clients: Vec<(String, String)> =
            (0..5).map(|n| (format!("c{n}@example.org"), format!("C{n}"))).collect();
        let clients: Vec<(&str, &str)> = clients.iter().map(|(e, n)| (e.as_str(), n.as_str())).collect();
        let id = mailing(&app, &clients).await;
        let sender = &app.call("senders.list", json!({})).await[0];
        let mut settings = sender.clone();
        settings["per_minute"] = json!(2);
        let change = json!({ "id": sender["id"], "settings": settings, "password": null });
        app.call("senders.change", change).await;

        start(&app, &id).await;
        assert_eq!(app.rehearsal.ledger().letters, 2);
        let page = app.call("mailings.show", json!({ "id": id })).await;
        assert_eq!(page["waiting"]["code"], "limit-per-minute");
        for letters in [4, 5] {
            app.clock.advance(MINUTE + SECOND);
            app.engine.run_until_idle().await;
            assert_eq!(app.rehearsal.ledger().letters, letters);
        }
        assert_eq!(status(&app, &id).await, "sent");
        app.finish().await;
    }

    async fn a_mailing_to_nobody_does_not_start(app: App) {
        let id = mailing(&app, &[]).await;
        let refused = app.refused("mailings.start", json!({ "id": id })).await;
        assert_eq!(refused.code, "mailing-nobody");
        assert_eq!(status(&app, &id).await, "created");
        app.finish().await;
    }

    async fn tags_choose_the_audience(app: App) {
        for (email, tags) in [
            ("a@example.org", json!(["VIP"])),
            ("b@example.org", json!(["VIP", "Москва"])),
            ("c@example.org", json!([])),
        ] {
            let client = json!({ "email": email, "name": "N", "comment": "", "fields": {}, "tags": tags });
            app.call("clients.add", client).await;
        }
        let count = async |audience: Value| {
            let answer = app.call("mailings.audience", json!({ "audience": audience })).await;
            answer["count"].as_i64().expect("a count")
        };
        assert_eq!(count(json!({ "kind": "all" })).await, 3);
        assert_eq!(count(json!({ "kind": "tags", "any": ["vip"], "all": [], "none": [] })).await, 2);
        assert_eq!(count(json!({ "kind": "tags", "any": ["VIP"], "all": ["МОСКВА"], "none": [] })).await, 1);
        assert_eq!(count(json!({ "kind": "tags", "any": ["VIP"], "all": [], "none": ["Москва"] })).await, 1);
        assert_eq!(count(json!({ "kind": "tags", "any": [], "all": [], "none": ["VIP"] })).await, 1);
        assert_eq!(count(json!({ "kind": "tags", "any": [], "all": [], "none": [] })).await, 0);
        app.finish().await;
    }

    async fn a_rehearsal_sends_to_nobody_and_suppresses_nobody(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("refuse@example.org", "Роман")]).await;
        let copy = app.call("mailings.rehearse", json!({ "id": id })).await;
        app.engine.run_until_idle().await;
        let copy = app.call("mailings.show", json!({ "id": copy["id"] })).await;
        assert_eq!(copy["mailing"]["rehearsal"], true);
        assert_eq!(copy["mailing"]["counts"]["sent"], 1);
        assert_eq!(copy["mailing"]["counts"]["failed"], 1);
        assert_eq!(app.rehearsal.ledger().letters, 0, "the person's own server heard nothing");
        let list = app.call("suppressions.list", json!({ "search": "", "after": null, "limit": 10 })).await;
        assert_eq!(list["rows"], json!([]));

        let home = app.call("home.show", json!({})).await;
        let expected = json!({
            "clients": 2, "mailings": 1, "mailings_running": 0, "attempts_success": 0, "attempts_failure": 0,
        });
        assert_eq!(home["statistics"], expected, "what was rehearsed is in no total");
        let days = home["days"].as_array().expect("days");
        assert!(days.iter().all(|day| (&day["success"], &day["failure"]) == (&json!(0), &json!(0))));
        assert_eq!(home["last_failures"], json!([]));
        let clients = json!({ "filter": {}, "sort": "email", "limit": 1 });
        let anna = app.call("clients.list", clients).await["rows"][0]["id"].clone();
        assert_eq!(app.call("clients.show", json!({ "id": anna })).await["attempts"], json!([]));
        app.finish().await;
    }

    async fn what_is_sent_is_frozen_at_the_start(app: App) {
        let id = mailing(&app, &[("once-450@example.org", "Ольга")]).await;
        start(&app, &id).await;
        let message = app.call("messages.list", json!({ "search": "", "after": null, "limit": 1 })).await;
        let draft = json!({
            "id": message["rows"][0]["id"], "subject": "Other", "format": "text", "body": "Other", "text_body": null,
        });
        app.call("messages.change", draft).await;
        app.clock.advance(HOUR);
        app.engine.run_until_idle().await;
        let ledger = app.rehearsal.ledger();
        let letter = mail_parser::MessageParser::default().parse(&*ledger.arrivals[0].bytes).expect("a letter");
        assert_eq!(letter.subject(), Some("Hello, Ольга"));
        app.finish().await;
    }

    async fn home_counts_what_happened(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("refuse@example.org", "Роман")]).await;
        start(&app, &id).await;
        let home = app.call("home.show", json!({})).await;
        let expected = json!({
            "clients": 2, "mailings": 1, "mailings_running": 0, "attempts_success": 1, "attempts_failure": 1,
        });
        assert_eq!(home["statistics"], expected);
        let days = home["days"].as_array().expect("days");
        assert_eq!(days.len(), 30);
        assert_eq!((&days[29]["success"], &days[29]["failure"]), (&json!(1), &json!(1)));
        assert_eq!(home["last_failures"][0]["email"], "refuse@example.org");
        app.finish().await;
    }
}
