//! Who reaches whose things: every command that reads or changes them, called by each role on the rows of
//! somebody else and on its own; and every command about accounts. What is declared is `access`'s business; that
//! each handler asks, is told here.

mod calls;
mod nested;

use crate::{imports::ended, sessions::code};
use calls::{Things, accounts, named, with};
use db::Dialect;
use engine::{
    access::{Noun, Right, Role},
    commands,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use support::{App, stories};

const ROLES: [Role; 3] = [Role::User, Role::Manager, Role::Administrator];

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

/// What a manager may call beside users, about accounts.
const MANAGERS: [&str; 1] = ["users.list"];

/// What anybody who has signed in may call about accounts: their own, that is.
const SIGNED_IN: [&str; 6] = [
    "profile.change",
    "profile.change_password",
    "senders.presets",
    "session.lock",
    "session.touch",
    "settings.change",
];

/// What a manager may do to others' things.
const OF_OTHERS: [&str; 22] = [
    "attempts.export",
    "attempts.list",
    "clients.count",
    "clients.export",
    "clients.list",
    "clients.show",
    "home.show",
    "mailings.audience",
    "mailings.disable",
    "mailings.enable",
    "mailings.export",
    "mailings.list",
    "mailings.review",
    "mailings.show",
    "mailings.summary",
    "messages.fields",
    "messages.list",
    "messages.preview",
    "messages.show",
    "statistics.show",
    "suppressions.list",
    "tags.list",
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

/// What changes what was sent is written down whoever does it.
const ALWAYS_WRITTEN: [&str; 2] = ["mailings.settle", "mailings.retry_failed"];

/// How many lines the audit trail has.
async fn lines(app: &App) -> usize {
    let trail = app.call("audit.list", json!({ "filter": {}, "limit": 500 })).await;
    trail["rows"].as_array().map_or(0, Vec::len)
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

/// What comes of a call by whoever may make it.
fn allowed(name: &str) -> &'static str {
    // The walk has given no password.
    if name == "senders.try" { "sender-password-needed" } else { "done" }
}

/// What comes of the role's call on its own things.
fn of_ones_own(role: Role, name: &str) -> &'static str {
    match name {
        "mailings.disable" | "mailings.enable" if role == Role::User => "not-allowed",
        // One's own is paused.
        "mailings.disable" => "mailing-own",
        "mailings.enable" => "mailing-not-disabled",
        _ => allowed(name),
    }
}

/// The same call about things that nobody has.
fn nobodys(input: &Value) -> Value {
    match input {
        Value::String(text) if uuid::Uuid::parse_str(text).is_ok() => json!(uuid::Uuid::now_v7()),
        Value::Array(items) => items.iter().map(nobodys).collect(),
        Value::Object(keys) => keys.iter().map(|(key, value)| (key.clone(), nobodys(value))).collect(),
        other => other.clone(),
    }
}

/// What a command about accounts could have changed: the accounts themselves, who is invited, the settings of all.
async fn standing(app: &App) -> Vec<Value> {
    let users = app.call("users.list", json!({})).await;
    let mut standing: Vec<Value> = users
        .as_array()
        .expect("accounts")
        .iter()
        .map(|user| json!([user["email"], user["role"], user["blocked_at"]]))
        .collect();
    standing.push(app.call("users.invitations", json!({})).await);
    standing.push(app.call("registration.show", json!({})).await);
    standing
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
        let mut of_others = BTreeSet::new();
        let calls = Things::made_at(&app.engine, &app).await.calls(&app);
        // Whoever may change something comes last.
        for role in ROLES {
            let another = app.used_by_another(role).await;
            for (name, input) in calls.iter().filter(|(name, _)| !NOBODYS.contains(name)) {
                let right = commands::find(name).expect("a command").right;
                let before = lines(&app).await;
                let code = code(&another, name, input.clone()).await;
                let written = lines(&app).await - before;
                let expected = if may(role, right) { &[allowed(name)][..] } else { &["not-found", "not-allowed"] };
                assert!(expected.contains(&&*code), "{name} by a {role}: “{code}”, not {expected:?}");
                if role == Role::Manager && code == "done" {
                    of_others.insert(*name);
                }
                let is_change = matches!(right, Right::Change(_) | Right::Disable) && !UNWRITTEN.contains(name);
                if code == "done" && is_change {
                    assert!(written > 0, "{name} by a {role} is not in the audit trail");
                } else {
                    assert_eq!(written, 0, "{name} by a {role}: “{code}”");
                }
            }
        }
        assert_eq!(of_others, OF_OTHERS.into(), "whoever lets managers do more to others' things says so here");
        app.finish().await;
    }

    async fn each_role_does_everything_with_its_own_things_and_no_trail_is_kept_of_it(app: App) {
        let on_things = named(|right| matches!(right, Right::Read(_) | Right::Change(_) | Right::Disable));
        for role in ROLES {
            let window = app.used_by_another(role).await;
            let calls = Things::made_at(&window, &app).await.calls(&app);
            let called: BTreeSet<&str> = calls.iter().map(|(name, _)| *name).collect();
            assert_eq!(called, on_things, "a command is missing in the walk");
            for (name, mut input) in calls {
                let before = lines(&app).await;
                let expected = of_ones_own(role, name);
                assert_eq!(code(&window, name, input.clone()).await, expected, "{name} by a {role}");
                let written = lines(&app).await - before;
                assert_eq!(written, usize::from(ALWAYS_WRITTEN.contains(&name)), "{name} by a {role}");
                // Whoever names nobody means themselves.
                let is_read = matches!(commands::find(name).expect("a command").right, Right::Read(_));
                if is_read && input.as_object_mut().expect("keys").remove("owner_id").is_some() {
                    assert_eq!(code(&window, name, input).await, expected, "{name} by a {role}, of nobody named");
                }
            }
        }
        app.finish().await;
    }

    async fn to_a_user_others_things_are_as_if_they_did_not_exist(app: App) {
        let calls = Things::made_at(&app.engine, &app).await.calls(&app);
        let user = app.used_by_another(Role::User).await;
        for (name, input) in calls.into_iter().filter(|(name, _)| !NOBODYS.contains(name)) {
            if input.get("owner_id").is_some() {
                let everybodys = with(&input, json!({ "owner_id": "everybody" }));
                let code = code(&user, name, everybodys).await;
                assert!(["not-allowed", "bad-input"].contains(&&*code), "{name} of everybody: “{code}”");
            }
            let nobodys = user.call(name, nobodys(&input)).await;
            assert_eq!(user.call(name, input).await, nobodys, "{name} tells others' things from nobody's");
        }
        app.finish().await;
    }

    async fn accounts_and_the_database_are_for_those_who_may(app: App) {
        let about_accounts =
            named(|right| matches!(right, Right::SignedIn | Right::SeeUsers | Right::Administer));
        for role in ROLES {
            let window = app.used_by_another(role).await;
            let calls = accounts(&app, role).await;
            let called: BTreeSet<&str> = calls.iter().map(|(name, _)| *name).collect();
            assert_eq!(called, about_accounts, "a command is missing in the walk");
            let (before, written) = (standing(&app).await, lines(&app).await);
            let mut answers = BTreeMap::new();
            for (name, input) in calls {
                let may = match role {
                    Role::Administrator => true,
                    Role::Manager => SIGNED_IN.contains(&name) || MANAGERS.contains(&name),
                    Role::User => SIGNED_IN.contains(&name),
                };
                let answer = window.call(name, input).await;
                let code = answer.as_ref().err().map_or("done", |error| &*error.code);
                let expected = match name {
                    _ if !may => "not-allowed",
                    // It has tools of its own.
                    "database.backup" if app.engine.inner().db.dialect() == Dialect::Postgres => "backup-shared",
                    _ => "done",
                };
                assert_eq!(code, expected, "{name} by a {role}");
                if let Ok(answer) = answer {
                    answers.insert(name, answer);
                }
            }
            assert_eq!(code(&window, "session.touch", json!({})).await, "session-locked");
            for name in ["users.delete", "audit.export"] {
                if let Some(job) = answers.remove(name) {
                    assert_eq!(ended(&app, job).await["state"], "done", "{name}");
                }
            }
            if role == Role::Administrator {
                let users: Vec<Value> = standing(&app).await;
                assert!(users.iter().any(|user| user[0] == "new-by-administrator@shop.example"), "{users:?}");
                assert!(users.iter().all(|user| user[0] != "victim-of-administrator@shop.example"), "{users:?}");
            } else {
                assert_eq!(standing(&app).await, before, "a {role} changed an account");
                assert_eq!(lines(&app).await, written, "a {role} did something to an account");
                for file in [format!("trail-{role}.csv"), format!("backup-{role}.db")] {
                    assert!(!app.folder.path().join(&file).exists(), "a {role} wrote {file}");
                }
            }
        }
        app.finish().await;
    }
}
