//! People who sign in: what they may do, and whether they may do anything.

use crate::mailings::mailing;
use engine::access::Role;
use serde_json::json;
use std::sync::{Arc, atomic::AtomicBool};
use support::stories;

stories! {
    async fn the_last_administrator_is_neither_demoted_nor_blocked(app: App) {
        let olga = json!({ "email": "olga@shop.example" });
        let demoted = json!({ "email": "olga@shop.example", "role": "user" });
        assert_eq!(app.refused("users.set_role", demoted.clone()).await.code, "last-administrator");
        assert_eq!(app.refused("users.block", olga.clone()).await.code, "last-administrator");

        let pavel = json!({
            "name": "Павел", "email": "pavel@shop.example", "password": null, "role": "administrator",
            "language": "ru", "zone": "Europe/Moscow",
        });
        app.call("users.add", pavel).await;
        let blocked = app.call("users.block", json!({ "email": "PAVEL@shop.example" })).await;
        assert_eq!(blocked["blocked_at"], json!(app.clock.now()));
        assert_eq!(app.refused("users.block", olga).await.code, "last-administrator");
        app.call("users.unblock", json!({ "email": "pavel@shop.example" })).await;
        assert_eq!(app.call("users.set_role", demoted).await["role"], "user");
        // She goes on as what she is now.
        let error = app.engine.call("users.list", json!({})).await.expect_err("a user's list");
        assert_eq!(error.code, "not-allowed");
        app.finish().await;
    }

    async fn only_an_administrator_blocks_and_gives_roles(app: App) {
        for role in [Role::User, Role::Manager] {
            let engine = app.used_by_another(role).await;
            let olga = json!({ "email": "olga@shop.example", "role": "user" });
            for command in ["users.set_role", "users.block", "users.unblock"] {
                let error = engine.call(command, olga.clone()).await.expect_err(command);
                assert_eq!(error.code, "not-allowed", "{command} as {role}");
            }
        }
        app.finish().await;
    }

    async fn nothing_of_a_blocked_owner_is_sent_until_they_are_unblocked(app: App) {
        let administrator = app.used_by_another(Role::Administrator).await;
        let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let olga = json!({ "email": "olga@shop.example" });
        administrator.call("users.block", olga.clone()).await.expect("blocked");
        app.engine.run_until_idle().await;
        // It does not wait for what cannot come.
        app.engine.run_to_the_end(None, Arc::new(AtomicBool::new(false))).await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 0);

        administrator.call("users.unblock", olga).await.expect("unblocked");
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 1);
        app.finish().await;
    }
}
