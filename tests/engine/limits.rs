//! What a sender and its server allow: letters over a connection, and the pace.

use crate::mailings::{attempts, counts, mailing, status};
use engine::clock::{MINUTE, SECOND};
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::{Value, json};
use support::{App, stories};

/// A mailing to these people, by a server of its own.
async fn mailing_by(
    app: &App,
    options: Options,
    change: Value,
    emails: &[String],
) -> (RehearsalServer, String) {
    let server = RehearsalServer::start(options).await.expect("an SMTP server");
    let clients: Vec<(&str, &str)> = emails.iter().map(|email| (email.as_str(), "Anna")).collect();
    let id = mailing(app, &clients).await;
    let sender = app.call("senders.list", json!({})).await[0].clone();
    let mut settings = sender.clone();
    settings["port"] = json!(server.port());
    for (name, value) in change.as_object().expect("settings") {
        settings[name] = value.clone();
    }
    let change = json!({ "id": sender["id"], "settings": settings, "password": null });
    app.call("senders.change", change).await;
    app.call("mailings.start", json!({ "id": id })).await;
    (server, id)
}

fn clients(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("client{n}@example.org")).collect()
}

stories! {
    async fn a_server_that_takes_few_letters_over_a_connection_gets_all_of_them(app: App) {
        let options = Options { letters_per_connection: Some(3), ..Options::default() };
        let (server, id) = mailing_by(&app, options, json!({}), &clients(20)).await;
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        assert_eq!(server.read(|ledger| ledger.letters), 20);
        // Each refused one went at once over another connection.
        let refused = attempts(&app, json!({ "mailing_id": id, "outcome": "failure" })).await;
        assert!(!refused.is_empty());
        assert!(refused.iter().all(|a| a["stage"] == "mail_from" && a["retry_at"] == a["finished_at"]));
        app.finish().await;
    }

    async fn a_connection_takes_no_more_letters_than_the_sender_allows(app: App) {
        let options = Options { letters_per_connection: Some(3), ..Options::default() };
        let (server, id) =
            mailing_by(&app, options, json!({ "letters_per_connection": 3 }), &clients(20)).await;
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        assert!(server.read(|ledger| ledger.connections) >= 7);
        assert_eq!(attempts(&app, json!({ "mailing_id": id, "outcome": "failure" })).await, Vec::<Value>::new());
        app.finish().await;
    }

    async fn a_server_that_finds_us_too_fast_gets_half_as_many_and_more_again_with_time(app: App) {
        let mut emails = clients(100);
        emails.insert(40, "once-421@example.org".to_owned());
        let (server, id) = mailing_by(&app, Options::default(), json!({ "connections": 1 }), &emails).await;
        let letters = || server.read(|ledger| ledger.letters);
        let waiting = async || app.call("mailings.show", json!({ "id": id })).await["waiting"].clone();
        app.engine.run_until_idle().await;
        assert_eq!((letters(), &waiting().await["code"]), (40, &json!("server-busy")));
        // It is none of the recipient's tries.
        let sql = "select tries from deliveries where email = 'once-421@example.org'";
        assert_eq!(app.engine.inner().db.one::<(i64,)>(sql, vec![]).await.expect("a row"), (0,));

        // Forty and some in that minute, half of them now: three in ten seconds.
        app.clock.advance(MINUTE + SECOND);
        for sent in [43, 46] {
            app.engine.run_until_idle().await;
            let waiting = waiting().await;
            assert_eq!((letters(), &waiting["code"]), (sent, &json!("limit-pace")));
            assert_eq!(waiting["parameters"]["limit"], 3);
            app.clock.advance(11 * SECOND);
        }
        // Twice as many after ten minutes.
        app.clock.advance(10 * MINUTE);
        app.engine.run_until_idle().await;
        assert!((52..=53).contains(&letters()), "{}", letters());
        app.clock.advance(100 * MINUTE);
        app.engine.run_until_idle().await;
        assert_eq!((letters(), status(&app, &id).await.as_str()), (101, "sent"));
        assert_eq!(counts(&app, &id).await["sent"], 101);
        app.finish().await;
    }
}
