//! One SQLite file: a backup takes its place in the middle of a mailing, and a second program wants it.

use crate::{
    in_time,
    oracle::prove,
    shop::{CONNECTIONS, Shop, Worker},
};
use mail::rehearsal::{Options, RehearsalServer};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_the_middle_restored_in_the_middle_sends_nobody_a_second_letter() {
    in_time(async {
        let options = Options { latency: Duration::from_millis(20), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_sqlite();
        let emails: Vec<String> = (0..1_000).map(|n| format!("client{n}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);
        let send_until = async |letters| {
            let worker = Worker::start(shop.command(&["worker"]));
            server.wait_for(|ledger| ledger.letters >= letters).await;
            worker.end();
        };
        send_until(100).await;
        shop.one(&["database", "backup", "copy.db"]);
        send_until(250).await;
        let sent = server.read(|ledger| ledger.letters);
        assert!(sent < emails.len() as u64, "it was too late for a middle");
        shop.one(&["database", "restore", "copy.db"]);
        let known = shop.one(&["mailings", "show", &mailing])["counts"]["sent"].as_u64();
        assert_eq!(known, Some(sent), "the journal knows what the backup does not");
        shop.send_to_the_end(&mailing).await;

        let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_worker_on_the_file_is_refused_at_once_by_one_sentence_and_disturbs_nobody() {
    in_time(async {
        let options = Options { slow: Duration::from_secs(600), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_sqlite();
        let emails: Vec<String> = (0..200).map(|n| format!("slow-{n}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);
        let worker = Worker::start(shop.command(&["worker"]));
        let busy = CONNECTIONS as u64;
        server.wait_for(|ledger| ledger.letters == busy).await;
        let refused = shop.run(&["worker", "--until-idle"]);
        assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""));
        assert_eq!(refused.err.lines().count(), 1, "{}", refused.err);
        assert!(refused.err.contains("in use"), "{}", refused.err);
        assert_eq!(server.read(|ledger| ledger.letters), busy, "the first one still waits for the server");
        server.set_slow(Duration::ZERO);
        server.wait_for(|ledger| ledger.letters >= emails.len() as u64).await;
        worker.end();
        shop.send_to_the_end(&mailing).await;

        let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
    })
    .await;
}
