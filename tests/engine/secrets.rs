//! Passwords of senders: the system's key store, the encrypted file, and nowhere else.

use engine::{Config, Engine};
use mail::{
    Secret,
    rehearsal::{Options, RehearsalServer},
    smtp::Credentials,
};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use support::stories;
use tempfile::TempDir;

const PASSWORD: &str = "пароль приложения 42";

fn settings(port: u16) -> Value {
    json!({
        "name": "Signed in", "host": "127.0.0.1", "port": port, "security": "none", "username": "olga",
        "from_name": "", "from_email": "olga@shop.example",
        "per_minute": null, "per_hour": null, "per_day": null, "connections": 1,
    })
}

async fn server() -> RehearsalServer {
    let credentials = Credentials { username: "olga".to_owned(), password: Secret::new(PASSWORD) };
    let options = Options { credentials: Some(credentials), ..Options::default() };
    RehearsalServer::start(options).await.expect("a server")
}

/// The engine on the files of `folder`, as another start of the program.
async fn open(folder: &Path, passphrase: Option<&str>) -> Engine {
    let config = Config {
        operator: true,
        system_key_store: false,
        passphrase: passphrase.map(Secret::new),
        ..Config::in_folder(folder.to_owned())
    };
    Engine::open(config).await.expect("an engine")
}

async fn close(engine: Engine) {
    engine.inner().db.close().await;
}

async fn create_owner(engine: &Engine) {
    let owner = json!({
        "name": "Olga", "email": "olga@shop.example", "password": "a long password",
        "language": "en", "zone": "Europe/London",
    });
    engine.call("setup.create_owner", owner).await.expect("an owner");
}

async fn key_store(engine: &Engine) -> Value {
    engine.call("setup.state", json!({})).await.expect("the state")["key_store"].clone()
}

async fn unlock(engine: &Engine, passphrase: &str) -> Result<Value, String> {
    let unlocked = engine.call("key_store.unlock", json!({ "passphrase": passphrase })).await;
    unlocked.map_err(|error| error.code.into_owned())
}

async fn add(engine: &Engine, port: u16) -> Result<Value, String> {
    let sender = json!({ "settings": settings(port), "password": PASSWORD });
    engine.call("senders.add", sender).await.map_err(|error| error.code.into_owned())
}

async fn senders(engine: &Engine) -> Vec<Value> {
    let senders = engine.call("senders.list", json!({})).await.expect("the senders");
    senders.as_array().expect("a list").clone()
}

#[tokio::test]
async fn the_first_passphrase_makes_the_file_and_no_other_opens_it() {
    let (folder, server) = (TempDir::new().unwrap(), server().await);
    let engine = open(folder.path(), None).await;
    create_owner(&engine).await;
    assert_eq!(key_store(&engine).await, "locked");
    assert_eq!(add(&engine, server.port()).await, Err("key-store-new".to_owned()));
    assert!(senders(&engine).await.is_empty(), "no sender without its password is left behind");

    assert_eq!(unlock(&engine, "short").await, Err("passphrase-short".to_owned()));
    assert_eq!(unlock(&engine, "correct horse").await, Ok(Value::Null));
    assert_eq!(key_store(&engine).await, "file");
    let id = add(&engine, server.port()).await.expect("a sender")["id"].clone();
    assert_eq!(senders(&engine).await[0]["has_password"], true);
    close(engine).await;

    let engine = open(folder.path(), None).await;
    assert_eq!(key_store(&engine).await, "locked");
    assert_eq!(senders(&engine).await[0]["has_password"], false);
    let refused = engine.call("senders.test", json!({ "id": id })).await.expect_err("locked");
    assert_eq!(refused.code, "key-store-locked");
    assert_eq!(unlock(&engine, "battery staple").await, Err("key-store-passphrase-wrong".to_owned()));
    assert_eq!(key_store(&engine).await, "locked");
    assert_eq!(unlock(&engine, "correct horse").await, Ok(Value::Null));
    let test = engine.call("senders.test", json!({ "id": id })).await.expect("a test");
    assert_eq!(test["ok"], true, "{test}");
    close(engine).await;
}

