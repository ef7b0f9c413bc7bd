//! What goes on while the questions are asked: a mailing is sent, and a list is imported.

use engine::deliveries::Worker;
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::{Value, json};
use std::time::Duration;

use crate::shop::Shop;

pub struct Load {
    worker: Worker,
    mailing: Value,
    job: Value,
    _server: Server,
}

impl Load {
    /// A mailing to 200,000 over ten connections; a list of a million, all of them new, for another person.
    pub async fn start(shop: &Shop) -> Self {
        let server = Server::start(Duration::ZERO);
        let db = shop.db();
        let mut tx = db.begin().await.expect("a transaction");
        tx.run(
            "update senders set port = $1, problem = null where owner_id = $2",
            db::params![server.port, shop.owner],
        )
        .await
        .expect("a port");
        // The traces of the run before.
        tx.run("delete from clients where owner_id <> $1", db::params![shop.owner])
            .await
            .expect("no clients");
        tx.commit().await.expect("a commit");
        let (importer,): (uuid::Uuid,) = db
            .one("select id from users where email_key = 'person-0@shop.example'", vec![])
            .await
            .expect("a person");
        let (message, sender): (uuid::Uuid, uuid::Uuid) = db
            .one("select message_id, sender_id from mailings where name = 'Новости 999'", vec![])
            .await
            .expect("a mailing");
        let settings = json!({
            "name": "Под нагрузкой", "message_id": message, "sender_id": sender,
            "audience": { "kind": "tags", "any": ["Regulars"], "all": [], "none": [] },
            "starts_at": null, "ends_at": null, "zone": "Europe/Moscow", "scheduled": false,
        });
        let mailing = shop.call("mailings.add", json!({ "settings": settings })).await["id"].clone();
        shop.call("mailings.start", json!({ "id": mailing })).await;
        let order = json!({ "owner_id": importer, "plan": { "path": shop.list }, "dry_run": false });
        let job = shop.call("imports.start", order).await["id"].clone();
        Self { worker: shop.engine.start_worker(), mailing, job, _server: server }
    }

    /// How many letters were sent, how many rows imported, and whether both still go on.
    pub async fn state(&self, shop: &Shop) -> (i64, i64, bool) {
        let mailing = shop.call("mailings.show", json!({ "id": self.mailing })).await;
        let job = shop.call("jobs.show", json!({ "id": self.job })).await;
        let number = |value: &Value| value.as_i64().unwrap_or_default();
        let goes_on = mailing["mailing"]["status"] == "running" && job["state"] == "running";
        (number(&mailing["mailing"]["counts"]["sent"]), number(&job["done"]), goes_on)
    }

    pub async fn stop(self, shop: &Shop) {
        shop.call("jobs.cancel", json!({ "id": self.job })).await;
        self.worker.stop().await;
        while shop.call("jobs.show", json!({ "id": self.job })).await["state"] == "running" {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mailing = shop.call("mailings.show", json!({ "id": self.mailing })).await;
        if mailing["mailing"]["status"] == "running" {
            shop.call("mailings.finish", json!({ "id": self.mailing })).await;
        }
    }
}

/// The SMTP server, which is another machine's in earnest: on a thread of its own, that works behind the others.
pub struct Server {
    pub port: u16,
    _stop: tokio::sync::oneshot::Sender<()>,
}

impl Server {
    /// So far away.
    pub fn start(latency: Duration) -> Self {
        let (told, port) = std::sync::mpsc::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        std::thread::spawn(move || {
            db::work_behind();
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let options =
                    Options { latency, keep_letters: false, keep_counts: false, ..Options::default() };
                let server = RehearsalServer::start(options).await.expect("an SMTP server");
                told.send(server.port()).expect("somebody waits");
                // Until the load ends.
                let _ = stopped.await;
            });
        });
        Self { port: port.recv().expect("a port"), _stop: stop }
    }
}
