//! The clock of the computer is set while letters go out.

use crate::{
    in_time,
    oracle::prove,
    shop::{Shop, Worker, clock::FakeClock},
};
use mail::rehearsal::{Options, RehearsalServer};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_forward_and_back_costs_nobody_a_letter_and_sends_none_twice() {
    in_time(async {
        let options = Options { latency: Duration::from_millis(50), ..Options::default() };
        let server = RehearsalServer::start(options).await.expect("a port");
        let shop = Shop::on_sqlite();
        let emails: Vec<String> = (0..300).map(|n| format!("client{n}@example.org")).collect();
        let mailing = shop.mailing(server.port(), &emails);
        let clock = FakeClock::beside(&shop);
        let worker = Worker::start(clock.of_the_wall(shop.command(&["worker"])));
        for (letters, time) in [(50, "+7200"), (150, "+0")] {
            server.wait_for(|ledger| ledger.letters >= letters).await;
            clock.set(time);
        }
        server.wait_for(|ledger| ledger.letters >= emails.len() as u64).await;
        worker.end();
        shop.send_to_the_end(&mailing).await;

        let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
        assert_eq!((proved.in_doubt, proved.second_copies), (0, 0));
    })
    .await;
}
