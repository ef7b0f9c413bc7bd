//! A shop with a mailing that waits for its start: made once by the program itself, copied for each seed.

use crate::world::START;
use engine::{Clock, Config, Engine};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Mutex, PoisonError},
};
use tempfile::TempDir;

/// A file of SQLite, and the ids of its mailing and of its owner.
#[derive(Clone)]
pub struct Template {
    pub database: Vec<u8>,
    pub mailing: String,
    pub owner: String,
}

/// By the number of recipients.
static MADE: Mutex<BTreeMap<usize, Template>> = Mutex::new(BTreeMap::new());

pub const OWNER: &str = "olga@shop.example";

pub fn email(number: usize) -> String {
    format!("client{number}@example.org")
}

pub fn config(folder: &Path, clock: Clock) -> Config {
    Config {
        clock,
        operator: true,
        system_key_store: false,
        passphrase: None,
        ..Config::in_folder(folder.to_owned())
    }
}

impl Template {
    pub fn with(recipients: usize) -> Self {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.entry(recipients).or_insert_with(|| make(recipients)).clone()
    }
}

fn make(recipients: usize) -> Template {
    let folder = TempDir::new().expect("a folder");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let [mailing, owner] = runtime.block_on(async {
        let engine = Engine::open(config(folder.path(), Clock::by_hand(START))).await.expect("an engine");
        let ids = shop(&engine, recipients).await;
        engine.inner().db.close().await;
        ids
    });
    drop(runtime);
    let database = std::fs::read(folder.path().join("vestnik.db")).expect("a file");
    Template { database, mailing, owner }
}

/// The ids of its mailing and of its owner.
async fn shop(engine: &Engine, recipients: usize) -> [String; 2] {
    let call = async |name: &str, input: Value| engine.call(name, input).await.expect(name);
    let owner = json!({
        "name": "Ольга", "email": OWNER, "password": "a long password", "language": "ru",
        "zone": "Europe/Moscow", "stay": false,
    });
    let owner = call("setup.create_owner", owner).await["id"].clone();
    for number in 0..recipients {
        let client =
            json!({ "email": email(number), "name": "Анна", "comment": "", "fields": {}, "tags": [] });
        call("clients.add", client).await;
    }
    let draft = json!({
        "subject": "News", "format": "text", "text_body": null, "body": "Dear {{ name }}, the shop is open.",
    });
    let message = call("messages.add", draft).await["id"].clone();
    let settings = json!({
        "name": "Shop", "host": "127.0.0.1", "port": 25, "security": "none", "username": null,
        "from_name": "Shop", "from_email": "shop@shop.example", "per_minute": null, "per_hour": null,
        "per_day": null, "connections": 1,
    });
    let sender = call("senders.add", json!({ "settings": settings, "password": null })).await["id"].clone();
    let settings = json!({
        "name": "News", "message_id": message, "sender_id": sender, "audience": { "kind": "all" },
        "starts_at": null, "ends_at": null, "zone": "Europe/Moscow", "scheduled": false,
    });
    let mailing = call("mailings.add", json!({ "settings": settings })).await;
    // Who may block the other one.
    let boris = json!({
        "name": "Boris", "email": "boris@shop.example", "password": "a long password", "role": "administrator",
        "language": "en", "zone": "Europe/London",
    });
    call("users.add", boris).await;
    [&mailing["id"], &owner].map(|id| id.as_str().expect("an id").to_owned())
}
