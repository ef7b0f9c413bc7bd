//! Secrets come out of the engine nowhere: not in an answer, a refusal or a hint, nor in the database, a file or
//! the log. What is looked for has gone every way that a secret goes, to its end.

use crate::{logs, sessions::sign_in};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use db::{Db, Dialect, params};
use engine::{Engine, texts::sentence, users::Language};
use mail::{
    Secret,
    rehearsal::{Options, RehearsalServer},
    smtp::Credentials,
};
use serde_json::{Value, json};
use support::{
    App,
    app::{PASSWORD, in_time},
    files::{everything_in, holds},
    letters::{code_in, newest},
};
use tokio::sync::broadcast::error::TryRecvError;

/// A password of everybody and everything. Nobody would write it by accident.
const CANARY: &str = "kanareyka-9f3b-zheltaya";
/// The next one.
const SECOND: &str = "snegir-41c7-krasnogrudyy";
/// Of the file of passwords, as [`App`] has it.
const PASSPHRASE: &str = "correct horse";
/// No secret: it is found wherever the search looks.
const ADDRESS: &str = "olga@shop.example";

/// Calls, and keeps what is said.
#[derive(Default)]
struct Listener {
    said: Vec<(String, String)>,
}

impl Listener {
    /// The answer; `Err` with the code of a refusal.
    async fn call(&mut self, window: &Engine, name: &str, input: Value) -> Result<Value, String> {
        let answer = window.call(name, input).await;
        let said = match &answer {
            Ok(answer) => answer.to_string(),
            Err(error) => {
                let sentences = [Language::En, Language::Ru].map(|language| sentence(language, error));
                format!("{error:?} {} {sentences:?}", json!(error))
            }
        };
        self.said.push((name.to_owned(), said));
        answer.map_err(|error| error.code.into_owned())
    }

    /// What must succeed.
    async fn done(&mut self, window: &Engine, name: &str, input: Value) -> Value {
        self.call(window, name, input).await.unwrap_or_else(|code| panic!("{name}: {code}"))
    }
}

fn person(email: &str) -> Value {
    json!({
        "name": "Канарейка", "email": email, "password": CANARY, "role": "user",
        "language": "ru", "zone": "Europe/Moscow",
    })
}

fn sender(port: u16) -> Value {
    json!({
        "name": "Canary", "host": "127.0.0.1", "port": port, "security": "none", "username": "olga",
        "from_name": "", "from_email": "shop@shop.example", "connections": 1,
    })
}

/// A password goes every way that there is, and each of them is gone to its end. Answers the codes that were
/// made on the way.
async fn every_way(app: &App, server: &RehearsalServer, ears: &mut Listener) -> Vec<String> {
    let root = &app.engine;
    let window = app.engine.another_window();
    let settings = sender(server.port());
    let with_password = json!({ "settings": settings, "password": CANARY });
    let id = ears.done(root, "senders.add", with_password).await["id"].clone();
    assert_eq!(ears.done(root, "senders.test", json!({ "id": id })).await["ok"], true);
    let changed = json!({ "id": id, "settings": settings, "password": CANARY });
    ears.done(root, "senders.change", changed).await;
    let system = json!({ "open": true, "system_sender_id": id });
    ears.done(root, "registration.change", system).await;

    // Of one who confirms, and of one who does not come back.
    for email in ["new@shop.example", "waiting@shop.example"] {
        ears.done(&window, "registration.begin", person(email)).await;
    }
    let confirmed = code_in(&newest(server, "new@shop.example", 1).await.1);
    let waiting = code_in(&newest(server, "waiting@shop.example", 1).await.1);
    let confirm = json!({ "email": "new@shop.example", "code": confirmed, "password": CANARY, "stay": true });
    ears.done(&window, "registration.confirm", confirm).await;
    let change = json!({ "old": CANARY, "new": SECOND });
    ears.done(&window, "profile.change_password", change).await;
    ears.done(&window, "session.lock", json!({})).await;
    ears.done(&window, "session.unlock", json!({ "password": SECOND })).await;

    let invite = json!({ "email": "guest@shop.example", "role": "user", "language": "en" });
    let invited = root.call("users.invite", invite).await.expect("a code")["code"].clone();
    let mut guest = person("guest@shop.example");
    guest["code"] = invited.clone();
    ears.done(&window, "registration.accept", guest).await;

    ears.done(root, "users.add", person("canary@shop.example")).await;
    let recover = json!({ "email": "canary@shop.example", "language": "en" });
    ears.done(&window, "recovery.begin", recover).await;
    let recovered = code_in(&newest(server, "canary@shop.example", 1).await.1);
    let finish = json!({ "email": "canary@shop.example", "code": recovered, "password": SECOND });
    ears.done(&window, "recovery.finish", finish).await;
    let given = json!({ "email": "canary@shop.example", "password": CANARY });
    ears.done(root, "users.set_password", given).await;
    ears.done(&window, "session.open", sign_in("canary@shop.example", CANARY)).await;
    vec![confirmed, waiting, invited.as_str().expect("a code").to_owned(), recovered]
}