#[tokio::test]
async fn a_program_without_a_person_is_given_the_passphrase_at_its_start() {
    let (folder, server) = (TempDir::new().unwrap(), server().await);
    let engine = open(folder.path(), Some("correct horse")).await;
    create_owner(&engine).await;
    assert_eq!(key_store(&engine).await, "file");
    let id = add(&engine, server.port()).await.expect("a sender")["id"].clone();
    close(engine).await;

    let engine = open(folder.path(), Some("battery staple")).await;
    assert_eq!(key_store(&engine).await, "locked");
    let refused = engine.call("senders.test", json!({ "id": id })).await.expect_err("locked");
    assert_eq!(refused.code, "key-store-passphrase-wrong");
    close(engine).await;

    let engine = open(folder.path(), Some("correct horse")).await;
    let test = engine.call("senders.test", json!({ "id": id })).await.expect("a test");
    assert_eq!(test["ok"], true, "{test}");
    close(engine).await;
}

/// A mailing to one client through the sender.
async fn mailing(engine: &Engine, sender: &Value) -> Value {
    let call = async |name: &str, input: Value| engine.call(name, input).await.expect(name);
    let message = json!({ "subject": "News", "format": "text", "body": "Hello", "text_body": null });
    let settings = json!({
        "name": "October", "message_id": call("messages.add", message).await["id"], "sender_id": sender["id"],
        "audience": { "kind": "all" }, "starts_at": null, "ends_at": null,
        "zone": "Europe/Moscow", "scheduled": false,
    });
    call("mailings.add", json!({ "settings": settings })).await["id"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailing_waits_for_the_passphrase_and_goes_on_with_it() {
    let (folder, server) = (TempDir::new().unwrap(), server().await);
    let engine = open(folder.path(), Some("correct horse")).await;
    create_owner(&engine).await;
    let sender = add(&engine, server.port()).await.expect("a sender");
    engine.call("clients.add", json!({ "email": "anna@example.org" })).await.expect("a client");
    let (id, draft) = (mailing(&engine, &sender).await, mailing(&engine, &sender).await);
    engine.call("mailings.start", json!({ "id": id })).await.expect("a start");
    close(engine).await;

    let engine = open(folder.path(), None).await;
    let show = async || engine.call("mailings.show", json!({ "id": id })).await.expect("the mailing");
    let mut events = engine.events();
    let worker = engine.start_worker();
    while show().await["waiting"].is_null() {
        events.recv().await.expect("a hint");
    }
    let page = show().await;
    assert_eq!(page["mailing"]["status"], "running", "{page}");
    assert_eq!(page["waiting"]["code"], "key-store-locked");
    let state = engine.call("worker.state", json!({})).await.expect("the state");
    assert_eq!(state["problem"]["code"], "key-store-locked");
    let review = engine.call("mailings.review", json!({ "id": draft })).await.expect("a review");
    let problems: Vec<&Value> = review["problems"].as_array().unwrap().iter().map(|p| &p["code"]).collect();
    assert_eq!(problems, ["key-store-locked"]);

    assert_eq!(unlock(&engine, "correct horse").await, Ok(Value::Null));
    let sent = server.wait_for(|ledger| ledger.letters == 1);
    tokio::time::timeout(Duration::from_secs(20), sent).await.expect("the letter");
    assert_eq!(show().await["waiting"], Value::Null);
    worker.stop().await;
    close(engine).await;
}

#[tokio::test]
async fn no_file_holds_a_password_in_the_clear_and_the_sealed_one_is_for_its_owner_alone() {
    let (folder, server) = (TempDir::new().unwrap(), server().await);
    let engine = open(folder.path(), Some("correct horse")).await;
    create_owner(&engine).await;
    add(&engine, server.port()).await.expect("a sender");
    let files: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    let mut sealed = 0;
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!holds(PASSWORD), "{} holds the password", file.display());
        assert!(!holds("correct horse"), "{} holds the passphrase", file.display());
        if file.extension().is_some_and(|extension| extension == "sealed") {
            sealed += 1;
            #[cfg(unix)]
            {
                let metadata = file.metadata().unwrap();
                let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
                assert_eq!(mode & 0o777, 0o600);
            }
        }
    }
    assert_eq!(sealed, 1);
    close(engine).await;
}

/// The variable in which the inner halves of the tests below find their folder.
const INSIDE: &str = "VESTNIK_TEST_KEY_STORE";

