//! Secrets come out of the engine nowhere: not in an answer, a refusal, a hint, nor in the database.

use serde_json::{Value, json};
use support::{app::PASSWORD, stories};

/// What is looked for. Nobody would write it by accident.
const CANARY: &str = "kanareyka-9f3b-zheltaya";

stories! {
    async fn a_password_is_in_no_answer_no_refusal_no_hint_and_no_row(app: App) {
        let mut events = app.engine.events();
        let sender = json!({
            "name": "Canary", "host": "127.0.0.1", "port": app.rehearsal.port(), "security": "none",
            "username": "olga", "from_name": "", "from_email": "shop@shop.example", "connections": 1,
        });
        let person = |email: &str| json!({
            "name": "Канарейка", "email": email, "password": CANARY, "role": "user",
            "language": "ru", "zone": "Europe/Moscow",
        });
        let olga = "olga@shop.example";
        let calls = [
            ("users.add", person("canary@shop.example")),
            ("users.add", person("canary@shop.example")),
            ("users.add", json!({ "password": CANARY, "email": 5 })),
            ("users.set_password", json!({ "email": "canary@shop.example", "password": CANARY })),
            ("users.set_password", json!({ "email": "nobody@shop.example", "password": CANARY })),
            ("session.open", json!({ "email": olga, "password": CANARY })),
            ("session.open", json!({ "email": "nobody@shop.example", "password": CANARY })),
            ("session.unlock", json!({ "password": CANARY })),
            ("session.open", json!({ "password": CANARY })),
            ("profile.change_password", json!({ "old": CANARY, "new": CANARY })),
            ("registration.begin", person("new@shop.example")),
            ("registration.confirm", json!({ "email": olga, "code": CANARY })),
            ("registration.accept", json!({ "code": CANARY })),
            ("recovery.finish", json!({ "email": olga, "code": CANARY, "password": CANARY })),
            ("passwords.strength", json!({ "password": CANARY, "about": [] })),
            ("senders.try", json!({ "settings": sender, "password": CANARY })),
            ("senders.add", json!({ "settings": sender, "password": CANARY })),
            ("senders.list", json!({})),
            ("key_store.unlock", json!({ "passphrase": CANARY })),
            ("users.list", json!({})),
            ("audit.list", json!({ "filter": {}, "limit": 100 })),
        ];
        for (name, input) in calls {
            let said = format!("{:?}", app.engine.call(name, input).await);
            assert!(!said.contains(CANARY), "{name}: {said}");
        }
        while let Ok(event) = events.try_recv() {
            let said = format!("{event:?}{}", json!(event));
            assert!(!said.contains(CANARY), "{said}");
        }
        // It was really kept: it opens the door.
        let sign_in = json!({ "email": "canary@shop.example", "password": CANARY });
        app.engine.another_window().call("session.open", sign_in).await.expect("signed in");

        for entry in std::fs::read_dir(app.folder.path()).expect("a folder").flatten() {
            let Ok(bytes) = std::fs::read(entry.path()) else { continue };
            for secret in [CANARY, PASSWORD] {
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{} in {}", secret, entry.path().display());
            }
        }
        let rows: Vec<(String,)> =
            app.engine.inner().db.all("select password from users", vec![]).await.expect("rows");
        assert!(rows.iter().all(|(kept,)| kept.starts_with("$argon2id$")), "{rows:?}");
        let _: Value = app.call("jobs.list", json!({})).await;
        app.finish().await;
    }
}
