//! A worker that stands still for longer than its leases, as on a laptop that sleeps, and wakes when others have
//! taken its letters.
//!
//! Its sleep is a SIGSTOP, during which all its clocks go on by half an hour; the leases end as if the database's
//! clock had gone on, too.

use crate::{
    in_time, much,
    oracle::{Proved, prove},
    shop::{CONNECTIONS, Shop, Worker, clock::FakeClock},
};
use mail::rehearsal::{Ledger, Options, RehearsalServer};
use std::time::{Duration, Instant};
use support::dice::Dice;

const LETTERS: u64 = 1;

/// How long the others may wait for what a frozen worker holds.
const HELD: Duration = Duration::from_secs(60);
/// Letters between two freezes, and during each: more than the frozen worker has under way.
const AMONG: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_slept_before_its_dot_is_cut_off_and_its_recipient_gets_that_of_another_worker() {
    // The answer to DATA is on its way for so long that the worker falls asleep before it comes.
    let options = Options { latency: Duration::from_secs(1), ..Options::default() };
    let heard = |ledger: &Ledger| ledger.recipients.len() as u64 == LETTERS;
    in_time(async {
        let (proved, before) = slept("client", options, heard).await;
        assert_eq!(before, 0, "it fell asleep too late");
        assert_eq!((proved.sent, proved.second_copies), (LETTERS, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_slept_after_its_dot_is_counted_as_in_doubt() {
    let options = Options { slow: Duration::from_secs(1), ..Options::default() };
    in_time(async {
        let (proved, before) = slept("slow", options, |ledger| ledger.letters == LETTERS).await;
        assert_eq!(before, LETTERS);
        // Nobody could know that they had arrived.
        assert_eq!((proved.sent, proved.second_copies), (LETTERS, LETTERS));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_freezes_again_and_again_never_holds_up_the_others_for_a_minute() {
    in_time(async {
        let mut dice = Dice::thrown();
        let freezes = much(10, 200);
        let server = RehearsalServer::start(Options::default()).await.expect("a port");
        let shop = Shop::on_postgres().await;
        let emails: Vec<String> =
            (0..(freezes + 2) * 2 * AMONG).map(|n| format!("client{n}@example.org")).collect();
        let connections = (3 * CONNECTIONS).to_string();
        let mailing = shop.mailing_by(&["--connections", &connections], "resend", server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        let start = |computer| Worker::start(shop.command_on(computer, &["worker"]));
        let workers: Vec<Worker> = (0..3).map(start).collect();
        let more = async |letters: usize| {
            let letters = server.read(|ledger| ledger.letters) + letters as u64;
            tokio::time::timeout(HELD, server.wait_for(|ledger| ledger.letters >= letters)).await
        };
        for _ in 0..freezes {
            more(dice.below(AMONG)).await.expect("three workers send");
            workers[0].signal("STOP");
            more(AMONG).await.expect("the others go on within a minute");
            workers[0].signal("CONT");
        }
        // Once with what all of them want, for certain: who waits for it when it freezes gets it and keeps it. Each has
        // a ledger of gates and one of outcomes: among five is one of the first worker.
        let db = shop.db().await;
        let mut counts = db.begin().await.expect("a transaction");
        counts.run("select count from mailing_counts for update", vec![]).await.expect("the counts");
        let waiting = "select count(distinct pid) from pg_locks
          where locktype = 'tuple' and relation = cast('mailing_counts' as regclass)";
        while counts.one::<(i64,)>(waiting, vec![]).await.expect("the locks").0 < 5 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        workers[0].signal("STOP");
        let frozen = Instant::now();
        counts.commit().await.expect("they are free");
        db.close().await;
        more(AMONG).await.expect("the others go on within a minute");
        assert!(frozen.elapsed() > Duration::from_secs(5), "it held nothing that the others wanted");
        workers[0].signal("CONT");
        server.wait_for(|ledger| ledger.letters >= emails.len() as u64).await;
        workers.into_iter().for_each(Worker::end);
        shop.send_to_the_end(&mailing).await;

        prove(&shop, &mailing, &emails, &server.ledger()).await;
        shop.close().await;
    })
    .await;
}

/// The worker falls asleep once the server has heard so much; what was proved at the end, and how many letters the
/// server had when it slept.
async fn slept(name: &str, options: Options, heard: fn(&Ledger) -> bool) -> (Proved, u64) {
    let server = RehearsalServer::start(options).await.expect("a port");
    let shop = Shop::on_postgres().await;
    let emails: Vec<String> = (0..LETTERS).map(|n| format!("{name}-{n}@example.org")).collect();
    let mailing = shop.mailing(server.port(), &emails);

    let clock = FakeClock::beside(&shop);
    let asleep = Worker::start(clock.of_everything(shop.command(&["worker"])));
    server.wait_for(heard).await;
    asleep.signal("STOP");
    let before = server.read(|ledger| ledger.letters);
    clock.set("+1800");
    shop.end_all_leases().await;
    let another = crate::shop::ended(shop.command_on(1, &["worker", "--until-idle"]), "");
    assert_eq!(another.code, Some(0), "{}", another.err);
    assert_eq!(server.read(|ledger| ledger.letters), before + LETTERS, "the other one has not taken over");
    asleep.signal("CONT");
    asleep.end();

    let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
    shop.close().await;
    (proved, before)
}