/// What is refused, with a secret in it; and what is shown afterwards.
async fn every_refusal(app: &App, server: &RehearsalServer, ears: &mut Listener) {
    let wrong = |name: &str| json!({ "settings": sender(server.port()), "password": name });
    for (name, input, expected) in [
        ("users.add", person("canary@shop.example"), "user-exists"),
        ("users.add", json!({ "password": CANARY, "email": 5 }), "bad-input"),
        ("users.set_password", json!({ "email": "nobody@shop.example", "password": CANARY }), "user-unknown"),
        ("session.open", sign_in(ADDRESS, CANARY), "sign-in-wrong"),
        ("session.open", sign_in("nobody@shop.example", CANARY), "sign-in-wrong"),
        ("session.open", json!({ "password": CANARY }), "bad-input"),
        ("session.unlock", json!({ "password": CANARY }), "password-wrong"),
        ("profile.change_password", json!({ "old": CANARY, "new": CANARY }), "password-wrong"),
        ("registration.begin", person("waiting@shop.example"), "letter-too-soon"),
        (
            "registration.confirm",
            json!({ "email": ADDRESS, "code": CANARY, "password": CANARY }),
            "code-malformed",
        ),
        ("registration.accept", json!({ "code": CANARY }), "bad-input"),
        (
            "recovery.finish",
            json!({ "email": ADDRESS, "code": CANARY, "password": CANARY }),
            "code-malformed",
        ),
        ("senders.add", wrong(CANARY), "sender-exists"),
        ("key_store.unlock", json!({ "passphrase": CANARY }), "key-store-passphrase-wrong"),
        // A shell that forgets the name of the input.
        ("key_store.unlock", json!(CANARY), "bad-input"),
    ] {
        assert_eq!(ears.call(&app.engine, name, input).await, Err(expected.to_owned()), "{name}");
    }
    // The server refuses it.
    let tried = ears.done(&app.engine, "senders.try", wrong(SECOND)).await;
    assert_eq!(tried["ok"], false, "{tried}");
    let strength = json!({ "password": CANARY, "about": [] });
    ears.done(&app.engine, "passwords.strength", strength).await;
    for name in
        ["users.list", "users.invitations", "senders.list", "session.kept", "jobs.list", "registration.show"]
    {
        ears.done(&app.engine, name, json!({})).await;
    }
    ears.done(&app.engine, "audit.list", json!({ "filter": {}, "limit": 100 })).await;
}

