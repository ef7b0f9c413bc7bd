//! The disk is full, or cannot keep what it was given: the worker goes on when it can, and nothing is sent twice.

use crate::{
    in_time,
    oracle::{Proved, prove},
    shop::{Shop, Worker, strace::Calls},
};
use mail::rehearsal::{Options, RehearsalServer};
use std::time::Duration;
use support::processes::wait_until;

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_for_a_while_stops_the_worker_only_for_that_while() {
    in_time(async {
        let ill = Ill::by("pwrite64:error=ENOSPC:when=400..402").await;
        ill.server.wait_for(|ledger| ledger.letters >= ill.emails.len() as u64).await;
        assert!(ill.calls.injected() > 0, "the disk was never full");
        let proved = ill.ended_in_order().await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_up_before_the_program_dies_costs_nobody_a_letter() {
    for_good("pwrite64:error=ENOSPC:when=300+").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_does_not_sync_costs_nobody_a_letter() {
    for_good("fsync,fdatasync:error=EIO:when=10+").await;
}

/// The disk does not recover before the program is killed.
async fn for_good(what: &str) {
    in_time(async {
        let mut ill = Ill::by(what).await;
        // Each thread counts for itself: the connection that takes the place of a failed one fails, too, later.
        wait_until("writes to fail again and again", || ill.calls.injected() >= 2);
        ill.worker.kill();
        ill.shop.send_to_the_end(&ill.mailing).await;
        let proved = prove(&ill.shop, &ill.mailing, &ill.emails, &ill.server.ledger()).await;
        assert_eq!(proved.second_copies, 0, "the journal knew what was sent");
    })
    .await;
}

/// A worker on SQLite whose disk begins to fail.
struct Ill {
    shop: Shop,
    server: RehearsalServer,
    calls: Calls,
    worker: Worker,
    emails: Vec<String>,
    mailing: String,
}

impl Ill {
    async fn by(what: &str) -> Self {
        let options = Options { latency: Duration::from_millis(10), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_sqlite();
        let emails: Vec<String> = (0..400).map(|n| format!("client{n}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        let calls = Calls::in_folder(shop.path());
        let worker = Worker::start(calls.injecting(what, &shop.command(&["worker"])));
        Self { shop, server, calls, worker, emails, mailing }
    }

    async fn ended_in_order(self) -> Proved {
        self.worker.end();
        self.shop.send_to_the_end(&self.mailing).await;
        prove(&self.shop, &self.mailing, &self.emails, &self.server.ledger()).await
    }
}
