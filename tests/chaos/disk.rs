//! The disk is full, or cannot keep what it was given: nothing begins without its gate, and nothing is sent twice.

use crate::{
    in_time,
    oracle::{Proved, prove},
    shop::{CONNECTIONS, Shop, Worker, strace::Calls},
};
use mail::rehearsal::{Options, RehearsalServer};
use std::time::Duration;
use support::processes::wait_until;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "after a failed write the only writing connection to SQLite begins no transaction any more"]
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
#[ignore = "after a failed write the only writing connection to SQLite begins no transaction any more"]
async fn a_full_disk_lets_no_letter_begin_and_costs_nobody_theirs() {
    for_good("pwrite64:error=ENOSPC:when=400+").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "after a failed write the only writing connection to SQLite begins no transaction any more"]
async fn a_disk_that_does_not_sync_lets_no_letter_begin_and_costs_nobody_theirs() {
    for_good("fsync,fdatasync:error=EIO:when=20+").await;
}

/// The disk does not recover before the program is killed.
async fn for_good(what: &str) {
    in_time(async {
        let mut ill = Ill::by(what).await;
        wait_until("two tries to write to fail", || ill.calls.injected() >= 2);
        let begun = ill.begun();
        wait_until("more tries to fail", || ill.calls.injected() >= 4);
        // What was past the gate, and nothing else.
        assert!(ill.begun() <= begun + 2 * CONNECTIONS as u64, "letters begin without a gate");
        assert!(ill.begun() < ill.emails.len() as u64, "the disk filled up too late");
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

    /// RCPT commands that the server has heard.
    fn begun(&self) -> u64 {
        self.server.read(|ledger| ledger.recipients.values().map(|counts| counts.attempts).sum())
    }

    async fn ended_in_order(self) -> Proved {
        self.worker.end();
        self.shop.send_to_the_end(&self.mailing).await;
        prove(&self.shop, &self.mailing, &self.emails, &self.server.ledger()).await
    }
}
