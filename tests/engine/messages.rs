//! Messages: drafts that are never lost, files that travel with them, previews, test letters.

use engine::access::Role;
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::{Value, json};
use std::path::PathBuf;
use support::{App, stories};

fn draft(subject: &str, body: &str) -> Value {
    json!({ "subject": subject, "format": "html", "body": body, "text_body": null })
}

/// A draft with a plain-text part of its own.
fn with_text(text: &str) -> Value {
    json!({ "subject": "", "format": "html", "body": "<p>Hello</p>", "text_body": text })
}

/// The draft with an id beside it.
fn change(id: &Value, draft: &Value) -> Value {
    let mut change = draft.clone();
    change["id"] = id.clone();
    change
}

async fn add(app: &App, draft: Value) -> Value {
    app.call("messages.add", draft).await
}

async fn client(app: &App, email: &str, name: &str) -> Value {
    let client = json!({ "email": email, "name": name, "comment": "VIP", "fields": { "город": "Омск" } });
    app.call("clients.add", client).await
}

/// A file beside the test's database.
fn file(app: &App, name: &str, bytes: &[u8]) -> PathBuf {
    let path = app.folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    path
}

async fn attach(app: &App, message: &Value, path: PathBuf) -> Value {
    app.call("messages.attach", json!({ "id": message["id"], "path": path })).await
}

/// How many files' bytes the database holds.
async fn blobs(app: &App) -> i64 {
    let (blobs,): (i64,) =
        app.engine.inner().db.one("select count(*) from blobs", vec![]).await.expect("a count");
    blobs
}

async fn preview(app: &App, draft: &Value, client: &Value) -> Value {
    app.call("messages.preview", json!({ "draft": draft, "client_id": client })).await
}

async fn send_test(app: &App, message: &Value, sender: &str, to: &str) -> Value {
    let order = json!({ "id": message["id"], "sender_id": sender, "to": to, "client_id": null });
    app.call("messages.send_test", order).await
}

async fn mailing(app: &App, message: &Value) -> Value {
    let sender = app.sender().await;
    let settings = json!({
        "name": "October", "message_id": message["id"], "sender_id": sender,
        "audience": { "kind": "all" }, "starts_at": 4_000_000_000_000_i64, "ends_at": null,
        "zone": "Europe/Moscow", "scheduled": true,
    });
    json!({ "id": app.call("mailings.add", json!({ "settings": settings })).await["id"] })
}

