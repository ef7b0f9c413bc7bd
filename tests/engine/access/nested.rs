//! What a call names besides the thing that it is about, such as the sender of a mailing: it belongs to the same
//! person, or it does not exist. That holds for whoever may reach it otherwise, too.

use super::calls::{Call, Things, draft, settings, with};
use crate::imports::ended;
use engine::{Engine, Error, access::Role};
use serde_json::{Value, json};
use support::{App, app::ask, stories};
use uuid::Uuid;

/// The same things, but nobody has them.
fn nobodys(things: &Things) -> Things {
    let id = || json!(Uuid::now_v7());
    Things {
        client: id(),
        message: id(),
        sender: id(),
        sent: id(),
        tag_name: "nobody's".to_owned(),
        ..things.clone()
    }
}

/// Calls about one's own things that cannot do without what they name.
fn refused(own: &Things, foreign: &Things) -> Vec<(&'static str, Call)> {
    let whose = json!({ "owner_id": own.owner });
    let all = json!({ "kind": "all" });
    let message = json!({ "settings": settings(&foreign.message, &own.sender, all.clone()) });
    let sender = json!({ "settings": settings(&own.message, &foreign.sender, all) });
    let change = json!({ "id": own.mailing });
    let test = |sender: &Value, client: &Value| json!({ "id": own.message, "sender_id": sender, "to": "a@example.org", "client_id": client });
    let preview = json!({ "draft": draft(), "client_id": foreign.client });
    vec![
        ("message", ("mailings.add", with(&whose, message.clone()))),
        ("sender", ("mailings.add", with(&whose, sender.clone()))),
        ("message", ("mailings.change", with(&change, message))),
        ("sender", ("mailings.change", with(&change, sender))),
        ("client", ("messages.preview", with(&whose, preview))),
        ("client", ("messages.send_test", test(&own.sender, &foreign.client))),
        ("sender", ("messages.send_test", test(&foreign.sender, &own.client))),
    ]
}

/// Calls about one's own things that find nothing by what they name.
fn empty(app: &App, own: &Things, foreign: &Things) -> Vec<Call> {
    let whose = json!({ "owner_id": own.owner });
    let about = |more: Value| with(&whose, more);
    let page = |filter: Value| about(json!({ "filter": filter, "sort": "name", "limit": 10 }));
    let path = app.folder.path().join("nobody.csv");
    let ids = json!({ "kind": "ids", "ids": [foreign.client] });
    let tag = json!({ "tag": foreign.tag_name });
    let tagged = json!({ "kind": "all", "filter": tag, "except": [] });
    let picked = json!({ "kind": "picked", "ids": [foreign.client] });
    let by_tag = json!({ "kind": "tags", "any": [foreign.tag_name], "all": [], "none": [] });
    vec![
        ("clients.list", page(tag.clone())),
        ("clients.count", page(tag.clone())),
        ("clients.export", about(json!({ "filter": tag, "path": path }))),
        ("clients.tag", about(json!({ "picked": ids, "add": ["Taken"] }))),
        ("clients.tag", about(json!({ "picked": ids, "remove": [foreign.tag_name] }))),
        ("clients.tag", about(json!({ "picked": tagged, "add": ["Taken"] }))),
        ("clients.delete", about(json!({ "picked": ids }))),
        ("clients.delete", about(json!({ "picked": tagged }))),
        ("mailings.audience", about(json!({ "audience": picked }))),
        ("mailings.audience", about(json!({ "audience": by_tag }))),
        ("attempts.list", page(json!({ "mailing_id": foreign.sent }))),
        ("attempts.list", page(json!({ "client_id": foreign.client }))),
        ("attempts.export", about(json!({ "filter": { "mailing_id": foreign.sent }, "path": path }))),
    ]
}

/// How many it found, whatever it was asked for.
async fn found(app: &App, answer: Value) -> Value {
    if let Some(rows) = answer["rows"].as_array() {
        return json!(rows.len());
    }
    match answer["state"].as_str() {
        Some(_) => ended(app, answer).await["result"]["rows"].clone(),
        None => answer["count"].clone(),
    }
}

/// All that a person has, as it is shown to them.
async fn everything(window: &Engine, owner: &Value) -> Vec<Value> {
    let page = json!({ "owner_id": owner, "filter": {}, "search": "", "sort": "name", "limit": 100 });
    let mut all = vec![];
    for name in [
        "clients.list",
        "tags.list",
        "suppressions.list",
        "messages.list",
        "senders.list",
        "mailings.list",
        "attempts.list",
    ] {
        all.push(ask(window, name, page.clone()).await);
    }
    all
}

/// Somebody calls about things of `own`, which they may, and names things of somebody else in it.
async fn foreign_things_do_not_exist(app: &App, window: &Engine, own: &Things, foreign: &Things) {
    let before = everything(&app.engine, &foreign.owner).await;
    let letters = app.rehearsal.read(|ledger| ledger.letters);
    let nobodys = nobodys(foreign);
    let pairs = refused(own, foreign).into_iter().zip(refused(own, &nobodys));
    for ((what, (name, input)), (_, (_, of_nobody))) in pairs {
        let error = window.call(name, input.clone()).await.expect_err(name);
        let missing = Error { field: error.field.clone(), ..Error::not_found(what) };
        assert_eq!(error, missing, "{name} {input}");
        assert_eq!(window.call(name, of_nobody).await.expect_err(name), error, "{name} {input}");
    }
    for (name, input) in empty(app, own, foreign) {
        let answer = ask(window, name, input.clone()).await;
        assert_eq!(found(app, answer).await, 0, "{name} {input}");
    }

    // A mailing to somebody else's client goes to nobody.
    let audience = json!({ "kind": "picked", "ids": [foreign.client] });
    let add = json!({ "owner_id": own.owner, "settings": settings(&own.message, &own.sender, audience) });
    let mailing = json!({ "id": ask(window, "mailings.add", add).await["id"] });
    assert_eq!(ask(window, "mailings.review", mailing.clone()).await["recipients"], 0);
    let _ = window.call("mailings.start", mailing.clone()).await;
    app.engine.run_until_idle().await;
    assert_eq!(ask(window, "mailings.show", mailing).await["mailing"]["recipients"], 0);
    assert_eq!(app.rehearsal.read(|ledger| ledger.letters), letters, "a letter was sent");

    // What is one's own among them is found.
    let both = json!({ "kind": "ids", "ids": [own.client, foreign.client] });
    let delete = json!({ "owner_id": own.owner, "picked": both });
    assert_eq!(ask(window, "clients.delete", delete).await["count"], 1);
    assert_eq!(everything(&app.engine, &foreign.owner).await, before);
}

stories! {
    async fn in_ones_own_things_those_of_others_do_not_exist(app: App) {
        let mira = app.used_by("mira@shop.example", Role::User).await;
        let foreign = Things::made_at(&mira, &app).await;
        for role in super::ROLES {
            let window = app.used_by_another(role).await;
            let own = Things::made_at(&window, &app).await;
            foreign_things_do_not_exist(&app, &window, &own, &foreign).await;
        }
        app.finish().await;
    }

    async fn in_anothers_name_an_administrator_finds_only_that_persons_things(app: App) {
        let mira = app.used_by("mira@shop.example", Role::User).await;
        let hers = Things::made_at(&mira, &app).await;
        let own = Things::made_at(&app.engine, &app).await;
        foreign_things_do_not_exist(&app, &app.engine, &hers, &own).await;
        app.finish().await;
    }
}
