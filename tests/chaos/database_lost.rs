//! PostgreSQL goes away while letters are on their way, and comes back: the workers do so by themselves.

use crate::{
    in_time, much,
    oracle::{nothing_came_before_its_attempt, prove},
    shop::{CONNECTIONS, Shop, Worker},
};
use mail::rehearsal::{Options, RehearsalServer};
use std::time::Duration;
use support::{postgres::Postgres, processes::wait_until, proxy::Proxy, schema::Schema};

/// Longer than any story.
const HELD: Duration = Duration::from_secs(3_600);
/// Longer than a letter is announced before it begins.
const ANNOUNCED: Duration = Duration::from_secs(3);

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_crashes_and_starts_again_while_two_workers_send() {
    in_time(async {
        let mut postgres = Postgres::start();
        let shop = Shop::at(Postgres::url_at(postgres.port()));
        let options = Options { latency: Duration::from_millis(50), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let crashes = much(2, 20);
        let emails: Vec<String> =
            (0..150 * (crashes + 1)).map(|n| format!("client{n}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);

        let workers = [0, 1].map(|computer| Worker::start(shop.command_on(computer, &["worker"])));
        for crash in 0..crashes {
            server.wait_for(|ledger| ledger.letters >= 50 + 150 * crash as u64).await;
            postgres.crash();
            postgres.restart();
        }
        server.wait_for(|ledger| ledger.letters >= emails.len() as u64).await;
        workers.into_iter().for_each(Worker::end);
        shop.send_to_the_end(&mailing).await;

        let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
        assert_eq!(
            (proved.in_doubt, proved.second_copies),
            (0, 0),
            "every answer was written down in the end"
        );
    })
    .await;
}

/// A worker whose way to the database can be cut, with letters whose answers do not come until they are let.
struct Far {
    shop: Shop,
    way: Proxy,
    worker: Worker,
    server: RehearsalServer,
    emails: Vec<String>,
    mailing: String,
}

impl Far {
    /// As many letters are at the server as there are connections, and none has its answer.
    async fn in_the_middle(rounds: usize) -> Self {
        let options = Options { slow: HELD, ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let postgres = std::env::var("VESTNIK_TEST_POSTGRES").expect("VESTNIK_TEST_POSTGRES");
        let port = postgres.rsplit_once(':').and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
        let way = Proxy::to(port.expect("a port")).await;
        let schema = Schema::fresh().await;
        let far = schema.url_through(&Postgres::url_at(way.port()));
        let shop = Shop::in_schema(schema);
        let emails: Vec<String> =
            (0..rounds * CONNECTIONS).map(|n| format!("slow-{n}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);
        let mut command = shop.command(&["worker"]);
        command.env("VESTNIK_DATABASE", far);
        let worker = Worker::start(command);
        server.wait_for(|ledger| ledger.letters == CONNECTIONS as u64).await;
        Self { shop, way, worker, server, emails, mailing }
    }

    fn let_answers_come(&self) {
        self.server.set_slow(Duration::ZERO);
    }

    /// The worker has so many answers, whether the database has heard of them or not.
    fn wait_for_answers(&self, answers: usize) {
        wait_until("answers to be in the journal", || self.shop.lines_of_journal(0) >= answers);
    }

    /// Nothing more begins until the way is restored; then everybody gets a letter.
    async fn waits_and_goes_on(&self) {
        self.let_answers_come();
        self.wait_for_answers(CONNECTIONS);
        tokio::time::sleep(ANNOUNCED).await;
        let letters = self.server.read(|ledger| ledger.letters);
        assert!(letters <= 2 * CONNECTIONS as u64, "without the database more letters began: {letters}");
        // Until the worker asks as seldom as it ever does.
        tokio::time::sleep(Duration::from_secs(much(20, 300) as u64)).await;
        let later = self.server.read(|ledger| ledger.letters);
        assert_eq!(later, letters, "without the database more letters began");
        self.way.restore();
        self.server.wait_for(|ledger| ledger.letters >= self.emails.len() as u64).await;
    }

    /// Every answer was written down in the end.
    async fn ends_without_doubt(self) {
        self.worker.end();
        self.shop.send_to_the_end(&self.mailing).await;

        let proved = prove(&self.shop, &self.mailing, &self.emails, &self.server.ledger()).await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
        nothing_came_before_its_attempt(&self.shop, &self.server.ledger()).await;
        self.shop.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_while_the_database_is_away_is_written_down_when_it_is_back() {
    in_time(async {
        let far = Far::in_the_middle(4).await;
        far.way.cut();
        far.waits_and_goes_on().await;
        far.ends_without_doubt().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_while_the_database_is_away_knows_from_its_journal_what_was_sent() {
    in_time(async {
        let mut far = Far::in_the_middle(4).await;
        far.way.cut();
        far.let_answers_come();
        far.wait_for_answers(CONNECTIONS);
        far.worker.kill();
        far.shop.end_all_leases().await;
        far.shop.send_to_the_end(&far.mailing).await;

        let proved = prove(&far.shop, &far.mailing, &far.emails, &far.server.ledger()).await;
        let answered = far.emails.iter().filter(|email| far.server.ledger().copies(email) == 1).count();
        assert!(answered >= CONNECTIONS, "{proved:?}");
        far.shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_to_the_database_that_breaks_again_and_again_costs_nobody_a_letter() {
    in_time(async {
        let rounds = much(4, 40);
        let far = Far::in_the_middle(rounds).await;
        far.server.set_slow(Duration::from_secs(1));
        for round in 2..=rounds {
            far.way.cut();
            far.way.restore();
            far.server.wait_for(|ledger| ledger.letters >= (round * CONNECTIONS) as u64).await;
        }
        far.ends_without_doubt().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_to_the_database_that_goes_silent_is_given_up_and_found_again() {
    in_time(async {
        let far = Far::in_the_middle(4).await;
        far.way.silence();
        far.waits_and_goes_on().await;
        far.ends_without_doubt().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_read_while_another_worker_sends_anew_leaves_the_doubt() {
    in_time(async {
        let mut far = Far::in_the_middle(1).await;
        far.way.cut();
        far.let_answers_come();
        far.wait_for_answers(CONNECTIONS);
        far.worker.kill();
        far.shop.end_all_leases().await;
        far.server.set_slow(HELD);
        let another = Worker::start(far.shop.command_on(1, &["worker"]));
        far.server.wait_for(|ledger| ledger.letters == 2 * CONNECTIONS as u64).await;
        // The first computer starts again, and finds in its journal what the other one has under way.
        assert_eq!(far.shop.run(&["database", "status"]).code, Some(0));
        far.let_answers_come();
        another.end();
        far.shop.send_to_the_end(&far.mailing).await;

        let proved = prove(&far.shop, &far.mailing, &far.emails, &far.server.ledger()).await;
        assert_eq!(proved.second_copies, CONNECTIONS as u64);
        far.shop.close().await;
    })
    .await;
}