/// The columns that have the text in one of their rows.
async fn columns_with(db: &Db, text: &str) -> Vec<String> {
    let columns: Vec<(String, String, bool)> = db
        .all(
            "select cast(table_name as text), cast(column_name as text), data_type = 'bytea'
             from information_schema.columns
             where table_schema = current_schema()
               and data_type in ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea')",
            vec![],
        )
        .await
        .expect("columns");
    let mut found = vec![];
    for (table, column, is_bytes) in columns {
        let place = if is_bytes {
            format!(r#"position(convert_to(cast($1 as text), 'UTF8') in "{column}")"#)
        } else {
            format!(r#"position(cast($1 as text) in cast("{column}" as text))"#)
        };
        let (rows,): (i64,) = db
            .one(format!(r#"select count(*) from "{table}" where {place} > 0"#), params![text])
            .await
            .expect("a count");
        if rows > 0 {
            found.push(format!("{table}.{column}"));
        }
    }
    found
}

async fn a_secret_comes_out_nowhere(app: App) {
    let credentials = Credentials { username: "olga".to_owned(), password: Secret::new(CANARY) };
    let options = Options { credentials: Some(credentials), ..Options::default() };
    let server = RehearsalServer::start(options).await.expect("a server");
    let data_folder = app.engine.inner().config.data_folder.clone();
    let log = logs::listen(&data_folder, "trace");
    let mut events = app.engine.events();
    let mut ears = Listener::default();
    let codes = every_way(&app, &server, &mut ears).await;
    every_refusal(&app, &server, &mut ears).await;
    drop(log);

    // As SMTP carries them, too.
    let carried =
        |password: &str| [STANDARD.encode(password), STANDARD.encode(format!("\0olga\0{password}"))];
    let mut secrets: Vec<String> = [CANARY, SECOND, PASSWORD, PASSPHRASE].map(str::to_owned).into();
    secrets.extend([CANARY, SECOND].iter().flat_map(|password| carried(password)));
    secrets.extend(codes.iter().flat_map(|code| [code.clone(), code.replace('-', "")]));

    for (name, said) in &ears.said {
        for secret in &secrets {
            assert!(!said.contains(secret), "{secret} in the answer of {name}: {said}");
        }
    }
    let mut heard = 0;
    loop {
        match events.try_recv() {
            Ok(event) => {
                let said = format!("{event:?}{}", json!(event));
                assert!(secrets.iter().all(|secret| !said.contains(secret)), "{said}");
                heard += 1;
            }
            Err(TryRecvError::Lagged(_)) => {}
            Err(_) => break,
        }
    }
    assert!(heard > 10, "only {heard} hints");

    let files = everything_in(app.folder.path());
    for (path, bytes) in &files {
        for secret in &secrets {
            assert!(!holds(bytes, secret), "{secret} in {}", path.display());
        }
    }
    let named =
        |ending: &'static str| files.iter().filter(move |(path, _)| path.to_string_lossy().ends_with(ending));
    assert_eq!(named(".sealed").count(), 1, "the file of passwords was looked into");
    let log: Vec<u8> = named(".log").flat_map(|(_, bytes)| bytes.clone()).collect();
    assert!(holds(&log, "a letter about an account was sent"), "the log was looked into");
    assert!(holds(&log, r#""level":"warn","target":"engine::sessions""#), "and what was refused is in it");
    match app.engine.inner().db.dialect() {
        Dialect::Sqlite => {
            let of_database = files.iter().filter(|(path, _)| path.to_string_lossy().contains("vestnik.db"));
            let holding = of_database.filter(|(_, bytes)| holds(bytes, ADDRESS)).count();
            assert!(holding > 0, "the database was looked into");
        }
        Dialect::Postgres => {
            let db = &app.engine.inner().db;
            for secret in &secrets {
                assert_eq!(columns_with(db, secret).await, [""; 0], "{secret} is in the database");
            }
            let found = columns_with(db, ADDRESS).await;
            assert!(found.contains(&"users.email".to_owned()), "{found:?}");
            assert!(found.contains(&"audit.actor".to_owned()), "{found:?}");
        }
    }
    let kept: Vec<(String,)> = app
        .engine
        .inner()
        .db
        .all("select password from users union all select hash from codes", vec![])
        .await
        .expect("rows");
    assert_eq!(kept.len(), 5, "the codes that wait, too: {kept:?}");
    assert!(kept.iter().all(|(kept,)| kept.starts_with("$argon2id$")), "{kept:?}");
    app.finish().await;
}

/// One thread, so that all of the log is heard.
#[tokio::test]
async fn a_secret_comes_out_nowhere_on_sqlite() {
    in_time(async { a_secret_comes_out_nowhere(App::spawn_sqlite().await).await }).await;
}

#[tokio::test]
async fn a_secret_comes_out_nowhere_on_postgres() {
    in_time(async { a_secret_comes_out_nowhere(App::spawn_postgres().await).await }).await;
}
