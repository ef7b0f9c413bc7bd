//! Stop means stop: whatever forbids a letter, none begins after its commit, and none that has begun is cut off.

use crate::mailings::{counts, slow_mailing, until_sending};
use engine::clock::MINUTE;
use mail::rehearsal::{Ledger, Options};
use serde_json::json;
use std::time::Duration;
use support::{
    App,
    app::{in_time, until_behind},
    schema::PLACE_IN_LINE,
    stories,
};

const LETTERS: u64 = 12;
/// As many letters as there are connections wait for their answers, and as many have passed the gate.
const BUSY: u64 = 2;

/// Sends, forbids in the middle, and waits until what had begun has its answer.
async fn forbidden(app: &App, forbid: impl AsyncFnOnce()) {
    // In lock-step, so that the server hears of a letter only when it begins.
    let options = Options { slow: Duration::from_secs(600), extensions: vec![], ..Options::default() };
    let (server, emails, id) = slow_mailing(app, LETTERS as usize, options).await;
    let begun = |ledger: &Ledger| emails.iter().map(|email| ledger.attempts(email)).sum::<u64>();
    let mut settings = app.call("mailings.show", json!({ "id": id })).await["mailing"].clone();
    settings["ends_at"] = json!(app.clock.now().plus(MINUTE));
    app.call("mailings.change", json!({ "id": id, "settings": settings })).await;
    app.call("mailings.start", json!({ "id": id })).await;
    let worker = app.engine.start_worker();
    server.wait_for(|ledger| ledger.letters == BUSY).await;
    until_sending(app, &id, 2 * BUSY).await;

    forbid().await;
    assert_eq!(server.read(begun), BUSY, "it was forbidden too late");
    server.set_slow(Duration::ZERO);
    until_sending(app, &id, 0).await;
    worker.stop().await;
    assert_eq!(server.read(begun), BUSY, "a letter began after it was forbidden");
    assert_eq!(counts(app, &id).await["sent"], BUSY, "one that had begun was cut off");
}

stories! {
    async fn nothing_begins_to_whom_the_stop_list_has(app: App) {
        let stop = async || {
            for n in 0..LETTERS {
                app.call("suppressions.add", json!({ "email": format!("slow-{n}@example.org"), "note": "" })).await;
            }
        };
        forbidden(&app, stop).await;
        app.finish().await;
    }

    async fn nothing_begins_after_the_end(app: App) {
        forbidden(&app, async || app.clock.advance(MINUTE)).await;
        app.finish().await;
    }
}

/// SQLite has one transaction that writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_of_the_stop_list_waits_for_the_gates_in_progress_on_postgres() {
    in_time(async {
        let app = App::spawn_postgres().await;
        // As the gate does: in the owner's line with others.
        let mut gate = app.engine.inner().db.begin().await.expect("a transaction");
        let line = format!("select pg_advisory_xact_lock_shared({PLACE_IN_LINE}) from users");
        gate.run(line, vec![]).await.expect("a place in the line");
        let mut stop =
            Box::pin(app.call("suppressions.add", json!({ "email": "anna@example.org", "note": "" })));
        until_behind(&mut gate, &mut stop).await;
        gate.commit().await.expect("a commit");
        stop.await;
        app.finish().await;
    })
    .await;
}
