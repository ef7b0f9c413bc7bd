//! What is as it was after the program has ended and started again: who may go on, and who has guessed.

use crate::{
    registration::{anna, system_sender},
    sessions::{HOUR, MINUTE, code, sign_in, works},
};
use engine::access::Role;
use serde_json::{Value, json};
use support::{
    App,
    app::{PASSWORD, ask},
    letters::{code_in, newest},
    stories,
};

/// Who sits at the window, and whether only the password helps.
async fn at_the_window(app: &App) -> (Value, bool) {
    let state = app.call("setup.state", json!({})).await;
    (state["user"]["email"].clone(), state["locked"] == true)
}

/// The session of the owner locks after so many minutes.
async fn lock_after(app: &App, minutes: u32) {
    let mut settings = app.call("settings.show", json!({})).await;
    settings["lock_minutes"] = json!(minutes);
    app.call("settings.change", settings).await;
}

async fn sessions(app: &App) -> i64 {
    let (count,): (i64,) =
        app.engine.inner().db.one("select count(*) from sessions", vec![]).await.expect("a count");
    count
}

stories! {
    async fn wrong_passwords_are_still_counted(app: App) {
        for email in ["olga@shop.example", "nobody@shop.example"] {
            for _ in 0..6 {
                let window = app.engine.another_window();
                app.clock.advance(1_000);
                assert_eq!(code(&window, "session.open", sign_in(email, "a guess")).await, "sign-in-wrong");
            }
        }
        let app = app.restarted().await;
        let window = app.engine.another_window();
        let seconds = async |email: &str| {
            let refused = window.call("session.open", sign_in(email, PASSWORD)).await.expect_err("slowed");
            assert_eq!(refused.code, "sign-in-slowed");
            refused.parameters["seconds"].clone()
        };
        // Six seconds were spent on the other address.
        assert_eq!(seconds("nobody@shop.example").await, 2);
        assert_eq!(code(&window, "session.open", sign_in("olga@shop.example", "a guess")).await, "sign-in-wrong");
        assert_eq!(seconds("olga@shop.example").await, 4);
        assert_eq!(code(&app.engine, "session.unlock", json!({ "password": PASSWORD })).await, "sign-in-slowed");
        drop(window);

        let app = app.restarted().await;
        app.clock.advance(4_000);
        let window = app.engine.another_window();
        assert_eq!(code(&window, "session.open", sign_in("olga@shop.example", PASSWORD)).await, "done");
        app.finish().await;
    }

    async fn a_code_still_works_and_its_guesses_are_still_counted(app: App) {
        app.used_by("mira@shop.example", Role::User).await;
        system_sender(&app).await;
        let window = app.engine.another_window();
        ask(&window, "registration.begin", anna(PASSWORD)).await;
        let annas = code_in(&newest(&app.rehearsal, "anna@shop.example", 1).await.1);
        ask(&window, "recovery.begin", json!({ "email": "mira@shop.example", "language": "en" })).await;
        let miras = code_in(&newest(&app.rehearsal, "mira@shop.example", 1).await.1);
        let confirm = |code: &str| json!({ "email": "anna@shop.example", "code": code, "password": PASSWORD });
        let recover = |code: &str| {
            json!({ "email": "mira@shop.example", "code": code, "password": "another long one" })
        };
        for guess in 0..4 {
            let wrong = format!("00000-0000{guess}");
            assert_eq!(code(&window, "registration.confirm", confirm(&wrong)).await, "code-wrong");
            assert_eq!(code(&window, "recovery.finish", recover(&wrong)).await, "code-wrong");
        }
        assert_eq!(code(&window, "recovery.finish", recover("00000-00005")).await, "code-used-up");
        drop(window);

        let app = app.restarted().await;
        let window = app.engine.another_window();
        assert_eq!(code(&window, "registration.begin", anna(PASSWORD)).await, "letter-too-soon");
        assert_eq!(code(&window, "recovery.finish", recover(&miras)).await, "code-used-up");
        // The fifth guess.
        assert_eq!(code(&window, "registration.confirm", confirm(&annas)).await, "done");
        assert_eq!(code(&window, "registration.confirm", confirm(&annas)).await, "code-unknown");
        app.finish().await;
    }

    async fn whoever_stays_goes_on_and_nobody_else(app: App) {
        lock_after(&app, 30).await;
        let mira = app.used_by("mira@shop.example", Role::User).await;
        assert_eq!((works(&mira).await, sessions(&app).await), ("done".to_owned(), 2));
        drop(mira);
        // Longer than a window may be left alone, shorter than a session lasts.
        app.clock.advance(8 * HOUR);
        let app = app.restarted().await;
        assert_eq!(at_the_window(&app).await, (json!("olga@shop.example"), false));
        assert_eq!(works(&app.engine).await, "done", "the time between two starts is no idling");
        let kept = app.call("session.kept", json!({})).await;
        assert_eq!(kept, json!([{ "email": "olga@shop.example", "name": "Ольга" }]));
        let window = app.engine.another_window();
        assert_eq!(works(&window).await, "not-signed-in", "only the first window is hers");
        let resume = json!({ "email": "mira@shop.example" });
        assert_eq!(code(&window, "session.resume", resume.clone()).await, "session-not-kept");
        drop(window);

        // In a shared database it may belong to a program that runs, until its time is over.
        app.clock.advance(4 * HOUR + 1);
        let app = app.restarted().await;
        assert_eq!(sessions(&app).await, 1);
        assert_eq!(code(&app.engine, "session.resume", resume).await, "session-not-kept");
        assert_eq!(at_the_window(&app).await.0, "olga@shop.example");

        app.call("session.close", json!({})).await;
        let app = app.restarted().await;
        assert_eq!(at_the_window(&app).await, (Value::Null, false));
        assert_eq!(app.call("session.kept", json!({})).await, json!([]));
        assert_eq!(works(&app.engine).await, "not-signed-in");
        app.finish().await;
    }

    async fn a_locked_window_stays_locked(app: App) {
        app.call("session.lock", json!({})).await;
        let app = app.restarted().await;
        assert_eq!(at_the_window(&app).await, (json!("olga@shop.example"), true));
        assert_eq!(works(&app.engine).await, "session-locked");
        assert_eq!(code(&app.engine, "session.touch", json!({})).await, "session-locked");
        let resume = json!({ "email": "olga@shop.example" });
        app.call("session.resume", resume).await;
        assert_eq!(works(&app.engine).await, "session-locked", "nor does choosing the account open it");
        assert_eq!(code(&app.engine, "session.unlock", json!({ "password": "a guess" })).await, "password-wrong");
        assert_eq!(code(&app.engine, "session.unlock", json!({ "password": PASSWORD })).await, "done");
        let app = app.restarted().await;
        assert_eq!(works(&app.engine).await, "done");

        // The same when it has locked because nobody was there.
        lock_after(&app, 30).await;
        app.clock.advance(30 * MINUTE);
        assert_eq!(works(&app.engine).await, "session-locked");
        let app = app.restarted().await;
        assert_eq!(works(&app.engine).await, "session-locked");
        app.finish().await;
    }

    async fn a_blocked_person_does_not_come_back(app: App) {
        let mira = app.engine.another_window();
        drop(app.used_by("mira@shop.example", Role::User).await);
        let stay = json!({ "email": "mira@shop.example", "password": PASSWORD, "stay": true });
        ask(&mira, "session.open", stay).await;
        drop(mira);
        app.call("users.block", json!({ "email": "mira@shop.example" })).await;
        let app = app.restarted().await;
        let resume = json!({ "email": "mira@shop.example" });
        let window = app.engine.another_window();
        assert_eq!(code(&window, "session.resume", resume.clone()).await, "session-not-kept");
        app.call("users.unblock", resume.clone()).await;
        assert_eq!(code(&window, "session.resume", resume).await, "session-not-kept", "it ended for good");
        app.finish().await;
    }
}
