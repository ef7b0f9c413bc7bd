//! What managers and administrators do to other people's things, and what the owners keep of it.

use crate::mailings::mailing;
use crate::sessions::code;
use engine::{access::Role, events::Event};
use serde_json::{Value, json};
use support::{app::PASSWORD, stories};

stories! {
    async fn who_asks_for_a_report_on_anothers_mailing_is_told_when_it_is_there(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
        let manager = app.used_by_another(Role::Manager).await;
        let path = app.folder.path().join("report.csv");
        let mut events = app.engine.events();
        let job = manager.call("mailings.export", json!({ "id": id, "path": path })).await.expect("a job");
        loop {
            let event = events.recv().await.expect("an event");
            let Event::Job { job: ended } = &event else { continue };
            // The owner did not ask for it.
            assert!(app.engine.heard(event.clone()).await.is_none());
            assert!(manager.heard(event.clone()).await.is_some());
            if ended.finished_at.is_some() {
                break;
            }
        }
        let list = manager.call("jobs.list", json!({})).await.expect("jobs");
        assert_eq!((&list[0]["id"], &list[0]["state"]), (&job["id"], &json!("done")));
        assert_eq!(app.call("jobs.list", json!({})).await, json!([]));
        app.finish().await;
    }

    async fn a_mailing_that_was_paused_before_it_was_disabled_is_paused_after(app: App) {
        let id = mailing(&app, &[("anna@example.org", "Анна")]).await;
        let manager = app.used_by_another(Role::Manager).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let paused = app.call("mailings.pause", json!({ "id": id })).await;
        manager.call("mailings.disable", json!({ "id": id, "reason": "A wrong price" })).await.expect("disabled");
        app.clock.advance(60_000);
        let enabled = manager.call("mailings.enable", json!({ "id": id })).await.expect("enabled");
        assert_eq!((&enabled["status"], &enabled["pause"]), (&json!("paused"), &paused["pause"]));
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 0);
        // What happens next does not remember it.
        app.call("mailings.resume", json!({ "id": id })).await;
        manager.call("mailings.disable", json!({ "id": id, "reason": "Again" })).await.expect("disabled");
        let enabled = manager.call("mailings.enable", json!({ "id": id })).await.expect("enabled");
        assert_eq!((&enabled["status"], &enabled["pause"]), (&json!("running"), &Value::Null));
        app.finish().await;
    }

    async fn who_loses_the_role_or_is_blocked_has_no_job_and_no_invitation_left(app: App) {
        for (email, command) in [("mira@shop.example", "users.set_role"), ("vera@shop.example", "users.block")] {
            let window = app.used_by(email, Role::Administrator).await;
            let guest = format!("guest-of-{email}");
            let invited = window.call("users.invite", json!({ "email": guest, "role": "administrator", "language": "en" }))
                .await.expect("invited");
            app.call(command, json!({ "email": email, "role": "user" })).await;
            assert_eq!(app.call("users.invitations", json!({})).await, json!([]));
            let accept = json!({
                "name": "Guest", "email": guest, "password": PASSWORD, "language": "en", "zone": "UTC",
                "code": invited["code"],
            });
            assert_eq!(code(&app.engine.another_window(), "registration.accept", accept).await, "code-unknown");
        }
        app.finish().await;
    }

    async fn letters_with_codes_go_through_an_administrators_sender_alone(app: App) {
        let window = app.used_by("mira@shop.example", Role::Administrator).await;
        let settings = json!({
            "name": "Shop", "host": "127.0.0.1", "port": app.rehearsal.port(), "security": "none",
            "username": null, "from_name": "Shop", "from_email": "mira@shop.example",
            "per_minute": null, "per_hour": null, "per_day": null, "connections": 1,
        });
        let sender = window.call("senders.add", json!({ "settings": settings, "password": null })).await.expect("added");
        let system = json!({ "open": true, "system_sender_id": sender["id"] });
        app.call("registration.change", system.clone()).await;
        assert_eq!(app.call("setup.state", json!({})).await["can_recover"], true);
        // Whoever may change the sender would read everybody's codes.
        app.call("users.set_role", json!({ "email": "mira@shop.example", "role": "manager" })).await;
        assert_eq!(app.call("setup.state", json!({})).await["can_recover"], false);
        let recovery = json!({ "email": "olga@shop.example", "language": "ru" });
        assert_eq!(code(&window, "recovery.begin", recovery).await, "recovery-no-sender");
        let refused = app.refused("registration.change", system).await;
        assert_eq!((&*refused.code, refused.field.as_deref()), ("system-sender-not-administrators", Some("system_sender_id")));
        app.finish().await;
    }

    async fn a_kept_account_is_no_way_around_a_lock(app: App) {
        let window = app.engine.another_window();
        app.used_by("mira@shop.example", Role::User).await;
        let email = |email: &str| json!({ "email": email });
        let stay = |email: &str| json!({ "email": email, "password": PASSWORD, "stay": true });
        let state = async || window.call("setup.state", json!({})).await.expect("a state");
        window.call("session.open", stay("mira@shop.example")).await.expect("signed in");
        window.call("session.open", stay("olga@shop.example")).await.expect("signed in");
        window.call("session.resume", email("mira@shop.example")).await.expect("switched");
        assert_eq!(state().await["locked"], false);
        // Mira's window is locked: Olga's account is behind the same lock.
        window.call("session.lock", json!({})).await.expect("locked");
        window.call("session.resume", email("olga@shop.example")).await.expect("switched");
        assert_eq!((&state().await["locked"], &state().await["user"]["email"]), (&json!(true), &json!("olga@shop.example")));
        window.call("session.unlock", json!({ "password": PASSWORD })).await.expect("unlocked");
        // Mira was away for longer than she wants her window open.
        let touch = async || window.call("session.touch", json!({})).await.expect("there");
        app.clock.advance(20 * 60_000);
        touch().await;
        app.clock.advance(20 * 60_000);
        window.call("session.resume", email("mira@shop.example")).await.expect("switched");
        assert_eq!(state().await["locked"], true);
        app.finish().await;
    }

    async fn a_registration_is_not_confirmed_with_a_strangers_password(app: App) {
        let sender = app.sender().await;
        app.call("registration.change", json!({ "open": true, "system_sender_id": sender })).await;
        let applicant = |password: &str| json!({
            "name": "Анна", "email": "anna@shop.example", "password": password, "language": "ru", "zone": "UTC",
        });
        let window = app.engine.another_window();
        window.call("registration.begin", applicant(PASSWORD)).await.expect("a letter");
        app.clock.advance(60_000);
        let stranger = app.engine.another_window();
        stranger.call("registration.begin", applicant("the stranger's long one")).await.expect("a letter");
        let (_, letter) = support::letters::newest(&app.rehearsal, "anna@shop.example", 2).await;
        let confirm = json!({
            "email": "anna@shop.example", "code": support::letters::code_in(&letter), "password": PASSWORD,
        });
        assert_eq!(code(&window, "registration.confirm", confirm).await, "registration-anothers");
        assert_eq!(app.call("users.list", json!({})).await.as_array().map(Vec::len), Some(1));
        app.finish().await;
    }

    async fn a_password_that_was_replaced_meanwhile_opens_nothing(app: App) {
        let window = app.used_by("mira@shop.example", Role::User).await;
        let opened = app.engine.another_window();
        let sign_in = json!({ "email": "mira@shop.example", "password": PASSWORD });
        let new = json!({ "email": "mira@shop.example", "password": "another long password" });
        let change = json!({ "old": PASSWORD, "new": "the thief's long password" });
        for _ in 0..5 {
            let (signed_in, changed, _) = tokio::join!(
                opened.call("session.open", sign_in.clone()),
                window.call("profile.change_password", change.clone()),
                app.call("users.set_password", new.clone()),
            );
            // Whichever came first: what is left is the administrator's word, and nobody sits there.
            let _ = (signed_in, changed);
            for engine in [&opened, &window] {
                assert_eq!(code(engine, "jobs.list", json!({})).await, "not-signed-in");
            }
            let back = app.engine.another_window();
            assert_eq!(code(&back, "session.open", new.clone()).await, "done");
            app.call("users.set_password", sign_in.clone()).await;
            app.clock.advance(3_600_000);
            assert_eq!(code(&window, "session.open", sign_in.clone()).await, "done");
        }
        app.finish().await;
    }
}
