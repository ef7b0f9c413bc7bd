//! Home, statistics and the list of mailings: answered from roll-ups and from memory, and never wrong.

use crate::mailings::{mailing, start};
use engine::{Config, Engine, access::Role, clock::HOUR};
use serde_json::{Value, json};
use support::{App, app::PASSWORD, stories};

async fn statistics(app: &App) -> Value {
    app.call("statistics.show", json!({})).await
}

/// What the first page of the list says of each mailing.
async fn list(app: &App, part: &str) -> Vec<Value> {
    let page = app.call("mailings.list", json!({ "status": null, "after": null, "limit": 10 })).await;
    page["rows"].as_array().expect("rows").iter().map(|mailing| mailing[part].clone()).collect()
}

async fn client(app: &App, email: &str) {
    let client = json!({ "email": email, "name": "", "comment": "", "fields": {}, "tags": [] });
    app.call("clients.add", client).await;
}

async fn change(app: &App, statement: &'static str) {
    let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
    tx.run(statement, vec![]).await.expect("a change");
    tx.commit().await.expect("a commit");
}

fn hits(app: &App) -> u64 {
    app.engine.inner().cache.hits()
}

stories! {
    async fn an_answer_is_given_again_while_nothing_is_written(app: App) {
        mailing(&app, &[("anna@example.org", "Анна")]).await;
        for (command, input) in [
            ("home.show", json!({})),
            ("statistics.show", json!({})),
            ("mailings.list", json!({ "status": "created", "after": null, "limit": 10 })),
        ] {
            let first = app.call(command, input.clone()).await;
            let before = hits(&app);
            // In a shared database the other stories write, too.
            while hits(&app) == before {
                assert_eq!(app.call(command, input.clone()).await, first, "{command}");
            }
        }
        app.finish().await;
    }

    async fn whatever_is_written_is_in_the_next_answer(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("refuse@example.org", "Роман")]).await;
        app.call("mailings.duplicate", json!({ "id": id })).await;
        assert_eq!(statistics(&app).await["mailings"], 2);
        assert_eq!(list(&app, "status").await, ["created", "created"]);

        app.call("mailings.start", json!({ "id": id })).await;
        assert_eq!(statistics(&app).await["mailings_running"], 1);
        assert_eq!(list(&app, "status").await, ["created", "running"]);
        app.call("mailings.pause", json!({ "id": id })).await;
        assert_eq!(statistics(&app).await["mailings_running"], 0);
        assert_eq!(list(&app, "status").await, ["created", "paused"]);
        app.call("mailings.resume", json!({ "id": id })).await;
        assert_eq!(app.call("home.show", json!({})).await["running"][0]["id"], json!(id));

        app.engine.run_until_idle().await;
        let home = app.call("home.show", json!({})).await;
        assert_eq!(home["running"], json!([]));
        assert_eq!(home["statistics"]["attempts_success"], 1);
        assert_eq!(home["statistics"]["attempts_failure"], 1);
        assert_eq!(home["statistics"], statistics(&app).await);
        assert_eq!(list(&app, "status").await, ["created", "sent"]);
        assert_eq!(list(&app, "counts").await[1]["sent"], 1);

        app.call("messages.add", json!({ "subject": "S", "format": "text", "body": "", "text_body": null })).await;
        change(&app, "update messages set subject = 'New' where subject = 'S'").await;
        change(&app, "update senders set name = 'Market'").await;
        assert_eq!(list(&app, "sender_name").await, ["Market", "Market"]);
        app.finish().await;
    }

    async fn a_new_client_is_in_the_next_answer(app: App) {
        assert_eq!(statistics(&app).await["clients"], 0);
        for count in 1..4 {
            client(&app, &format!("client-{count}@example.org")).await;
            assert_eq!(statistics(&app).await["clients"], count);
            assert_eq!(app.call("home.show", json!({})).await["statistics"]["clients"], count);
        }
        app.finish().await;
    }

    async fn what_another_program_writes_is_in_the_next_answer(app: App) {
        mailing(&app, &[("anna@example.org", "Анна")]).await;
        let config = app.engine.inner().config.clone();
        if config.database.starts_with("postgres") {
            let folder = app.folder.path().join("other");
            let other = Engine::open(Config { data_folder: folder, ..config }).await.expect("another program");
            let sign_in = json!({ "email": "olga@shop.example", "password": PASSWORD });
            other.call("session.open", sign_in).await.expect("signed in");
            for made in 2..10 {
                let id = list(&app, "id").await[0].clone();
                other.call("mailings.duplicate", json!({ "id": id })).await.expect("a mailing");
                assert_eq!(statistics(&app).await["mailings"], made);
                assert_eq!(list(&app, "id").await.len(), made);
            }
            other.inner().db.close().await;
        }
        app.finish().await;
    }

    async fn a_new_day_begins_without_a_write(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
        start(&app, &id).await;
        let home = app.call("home.show", json!({})).await;
        assert_eq!(home["days"][29], json!({ "day": "2026-11-24", "success": 1, "failure": 0 }));
        app.clock.advance(9 * HOUR);
        let home = app.call("home.show", json!({})).await;
        assert_eq!(home["days"][28], json!({ "day": "2026-11-24", "success": 1, "failure": 0 }));
        assert_eq!(home["days"][29], json!({ "day": "2026-11-25", "success": 0, "failure": 0 }));
        app.finish().await;
    }

    async fn everybody_is_shown_to_whoever_may_see_everybody(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("refuse@example.org", "Роман")]).await;
        start(&app, &id).await;
        let everybody = json!({ "owner_id": "everybody" });
        let page = json!({ "owner_id": "everybody", "status": "sent", "after": null, "limit": 10 });
        let own = app.call("home.show", json!({})).await;
        for role in [Role::Manager, Role::Administrator] {
            let another = app.used_by_another(role).await;
            let mine = another.call("home.show", json!({})).await.expect("Home");
            assert_eq!(mine["statistics"]["attempts_success"], 0, "nobody is given what another was");
            let home = another.call("home.show", everybody.clone()).await.expect("Home");
            for part in ["statistics", "last_failures", "running"] {
                assert_eq!(home[part], own[part], "{part}");
            }
            assert_eq!(home["days"][29]["success"], 1);
            let statistics = another.call("statistics.show", everybody.clone()).await.expect("statistics");
            assert_eq!(statistics, own["statistics"]);
            let list = another.call("mailings.list", page.clone()).await.expect("a page");
            assert_eq!(list["rows"][0]["id"], json!(id));
        }
        let user = app.used_by_another(Role::User).await;
        for (command, input) in
            [("home.show", &everybody), ("statistics.show", &everybody), ("mailings.list", &page)]
        {
            assert_eq!(user.call(command, input.clone()).await.expect_err("refused").code, "not-allowed");
        }
        app.finish().await;
    }

    async fn a_roll_up_that_is_wrong_is_found(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("refuse@example.org", "Роман")]).await;
        start(&app, &id).await;
        for (wrong, right) in [
            (
                "update attempt_counts set success = success + 1 where quarter = -1",
                "update attempt_counts set success = success - 1 where quarter = -1",
            ),
            (
                "update attempt_counts set failure = failure - 1 where quarter <> -1",
                "update attempt_counts set failure = failure + 1 where quarter <> -1",
            ),
            (
                "update mailing_counts set count = count + 1 where state = 'sent'",
                "update mailing_counts set count = count - 1 where state = 'sent'",
            ),
            (
                "update mailing_minutes set success = success + 1",
                "update mailing_minutes set success = success - 1",
            ),
            ("update attempts set rehearsal = true", "update attempts set rehearsal = false"),
        ] {
            change(&app, wrong).await;
            let broken = app.call("database.check", json!({})).await;
            assert_eq!(broken.as_array().expect("a list").len(), 1, "{wrong}: {broken}");
            change(&app, right).await;
            assert_eq!(app.call("database.check", json!({})).await, json!([]));
        }
        app.finish().await;
    }
}
