//! The disk is full, or cannot keep what it was given: the worker goes on when it can, and nothing is sent twice.

use crate::{
    in_time,
    oracle::{Proved, prove},
    shop::{CONNECTIONS, Shop, Worker, strace::Calls},
};
use mail::rehearsal::{Options, RehearsalServer};
use std::{process::Command, time::Duration};
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

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_cannot_be_written_for_a_while_holds_back_letters_for_that_while() {
    in_time(async {
        let ill = Ill::in_the_journal("write:error=ENOSPC:when=1..2").await;
        ill.server.wait_for(|ledger| ledger.letters >= ill.emails.len() as u64).await;
        assert!(ill.calls.injected() > 0, "the journal could always be written");
        let proved = ill.ended_in_order().await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_begins_while_the_journal_cannot_be_written() {
    in_time(async {
        let mut ill = Ill::in_the_journal("write:error=ENOSPC").await;
        let before = ill.server.read(|ledger| ledger.letters);
        let sent = || ill.server.read(|ledger| ledger.letters) - before;
        // What was on its way.
        let most = 2 * CONNECTIONS as u64;
        // An empty line after what may be half of one, before letters may begin again.
        let tries = || ill.calls.text().lines().filter(|call| call.contains(", 2)")).count();
        wait_until("the journal to be tried again and again", || tries() >= 2 || sent() > most);
        assert!(sent() <= most, "{} letters went out without a line", sent());
        ill.worker.kill();
        ill.shop.send_to_the_end(&ill.mailing).await;
        prove(&ill.shop, &ill.mailing, &ill.emails, &ill.server.ledger()).await;
    })
    .await;
}

/// The disk does not recover before the program is killed.
async fn for_good(what: &str) {
    in_time(async {
        let mut ill = Ill::by(what).await;
        // Each thread counts for itself: the connection that takes the place of a failed one fails, too, later.
        wait_until("writes to fail again and again", || ill.calls.injected() >= 2);
        ill.worker.kill();
        // What was on its way when the program died may be there twice, but nothing whose answer it knew.
        let known = ill.shop.known_as_sent().await;
        assert!(!known.is_empty(), "the journal is empty");
        ill.shop.send_to_the_end(&ill.mailing).await;
        let letters = ill.server.ledger();
        prove(&ill.shop, &ill.mailing, &ill.emails, &letters).await;
        for email in known {
            assert_eq!(letters.copies(&email), 1, "the journal knew that {email} has the letter");
        }
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
        Self::made(|_, calls, worker| calls.injecting(what, worker)).await
    }

    /// The same in the file of the journal alone.
    async fn in_the_journal(what: &str) -> Self {
        Self::made(|shop, calls, worker| calls.injecting_at(&shop.file_of_journal(), what, worker)).await
    }

    async fn made(ill: impl FnOnce(&Shop, &Calls, &Command) -> Command) -> Self {
        let options = Options { latency: Duration::from_secs(1), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_sqlite();
        let emails: Vec<String> = (0..400).map(|n| format!("client{n}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        // The journal has its file.
        let worker = Worker::start(shop.command(&["worker"]));
        server.wait_for(|ledger| ledger.letters >= CONNECTIONS as u64).await;
        worker.end();
        server.set_latency(Duration::from_millis(10));
        let calls = Calls::in_folder(shop.path());
        let worker = Worker::start(ill(&shop, &calls, &shop.command(&["worker"])));
        Self { shop, server, calls, worker, emails, mailing }
    }

    async fn ended_in_order(self) -> Proved {
        self.worker.end();
        self.shop.send_to_the_end(&self.mailing).await;
        prove(&self.shop, &self.mailing, &self.emails, &self.server.ledger()).await
    }
}
