//! Senders: settings, the connection test against real servers, passwords that stay bound.

use engine::{access::Role, texts, users::Language};
use mail::{
    Secret,
    rehearsal::{Options, RehearsalServer},
    smtp::Credentials,
};
use serde_json::{Value, json};
use support::{App, processes::free_port, stories};

fn settings(port: u16) -> Value {
    json!({
        "name": "Shop", "host": "127.0.0.1", "port": port, "security": "none", "username": null,
        "from_name": "Магазин", "from_email": "shop@shop.example",
        "per_minute": null, "per_hour": null, "per_day": null, "connections": 2,
    })
}

/// The settings with some of them changed.
fn with(settings: &Value, changes: Value) -> Value {
    let mut settings = settings.clone();
    for (name, value) in changes.as_object().expect("changes") {
        settings[name] = value.clone();
    }
    settings
}

fn signed_in(port: u16) -> Value {
    with(&settings(port), json!({ "username": "olga" }))
}

/// A server that wants a sign-in, on that port; 0: any.
async fn server(password: &str, port: u16) -> RehearsalServer {
    let credentials = Credentials { username: "olga".to_owned(), password: Secret::new(password) };
    let options = Options { port, credentials: Some(credentials), ..Options::default() };
    RehearsalServer::start(options).await.expect("a server")
}

async fn add(app: &App, settings: Value, password: Option<&str>) -> Value {
    app.call("senders.add", json!({ "settings": settings, "password": password })).await
}

async fn test(app: &App, settings: &Value, password: Option<&str>) -> Value {
    app.call("senders.try", json!({ "settings": settings, "password": password })).await
}

fn steps(test: &Value) -> Vec<&str> {
    let steps = test["steps"].as_array().expect("steps");
    steps.iter().map(|step| step["step"].as_str().expect("a step")).collect()
}

/// The step at which the test ended, and why; every step before it passed.
fn failure(test: &Value) -> (&str, &str) {
    assert_eq!(test["ok"], false, "{test}");
    let steps = test["steps"].as_array().expect("steps");
    let (last, before) = steps.split_last().expect("a step");
    assert!(before.iter().all(|step| step["ok"] == true), "{test}");
    (last["step"].as_str().expect("a step"), last["problem"]["code"].as_str().expect("a code"))
}

/// A mailing of a message to one client through the sender.
async fn mailing(app: &App, sender: &Value, changes: Value) -> Value {
    let client = json!({ "email": "anna@example.org", "name": "Anna" });
    app.call("clients.add", client).await;
    let draft = json!({ "subject": "News", "format": "text", "body": "Hello", "text_body": null });
    let message = app.call("messages.add", draft).await;
    let mailing = json!({
        "name": "October", "message_id": message["id"], "sender_id": sender["id"],
        "audience": { "kind": "all" }, "starts_at": null, "ends_at": null,
        "zone": "Europe/Moscow", "scheduled": false,
    });
    app.call("mailings.add", json!({ "settings": with(&mailing, changes) })).await
}

#[test]
fn every_preset_says_how_to_get_a_password_in_both_languages() {
    for key in ["yandex", "mailru", "gmail", "outlook", "icloud", "rambler", "own"] {
        for language in [Language::En, Language::Ru] {
            let (name, help) = (format!("preset-{key}-name"), format!("preset-{key}-help"));
            assert_ne!(texts::text(language, &name, &[]), name);
            assert_ne!(texts::text(language, &help, &[]), help);
        }
    }
}

