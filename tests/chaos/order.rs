//! The order of system calls: a letter's gate is on the disk before the server hears of the letter.

use crate::{
    in_time,
    oracle::prove,
    shop::{Shop, ended, strace::Calls},
};
use mail::rehearsal::{Options, RehearsalServer};

/// System calls that write and sync.
const WATCHED: &str = "fsync,fdatasync,pwrite64,write,writev,sendto";

#[tokio::test(flavor = "multi_thread")]
async fn the_gate_of_every_letter_is_synced_before_its_mail_from_is_written() {
    in_time(async {
        let server = RehearsalServer::start(Options::default()).await.expect("a port");
        let shop = Shop::on_sqlite();
        let emails: Vec<String> = (0..60).map(|n| format!("client{n:02}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);
        let calls = Calls::in_folder(shop.path());
        let worker = shop.command(&["worker", "--until-idle"]);
        let answer = ended(calls.watching(WATCHED, &worker), "");
        assert_eq!(answer.code, Some(0), "{}", answer.err);
        prove(&shop, &mailing, &emails, &server.ledger()).await;
        each_is_synced_first(&calls.text(), &emails);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_letter_begins_whose_gate_a_disk_that_fails_has_not_synced() {
    in_time(async {
        let server = RehearsalServer::start(Options::default()).await.expect("a port");
        let shop = Shop::on_sqlite();
        // Each thread counts its own calls: there are more letters than all of them sync before theirs fail.
        let emails: Vec<String> = (0..500).map(|n| format!("client{n:03}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        let calls = Calls::in_folder(shop.path());
        let worker = shop.command(&["worker", "--until-idle"]);
        // Not for ever: what has its answer waits for the disk.
        let ill = calls.watching_and_injecting(WATCHED, "fsync,fdatasync:error=EIO:when=8..9", &worker);
        let answer = ended(ill, "");
        assert_eq!(answer.code, Some(0), "{}", answer.err);
        assert!(calls.injected() > 0, "the disk never failed");
        let before = server.ledger();
        let begun: Vec<String> = emails.iter().filter(|email| before.attempts(email) > 0).cloned().collect();
        each_is_synced_first(&calls.text(), &begun);

        shop.send_to_the_end(&mailing).await;
        prove(&shop, &mailing, &emails, &server.ledger()).await;
    })
    .await;
}

/// The gate of each letter is synced before the server hears of it.
fn each_is_synced_first(text: &str, emails: &[String]) {
    let calls: Vec<&str> = text.lines().collect();
    assert!(!emails.is_empty(), "no letter began");
    for email in emails {
        let order = Order::of(&calls, email);
        assert!(order.written < order.synced, "{email}: {order:?}");
        assert!(order.synced < order.begun, "{email}: the server heard of it first: {order:?}");
    }
}

/// Where a letter's calls stand in the list of all.
#[derive(Debug)]
struct Order {
    /// The gate's row is handed to the system.
    written: usize,
    /// The log that holds it is on the disk: the first sync that began after that and succeeded has returned.
    synced: usize,
    /// The first byte of its MAIL FROM is handed to the system.
    begun: usize,
}

impl Order {
    fn of(calls: &[&str], email: &str) -> Self {
        // As it stands in the row of the delivery: `email`, `email_key` and `state`, one after the other.
        let gate = format!("{email}{email}sending");
        let is_gate =
            |call: &str| call.contains(" pwrite64(") && call.contains(".db-wal>") && call.contains(&gate);
        let written = calls.iter().position(|call| is_gate(call)).expect("the gate is written");
        let is_sync = |call: &str| call.contains("sync(") && call.contains(".db-wal>");
        let synced = (written..calls.len()).filter(|n| is_sync(calls[*n])).find_map(|n| returned(calls, n));
        // What failed is as good as never asked for.
        let synced = synced.unwrap_or(calls.len());
        // MAIL and RCPT travel in one flush (PIPELINING).
        let (mail, rcpt) = ("MAIL FROM:<", format!("RCPT TO:<{email}>"));
        let begun = calls.iter().position(|call| call.contains("<TCP:[") && call.contains(&rcpt));
        let begun = begun.expect("the server hears of it");
        assert!(calls[begun].contains(mail), "MAIL FROM travelled before: {}", calls[begun]);
        Self { written, synced, begun }
    }
}

/// Where the call that begins at `begun` returns, if it succeeds.
fn returned(calls: &[&str], begun: usize) -> Option<usize> {
    let thread = calls[begun].split(' ').next().expect("the thread's id");
    let returned = if calls[begun].contains("<unfinished ...>") {
        let is_its = |call: &str| call.split(' ').next() == Some(thread) && call.contains(" resumed>");
        (begun..calls.len()).find(|n| is_its(calls[*n])).expect("the call returns")
    } else {
        begun
    };
    calls[returned].ends_with("= 0").then_some(returned)
}
