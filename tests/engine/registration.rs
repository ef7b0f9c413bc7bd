//! People who come by themselves: registration, invitations, recovery, each through real letters.

use crate::sessions::{HOUR, MINUTE, code, works};
use engine::{access::Role, texts, users::Language};
use serde_json::{Value, json};
use support::{
    App,
    app::{PASSWORD, ask},
    letters::{code_in, newest},
    stories,
};

pub fn anna(password: &str) -> Value {
    json!({
        "name": "Анна", "email": "anna@shop.example", "password": password,
        "language": "ru", "zone": "Europe/Moscow",
    })
}

/// Names a system sender that hands letters to the test's server.
pub async fn system_sender(app: &App) {
    let sender = app.sender().await;
    app.call("registration.change", json!({ "open": true, "system_sender_id": sender })).await;
}

/// The subject and the text of the newest letter to that address, once so many have come.
async fn letter(app: &App, to: &str, count: usize) -> (String, String) {
    newest(&app.rehearsal, to, count).await
}

stories! {
    async fn an_account_is_made_when_its_address_is_confirmed(app: App) {
        let window = app.engine.another_window();
        assert_eq!(code(&window, "registration.begin", anna(PASSWORD)).await, "registration-no-sender");
        system_sender(&app).await;
        let sent = window.call("registration.begin", anna(PASSWORD)).await.expect("a letter");
        assert_eq!(sent["expires_at"], json!(app.clock.now().plus(24 * HOUR)));
        let (subject, text) = letter(&app, "anna@shop.example", 1).await;
        let right = code_in(&text);
        assert!(subject.starts_with(&right) && text.contains("Здравствуйте, Анна!"), "{subject}\n{text}");
        // Not before the code.
        let sign_in = json!({ "email": "anna@shop.example", "password": PASSWORD });
        assert_eq!(code(&window, "session.open", sign_in).await, "sign-in-wrong");
        assert_eq!(code(&window, "registration.begin", anna(PASSWORD)).await, "letter-too-soon");

        let confirm = |code: &str| json!({ "email": "Anna@shop.example", "code": code, "password": PASSWORD });
        assert_eq!(code(&window, "registration.confirm", confirm("no")).await, "code-malformed");
        let wrong = window.call("registration.confirm", confirm("00000-00000")).await.expect_err("wrong");
        assert_eq!((&*wrong.code, &wrong.parameters["left"]), ("code-wrong", &json!(4)));
        let user = window.call("registration.confirm", confirm(&right.to_lowercase())).await.expect("an account");
        assert_eq!((&user["role"], &user["language"], &user["name"]), (&json!("user"), &json!("ru"), &json!("Анна")));
        // Their window goes on in their language.
        let choice = if texts::system_language() == Language::Ru { "system" } else { "ru" };
        assert_eq!(window.call("settings.show", json!({})).await.expect("settings")["language"], choice);
        // Signed in, and the code is gone.
        assert_eq!(code(&window, "clients.list", json!({ "sort": "name", "limit": 1 })).await, "done");
        assert_eq!(code(&window, "registration.confirm", confirm(&right)).await, "code-unknown");
        app.finish().await;
    }

    async fn codes_expire_are_used_up_and_are_replaced(app: App) {
        let window = app.engine.another_window();
        system_sender(&app).await;
        window.call("registration.begin", anna(PASSWORD)).await.expect("a letter");
        let first = code_in(&letter(&app, "anna@shop.example", 1).await.1);
        let confirm = |code: &str| json!({ "email": "anna@shop.example", "code": code, "password": PASSWORD });

        // Side by side they do not multiply.
        let guesses = (0..20).map(|guess| {
            let (window, input) = (window.clone(), confirm(&format!("0000000{guess:03}")));
            async move { code(&window, "registration.confirm", input).await }
        });
        let answers = futures::future::join_all(guesses).await;
        assert_eq!(answers.iter().filter(|code| *code == "code-wrong").count(), 4, "{answers:?}");
        assert_eq!(code(&window, "registration.confirm", confirm(&first)).await, "code-used-up");

        app.clock.advance(MINUTE);
        window.call("registration.resend", json!({ "email": "anna@shop.example" })).await.expect("a letter");
        let second = code_in(&letter(&app, "anna@shop.example", 2).await.1);
        assert_eq!(code(&window, "registration.confirm", confirm(&first)).await, "code-wrong");
        app.clock.advance(24 * HOUR);
        assert_eq!(code(&window, "registration.confirm", confirm(&second)).await, "code-expired");
        window.call("registration.resend", json!({ "email": "anna@shop.example" })).await.expect("a letter");
        let third = code_in(&letter(&app, "anna@shop.example", 3).await.1);
        assert_eq!(code(&window, "registration.confirm", confirm(&third)).await, "done");
        app.finish().await;
    }

    async fn a_code_makes_one_account_however_many_use_it_at_once(app: App) {
        system_sender(&app).await;
        app.engine.another_window().call("registration.begin", anna(PASSWORD)).await.expect("a letter");
        let right = code_in(&letter(&app, "anna@shop.example", 1).await.1);
        let uses = (0..4).map(|_| {
            let window = app.engine.another_window();
            let input = json!({ "email": "anna@shop.example", "code": right, "password": PASSWORD });
            async move { code(&window, "registration.confirm", input).await }
        });
        let answers = futures::future::join_all(uses).await;
        assert_eq!(answers.iter().filter(|code| *code == "done").count(), 1, "{answers:?}");
        app.finish().await;
    }

    async fn an_address_with_an_account_looks_like_any_other_and_its_owner_is_told(app: App) {
        let window = app.engine.another_window();
        system_sender(&app).await;
        let olga = json!({
            "name": "Кто-то", "email": "olga@shop.example", "password": PASSWORD,
            "language": "en", "zone": "Europe/Moscow",
        });
        window.call("registration.begin", olga).await.expect("the same answer");
        let (subject, text) = letter(&app, "olga@shop.example", 1).await;
        // In the language of whoever has the account.
        assert_eq!(subject, "У вас уже есть учётная запись в «Вестнике»");
        assert!(!text.contains("Кто-то"), "{text}");
        let confirm = json!({ "email": "olga@shop.example", "code": "00000-00000", "password": PASSWORD });
        assert_eq!(code(&window, "registration.confirm", confirm).await, "code-wrong");
        app.finish().await;
    }

    async fn registration_can_be_switched_off_and_an_invitation_lets_in_all_the_same(app: App) {
        let window = app.engine.another_window();
        app.call("registration.change", json!({ "open": false, "system_sender_id": null })).await;
        assert_eq!(code(&window, "registration.begin", anna(PASSWORD)).await, "registration-off");
        let state = window.call("setup.state", json!({})).await.expect("a state");
        assert_eq!(state["registration"], "off");

        let invite = json!({ "email": "anna@shop.example", "role": "manager", "language": "ru" });
        let invited = app.call("users.invite", invite.clone()).await;
        assert_eq!((&invited["mailed"], &invited["problem"]), (&json!(false), &Value::Null));
        let listed = app.call("users.invitations", json!({})).await;
        assert_eq!((&listed[0]["email"], &listed[0]["invited_by"]), (&json!("anna@shop.example"), &json!("Ольга")));
        app.call("users.withdraw", json!({ "email": "anna@shop.example" })).await;
        let accept = |code: &Value| {
            let mut input = anna(PASSWORD);
            input["code"] = code.clone();
            input
        };
        assert_eq!(code(&window, "registration.accept", accept(&invited["code"])).await, "code-unknown");

        let invited = app.call("users.invite", invite).await;
        // For that address alone.
        let mut another = accept(&invited["code"]);
        another["email"] = json!("eve@shop.example");
        assert_eq!(code(&window, "registration.accept", another).await, "code-unknown");
        let user = window.call("registration.accept", accept(&invited["code"])).await.expect("an account");
        assert_eq!(user["role"], "manager");
        assert_eq!(app.call("users.invitations", json!({})).await, json!([]));
        app.finish().await;
    }

    async fn an_invitation_goes_by_letter_where_one_can_be_sent(app: App) {
        system_sender(&app).await;
        let invite = json!({ "email": "anna@shop.example", "role": "user", "language": "en" });
        let invited = app.call("users.invite", invite).await;
        assert_eq!(invited["mailed"], true);
        let (_, text) = letter(&app, "anna@shop.example", 1).await;
        assert_eq!(json!(code_in(&text)), invited["code"]);
        assert!(text.contains("anna@shop.example") && text.contains("Магазин"), "{text}");
        app.finish().await;
    }

    async fn a_forgotten_password_is_replaced_by_a_letter(app: App) {
        let mira = app.used_by("mira@shop.example", Role::Manager).await;
        let window = app.engine.another_window();
        let begin = |email: &str| json!({ "email": email, "language": "en" });
        assert_eq!(code(&window, "recovery.begin", begin("mira@shop.example")).await, "recovery-no-sender");
        system_sender(&app).await;

        let known = window.call("recovery.begin", begin("mira@shop.example")).await.expect("an answer");
        let unknown = window.call("recovery.begin", begin("nobody@shop.example")).await.expect("the same answer");
        assert_eq!((&known["expires_at"], &known["again_at"]), (&unknown["expires_at"], &unknown["again_at"]));
        assert_eq!(code(&window, "recovery.begin", begin("nobody@shop.example")).await, "letter-too-soon");
        let right = code_in(&letter(&app, "mira@shop.example", 1).await.1);
        assert!(app.rehearsal.read(|ledger| ledger.arrivals.iter().all(|arrival| arrival.to != "nobody@shop.example")));

        let finish = |code: &str, password: &str| {
            json!({ "email": "mira@shop.example", "code": code, "password": password })
        };
        // A password that is refused costs no guess.
        for _ in 0..6 {
            assert_eq!(code(&window, "recovery.finish", finish(&right, "short")).await, "password-short");
        }
        assert_eq!(code(&window, "recovery.finish", finish("00000-00000", "another long one")).await, "code-wrong");
        window.call("recovery.finish", finish(&right, "another long one")).await.expect("a new password");
        assert_eq!(code(&window, "users.list", json!({})).await, "done", "signed in as the manager");
        assert_eq!(code(&mira, "jobs.list", json!({})).await, "not-signed-in", "every other session has ended");
        let sign_in = |password: &str| json!({ "email": "mira@shop.example", "password": password });
        assert_eq!(code(&mira, "session.open", sign_in(PASSWORD)).await, "sign-in-wrong");
        assert_eq!(code(&mira, "session.open", sign_in("another long one")).await, "done");

        app.clock.advance(MINUTE);
        window.call("recovery.begin", begin("mira@shop.example")).await.expect("an answer");
        let late = code_in(&letter(&app, "mira@shop.example", 2).await.1);
        app.clock.advance(20 * MINUTE);
        assert_eq!(code(&window, "recovery.finish", finish(&late, "a third long one")).await, "code-expired");
        app.finish().await;
    }

    async fn guesses_side_by_side_multiply_for_no_kind_of_code(app: App) {
        let mira = app.used_by("mira@shop.example", Role::User).await;
        system_sender(&app).await;
        ask(&mira, "recovery.begin", json!({ "email": "mira@shop.example", "language": "en" })).await;
        let recovered = code_in(&letter(&app, "mira@shop.example", 1).await.1);
        let invite = json!({ "email": "anna@shop.example", "role": "manager", "language": "ru" });
        let invited = app.call("users.invite", invite).await["code"].as_str().expect("a code").to_owned();
        let new = "another long one";
        let recover = json!({ "email": "mira@shop.example", "password": new });
        for (name, mut input, right) in
            [("recovery.finish", recover, recovered), ("registration.accept", anna(new), invited)]
        {
            let guesses = (0..20).map(|guess| {
                input["code"] = json!(format!("0000000{guess:03}"));
                let (window, input) = (app.engine.another_window(), input.clone());
                async move { code(&window, name, input).await }
            });
            let answers = futures::future::join_all(guesses.collect::<Vec<_>>()).await;
            let told = |code: &str| answers.iter().filter(|answer| *answer == code).count();
            assert_eq!((told("code-wrong"), told("code-used-up")), (4, 16), "{name}: {answers:?}");
            input["code"] = json!(right);
            assert_eq!(code(&app.engine.another_window(), name, input).await, "code-used-up", "{name}");
        }
        assert_eq!(works(&mira).await, "done", "nothing was done to her");
        app.finish().await;
    }

    async fn a_letter_that_is_not_taken_says_so_and_may_be_tried_again_at_once(app: App) {
        let window = app.engine.another_window();
        system_sender(&app).await;
        let mut refused = anna(PASSWORD);
        refused["email"] = json!("refuse-1@shop.example");
        for _ in 0..2 {
            let error = window.call("registration.begin", refused.clone()).await.expect_err("refused");
            assert_eq!(error.code, "test-letter-recipient-refused");
        }
        app.finish().await;
    }

    async fn names_and_addresses_that_deceive_are_refused(app: App) {
        let window = app.engine.another_window();
        system_sender(&app).await;
        for (field, value, expected) in [
            ("name", "", "name-empty"),
            ("name", "Олга\u{202e}аглО", "text-invisible"),
            ("name", "Oльга", "text-mixed-scripts"),
            ("name", "Ольга\r\nBcc: all@example.org", "text-control-character"),
            ("name", &"я".repeat(300), "text-too-long"),
            ("email", "", "address-empty"),
            ("email", "оlga@shop.example", "text-mixed-scripts"),
            ("email", "сосо@shop.example", "address-lookalike"),
            ("email", &format!("{}@shop.example", "a".repeat(80)), "address-too-long"),
            ("password", "password", "password-weak"),
            ("zone", "Mars/Olympus", "zone-unknown"),
        ] {
            let mut input = anna(PASSWORD);
            input[field] = json!(value);
            let error = window.call("registration.begin", input).await.expect_err(expected);
            assert_eq!((&*error.code, error.field.as_deref()), (expected, Some(field)));
        }
        // A name is no template.
        let mut input = anna(PASSWORD);
        input["name"] = json!("{{ fields.code }} {% raw %}");
        window.call("registration.begin", input).await.expect("a letter");
        let (_, text) = letter(&app, "anna@shop.example", 1).await;
        assert!(text.contains("Здравствуйте, {{ fields.code }} {% raw %}!"), "{text}");
        app.finish().await;
    }
}
