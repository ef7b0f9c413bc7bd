//! What can be called: on somebody's things, and about accounts and the database. Every input reaches its handler.

use engine::{
    Engine,
    access::{Right, Role},
    commands,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use support::{
    App,
    app::{PASSWORD, ask},
};

/// A name, and what it is called with.
pub type Call = (&'static str, Value);

/// The things of one person, by their ids.
#[derive(Clone)]
pub struct Things {
    pub owner: Value,
    pub client: Value,
    /// No other person has one of that name.
    pub tag_name: String,
    pub tag: Value,
    pub suppression: Value,
    pub message: Value,
    pub attachment: Value,
    pub sender: Value,
    /// Not begun yet.
    pub mailing: Value,
    /// One letter was sent, one was refused.
    pub sent: Value,
    pub job: Value,
    /// A message, a sender and a mailing that nothing else needs.
    pub spare: [Value; 3],
}

pub fn draft() -> Value {
    json!({ "subject": "News", "format": "text", "body": "Hello", "text_body": null })
}

/// Of a mailing that has not begun.
pub fn settings(message: &Value, sender: &Value, audience: Value) -> Value {
    json!({
        "name": "October", "message_id": message, "sender_id": sender, "audience": audience,
        "starts_at": null, "ends_at": null, "zone": "Europe/Moscow", "scheduled": false,
    })
}

/// The one with the keys of the other.
pub fn with(first: &Value, more: Value) -> Value {
    let mut both = first.clone();
    both.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    both
}

/// The names of all commands whose right is one of those.
pub fn named(is_wanted: impl Fn(Right) -> bool) -> BTreeSet<&'static str> {
    commands::TABLE.iter().filter(|command| is_wanted(command.right)).map(|command| command.name).collect()
}

impl Things {
    /// Of whoever sits at that window, who makes them.
    pub async fn made_at(window: &Engine, app: &App) -> Self {
        let make = async |name: &str, input: Value| ask(window, name, input).await["id"].clone();
        let owner = ask(window, "setup.state", json!({})).await["user"]["id"].clone();
        let tag_name = format!("VIP {}", owner.as_str().expect("an id"));
        make("clients.add", json!({ "email": "policy-1@example.org" })).await;
        let anna = json!({ "email": "anna@example.org", "name": "Anna", "tags": [tag_name] });
        let client = make("clients.add", anna).await;
        let tag = ask(window, "tags.list", json!({})).await[0]["id"].clone();
        let message = make("messages.add", draft()).await;
        let attachment = make("messages.attach", json!({ "id": message, "path": list_of(app) })).await;
        let sender = json!(app.sender_at(window).await);
        let add = json!({ "settings": settings(&message, &sender, json!({ "kind": "all" })) });
        let sent = make("mailings.add", add.clone()).await;
        make("mailings.start", json!({ "id": sent })).await;
        app.engine.run_until_idle().await;
        let mut another = ask(window, "senders.list", json!({})).await[0].clone();
        another["name"] = json!("Spare");
        Self {
            suppression: make("suppressions.add", json!({ "email": "x@example.org" })).await,
            mailing: make("mailings.add", add.clone()).await,
            job: make("clients.export", json!({ "path": app.folder.path().join("out.csv") })).await,
            spare: [
                make("messages.add", draft()).await,
                make("senders.add", json!({ "settings": another, "password": null })).await,
                make("mailings.add", add).await,
            ],
            owner,
            client,
            tag_name,
            tag,
            message,
            attachment,
            sender,
            sent,
        }
    }

    /// Every call on them, in an order in which all of them are there for each.
    pub fn calls(&self, app: &App) -> Vec<Call> {
        let file = list_of(app);
        let out = json!(app.folder.path().join("their.csv"));
        let whose = json!({ "owner_id": self.owner });
        let page = json!({ "owner_id": self.owner, "filter": {}, "search": "", "sort": "name", "limit": 10 });
        let these = json!({ "owner_id": self.owner, "picked": { "kind": "ids", "ids": [self.client] } });
        let of = |id: &Value| json!({ "id": id });
        let (client, message, sender) = (of(&self.client), of(&self.message), of(&self.sender));
        let (mailing, sent) = (of(&self.mailing), of(&self.sent));
        let settings = json!({ "settings": settings(&self.message, &self.sender, json!({ "kind": "all" })) });
        let server = |name: &str, username: Option<&str>| {
            let settings = json!({
                "name": name, "host": "127.0.0.1", "port": app.rehearsal.port(), "security": "none",
                "username": username, "from_name": "", "from_email": "shop@shop.example", "connections": 2,
            });
            json!({ "settings": settings, "password": null })
        };
        let test = json!({ "sender_id": self.sender, "to": "a@example.org", "client_id": self.client });
        vec![
            ("clients.list", page.clone()),
            ("clients.count", page.clone()),
            ("clients.show", client.clone()),
            ("clients.add", with(&whose, json!({ "email": "new@example.org" }))),
            ("clients.change", with(&client, json!({ "email": "anna@example.org" }))),
            ("clients.tag", with(&these, json!({ "add": [self.tag_name] }))),
            ("clients.export", with(&whose, json!({ "path": out }))),
            ("imports.preview", json!({ "path": file })),
            ("imports.start", with(&whose, json!({ "plan": { "path": file }, "dry_run": true }))),
            ("tags.list", whose.clone()),
            ("tags.rename", json!({ "id": self.tag, "name": "Friends" })),
            ("suppressions.list", page.clone()),
            ("suppressions.add", with(&whose, json!({ "email": "y@example.org" }))),
            ("home.show", whose.clone()),
            ("statistics.show", whose.clone()),
            ("attempts.list", page.clone()),
            ("attempts.export", with(&page, json!({ "path": out }))),
            ("messages.list", page.clone()),
            ("messages.show", message.clone()),
            ("messages.add", with(&whose, draft())),
            ("messages.change", with(&message, draft())),
            ("messages.attach", with(&message, json!({ "path": file }))),
            ("messages.fields", whose.clone()),
            ("messages.preview", with(&whose, json!({ "draft": draft(), "client_id": self.client }))),
            ("messages.send_test", with(&message, test)),
            ("senders.list", whose.clone()),
            ("senders.add", with(&whose, server("Another shop", None))),
            ("senders.change", with(&sender, server("Shop", None))),
            ("senders.test", sender.clone()),
            ("senders.try", with(&sender, server("Shop", Some("olga")))),
            ("senders.rehearsal", whose.clone()),
            ("mailings.list", page),
            ("mailings.show", mailing.clone()),
            ("mailings.add", with(&whose, settings.clone())),
            ("mailings.change", with(&mailing, settings)),
            ("mailings.audience", with(&whose, json!({ "audience": { "kind": "all" } }))),
            ("mailings.review", mailing.clone()),
            ("mailings.duplicate", mailing.clone()),
            ("mailings.rehearse", mailing.clone()),
            ("mailings.start", mailing.clone()),
            ("mailings.disable", with(&mailing, json!({ "reason": "A wrong price" }))),
            ("mailings.enable", mailing.clone()),
            ("mailings.pause", mailing.clone()),
            ("mailings.resume", mailing.clone()),
            ("mailings.settle", with(&mailing, json!({ "as": "sent" }))),
            ("mailings.finish", mailing),
            ("mailings.retry_failed", sent.clone()),
            ("mailings.summary", sent.clone()),
            ("mailings.export", with(&sent, json!({ "path": out }))),
            ("mailings.delete", of(&self.spare[2])),
            ("jobs.list", json!({})),
            ("jobs.show", of(&self.job)),
            ("jobs.cancel", of(&self.job)),
            ("messages.detach", of(&self.attachment)),
            ("messages.delete", json!({ "ids": [self.spare[0]] })),
            ("senders.delete", of(&self.spare[1])),
            ("suppressions.delete", of(&self.suppression)),
            ("tags.delete", of(&self.tag)),
            ("clients.delete", these),
        ]
    }
}

/// A list to import, and a file to attach.
fn list_of(app: &App) -> Value {
    let file = app.folder.path().join("list.csv");
    std::fs::write(&file, "email\nboris@example.org\n").unwrap();
    json!(file)
}

/// Every call about the caller's own account, those of others and the database, each of which succeeds for
/// whoever has the right. They are done to accounts that are made for it; the last one locks the window.
pub async fn accounts(app: &App, role: Role) -> Vec<Call> {
    let victim = json!({ "email": format!("victim-of-{role}@shop.example") });
    let guest = json!({ "email": format!("guest-of-{role}@shop.example") });
    let account = json!({
        "name": "Зоя", "password": PASSWORD, "role": "user", "language": "ru", "zone": "Europe/Moscow",
    });
    app.call("users.add", with(&account, victim.clone())).await;
    let new = json!({ "email": format!("new-by-{role}@shop.example") });
    let trail = json!({ "filter": {}, "path": app.folder.path().join(format!("trail-{role}.csv")) });
    let backup = json!({ "path": app.folder.path().join(format!("backup-{role}.db")) });
    vec![
        ("users.list", json!({})),
        ("users.show", victim.clone()),
        ("users.add", with(&account, new)),
        ("users.set_password", with(&victim, json!({ "password": "from somebody else" }))),
        ("users.set_role", with(&victim, json!({ "role": "manager" }))),
        ("users.block", victim.clone()),
        ("users.unblock", victim.clone()),
        ("users.invite", with(&guest, json!({ "role": "user", "language": "en" }))),
        ("users.invitations", json!({})),
        ("users.withdraw", guest),
        ("users.holdings", victim.clone()),
        ("users.delete", with(&victim, json!({ "heir": null }))),
        ("registration.show", json!({})),
        ("registration.change", json!({ "open": false, "system_sender_id": null })),
        ("audit.list", json!({ "filter": {}, "limit": 5 })),
        ("audit.export", trail),
        ("database.status", json!({})),
        ("database.migrate", json!({})),
        ("database.check", json!({})),
        ("database.backup", backup),
        ("logs.list", json!({ "level": "info", "search": "", "limit": 5 })),
        ("logs.folder", json!({})),
        ("profile.change", json!({ "name": "Павел", "language": "en", "zone": "Europe/London" })),
        ("profile.change_password", json!({ "old": PASSWORD, "new": "something else long" })),
        ("settings.change", app.call("settings.show", json!({})).await),
        ("senders.presets", json!({})),
        ("session.touch", json!({})),
        ("session.lock", json!({})),
    ]
}