stories! {
    async fn a_message_is_kept_as_it_was_written(app: App) {
        let written = json!({
            "subject": "  Осенние скидки для {{ name }} ", "format": "markdown",
            "body": "# Здравствуйте\r\n\n*{{ name }}*  \n", "text_body": "Просто текст",
        });
        let message = add(&app, written.clone()).await;
        assert_eq!(message["subject"], "Осенние скидки для {{ name }}");
        let shown = app.call("messages.show", json!({ "id": message["id"] })).await;
        for name in ["format", "body", "text_body"] {
            assert_eq!(shown[name], written[name]);
        }
        app.clock.advance(1);
        let changed = app.call("messages.change", change(&message["id"], &draft("New", "<p>New</p>"))).await;
        assert_eq!((&changed["subject"], &changed["text_body"]), (&json!("New"), &Value::Null));
        assert!(changed["updated_at"].as_i64() > message["updated_at"].as_i64());
        app.finish().await;
    }

    async fn a_list_shows_what_was_changed_last_first_and_finds_in_any_case(app: App) {
        for number in 1..=5 {
            app.clock.advance(1);
            add(&app, draft(&format!("Новости {number}"), "")).await;
        }
        add(&app, draft("100% off", "")).await;
        let list = async |search: &str, after: &Value| {
            app.call("messages.list", json!({ "search": search, "after": after, "limit": 2 })).await
        };
        let (mut found, mut after) = (vec![], Value::Null);
        loop {
            let page = list("нОВОСТИ", &after).await;
            found.extend(page["rows"].as_array().unwrap().iter().map(|row| row["subject"].clone()));
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        assert_eq!(found, ["Новости 5", "Новости 4", "Новости 3", "Новости 2", "Новости 1"]);
        assert_eq!(list("0%", &Value::Null).await["rows"].as_array().unwrap().len(), 1);
        assert_eq!(list("", &Value::Null).await["rows"][0]["subject"], "100% off", "changed with the last of the others, and later");
        app.finish().await;
    }

    async fn what_no_letter_could_hold_is_refused_beside_its_input(app: App) {
        let long = "x".repeat(1_000_001);
        for (draft, code, field) in [
            (draft("Hello\r\nBcc: all@example.org", ""), "text-control-character", "subject"),
            (draft(&"д".repeat(301), ""), "text-too-long", "subject"),
            (draft("", &long), "message-too-long", "body"),
            (draft("", "\0"), "text-control-character", "body"),
            (with_text(&long), "message-too-long", "text_body"),
        ] {
            let refused = app.refused("messages.add", draft).await;
            assert_eq!((&*refused.code, refused.field.as_deref()), (code, Some(field)));
        }
        app.finish().await;
    }

    async fn a_draft_with_mistakes_is_kept_and_the_preview_names_them(app: App) {
        for (draft, code, field) in [
            (draft("Hello {{ name", ""), "merge-syntax", "subject"),
            (draft("Hello", "<p>{% for x in y %}</p>"), "merge-syntax", "body"),
            (with_text("{{ name|nonsense }}"), "merge-failed", "text_body"),
        ] {
            let kept = add(&app, draft.clone()).await;
            assert_eq!(kept["body"], draft["body"]);
            let preview = preview(&app, &draft, &Value::Null).await;
            let problem = &preview["problems"][0];
            assert_eq!((&problem["code"], &problem["field"]), (&json!(code), &json!(field)));
        }
        app.finish().await;
    }

    async fn a_preview_shows_a_real_client_and_can_do_no_harm(app: App) {
        let anna = client(&app, "anna@example.org", "Анна <b>").await;
        let boris = client(&app, "boris@example.org", "").await;
        let body = "<p onclick=\"x()\">Dear {{ name }} of {{ город }}</p><script>alert(1)</script>";
        let draft = draft("Hello, {{ name|default('friend') }}", body);

        let first = preview(&app, &draft, &Value::Null).await;
        assert_eq!(first["client"]["id"], anna["id"], "the first there is");
        assert_eq!(first["subject"], "Hello, Анна <b>");
        let html = first["html"].as_str().unwrap();
        assert!(html.contains("Dear Анна &lt;b&gt; of Омск"), "{html}");
        assert!(!html.contains("script") && !html.contains("onclick"), "{html}");
        assert!(first["text"].as_str().unwrap().contains("Dear Анна <b> of Омск"));
        assert!(first["size"].as_u64().unwrap() > 400);
        assert_eq!(first["problems"], json!([]));

        let second = preview(&app, &draft, &boris["id"]).await;
        assert_eq!(second["subject"], "Hello, friend");
        assert_eq!(second["problems"], json!([{ "code": "merge-missing", "parameters": { "field": "name" }, "field": null }]));

        let another = app.used_by_another(Role::User).await;
        let stolen = another.call("messages.preview", json!({ "draft": draft, "client_id": anna["id"] })).await;
        assert_eq!(stolen.expect_err("refused").code, "not-found");
        app.finish().await;
    }

    async fn without_clients_a_preview_is_as_if_to_its_writer(app: App) {
        let draft = draft("{{ name }}, {{ email }}", "<p>{{ город }} {{ comment }}</p>");
        let preview = preview(&app, &draft, &Value::Null).await;
        assert_eq!(preview["subject"], "Ольга, olga@shop.example");
        assert_eq!((&preview["problems"], &preview["client"]), (&json!([]), &Value::Null));
        assert!(preview["html"].as_str().unwrap().contains("город Комментарий"));
        app.finish().await;
    }

    async fn the_fields_are_those_of_every_client_and_the_owners_own(app: App) {
        assert_eq!(app.call("messages.fields", json!({})).await, json!(["name", "email", "comment"]));
        client(&app, "anna@example.org", "").await;
        client(&app, "boris@example.org", "").await;
        assert_eq!(app.call("messages.fields", json!({})).await, json!(["name", "email", "comment", "город"]));
        app.finish().await;
    }

    async fn the_bytes_of_a_file_are_kept_once_and_go_with_the_last_that_needs_them(app: App) {
        let (one, two) = (add(&app, draft("One", "")).await, add(&app, draft("Two", "")).await);
        let price = file(&app, "прайс.pdf", b"%PDF-1.7 prices");
        let attachment = attach(&app, &one, price.clone()).await;
        assert_eq!((&attachment["name"], &attachment["size"]), (&json!("прайс.pdf"), &json!(15)));
        assert_eq!(attachment["media_type"], "application/pdf");
        attach(&app, &two, price).await;
        attach(&app, &two, file(&app, "unknown.kind", b"?")).await;
        assert_eq!(blobs(&app).await, 2);
        let list = app.call("messages.list", json!({ "after": null, "limit": 10 })).await;
        assert_eq!(list["rows"][0]["attachments"], 2);

        app.call("messages.detach", json!({ "id": attachment["id"] })).await;
        assert_eq!(app.call("messages.show", json!({ "id": one["id"] })).await["attachments"], json!([]));
        assert_eq!(blobs(&app).await, 2, "the other message has it still");
        app.call("messages.delete", json!({ "ids": [two["id"]] })).await;
        assert_eq!(blobs(&app).await, 0);
        app.finish().await;
    }

    async fn what_cannot_be_attached_gets_one_clear_sentence(app: App) {
        let message = add(&app, draft("One", "")).await;
        let ten = 10_000_000;
        for (path, code) in [
            (app.folder.path().to_owned(), "file-is-folder"),
            (app.folder.path().join("gone.pdf"), "file-not-found"),
            (file(&app, "empty.pdf", b""), "file-empty"),
            (file(&app, "big.pdf", &vec![0; ten + 1]), "attachment-too-big"),
            (file(&app, "two\nlines.pdf", b"x"), "text-control-character"),
            (file(&app, "back\\slash.pdf", b"x"), "attachment-name"),
            (PathBuf::from("/dev/zero"), "file-unreadable"),
        ] {
            let refused = app.refused("messages.attach", json!({ "id": message["id"], "path": path })).await;
            assert_eq!((&*refused.code, refused.field.as_deref()), (code, Some("path")), "{}", path.display());
        }
        attach(&app, &message, file(&app, "one.bin", &vec![1; ten])).await;
        attach(&app, &message, file(&app, "two.bin", &vec![2; ten])).await;
        let third = json!({ "id": message["id"], "path": file(&app, "three.bin", b"3") });
        assert_eq!(app.refused("messages.attach", third).await.code, "attachments-too-big");
        assert_eq!(blobs(&app).await, 2);
        app.finish().await;
    }

    async fn a_message_that_a_mailing_needs_is_not_deleted(app: App) {
        client(&app, "anna@example.org", "Анна").await;
        let (free, needed) = (add(&app, draft("Free", "")).await, add(&app, draft("Hi", "<p>Hi</p>")).await);
        attach(&app, &needed, file(&app, "price.pdf", b"prices")).await;
        let mailing = mailing(&app, &needed).await;
        let both = json!({ "ids": [free["id"], needed["id"]] });
        let refused = app.refused("messages.delete", both.clone()).await;
        assert_eq!(refused.code, "message-needed");
        assert_eq!((&refused.parameters["subject"], &refused.parameters["mailing"]), (&json!("Hi"), &json!("October")));
        app.call("messages.show", json!({ "id": free["id"] })).await; // all or none

        app.call("mailings.start", mailing.clone()).await;
        assert_eq!(app.refused("messages.delete", both.clone()).await.code, "message-needed");
        app.call("mailings.pause", mailing.clone()).await;
        assert_eq!(app.refused("messages.delete", both.clone()).await.code, "message-needed");
        app.call("mailings.resume", mailing.clone()).await;
        app.engine.run_until_idle().await;

        assert_eq!(app.call("messages.delete", both.clone()).await, json!({ "count": 2 }));
        assert_eq!(app.refused("messages.delete", both).await.code, "not-found");
        assert_eq!(blobs(&app).await, 1, "the mailing still shows what it sent");
        app.finish().await;
    }

    async fn a_test_letter_has_a_clients_values_and_goes_to_oneself(app: App) {
        client(&app, "anna@example.org", "Анна").await;
        let message = add(&app, draft("Hello, {{ name }}", "<p>Dear {{ name }}</p>")).await;
        attach(&app, &message, file(&app, "прайс.pdf", b"prices")).await;
        let answer = send_test(&app, &message, &app.sender().await, "Olga@shop.example").await;
        assert_eq!((&answer["ok"], &answer["problem"]), (&json!(true), &Value::Null));
        assert!(answer["answer"].as_str().unwrap().starts_with("250"), "{answer}");

        let ledger = app.rehearsal.ledger();
        assert_eq!(ledger.letters, 1);
        let arrival = &ledger.arrivals[0];
        assert_eq!((&*arrival.from, &*arrival.to), ("shop@shop.example", "Olga@shop.example"));
        let letter = MessageParser::default().parse(&*arrival.bytes).unwrap();
        assert_eq!(letter.subject(), Some("Hello, Анна"));
        assert!(letter.body_html(0).unwrap().contains("Dear Анна"));
        assert_eq!(letter.to().unwrap().first().unwrap().address(), Some("Olga@shop.example"));
        let attachment = letter.attachments().next().expect("the file");
        assert_eq!((attachment.attachment_name(), attachment.contents()), (Some("прайс.pdf"), &b"prices"[..]));
        app.finish().await;
    }

    async fn a_test_letter_that_does_not_arrive_says_why(app: App) {
        client(&app, "anna@example.org", "").await;
        let sender = app.sender().await;
        let message = add(&app, draft("Hello", "<p>Hello</p>")).await;
        for (to, code) in [
            ("refuse@example.org", "test-letter-recipient-refused"),
            ("450@example.org", "test-letter-deferred"),
            ("spam@example.org", "test-letter-refused"),
            ("drop-before-dot@example.org", "test-letter-cut"),
            ("drop-after-dot@example.org", "test-letter-in-doubt"),
        ] {
            let answer = send_test(&app, &message, &sender, to).await;
            assert_eq!((&answer["ok"], &answer["problem"]["code"]), (&json!(false), &json!(code)), "{to}");
        }
        let connections = app.rehearsal.ledger().connections;
        let nameless = add(&app, draft("Hello, {{ name }}", "")).await;
        let answer = send_test(&app, &nameless, &sender, "olga@shop.example").await;
        assert_eq!(answer["problem"]["code"], "merge-missing");
        assert_eq!(app.rehearsal.ledger().connections, connections);

        let order = json!({ "id": message["id"], "sender_id": sender, "to": "olga", "client_id": null });
        assert_eq!(app.refused("messages.send_test", order).await.field.as_deref(), Some("to"));
        app.finish().await;
    }

    async fn a_test_letter_through_a_closed_port_names_the_step(app: App) {
        let message = add(&app, draft("Hello", "")).await;
        let settings = json!({
            "name": "Closed", "host": "127.0.0.1", "port": support::processes::free_port(), "security": "none",
            "username": null, "from_name": "", "from_email": "shop@shop.example",
            "per_minute": null, "per_hour": null, "per_day": null, "connections": 1,
        });
        let sender = app.call("senders.add", json!({ "settings": settings, "password": null })).await;
        let answer = send_test(&app, &message, sender["id"].as_str().unwrap(), "olga@shop.example").await;
        assert_eq!(answer["problem"]["code"], "smtp-connection-refused");
        app.finish().await;
    }

    async fn a_manager_reads_messages_and_changes_none(app: App) {
        let message = add(&app, draft("Hello", "")).await;
        let manager = app.used_by_another(Role::Manager).await;
        let shown = manager.call("messages.show", json!({ "id": message["id"] })).await;
        assert_eq!(shown.expect("a message")["subject"], "Hello");
        let sender = app.sender().await;
        for (command, input) in [
            ("messages.change", change(&message["id"], &draft("Changed", ""))),
            ("messages.delete", json!({ "ids": [message["id"]] })),
            ("messages.attach", json!({ "id": message["id"], "path": "/etc/hostname" })),
            ("messages.send_test", json!({ "id": message["id"], "sender_id": sender, "to": "a@b.example", "client_id": null })),
        ] {
            assert_eq!(manager.call(command, input).await.expect_err(command).code, "not-found", "{command}");
        }
        let user = app.used_by_another(Role::User).await;
        let shown = user.call("messages.show", json!({ "id": message["id"] })).await;
        assert_eq!(shown.expect_err("refused").code, "not-found");

        // Nor does anybody send through somebody else's sender.
        let own = user.call("messages.add", draft("Mine", "")).await.expect("a message");
        let order = json!({ "id": own["id"], "sender_id": sender, "to": "a@b.example", "client_id": null });
        assert_eq!(user.call("messages.send_test", order).await.expect_err("refused").code, "not-found");
        app.finish().await;
    }
}
