//! Three workers are told to stop while they send: by a pause, a block, the stop-list or the end, each from another
//! program, and by SIGTERM.

use crate::{
    in_time,
    oracle::prove,
    shop::{CONNECTIONS, Shop, Worker},
};
use db::params;
use mail::rehearsal::{Options, RehearsalServer};
use std::{collections::BTreeSet, time::Duration};
use support::{processes::Signal, schema::PLACE_IN_LINE};
use uuid::Uuid;

const WORKERS: usize = 3;
/// As many as the workers have connections.
const BUSY: u64 = (WORKERS * CONNECTIONS) as u64;

/// What a worker has just looked at begins without another look: for a tenth of a second.
const JUST_LOOKED_AT: Duration = Duration::from_millis(100);
/// More than are sent until each worker has its share.
const LETTERS: u64 = 1_000;
/// What may have passed the gate and not begun, at any speed.
const PAST_THE_GATE: u64 = WORKERS as u64 * 50;

/// Three workers whose connections all wait for the answer to a letter; as many letters again have passed the gate.
struct Busy {
    shop: Shop,
    server: RehearsalServer,
    workers: Vec<Worker>,
    emails: Vec<String>,
    mailing: String,
}

impl Busy {
    async fn with(extensions: &[&str]) -> Self {
        let extensions = extensions.iter().map(ToString::to_string).collect();
        let options = Options { slow: Duration::from_secs(1), extensions, ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_postgres().await;
        let emails: Vec<String> = (0..LETTERS).map(|n| format!("slow-{n}@example.org")).collect();
        let connections = BUSY.to_string();
        let mailing = shop.mailing_by(&["--connections", &connections], "resend", server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        let start = |computer| Worker::start(shop.command_on(computer, &["worker"]));
        let workers = (0..WORKERS).map(start).collect();
        let busy = Self { shop, server, workers, emails, mailing };
        busy.until_shared().await;
        busy
    }

    /// Until each worker has its share of the connections. None makes a connection before.
    async fn until_shared(&self) {
        let shares = "select count(*) from sender_workers where connections = $1";
        let db = self.shop.db().await;
        let has_share = async || db.one::<(i64,)>(shares, params![CONNECTIONS]).await.expect("a count").0;
        while has_share().await != WORKERS as i64 || self.count("sending").await < BUSY {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        db.close().await;
    }

    /// In lock-step, so that the server hears of a letter when it begins and not before.
    async fn in_lock_step() -> Self {
        let busy = Self::with(&[]).await;
        busy.server.set_slow(Duration::from_secs(3_600));
        // Each connection waits for an answer that does not come.
        while busy.server.read(|ledger| ledger.letters) - busy.count("sent").await != BUSY
            || busy.count("sending").await <= BUSY
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        busy
    }

    async fn count(&self, state: &str) -> u64 {
        count(&self.shop, state).await
    }

    async fn until(&self, state: &str, count: u64) {
        until(&self.shop, state, count).await;
    }

    fn begun(&self) -> u64 {
        begun(&self.server)
    }

    /// Nothing that had passed the gate begins, what had begun gets its answer, and nothing passes the gate.
    async fn nothing_more_begins_after(self, told: impl AsyncFnOnce(&Shop, &str)) -> Self {
        let begun = self.begun();
        told(&self.shop, &self.mailing).await;
        let past_the_gate = past_the_gate(&self.shop).await;
        tokio::time::sleep(JUST_LOOKED_AT).await;
        self.server.set_slow(Duration::ZERO);
        self.until("sending", 0).await;
        assert_eq!(self.begun(), begun, "a letter began after the commit");
        assert!(past_the_gate.is_superset(&self::past_the_gate(&self.shop).await), "the gate was open");
        self
    }

    async fn close(self) {
        self.workers.into_iter().for_each(Worker::end);
        let check = self.shop.run(&["database", "check"]);
        assert_eq!(check.code, Some(0), "{}{}", check.out, check.err);
        self.shop.close().await;
    }
}

/// Recipients in that state.
async fn count(shop: &Shop, state: &str) -> u64 {
    let db = shop.db().await;
    let count = db.one::<(i64,)>("select count(*) from deliveries where state = $1", params![state]).await;
    db.close().await;
    u64::try_from(count.expect("a count").0).expect("a number")
}

async fn until(shop: &Shop, state: &str, letters: u64) {
    while count(shop, state).await != letters {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The attempts of letters that have passed the gate, but for those that were taken back.
async fn past_the_gate(shop: &Shop) -> BTreeSet<Uuid> {
    let db = shop.db().await;
    let attempts: Vec<(Uuid,)> = db.all("select id from attempts", params![]).await.expect("attempts");
    db.close().await;
    attempts.into_iter().map(|(id,)| id).collect()
}

/// RCPT commands that the server has heard.
fn begun(server: &RehearsalServer) -> u64 {
    server.read(|ledger| ledger.recipients.values().map(|counts| counts.attempts).sum())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_begins_after_a_pause_by_another_program() {
    in_time(async {
        let busy = Busy::in_lock_step().await;
        let paused = async |shop: &Shop, mailing: &str| {
            assert_eq!(shop.one(&["mailings", "pause", mailing])["status"], "paused");
        };
        let busy = busy.nothing_more_begins_after(paused).await;
        assert_eq!(
            (busy.count("sent").await, busy.count("queued").await),
            (busy.begun(), LETTERS - busy.begun())
        );
        busy.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_made_at_once_and_heard_at_once_while_three_workers_send_as_fast_as_they_can() {
    in_time(async {
        let server = RehearsalServer::start(Options::default()).await.expect("a port");
        let shop = Shop::on_postgres().await;
        let emails: Vec<String> = (0..12_000).map(|n| format!("client{n}@example.org")).collect();
        let connections = BUSY.to_string();
        let mailing = shop.mailing_by(&["--connections", &connections], "resend", server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        let start = |computer| Worker::start(shop.command_on(computer, &["worker"]));
        let workers: Vec<Worker> = (0..WORKERS).map(start).collect();
        server.wait_for(|ledger| ledger.letters >= 500).await;
        assert_eq!(shop.one(&["mailings", "pause", &mailing])["status"], "paused");
        let at_once = begun(&server);
        let gated = past_the_gate(&shop).await;
        until(&shop, "sending", 0).await;
        let all = begun(&server);
        assert!(all < emails.len() as u64, "there was nothing left to send");
        assert!(all - at_once <= PAST_THE_GATE, "{} letters began after the commit", all - at_once);
        workers.into_iter().for_each(Worker::end);
        assert_eq!(begun(&server), all, "letters began long after the commit");
        assert!(gated.is_superset(&past_the_gate(&shop).await), "the gate was open after the commit");

        shop.one(&["mailings", "resume", &mailing]);
        shop.send_to_the_end(&mailing).await;
        let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_begins_after_the_owner_was_blocked_by_another_program() {
    in_time(async {
        let busy = Busy::in_lock_step().await;
        let blocked = async |shop: &Shop, _: &str| {
            shop.one(&["users", "add", "boris@example.org", "--role", "administrator"]);
            shop.one(&["users", "block", "anna@example.org"]);
        };
        let busy = busy.nothing_more_begins_after(blocked).await;
        assert_eq!(
            (busy.count("sent").await, busy.count("queued").await),
            (busy.begun(), LETTERS - busy.begun())
        );
        busy.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_begins_after_all_were_put_on_the_stop_list() {
    in_time(async {
        let busy = Busy::in_lock_step().await;
        let stopped = async |shop: &Shop, _: &str| {
            // As the program does: alone in the owner's line.
            shop.write(format!(
                "with line as (select count(pg_advisory_xact_lock({PLACE_IN_LINE})) from users)
                 insert into suppressions (id, owner_id, email, email_key, reason, note, created_at)
                 select id, owner_id, email, email_key, 'by_hand', '', 0 from deliveries, line"
            ))
            .await;
        };
        let busy = busy.nothing_more_begins_after(stopped).await;
        busy.until("skipped", LETTERS - busy.begun()).await;
        assert_eq!(busy.count("sent").await, busy.begun());
        busy.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_begins_after_another_program_ended_the_mailing() {
    in_time(async {
        let busy = Busy::in_lock_step().await;
        let ended = async |shop: &Shop, mailing: &str| {
            shop.one(&["mailings", "finish", mailing]);
        };
        let busy = busy.nothing_more_begins_after(ended).await;
        let letters = busy.server.ledger();
        // Whoever looks next closes it.
        assert_eq!(busy.shop.run(&["worker", "--until-idle"]).code, Some(0));
        let proved = prove(&busy.shop, &busy.mailing, &busy.emails, &letters).await;
        assert_eq!((proved.sent, busy.count("expired").await), (busy.begun(), LETTERS - busy.begun()));
        busy.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_that_are_asked_to_end_leave_nothing_in_doubt() {
    in_time(async {
        let mut busy = Busy::with(&["PIPELINING", "8BITMIME"]).await;
        for worker in &busy.workers {
            worker.signal(Signal::TERM);
        }
        assert!(busy.workers.drain(..).all(|mut worker| worker.wait().success()));
        let letters = busy.server.read(|ledger| ledger.letters);
        assert!(letters < busy.emails.len() as u64, "they ended at the end of the mailing");
        assert_eq!(busy.count("sent").await, letters);
        busy.server.set_slow(Duration::ZERO);
        busy.shop.send_to_the_end(&busy.mailing).await;

        let proved = prove(&busy.shop, &busy.mailing, &busy.emails, &busy.server.ledger()).await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
        busy.close().await;
    })
    .await;
}
