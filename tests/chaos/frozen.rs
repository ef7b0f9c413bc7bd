//! A worker that stands still for longer than its leases, as on a laptop that sleeps, and wakes when others have
//! taken its letters.
//!
//! Its sleep is a SIGSTOP, during which all its clocks go on by half an hour; the leases end as if the database's
//! clock had gone on, too.

use crate::{
    in_time,
    oracle::{Proved, prove},
    shop::{Shop, Worker, clock::FakeClock},
};
use mail::rehearsal::{Ledger, Options, RehearsalServer};
use std::time::Duration;

const LETTERS: u64 = 1;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "not yet seen to pass since workers keep their names"]
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
#[ignore = "not yet seen to pass since workers keep their names"]
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
