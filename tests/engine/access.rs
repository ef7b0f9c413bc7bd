//! Who reaches whose things: every command that reads or changes them, called by each role on the
//! rows of somebody else. What is declared is `access`'s business; that each handler asks, is told here.

use engine::{
    access::{Noun, Right, Role},
    commands,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{App, stories};

/// These name nobody's rows: a file of the computer, and the caller's own jobs.
const NOBODYS: [&str; 2] = ["imports.preview", "jobs.list"];

/// What may be called before anybody has signed in.
const DOOR: [&str; 17] = [
    "setup.state",
    "setup.create_owner",
    "session.open",
    "session.resume",
    "session.kept",
    "session.close",
    "session.unlock",
    "registration.begin",
    "registration.resend",
    "registration.confirm",
    "registration.accept",
    "recovery.begin",
    "recovery.finish",
    "passwords.strength",
    "settings.show",
    "worker.state",
    "key_store.unlock",
];

/// These change nothing that stays: a look at a server or a file, a letter to oneself, the rehearsal's own sender.
const UNWRITTEN: [&str; 6] = [
    "senders.test",
    "senders.try",
    "senders.rehearsal",
    "messages.send_test",
    "imports.start",
    "jobs.cancel",
];

/// How many lines the audit trail has.
async fn lines(app: &App) -> usize {
    let trail = app.call("audit.list", json!({ "filter": {}, "limit": 500 })).await;
    trail["rows"].as_array().map_or(0, Vec::len)
}

/// Calls on the rows of the first user, in an order in which all of them are there for each.
async fn calls(app: &App) -> Vec<(&'static str, Value)> {
    let owner = app.call("setup.state", json!({})).await["user"]["id"].clone();
    let draft = json!({ "subject": "News", "format": "text", "body": "Hello", "text_body": null });
    let details = json!({ "email": "anna@example.org", "name": "Anna", "tags": ["VIP"] });
    let client = app.call("clients.add", details).await["id"].clone();
    let tag = app.call("tags.list", json!({})).await[0]["id"].clone();
    let message = app.call("messages.add", draft.clone()).await["id"].clone();
    let file = app.folder.path().join("list.csv");
    std::fs::write(&file, "email\nboris@example.org\n").unwrap();
    let file = json!(file);
    let attachment = app.call("messages.attach", json!({ "id": message, "path": file })).await["id"].clone();
    let sender = app.sender().await;
    let listed = app.call("suppressions.add", json!({ "email": "x@example.org" })).await["id"].clone();
    let settings = json!({
        "name": "October", "message_id": message, "sender_id": sender, "audience": { "kind": "all" },
        "starts_at": null, "ends_at": null, "zone": "Europe/Moscow", "scheduled": false,
    });
    let mailing = app.call("mailings.add", json!({ "settings": settings })).await["id"].clone();
    let sender_settings = app.call("senders.list", json!({})).await[0].clone();
    let export = json!({ "path": app.folder.path().join("out.csv") });
    let job = app.call("clients.export", export).await["id"].clone();

    let out = json!(app.folder.path().join("their.csv"));
    let whose = json!({ "owner_id": owner });
    let page = json!({ "owner_id": owner, "filter": {}, "search": "", "sort": "name", "limit": 10 });
    let these = json!({ "owner_id": owner, "picked": { "kind": "ids", "ids": [client] } });
    let (client, mailing) = (json!({ "id": client }), json!({ "id": mailing }));
    let (message, sender) = (json!({ "id": message }), json!({ "id": sender }));
    let with = |first: &Value, more: Value| {
        let mut both = first.clone();
        both.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        both
    };
    let settings = |first: &Value| with(first, json!({ "settings": settings }));
    let sender_settings =
        |first: &Value| with(first, json!({ "settings": sender_settings, "password": null }));
    vec![
        ("clients.list", page.clone()),
        ("clients.count", page.clone()),
        ("clients.show", client.clone()),
        ("clients.add", with(&whose, json!({ "email": "new@example.org" }))),
        ("clients.change", with(&client, json!({ "email": "anna@example.org" }))),
        ("clients.tag", with(&these, json!({ "add": ["VIP"] }))),
        ("clients.export", with(&whose, json!({ "path": out }))),
        ("imports.start", with(&whose, json!({ "plan": { "path": file }, "dry_run": true }))),
        ("tags.list", whose.clone()),
        ("tags.rename", json!({ "id": tag, "name": "Friends" })),
        ("suppressions.list", page.clone()),
        ("suppressions.add", with(&whose, json!({ "email": "y@example.org" }))),
        ("home.show", whose.clone()),
        ("statistics.show", whose.clone()),
        ("attempts.list", page.clone()),
        ("attempts.export", with(&page, json!({ "path": out }))),
        ("messages.list", page.clone()),
        ("messages.show", message.clone()),
        ("messages.add", with(&whose, draft.clone())),
        ("messages.change", with(&message, draft.clone())),
        ("messages.attach", with(&message, json!({ "path": file }))),
        ("messages.fields", whose.clone()),
        ("messages.preview", with(&whose, json!({ "draft": draft }))),
        ("messages.send_test", with(&message, json!({ "sender_id": sender["id"], "to": "a@example.org" }))),
        ("senders.list", whose.clone()),
        ("senders.add", sender_settings(&whose)),
        ("senders.change", sender_settings(&sender)),
        ("senders.test", sender.clone()),
        (
            "senders.try",
            with(
                &sender_settings(&sender),
                json!({ "settings": {
            "name": "Shop", "host": "127.0.0.1", "port": app.rehearsal.port(), "security": "none",
            "username": "olga", "from_name": "", "from_email": "shop@shop.example", "connections": 2,
        } }),
            ),
        ),
        ("senders.rehearsal", whose.clone()),
        ("mailings.list", page.clone()),
        ("mailings.show", mailing.clone()),
        ("mailings.add", settings(&whose)),
        ("mailings.change", settings(&mailing)),
        ("mailings.audience", with(&whose, json!({ "audience": { "kind": "all" } }))),
        ("mailings.review", mailing.clone()),
        ("mailings.duplicate", mailing.clone()),
        ("mailings.rehearse", mailing.clone()),
        ("mailings.start", mailing.clone()),
        ("mailings.pause", mailing.clone()),
        ("mailings.disable", with(&mailing, json!({ "reason": "A wrong price" }))),
        ("mailings.enable", mailing.clone()),
        ("mailings.resume", mailing.clone()),
        ("mailings.settle", with(&mailing, json!({ "as": "sent" }))),
        ("mailings.finish", mailing.clone()),
        ("mailings.retry_failed", mailing.clone()),
        ("mailings.export", with(&mailing, json!({ "path": out }))),
        ("mailings.delete", mailing),
        ("jobs.show", json!({ "id": job })),
        ("jobs.cancel", json!({ "id": job })),
        ("messages.detach", json!({ "id": attachment })),
        ("messages.delete", json!({ "ids": [message["id"]] })),
        ("senders.delete", sender),
        ("suppressions.delete", json!({ "id": listed })),
        ("tags.delete", json!({ "id": tag })),
        ("clients.delete", these),
    ]
}

/// Whether ACCESS lets the role do this to others' things.
fn may(role: Role, right: Right) -> bool {
    match role {
        Role::User => false,
        Role::Manager => {
            matches!(
                right,
                Right::Read(Noun::Clients | Noun::Messages | Noun::Mailings | Noun::Attempts)
                    | Right::Disable
            )
        }
        Role::Administrator => true,
    }
}

stories! {
    async fn nobody_and_a_locked_window_reach_nothing_but_the_door(app: App) {
        let locked = app.used_by_another(Role::Administrator).await;
        locked.call("session.lock", json!({})).await.expect("locked");
        for (window, code) in [(app.engine.another_window(), "not-signed-in"), (locked, "session-locked")] {
            for command in commands::TABLE.iter().filter(|command| command.right != Right::Anyone) {
                let refused = window.call(command.name, json!({})).await.expect_err(command.name);
                assert_eq!(refused.code, code, "{}", command.name);
            }
        }
        let open: Vec<&str> = commands::TABLE
            .iter()
            .filter(|command| command.right == Right::Anyone)
            .map(|command| command.name)
            .collect();
        assert_eq!(open, DOOR, "whoever opens another command to everybody says so here");
        app.finish().await;
    }

    async fn each_role_reaches_others_things_as_far_as_it_may(app: App) {
        let calls = calls(&app).await;
        let called: BTreeSet<&str> = calls.iter().map(|(name, _)| *name).chain(NOBODYS).collect();
        let declared: BTreeSet<&str> = commands::TABLE
            .iter()
            .filter(|command| matches!(command.right, Right::Read(_) | Right::Change(_) | Right::Disable))
            .map(|command| command.name)
            .collect();
        assert_eq!(called, declared, "a command is missing in the walk");

        // Whoever may change something comes last.
        for role in [Role::User, Role::Manager, Role::Administrator] {
            let another = app.used_by_another(role).await;
            for (name, input) in &calls {
                let right = commands::find(name).expect("a command").right;
                let before = lines(&app).await;
                let answer = another.call(name, input.clone()).await;
                let written = lines(&app).await - before;
                let code = answer.err().map(|error| error.code.into_owned()).unwrap_or_default();
                assert_ne!(code, "bad-input", "{name}: the walk does not come to the handler");
                let is_refused = code == "not-found" || code == "not-allowed";
                assert_eq!(is_refused, !may(role, right), "{name} by a {role}: “{code}”");
                let is_change = matches!(right, Right::Change(_) | Right::Disable) && !UNWRITTEN.contains(name);
                if code.is_empty() && is_change {
                    assert!(written > 0, "{name} by a {role} is not in the audit trail");
                } else {
                    assert_eq!(written, 0, "{name} by a {role}: “{code}”");
                }
            }
            for command in commands::TABLE {
                let may = match command.right {
                    Right::Administer => role == Role::Administrator,
                    Right::SeeUsers => role != Role::User,
                    _ => true,
                };
                if !may {
                    let refused = another.call(command.name, json!({})).await.expect_err("refused");
                    assert_eq!(refused.code, "not-allowed", "{} by a {role}", command.name);
                }
            }
        }
        app.finish().await;
    }
}
