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
use db::Db;
use mail::rehearsal::{Ledger, Options, RehearsalServer};
use std::time::{Duration, Instant};
use support::{dice::Dice, processes::Signal};

const LETTERS: u64 = 1;

/// How long the others may wait for what a frozen worker holds.
const HELD: Duration = Duration::from_secs(60);
/// Letters between two freezes, and during each: more than the frozen worker has under way.
const AMONG: usize = 200;
/// More letters than the first worker sends before the others have their connections.
const ALONE: usize = 1_000;
/// What PostgreSQL calls the connections of the worker that will freeze.
const FROZEN: &str = "frozen";

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_slept_before_its_dot_is_cut_off_and_its_recipient_gets_that_of_another_worker() {
    let heard = |ledger: &Ledger| ledger.recipients.len() as u64 == LETTERS;
    in_time(async {
        let (proved, before) = slept("slow-data", heard).await;
        assert_eq!(before, 0, "it fell asleep too late");
        assert_eq!((proved.sent, proved.second_copies), (LETTERS, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_slept_after_its_dot_is_counted_as_in_doubt() {
    in_time(async {
        let (proved, before) = slept("slow", |ledger| ledger.letters == LETTERS).await;
        assert_eq!(before, LETTERS);
        // Nobody could know that they had arrived.
        assert_eq!((proved.sent, proved.second_copies), (LETTERS, LETTERS));
    })
    .await;
}

/// Three workers of one mailing, each with its share of the connections.
struct Three {
    shop: Shop,
    server: RehearsalServer,
    emails: Vec<String>,
    mailing: String,
    workers: [Worker; 3],
}

impl Three {
    /// They send; so many letters are left for certain.
    async fn at_work(letters: usize) -> Self {
        // Far enough away that the letters are not used up before all three have their connections.
        let options = Options { latency: Duration::from_secs(1), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_postgres().await;
        let emails: Vec<String> = (0..ALONE + letters).map(|n| format!("client{n}@example.org")).collect();
        let connections = (3 * CONNECTIONS).to_string();
        let mailing = shop.mailing_by(&["--connections", &connections], "resend", server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        let worker = |computer| shop.command_on(computer, &["worker"]);
        let mut first = worker(0);
        first.env("PGAPPNAME", FROZEN);
        let workers = [first, worker(1), worker(2)].map(Worker::start);
        let db = shop.db().await;
        wait_for(&db, "select count(*) from sender_workers where connections > 0", 3).await;
        db.close().await;
        let most = server.read(|ledger| ledger.letters);
        assert!(most < ALONE as u64, "too many letters were sent meanwhile: {most}");
        server.set_latency(Duration::from_millis(50));
        Self { shop, server, emails, mailing, workers }
    }

    /// So many letters more go out within a minute.
    async fn send(&self, letters: usize) {
        let letters = self.server.read(|ledger| ledger.letters) + letters as u64;
        let sent = self.server.wait_for(|ledger| ledger.letters >= letters);
        tokio::time::timeout(HELD, sent).await.expect("the others go on within a minute");
    }

    async fn end_and_prove(self) {
        self.server.wait_for(|ledger| ledger.letters >= self.emails.len() as u64).await;
        self.workers.into_iter().for_each(Worker::end);
        self.shop.send_to_the_end(&self.mailing).await;

        prove(&self.shop, &self.mailing, &self.emails, &self.server.ledger()).await;
        self.shop.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_freezes_again_and_again_never_holds_up_the_others_for_a_minute() {
    in_time(async {
        let mut dice = Dice::thrown();
        let freezes = much(10, 200);
        let three = Three::at_work(freezes * 2 * AMONG).await;
        for _ in 0..freezes {
            three.send(dice.below(AMONG)).await;
            three.workers[0].signal(Signal::STOP);
            three.send(AMONG).await;
            three.workers[0].signal(Signal::CONT);
        }
        three.end_and_prove().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_freezes_with_what_all_want_loses_it() {
    in_time(async {
        let three = Three::at_work(2 * AMONG).await;
        let db = three.shop.db().await;
        // A count that is not there yet is nobody's to hold.
        let known =
            "select count(*) from mailing_counts where state in ('queued', 'leased', 'sending', 'sent')";
        wait_for(&db, known, 4).await;
        // Who waits for it when it freezes gets it and keeps it.
        let mut counts = db.begin().await.expect("a transaction");
        counts.run("select count from mailing_counts for update", vec![]).await.expect("the counts");
        let waiting = format!(
            "select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid
             where a.application_name = '{FROZEN}' and l.relation = cast('mailing_counts' as regclass)
               and l.locktype = 'tuple'"
        );
        wait_for(&db, &waiting, 1).await;
        three.workers[0].signal(Signal::STOP);
        let frozen = Instant::now();
        counts.commit().await.expect("they are free");
        db.close().await;
        three.send(AMONG).await;
        assert!(frozen.elapsed() > Duration::from_secs(5), "it held nothing that the others wanted");
        three.workers[0].signal(Signal::CONT);
        three.end_and_prove().await;
    })
    .await;
}

async fn wait_for(db: &Db, count: &str, least: i64) {
    while db.one::<(i64,)>(count.to_owned(), vec![]).await.expect("a count").0 < least {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The worker falls asleep once the server has heard so much; what was proved at the end, and how many letters the
/// server had when it slept.
async fn slept(name: &str, heard: fn(&Ledger) -> bool) -> (Proved, u64) {
    // The server's answer does not come before it sleeps.
    let options = Options { slow: Duration::from_secs(3_600), ..Options::default() };
    let server = RehearsalServer::start(options).await.expect("a port");
    let shop = Shop::on_postgres().await;
    let emails: Vec<String> = (0..LETTERS).map(|n| format!("{name}-{n}@example.org")).collect();
    let mailing = shop.mailing(server.port(), &emails);

    let clock = FakeClock::beside(&shop);
    let asleep = Worker::start(clock.of_everything(shop.command(&["worker"])));
    server.wait_for(heard).await;
    asleep.signal(Signal::STOP);
    server.set_slow(Duration::ZERO);
    let before = server.read(|ledger| ledger.letters);
    clock.set("+1800");
    shop.end_all_leases().await;
    let another = crate::shop::ended(shop.command_on(1, &["worker", "--until-idle"]), "");
    assert_eq!(another.code, Some(0), "{}", another.err);
    assert_eq!(server.read(|ledger| ledger.letters), before + LETTERS, "the other one has not taken over");
    asleep.signal(Signal::CONT);
    asleep.end();

    let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
    shop.close().await;
    (proved, before)
}
