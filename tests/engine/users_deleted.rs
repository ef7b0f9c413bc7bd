//! Deleting an account: its things go to another person, or with it.

use crate::imports::ended;
use engine::{Engine, access::Role};
use serde_json::{Value, json};
use support::{App, stories};

/// What the window of a new user has made: clients, tags, a message with a file, a sender, a mailing that was sent.
async fn busy(app: &App, email: &str) -> Engine {
    let window = app.used_by(email, Role::User).await;
    let call = async |name: &str, input: Value| {
        window.call(name, input).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    for (address, tags) in [("anna@example.org", vec!["VIP", "Новые"]), ("refuse-1@example.org", vec!["vip"])]
    {
        call("clients.add", json!({ "email": address, "name": "Их", "tags": tags })).await;
    }
    call("suppressions.add", json!({ "email": "stop@example.org" })).await;
    let draft = json!({ "subject": "News", "format": "text", "body": "Hello", "text_body": null });
    let message = call("messages.add", draft).await["id"].clone();
    let file = app.folder.path().join("price.txt");
    std::fs::write(&file, "1").expect("a file");
    call("messages.attach", json!({ "id": message, "path": file })).await;
    let sender = json!({
        "name": "Shop", "host": "127.0.0.1", "port": app.rehearsal.port(), "security": "none",
        "username": null, "from_name": "", "from_email": "shop@shop.example",
        "per_minute": null, "per_hour": null, "per_day": null, "connections": 1,
    });
    let sender = call("senders.add", json!({ "settings": sender, "password": null })).await["id"].clone();
    let settings = json!({
        "name": "October", "message_id": message, "sender_id": sender, "audience": { "kind": "all" },
        "starts_at": null, "ends_at": null, "zone": "Europe/Moscow", "scheduled": false,
    });
    let mailing = call("mailings.add", json!({ "settings": settings })).await["id"].clone();
    call("mailings.rehearse", json!({ "id": mailing })).await;
    call("mailings.start", json!({ "id": mailing })).await;
    app.engine.run_until_idle().await;
    window
}

async fn delete(app: &App, email: &str, heir: Option<&str>) -> Value {
    let job = app.call("users.delete", json!({ "email": email, "heir": heir })).await;
    ended(app, job).await
}

async fn numbers(app: &App, email: &str) -> Value {
    app.call("users.holdings", json!({ "email": email })).await
}

stories! {
    async fn everything_goes_to_the_heir_and_twins_become_one(app: App) {
        let window = busy(&app, "mira@shop.example").await;
        // The heir has some of it, too.
        app.call("clients.add", json!({ "email": "Anna@example.org", "name": "Моя", "tags": ["VIP", "Свои"] })).await;
        app.call("suppressions.add", json!({ "email": "stop@example.org" })).await;
        app.sender().await;
        app.call("senders.rehearsal", json!({})).await;
        let theirs = numbers(&app, "mira@shop.example").await;
        assert_eq!((&theirs["clients"], &theirs["mailings"]), (&json!(2), &json!(2)));

        let done = delete(&app, "mira@shop.example", Some("olga@shop.example")).await;
        assert_eq!(done["state"], "done", "{done}");
        assert_eq!(window.call("jobs.list", json!({})).await.expect_err("gone").code, "not-signed-in");
        let clients = json!({ "sort": "name", "limit": 10 });
        let clients = app.call("clients.list", clients).await["rows"].clone();
        let short = |row: &Value| format!("{} {} {}", row["email"], row["name"], row["tags"]);
        let clients: Vec<String> = clients.as_array().expect("rows").iter().map(short).collect();
        assert_eq!(clients, [
            r#""refuse-1@example.org" "Их" ["VIP"]"#,
            r#""Anna@example.org" "Моя" ["VIP","Новые","Свои"]"#,
        ]);
        // What was sent stands under the client that is left.
        let anna = app.call("clients.list", json!({ "sort": "name", "limit": 9, "filter": { "search": "anna" } })).await;
        let page = app.call("clients.show", json!({ "id": anna["rows"][0]["id"] })).await;
        assert_eq!(page["attempts"].as_array().map(Vec::len), Some(1));
        let names = app.call("senders.list", json!({})).await;
        let mut names: Vec<&str> = names.as_array().expect("rows").iter().filter_map(|row| row["name"].as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Rehearsal", "Shop", "Shop (mira@shop.example)"]);
        let home = app.call("home.show", json!({})).await["statistics"].clone();
        let counts = [&home["clients"], &home["attempts_success"], &home["attempts_failure"]];
        assert_eq!(counts, [&json!(2), &json!(1), &json!(1)]);
        let message = app.call("messages.list", json!({ "limit": 5 })).await["rows"][0].clone();
        assert_eq!(message["attachments"], 1);
        let line = app.call("audit.list", json!({ "filter": { "action": "users.delete" }, "limit": 5 })).await;
        assert_eq!((&line["rows"][0]["owner"], &line["rows"][0]["after"]["heir"]), (&json!("mira@shop.example"), &json!("olga@shop.example")));
        app.finish().await;
    }

    async fn who_was_picked_for_a_mailing_is_meant_where_the_heir_has_them_too(app: App) {
        let window = busy(&app, "mira@shop.example").await;
        let call = async |name: &str, input: Value| window.call(name, input).await.expect(name);
        let hers = call("clients.list", json!({ "sort": "email", "limit": 9 })).await["rows"].clone();
        let sent = call("mailings.list", json!({ "limit": 9 })).await["rows"][0].clone();
        let mut settings = json!({
            "name": "Picked", "audience": { "kind": "picked", "ids": [hers[0]["id"], hers[1]["id"]] },
            "starts_at": null, "ends_at": null, "zone": "Europe/Moscow", "scheduled": false,
        });
        for part in ["message_id", "sender_id"] {
            settings[part] = sent[part].clone();
        }
        let picked = call("mailings.add", json!({ "settings": settings })).await;
        app.call("clients.add", json!({ "email": "Anna@example.org", "name": "Моя" })).await;

        let done = delete(&app, "mira@shop.example", Some("olga@shop.example")).await;
        assert_eq!(done["state"], "done", "{done}");
        let audience = app.call("mailings.show", json!({ "id": picked["id"] })).await["mailing"]["audience"].clone();
        let count = app.call("mailings.audience", json!({ "audience": audience })).await;
        assert_eq!(count["count"], 2, "{audience} {count}");
        app.finish().await;
    }

    async fn without_an_heir_everything_goes_with_the_account(app: App) {
        busy(&app, "mira@shop.example").await;
        assert_eq!(delete(&app, "mira@shop.example", None).await["state"], "done");
        let database = app.call("database.status", json!({})).await;
        let left = [&database["users"], &database["clients"], &database["mailings"], &database["attempts"]];
        assert_eq!(left, [1, 0, 0, 0]);
        app.finish().await;
    }

    async fn what_cannot_be_deleted_so_is_refused(app: App) {
        app.used_by("mira@shop.example", Role::User).await;
        app.used_by("kira@shop.example", Role::User).await;
        app.call("users.block", json!({ "email": "kira@shop.example" })).await;
        for (email, heir, code) in [
            ("olga@shop.example", None, "user-self"),
            ("nobody@shop.example", None, "user-unknown"),
            ("mira@shop.example", Some("mira@shop.example"), "heir-self"),
            ("mira@shop.example", Some("kira@shop.example"), "heir-blocked"),
            ("mira@shop.example", Some("nobody@shop.example"), "user-unknown"),
        ] {
            let input = json!({ "email": email, "heir": heir });
            assert_eq!(app.refused("users.delete", input).await.code, code, "{email} to {heir:?}");
        }
        let mira = app.call("users.show", json!({ "email": "mira@shop.example" })).await;
        assert_eq!(mira["blocked_at"], Value::Null, "a refusal changes nothing");
        app.finish().await;
    }
}