stories! {
    async fn a_test_goes_through_every_step_up_to_the_from_address(app: App) {
        let server = server("right", 0).await;
        let sender = add(&app, signed_in(server.port()), Some("right")).await;
        assert_eq!(sender["has_password"], true);
        assert!(!sender.to_string().contains("right"), "no password leaves the key store: {sender}");
        let test = app.call("senders.test", json!({ "id": sender["id"] })).await;
        assert_eq!(test["ok"], true, "{test}");
        assert_eq!(steps(&test), ["name", "port", "greeting", "sign_in", "from"]);
        assert_eq!(server.ledger().letters, 0, "a test sends nothing");
        app.finish().await;
    }

    async fn a_wrong_password_fails_at_the_sign_in_with_the_servers_words(app: App) {
        let server = server("right", 0).await;
        let test = test(&app, &signed_in(server.port()), Some("wrong")).await;
        assert_eq!(failure(&test), ("sign_in", "smtp-sign-in-refused"));
        let answer = test["steps"].as_array().unwrap().last().unwrap()["answer"].as_str().unwrap();
        assert!(answer.starts_with("535"), "{answer}");
        assert!(!test.to_string().contains("wrong"), "{test}");
        app.finish().await;
    }

    async fn a_closed_port_is_told_from_a_server_without_tls(app: App) {
        let closed = test(&app, &settings(free_port()), None).await;
        assert_eq!(failure(&closed), ("port", "smtp-connection-refused"));

        let plain = settings(app.rehearsal.port());
        let test_of = async |security: &str| test(&app, &with(&plain, json!({ "security": security })), None).await;
        assert_eq!(failure(&test_of("tls").await), ("tls", "smtp-not-tls"));
        assert_eq!(failure(&test_of("starttls").await), ("tls", "smtp-starttls-missing"));
        assert_eq!(test_of("none").await["ok"], true);
        app.finish().await;
    }

    async fn a_password_is_asked_for_again_when_its_server_or_user_changes(app: App) {
        let settings = signed_in(app.rehearsal.port());
        let id = add(&app, settings.clone(), Some("right")).await["id"].clone();
        for change in [
            json!({ "host": "localhost" }), json!({ "port": 2525 }), json!({ "security": "tls" }),
            json!({ "username": "boris" }),
        ] {
            let changed = json!({ "id": id, "settings": with(&settings, change), "password": null });
            assert_eq!(app.refused("senders.change", changed.clone()).await.code, "sender-password-needed");
            assert_eq!(app.refused("senders.try", changed).await.code, "sender-password-needed");
        }
        // Nothing was changed, and what does not concern the sign-in can be.
        let renamed = with(&settings, json!({ "name": "Flowers", "per_minute": 5 }));
        let renamed = json!({ "id": id, "settings": renamed, "password": null });
        let sender = app.call("senders.change", renamed).await;
        assert_eq!((&sender["name"], &sender["has_password"]), (&json!("Flowers"), &json!(true)));

        let moved = with(&settings, json!({ "username": "boris" }));
        let moved = json!({ "id": id, "settings": moved, "password": "another" });
        assert_eq!(app.call("senders.change", moved).await["has_password"], true);
        let without = json!({ "id": id, "settings": with(&settings, json!({ "username": "" })), "password": null });
        let without = app.call("senders.change", without).await;
        assert_eq!((&without["username"], &without["has_password"]), (&Value::Null, &json!(false)));
        app.finish().await;
    }

    async fn a_changed_sender_is_tried_with_its_kept_password(app: App) {
        let server = server("right", 0).await;
        let id = add(&app, signed_in(server.port()), Some("right")).await["id"].clone();
        let settings = with(&signed_in(server.port()), json!({ "from_name": "Flowers" }));
        let test = app.call("senders.try", json!({ "id": id, "settings": settings, "password": null })).await;
        assert_eq!(test["ok"], true, "{test}");
        let another = app.used_by_another(Role::User).await;
        let stolen = another.call("senders.try", json!({ "id": id, "settings": settings, "password": null }));
        assert_eq!(stolen.await.expect_err("refused").code, "not-found");
        app.finish().await;
    }

    async fn what_stopped_a_sender_is_lifted_by_a_test_that_succeeds(app: App) {
        let wrong = server("changed by the provider", 0).await;
        let port = wrong.port();
        let sender = add(&app, signed_in(port), Some("right")).await;
        let mailing = mailing(&app, &sender, json!({})).await;
        app.call("mailings.start", json!({ "id": mailing["id"] })).await;
        app.engine.run_until_idle().await;
        let problem = async || app.call("senders.list", json!({})).await[0]["problem"].clone();
        assert_eq!(problem().await["code"], "smtp-sign-in-refused");

        // No other mailing tries the same password, and a person's "go on" does so once.
        let tried = || wrong.read(|ledger| ledger.connections);
        let before = tried();
        let next = app.call("mailings.duplicate", json!({ "id": mailing["id"] })).await;
        app.call("mailings.start", json!({ "id": next["id"] })).await;
        app.engine.run_until_idle().await;
        let paused = app.call("mailings.show", json!({ "id": next["id"] })).await["mailing"].clone();
        assert_eq!(paused["pause"]["reason"]["code"], "smtp-sign-in-refused");
        assert_eq!(tried(), before);
        app.call("mailings.resume", json!({ "id": next["id"] })).await;
        app.engine.run_until_idle().await;
        assert_eq!(tried(), before + 1);

        let test = async || app.call("senders.test", json!({ "id": sender["id"] })).await;
        assert_eq!(test().await["ok"], false);
        assert_eq!(problem().await["code"], "smtp-sign-in-refused");
        wrong.stop().await;
        let _right = server("right", port).await;
        assert_eq!(test().await["ok"], true);
        assert_eq!(problem().await, Value::Null);
        app.finish().await;
    }

    async fn a_letter_that_is_too_big_for_the_server_stops_its_mailing_with_what_to_do(app: App) {
        let options = Options { extensions: vec!["SIZE 100".to_owned()], ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a server");
        let sender = add(&app, settings(server.port()), None).await;
        let mailing = mailing(&app, &sender, json!({})).await;
        app.call("mailings.start", json!({ "id": mailing["id"] })).await;
        app.engine.run_until_idle().await;
        let paused = app.call("mailings.show", json!({ "id": mailing["id"] })).await["mailing"].clone();
        assert_eq!(paused["pause"]["reason"]["code"], "smtp-letter-too-big");
        assert_eq!(paused["counts"]["queued"], 1, "no recipient is to blame");
        app.finish().await;
    }

    async fn a_sender_that_a_mailing_needs_is_not_deleted(app: App) {
        let id = app.sender().await;
        let sender = json!({ "id": id });
        let scheduled = json!({ "scheduled": true, "starts_at": 4_000_000_000_000_i64 });
        let mailing = mailing(&app, &sender, scheduled).await;
        let refused = app.refused("senders.delete", sender.clone()).await;
        assert_eq!((&*refused.code, &refused.parameters["mailing"]), ("sender-needed", &json!("October")));

        let mailing = json!({ "id": mailing["id"] });
        app.call("mailings.start", mailing.clone()).await;
        assert_eq!(app.refused("senders.delete", sender.clone()).await.code, "sender-needed");
        app.call("mailings.pause", mailing.clone()).await;
        assert_eq!(app.refused("senders.delete", sender.clone()).await.code, "sender-needed");
        app.call("mailings.finish", mailing).await;
        app.call("senders.delete", sender).await;
        assert_eq!(app.call("senders.list", json!({})).await, json!([]));
        app.finish().await;
    }

    async fn the_rehearsal_sender_is_made_once_and_reaches_nobody(app: App) {
        let (one, two) = tokio::join!(
            app.call("senders.rehearsal", json!({})),
            app.call("senders.rehearsal", json!({})),
        );
        assert_eq!(one["id"], two["id"]);
        assert_eq!(one["rehearsal"], true);
        assert_eq!(app.call("senders.list", json!({})).await.as_array().unwrap().len(), 1);
        // A person may have the same idea for a name.
        add(&app, with(&settings(25), json!({ "name": "Rehearsal" })), None).await;

        let test = app.call("senders.test", json!({ "id": one["id"] })).await;
        assert_eq!(test["ok"], true, "{test}");
        let draft = json!({ "subject": "News", "format": "text", "body": "Hello", "text_body": null });
        let message = app.call("messages.add", draft).await;
        let order = json!({ "id": message["id"], "sender_id": one["id"], "to": "anna@example.org", "client_id": null });
        let letter = app.call("messages.send_test", order).await;
        assert_eq!(letter["ok"], true, "{letter}");
        let server = app.engine.inner().rehearsal.running().await.expect("the server");
        assert_eq!(server.ledger().letters, 1);
        assert!(server.ledger().recipients.is_empty(), "a million addresses take no memory");
        assert_eq!(app.rehearsal.ledger().connections, 0);

        let changed = json!({ "id": one["id"], "settings": settings(25), "password": null });
        assert_eq!(app.refused("senders.change", changed).await.code, "sender-rehearsal");
        app.finish().await;
    }

    async fn a_sender_does_not_exist_for_others_not_even_for_a_manager(app: App) {
        let id = app.sender().await;
        for role in [Role::User, Role::Manager] {
            let another = app.used_by_another(role).await;
            for command in ["senders.test", "senders.delete"] {
                let refused = another.call(command, json!({ "id": id })).await.expect_err("refused");
                assert_eq!(refused.code, "not-found", "{command} by a {role}");
            }
            assert_eq!(another.call("senders.list", json!({})).await.unwrap(), json!([]));
        }
        assert_eq!(app.call("senders.list", json!({})).await.as_array().unwrap().len(), 1);
        app.finish().await;
    }

    async fn settings_that_cannot_work_are_refused_beside_their_input(app: App) {
        app.sender().await;
        let good = with(&settings(587), json!({ "name": "Another" }));
        for (change, code, field) in [
            (json!({ "name": " " }), "name-empty", "name"),
            (json!({ "name": "sHOP" }), "sender-exists", "name"),
            (json!({ "host": "" }), "sender-host", "host"),
            (json!({ "host": "smtp example.org" }), "sender-host", "host"),
            (json!({ "host": "smtp.example.org:587" }), "sender-host", "host"),
            (json!({ "host": "https://example.org" }), "sender-host", "host"),
            (json!({ "port": 0 }), "sender-port", "port"),
            (json!({ "port": 65_536 }), "sender-port", "port"),
            (json!({ "connections": 0 }), "sender-connections", "connections"),
            (json!({ "connections": 51 }), "sender-connections", "connections"),
            (json!({ "per_minute": 0 }), "sender-limit", "per_minute"),
            (json!({ "per_day": -1 }), "sender-limit", "per_day"),
            (json!({ "from_email": "nobody" }), "address-no-at", "from_email"),
            (json!({ "from_name": "Shop\r\nBcc: all@example.org" }), "text-control-character", "from_name"),
            (json!({ "username": "olga" }), "sender-password-needed", "password"),
        ] {
            let sender = json!({ "settings": with(&good, change.clone()), "password": null });
            let refused = app.refused("senders.add", sender).await;
            assert_eq!((&*refused.code, refused.field.as_deref()), (code, Some(field)), "{change}");
        }
        let sender = json!({ "settings": good, "password": "but no user name" });
        assert_eq!(app.refused("senders.add", sender).await.code, "sender-username-needed");
        for host in ["SMTP.Example.org", "почта.рф", "mailserver", "192.0.2.1", "2001:db8::1"] {
            let sender = with(&good, json!({ "name": host, "host": host }));
            assert_eq!(add(&app, sender, None).await["host"], host.to_lowercase());
        }
        app.finish().await;
    }

    async fn every_preset_can_be_saved_as_it_is(app: App) {
        let presets = app.call("senders.presets", json!({})).await;
        let presets = presets.as_array().unwrap();
        assert_eq!(presets.len(), 7);
        for preset in presets {
            let mut sender = with(&settings(25), preset.clone());
            if sender["host"] == "" {
                sender["host"] = json!("mail.shop.example");
            }
            let kept = add(&app, sender.clone(), None).await;
            for name in ["host", "port", "security", "per_minute", "per_hour", "per_day", "connections"] {
                assert_eq!(kept[name], sender[name], "{name} of {}", preset["key"]);
            }
        }
        app.finish().await;
    }
}
