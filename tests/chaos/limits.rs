//! Three workers on one database are one sender to its server: its limits are theirs together.

use crate::{
    in_time,
    oracle::prove,
    shop::{Shop, Worker},
};
use db::params;
use mail::rehearsal::{Options, RehearsalServer};
use std::time::Duration;

const LIMIT: u64 = 40;

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_begin_no_more_letters_than_the_hour_allows() {
    in_time(async {
        let server = RehearsalServer::start(Options::default()).await.expect("a port");
        let shop = Shop::on_postgres().await;
        let emails: Vec<String> = (0..3 * LIMIT).map(|n| format!("client{n}@example.org")).collect();
        let limit = LIMIT.to_string();
        let limits = ["--connections", "12", "--per-hour", &limit];
        let mailing = shop.mailing_by(&limits, "resend", server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        let start = |computer| Worker::start(shop.command_on(computer, &["worker", "--until-idle"]));
        let mut workers: Vec<Worker> = (0..3).map(start).collect();
        assert!(workers.iter_mut().all(|worker| worker.wait().success()));
        assert_eq!(server.read(|ledger| ledger.letters), LIMIT);

        // An hour later it goes on, as far as the limit lets it.
        shop.write("update attempts set started_at = started_at - 3600000").await;
        assert_eq!(shop.run(&["worker", "--until-idle"]).code, Some(0));
        assert_eq!(server.read(|ledger| ledger.letters), 2 * LIMIT);
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_workers_share_the_connections_and_one_takes_them_all_when_the_others_are_gone() {
    in_time(async {
        // Longer than the look of a worker at the others takes until the next one: a connection that is being opened
        // is one, too.
        let latency = Duration::from_millis(700);
        let options = Options { latency, slow: Duration::from_millis(500), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_postgres().await;
        let emails: Vec<String> = (0..240).map(|n| format!("slow-{n}@example.org")).collect();
        let mailing = shop.mailing_by(&["--connections", "6"], "resend", server.port(), &emails);
        shop.one(&["mailings", "start", &mailing]);
        let start = |computer| Worker::start(shop.command_on(computer, &["worker"]));
        let mut workers: Vec<Worker> = (0..3).map(start).collect();
        until_shared(&shop, &[2, 2, 2]).await;
        workers.drain(1..).for_each(Worker::end);
        until_shared(&shop, &[6]).await;
        server.set_latency(Duration::ZERO);
        server.set_slow(Duration::ZERO);
        server.wait_for(|ledger| ledger.letters == emails.len() as u64).await;
        workers.drain(..).for_each(Worker::end);
        assert!(server.read(|ledger| ledger.most_at_once) <= 6);

        shop.send_to_the_end(&mailing).await;
        let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
        shop.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_on_which_a_slow_server_is_waited_for_is_nobody_elses() {
    in_time(async {
        // Longer than a worker may be silent.
        let options = Options { slow: Duration::from_secs(40), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_postgres().await;
        let emails = ["slow@example.org".to_owned()];
        let first = shop.mailing_by(&["--connections", "1"], "resend", server.port(), &emails);
        shop.another_mailing("More", "resend");
        let send = |computer| Worker::start(shop.command_on(computer, &["worker"]));
        shop.one(&["mailings", "start", &first]);
        let one = send(0);
        server.wait_for(|ledger| ledger.open == 1).await;
        let other = send(1);
        let db = shop.db().await;
        let sent = "select count(*) from deliveries where state = 'sent'";
        while db.one::<(i64,)>(sent, params![]).await.expect("a count").0 == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        db.close().await;
        assert_eq!(server.read(|ledger| ledger.most_at_once), 1);
        drop((one, other));
        shop.close().await;
    })
    .await;
}

/// Until the workers have so many connections each.
async fn until_shared(shop: &Shop, shares: &[i64]) {
    let db = shop.db().await;
    let all = async || {
        let rows: Vec<(i64,)> =
            db.all("select connections from sender_workers", vec![]).await.expect("the workers");
        rows.into_iter().map(|(connections,)| connections).collect::<Vec<_>>()
    };
    while all().await != shares {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    db.close().await;
}
