//! Signing in and out, and what ends or locks a session.

use engine::access::Role;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{app::PASSWORD, stories};

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;

pub fn sign_in(email: &str, password: &str) -> Value {
    json!({ "email": email, "password": password })
}

/// What a call is refused with; `done` when it is not.
pub async fn code(window: &engine::Engine, name: &str, input: Value) -> String {
    match window.call(name, input).await {
        Ok(_) => "done".to_owned(),
        Err(error) => error.code.into_owned(),
    }
}

/// Whether whoever sits at the window may work.
pub async fn works(window: &engine::Engine) -> String {
    code(window, "jobs.list", json!({})).await
}

stories! {
    async fn nobody_works_before_they_sign_in_and_after_they_sign_out(app: App) {
        let window = app.engine.another_window();
        assert_eq!(works(&window).await, "not-signed-in");
        window.call("session.open", sign_in("OLGA@shop.example", PASSWORD)).await.expect("signed in");
        assert_eq!(works(&window).await, "done");
        let state = window.call("setup.state", json!({})).await.expect("a state");
        assert_eq!((&state["user"]["email"], &state["locked"]), (&json!("olga@shop.example"), &json!(false)));
        window.call("session.close", json!({})).await.expect("signed out");
        assert_eq!(works(&window).await, "not-signed-in");
        // The other window is another session.
        assert_eq!(works(&app.engine).await, "done");
        app.finish().await;
    }

    async fn a_wrong_address_and_a_wrong_password_say_the_same_after_the_same_time(app: App) {
        let window = app.engine.another_window();
        let (mut strangers, mut guesses) = (Vec::new(), Vec::new());
        for round in 0..100 {
            // Beyond any wait.
            app.clock.advance(301_000);
            // Each comes first as often as the other.
            for turn in 0..2 {
                let stranger = (round + turn) % 2 == 0;
                let email = if stranger { "nobody@shop.example" } else { "olga@shop.example" };
                let began = Instant::now();
                let refused = window.call("session.open", sign_in(email, "a wrong password")).await;
                let took = began.elapsed();
                assert_eq!(refused.expect_err("refused"), engine::Error::new("sign-in-wrong"));
                if stranger { strangers.push(took) } else { guesses.push(took) }
            }
        }
        let [stranger, guess] = [strangers, guesses].map(middle);
        let ratio = stranger.as_secs_f64() / guess.as_secs_f64();
        assert!((0.8..1.25).contains(&ratio), "a stranger's {stranger:?}, a guess's {guess:?}");
        app.finish().await;
    }

    async fn guessing_is_slowed_for_each_account_and_not_for_the_next(app: App) {
        let window = app.engine.another_window();
        for email in ["olga@shop.example", "nobody@shop.example"] {
            for _ in 0..5 {
                assert_eq!(code(&window, "session.open", sign_in(email, "a guess")).await, "sign-in-wrong");
            }
            // Also with the right one.
            let error = window.call("session.open", sign_in(email, PASSWORD)).await.expect_err("slowed");
            assert_eq!((&*error.code, &error.parameters["seconds"]), ("sign-in-slowed", &json!(1)));
        }
        app.clock.advance(1_000);
        assert_eq!(code(&window, "session.open", sign_in("olga@shop.example", "a guess")).await, "sign-in-wrong");
        app.clock.advance(1_000);
        assert_eq!(code(&window, "session.open", sign_in("olga@shop.example", PASSWORD)).await, "sign-in-slowed");
        // The right one in time makes a fresh start.
        app.clock.advance(1_000);
        assert_eq!(code(&window, "session.open", sign_in("olga@shop.example", PASSWORD)).await, "done");
        assert_eq!(code(&window, "session.open", sign_in("olga@shop.example", "a guess")).await, "sign-in-wrong");
        assert_eq!(code(&window, "session.open", sign_in("olga@shop.example", PASSWORD)).await, "done");
        app.finish().await;
    }

    async fn guesses_side_by_side_do_not_multiply(app: App) {
        let tries = (0..40).map(|_| {
            let window = app.engine.another_window();
            async move { code(&window, "session.open", sign_in("olga@shop.example", "a guess")).await }
        });
        let answers = futures::future::join_all(tries).await;
        let wrong = answers.iter().filter(|code| *code == "sign-in-wrong").count();
        assert_eq!(wrong, 5, "{answers:?}");
        // Nor through the lock and the change of a password.
        let change = json!({ "old": "a guess", "new": "something else long" });
        assert_eq!(code(&app.engine, "profile.change_password", change).await, "sign-in-slowed");
        assert_eq!(code(&app.engine, "session.unlock", json!({ "password": PASSWORD })).await, "sign-in-slowed");
        app.finish().await;
    }

    async fn a_session_locks_when_nobody_touches_it_and_opens_by_its_password(app: App) {
        let manager = app.used_by("mira@shop.example", Role::Manager).await;
        app.clock.advance(29 * MINUTE);
        manager.call("session.touch", json!({})).await.expect("there");
        app.clock.advance(29 * MINUTE);
        assert_eq!(works(&manager).await, "done");
        // Calls of the window itself are no touch.
        app.clock.advance(MINUTE);
        assert_eq!(works(&manager).await, "session-locked");
        let state = manager.call("setup.state", json!({})).await.expect("a state");
        assert_eq!((&state["user"]["email"], &state["locked"]), (&json!("mira@shop.example"), &json!(true)));
        assert_eq!(code(&manager, "session.touch", json!({})).await, "session-locked");
        assert_eq!(code(&manager, "session.unlock", json!({ "password": "a guess" })).await, "password-wrong");
        assert_eq!(code(&manager, "session.unlock", json!({ "password": PASSWORD })).await, "done");
        assert_eq!(works(&manager).await, "done");

        let settings = manager.call("settings.show", json!({})).await.expect("settings");
        let mut settings = settings;
        settings["lock_minutes"] = json!(0);
        manager.call("settings.change", settings).await.expect("changed");
        app.clock.advance(8 * HOUR);
        assert_eq!(works(&manager).await, "done");
        manager.call("session.lock", json!({})).await.expect("locked");
        assert_eq!(works(&manager).await, "session-locked");
        app.finish().await;
    }

    async fn a_session_ends_after_twelve_hours_unless_its_person_stays(app: App) {
        let short = app.used_by("mira@shop.example", Role::Manager).await;
        let long = app.engine.another_window();
        let stay = json!({ "email": "mira@shop.example", "password": PASSWORD, "stay": true });
        long.call("session.open", stay).await.expect("signed in");
        assert_eq!(long.call("setup.state", json!({})).await.expect("a state")["stays"], true);
        app.clock.advance(12 * HOUR);
        assert_eq!(works(&short).await, "not-signed-in");
        assert_eq!(works(&long).await, "session-locked");

        // The computer keeps a key; whoever signs out takes it along.
        let kept = short.call("session.kept", json!({})).await.expect("accounts");
        let mira = json!({ "email": "mira@shop.example", "name": "Павел" });
        assert!(kept.as_array().expect("accounts").contains(&mira), "{kept}");
        short.call("session.resume", json!({ "email": "mira@shop.example" })).await.expect("resumed");
        assert_eq!(works(&short).await, "session-locked", "it was locked when it was left");
        short.call("session.unlock", json!({ "password": PASSWORD })).await.expect("unlocked");
        short.call("session.close", json!({})).await.expect("signed out");
        assert_eq!(code(&short, "session.resume", json!({ "email": "mira@shop.example" })).await, "session-not-kept");
        assert_eq!(works(&long).await, "not-signed-in");
        app.finish().await;
    }

    async fn accounts_are_switched_without_a_password_where_they_stay(app: App) {
        app.used_by("mira@shop.example", Role::Manager).await;
        let window = app.engine.another_window();
        for email in ["olga@shop.example", "mira@shop.example"] {
            let stay = json!({ "email": email, "password": PASSWORD, "stay": true });
            window.call("session.open", stay).await.expect("signed in");
        }
        let kept = window.call("session.kept", json!({})).await.expect("accounts");
        assert_eq!(kept.as_array().map(Vec::len), Some(2));
        let olga = window.call("session.resume", json!({ "email": "olga@shop.example" })).await.expect("switched");
        assert_eq!(olga["role"], "administrator");
        assert_eq!(code(&window, "users.holdings", json!({ "email": "mira@shop.example" })).await, "done");
        app.finish().await;
    }

    async fn a_block_and_a_new_role_count_from_the_next_call_on(app: App) {
        let mira = app.used_by("mira@shop.example", Role::User).await;
        assert_eq!(code(&mira, "users.list", json!({})).await, "not-allowed");
        app.call("users.set_role", json!({ "email": "mira@shop.example", "role": "manager" })).await;
        assert_eq!(code(&mira, "users.list", json!({})).await, "done");
        app.call("users.set_role", json!({ "email": "mira@shop.example", "role": "user" })).await;
        assert_eq!(code(&mira, "users.list", json!({})).await, "not-allowed");

        app.call("users.block", json!({ "email": "mira@shop.example" })).await;
        assert_eq!(works(&mira).await, "not-signed-in");
        // Only who knows the password hears of it.
        assert_eq!(code(&mira, "session.open", sign_in("mira@shop.example", "a guess")).await, "sign-in-wrong");
        assert_eq!(code(&mira, "session.open", sign_in("mira@shop.example", PASSWORD)).await, "account-blocked");
        app.call("users.unblock", json!({ "email": "mira@shop.example" })).await;
        assert_eq!(works(&mira).await, "not-signed-in", "the session ended for good");
        assert_eq!(code(&mira, "session.open", sign_in("mira@shop.example", PASSWORD)).await, "done");
        app.finish().await;
    }

    async fn a_new_password_ends_the_other_sessions(app: App) {
        let mira = app.used_by("mira@shop.example", Role::User).await;
        let elsewhere = app.engine.another_window();
        elsewhere.call("session.open", sign_in("mira@shop.example", PASSWORD)).await.expect("signed in");
        let change = json!({ "old": PASSWORD, "new": "something else long" });
        mira.call("profile.change_password", change).await.expect("changed");
        assert_eq!((works(&mira).await, works(&elsewhere).await), ("done".into(), "not-signed-in".into()));
        let new = json!({ "email": "mira@shop.example", "password": "from the administrator" });
        app.call("users.set_password", new).await;
        assert_eq!(works(&mira).await, "not-signed-in");
        app.finish().await;
    }

    async fn easy_passwords_are_refused_and_said_to_be_easy(app: App) {
        let strength = |password: &str| {
            let query = json!({ "password": password, "about": ["Ольга", "olga@shop.example"] });
            app.call("passwords.strength", query)
        };
        let weak = strength("password1").await;
        assert_eq!((&weak["enough"], weak["warning"].is_string()), (&json!(false), true));
        assert_eq!(strength("зимние пионы на окне").await["enough"], true);
        assert_eq!(strength("h7$kQ").await["enough"], false, "short");
        let change = json!({ "old": PASSWORD, "new": "password1" });
        let error = app.engine.call("profile.change_password", change).await.expect_err("refused");
        assert_eq!((&*error.code, error.field.as_deref()), ("password-weak", Some("new")));
        app.finish().await;
    }
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