/// Runs an inner half with the Secret Service of GNOME, on a bus and in a home of its own.
fn in_a_session(before: &str, test: &str) {
    let home = TempDir::new().unwrap();
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-c", &format!("{before} exec \"$0\" --exact {test} --ignored --nocapture")])
        .arg(std::env::current_exe().unwrap())
        .env_remove("DISPLAY")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env("XDG_DATA_HOME", home.path().join("data"))
        .env(INSIDE, home.path())
        .output()
        .expect("dbus-run-session (packages dbus-daemon and gnome-keyring)");
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
}

/// The engine inside a session, which looks for the system's key store.
async fn open_inside() -> Engine {
    let folder = Path::new(&std::env::var_os(INSIDE).expect("a folder")).join("vestnik");
    let config =
        Config { operator: true, system_key_store: true, passphrase: None, ..Config::in_folder(folder) };
    Engine::open(config).await.expect("an engine")
}

#[test]
fn the_systems_key_store_keeps_passwords_where_there_is_one() {
    let unlock = "printf login | gnome-keyring-daemon --unlock --components=secrets >/dev/null &&";
    in_a_session(unlock, "secrets::inside_a_session_with_an_open_key_store");
}

#[tokio::test]
#[ignore = "the inner half of the_systems_key_store_keeps_passwords_where_there_is_one"]
async fn inside_a_session_with_an_open_key_store() {
    let server = server().await;
    let engine = open_inside().await;
    assert_eq!(key_store(&engine).await, "system");
    create_owner(&engine).await;
    let id = add(&engine, server.port()).await.expect("a sender")["id"].clone();
    close(engine).await;

    let engine = open_inside().await;
    assert_eq!(key_store(&engine).await, "system");
    let test = engine.call("senders.test", json!({ "id": id })).await.expect("a test");
    assert_eq!(test["ok"], true, "{test}");
    engine.call("senders.delete", json!({ "id": id })).await.expect("a deletion");
    close(engine).await;
}

#[test]
fn a_key_store_that_nobody_can_unlock_gives_way_to_the_file() {
    let start = "gnome-keyring-daemon --start --components=secrets >/dev/null &&";
    in_a_session(start, "secrets::inside_a_session_with_a_locked_key_store");
}

#[tokio::test]
#[ignore = "the inner half of a_key_store_that_nobody_can_unlock_gives_way_to_the_file"]
async fn inside_a_session_with_a_locked_key_store() {
    let server = server().await;
    let engine = open_inside().await;
    create_owner(&engine).await;
    assert_eq!(add(&engine, server.port()).await, Err("key-store-new".to_owned()));
    assert_eq!(unlock(&engine, "correct horse").await, Ok(Value::Null));
    add(&engine, server.port()).await.expect("a sender");
    close(engine).await;

    let engine = open_inside().await;
    assert_eq!(key_store(&engine).await, "locked", "the file stays in use");
    assert_eq!(unlock(&engine, "correct horse").await, Ok(Value::Null));
    assert_eq!(senders(&engine).await[0]["has_password"], true);
    close(engine).await;
}

stories! {
    async fn a_password_is_given_to_nothing_but_its_server(app: App) {
        let (server, elsewhere) = (server().await, server().await);
        let id = add(&app.engine, server.port()).await.expect("a sender")["id"].clone();

        // Somebody who can write to a shared database turns the sender to a server of their own.
        let mut tx = app.engine.inner().db.begin().await.unwrap();
        tx.run("update senders set port = $1", db::params![elsewhere.port()]).await.unwrap();
        tx.commit().await.unwrap();

        assert_eq!(senders(&app.engine).await[0]["has_password"], false);
        let refused = app.refused("senders.test", json!({ "id": id })).await;
        assert_eq!(refused.code, "sender-password-needed");
        assert_eq!(elsewhere.ledger().connections, 0);
        app.finish().await;
    }

    async fn a_deleted_sender_leaves_no_password(app: App) {
        let server = server().await;
        let sender = add(&app.engine, server.port()).await.expect("a sender");
        let id = serde_json::from_value(sender["id"].clone()).unwrap();
        let account = engine::secrets::Account {
            host: "127.0.0.1".to_owned(),
            port: server.port(),
            security: engine::senders::Security::None,
            username: "olga".to_owned(),
        };
        let secrets = &app.engine.inner().secrets;
        assert_eq!(secrets.find(id, &account).await.unwrap(), Some(Secret::new(PASSWORD)));
        app.call("senders.delete", json!({ "id": sender["id"] })).await;
        assert_eq!(secrets.find(id, &account).await.unwrap(), None);
        app.finish().await;
    }
}
