//! `kill -9` at random moments, again and again, with a server that does everything a server may do wrong.

use crate::{
    in_time, much,
    oracle::{nothing_came_before_its_attempt, prove},
    shop::{CONNECTIONS, Shop, Worker},
};
use mail::rehearsal::{Options, RehearsalServer};
use std::time::Duration;
use support::dice::Dice;

/// What one in four clients meets; `once`, where it would otherwise go on until the end of the mailing.
/// No 421, which halves the pace, and few refusals of what the letter is, five of which in a row pause the mailing: then
/// the kills would meet a worker that waits.
const FAULTS: [&str; 10] = [
    "once-450",
    "once-full",
    "refuse",
    "policy",
    "once-later",
    "once-drop-before-dot",
    "once-drop-in-body",
    "once-drop-after-dot",
    "once-nonsense",
    "slow",
];
/// For each kill: more than are sent between two of them.
const LETTERS: usize = 30;
/// The longest life of a worker: one that waits is killed, too.
const LIFE: Duration = Duration::from_millis(1_000);

#[tokio::test(flavor = "multi_thread")]
async fn one_worker_on_sqlite_killed_again_and_again() {
    in_time(killed(Shop::on_sqlite(), 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_on_postgres_killed_again_and_again() {
    in_time(async { killed(Shop::on_postgres().await, 3).await }).await;
}

async fn killed(shop: Shop, workers: usize) {
    let mut dice = Dice::thrown();
    let kills = much(20, 200);
    let options =
        Options { latency: Duration::from_millis(2), slow: Duration::from_millis(200), ..Options::default() };
    let server = RehearsalServer::start(options).await.expect("a port");
    // More than are sent until the last kill, however fast the machine is: a life is short.
    let emails: Vec<String> = (0..6 * kills * LETTERS)
        .map(|n| match (n % 4, FAULTS[n / 4 % FAULTS.len()]) {
            (0, fault) => format!("{fault}-{n}@example.org"),
            _ => format!("client{n}@example.org"),
        })
        .collect();
    let connections = (workers * CONNECTIONS).to_string();
    let mailing = shop.mailing_by(&["--connections", &connections], "resend", server.port(), &emails);

    let start = |computer| Worker::start(shop.command_on(computer, &["worker"]));
    let mut running: Vec<Worker> = (0..workers).map(start).collect();
    // Whoever is started again finds at once what it left behind.
    for _ in 0..kills {
        let letters = server.read(|ledger| ledger.letters) + dice.below(LETTERS) as u64;
        // It may never come so far: then its time is over.
        let _ = tokio::time::timeout(LIFE, server.wait_for(|ledger| ledger.letters >= letters)).await;
        let computer = dice.below(workers);
        running[computer].kill();
        shop.let_time_pass().await;
        running[computer] = start(computer);
    }
    running.clear();
    let letters = server.read(|ledger| ledger.letters);
    assert!(letters < emails.len() as u64, "the mailing was over before the last kill");
    shop.end_all_leases().await;
    shop.send_to_the_end(&mailing).await;

    let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
    nothing_came_before_its_attempt(&shop, &server.ledger()).await;
    // Two letters of a connection are past the gate when it dies, and some answers leave doubt.
    let unsure = ["once-drop-in-body", "once-drop-after-dot", "once-nonsense"];
    let unsure = emails.iter().filter(|email| unsure.iter().any(|fault| email.starts_with(fault))).count();
    let most = (kills + workers) * 2 * CONNECTIONS + unsure;
    assert!(proved.in_doubt <= most as u64, "{proved:?}, at most {most} in doubt are right");
    shop.close().await;
}
