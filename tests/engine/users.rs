//! People who sign in: what they may do, and whether they may do anything.

use crate::mailings::mailing;
use engine::access::Role;
use engine::events::{Event, Notice};
use serde_json::json;
use std::{
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};
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

    async fn a_manager_disables_a_mailing_and_its_owner_reads_why(app: App) {
        let manager = app.used_by("mira@shop.example", Role::Manager).await;
        let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let disable = |reason: &str| json!({ "id": id, "reason": reason });
        let refused = manager.call("mailings.disable", disable(" ")).await.expect_err("no reason");
        assert_eq!((&*refused.code, refused.field.as_deref()), ("reason-empty", Some("reason")));
        assert_eq!(app.refused("mailings.disable", disable("mine")).await.code, "mailing-own");

        let disabled = manager.call("mailings.disable", disable("A wrong price")).await.expect("disabled");
        assert_eq!((&disabled["status"], &disabled["pause"]["by"]), (&json!("paused"), &json!("manager")));
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 0);
        let reason = json!({
            "code": "disabled-by", "parameters": { "name": "Павел", "reason": "A wrong price" }, "field": null,
        });
        assert_eq!(app.call("mailings.show", json!({ "id": id })).await["mailing"]["pause"]["reason"], reason);
        let again = manager.call("mailings.disable", disable("Again")).await.expect_err("disabled already");
        assert_eq!(again.code, "mailing-disabled-already");

        // Its owner is an administrator here; a plain one cannot lift it.
        let olga = json!({ "email": "olga@shop.example" });
        app.used_by("root@shop.example", Role::Administrator).await
            .call("users.set_role", json!({ "email": "olga@shop.example", "role": "user" })).await.expect("demoted");
        for command in ["mailings.resume", "mailings.enable"] {
            let error = app.engine.call(command, json!({ "id": id })).await.expect_err(command);
            assert!(["mailing-disabled", "not-allowed"].contains(&&*error.code), "{command}: {}", error.code);
        }
        drop(olga);
        manager.call("mailings.enable", json!({ "id": id })).await.expect("enabled");
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 1);
        app.finish().await;
    }

    async fn the_scheduler_outlives_a_session_and_tells_others_only_whose_letters_go(app: App) {
        let stranger = app.used_by("mira@shop.example", Role::User).await;
        let id = mailing(&app, &[("refuse-1@example.org", "Анна")]).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let mut events = app.engine.events();
        app.call("session.close", json!({})).await;
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.attempts("refuse-1@example.org")), 1);

        let (mut told, mut notices) = (0, 0);
        while let Ok(event) = events.try_recv() {
            if let Event::Worker { state } = &event
                && state.mailing_id.is_some()
            {
                for window in [&app.engine, &stranger] {
                    let Some(Event::Worker { state }) = window.heard(event.clone()).await else { panic!("no state") };
                    assert_eq!((state.mailing_id, state.mailing), (None, None));
                    assert_eq!(state.owner_name.as_deref(), Some("Ольга"));
                    told += 1;
                }
            }
            if let Event::Notice { notice: notice @ Notice::AttemptsFailed { .. } } = &event {
                for window in [&app.engine, &stranger] {
                    assert!(window.heard(event.clone()).await.is_none());
                    let words = window.notice_words(notice).await.expect("words").expect("a notice");
                    assert!(words.title.contains("Ольга") && !words.body.contains("550"), "{}", words.body);
                    notices += 1;
                }
            }
        }
        assert!(told > 0 && notices > 0, "{told} states, {notices} notices");
        app.finish().await;
    }

    async fn a_block_stops_letters_at_the_gate_while_others_are_on_their_way(app: App) {
        let administrator = app.used_by_another(Role::Administrator).await;
        let slow = ["slow-1@example.org", "slow-2@example.org", "slow-3@example.org", "slow-4@example.org",
            "slow-5@example.org", "slow-6@example.org"];
        let id = mailing(&app, &slow.map(|email| (email, "Анна"))).await;
        app.call("mailings.start", json!({ "id": id })).await;
        app.rehearsal.set_slow(Duration::from_secs(600));
        let counts = async || {
            let page = administrator.call("mailings.show", json!({ "id": id })).await.expect("a mailing");
            page["mailing"]["counts"].clone()
        };
        let begun = tokio::join!(app.engine.run_until_idle(), async {
            while counts().await["sending"] == 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let olga = json!({ "email": "olga@shop.example" });
            administrator.call("users.block", olga).await.expect("blocked");
            let begun = counts().await["sending"].as_u64().expect("a count");
            app.rehearsal.set_slow(Duration::ZERO);
            begun
        }).1;
        // Two connections, and two letters that they had announced.
        assert!((1..=4).contains(&begun), "{begun}");
        let after = counts().await;
        assert_eq!((&after["sending"], &after["leased"]), (&json!(0), &json!(0)), "{after}");
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), after["sent"].as_u64().expect("a count"));
        assert!(after["sent"].as_u64() <= Some(begun) && after["queued"].as_u64() >= Some(2), "{after}");
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
