//! Stop means stop: whatever forbids a letter, none begins after its commit, and none that has begun is cut off.

use crate::mailings::slow_mailing;
use engine::{Engine, access::Role, clock::MINUTE};
use mail::rehearsal::{Ledger, Options};
use serde_json::{Value, json};
use std::time::Duration;
use support::{App, app::ask, stories};

const LETTERS: u64 = 12;
/// As many letters as there are connections wait for their answers, and as many have passed the gate.
const BUSY: u64 = 2;

/// Sends, forbids in the middle, and answers the counts once what had begun has its answer; asks at that window.
async fn forbidden(app: &App, window: &Engine, forbid: impl AsyncFnOnce(&str)) -> Value {
    // In lock-step, so that the server hears of a letter only when it begins.
    let options = Options { slow: Duration::from_secs(2), extensions: vec![], ..Options::default() };
    let (server, emails, id) = slow_mailing(app, LETTERS as usize, options).await;
    let begun = |ledger: &Ledger| emails.iter().map(|email| ledger.attempts(email)).sum::<u64>();
    app.call("mailings.start", json!({ "id": id })).await;
    let worker = app.engine.start_worker();
    server.wait_for(|ledger| ledger.letters == BUSY).await;
    let sending = async |letters| {
        while counts(window, &id).await["sending"] != letters {
            tokio::task::yield_now().await;
        }
    };
    sending(2 * BUSY).await;

    forbid(&id).await;
    assert_eq!(server.read(begun), BUSY, "it was forbidden too late");
    sending(0).await;
    worker.stop().await;
    assert_eq!(server.read(begun), BUSY, "a letter began after it was forbidden");
    let counts = counts(window, &id).await;
    assert_eq!(counts["sent"], BUSY);
    counts
}

async fn counts(window: &Engine, id: &str) -> Value {
    ask(window, "mailings.show", json!({ "id": id })).await["mailing"]["counts"].clone()
}

stories! {
    async fn nothing_begins_after_the_owner_is_blocked(app: App) {
        let other = app.used_by_another(Role::Administrator).await;
        let block = async |_: &str| {
            ask(&other, "users.block", json!({ "email": "olga@shop.example" })).await;
        };
        assert_eq!(forbidden(&app, &other, block).await["queued"], LETTERS - BUSY);
        drop(other);
        app.finish().await;
    }

    async fn nothing_begins_to_whom_the_stop_list_has(app: App) {
        let stop = async |_: &str| {
            for n in 0..LETTERS {
                app.call("suppressions.add", json!({ "email": format!("slow-{n}@example.org"), "note": "" })).await;
            }
        };
        let counts = forbidden(&app, &app.engine, stop).await;
        // The next look finds the others.
        assert_eq!(counts["sending"], 0);
        app.finish().await;
    }

    async fn nothing_begins_after_the_end(app: App) {
        let end = async |id: &str| {
            let mut settings = app.call("mailings.show", json!({ "id": id })).await["mailing"].clone();
            settings["ends_at"] = json!(app.clock.now().plus(MINUTE));
            app.call("mailings.change", json!({ "id": id, "settings": settings })).await;
            app.clock.advance(MINUTE);
        };
        forbidden(&app, &app.engine, end).await;
        app.finish().await;
    }
}
