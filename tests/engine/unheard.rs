//! Commits that are made and of which only an error is heard: what they have done is told all the same.

use crate::mailings::{mailing, status};
use db::simulation::{Disk, Fate, Wait, forget, stand_on};
use engine::{Event, clock::MINUTE, events::Notice};
use serde_json::json;
use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use support::{App, app::in_time};

/// A disk that says nothing of one of its commits.
struct Mute {
    commits: AtomicUsize,
    unheard: AtomicUsize,
}

impl Disk for Mute {
    fn answers(&self) -> bool {
        true
    }

    fn commits(&self) -> Wait<Fate> {
        let is_unheard = self.commits.fetch_add(1, Ordering::SeqCst) == self.unheard.load(Ordering::SeqCst);
        Box::pin(ready(if is_unheard { Fate::Unheard } else { Fate::Done }))
    }

    fn committed(&self) -> Wait<()> {
        Box::pin(ready(()))
    }

    fn synced(&self) {}
}

#[tokio::test]
async fn the_end_of_a_mailing_rings_whichever_commit_is_not_heard_of() {
    in_time(rings_whichever()).await;
}

async fn rings_whichever() {
    let mut rounds = 0;
    loop {
        let disk = Arc::new(Mute { commits: AtomicUsize::new(0), unheard: AtomicUsize::new(usize::MAX) });
        stand_on(Some(Arc::clone(&disk) as Arc<dyn Disk>));
        let app = App::spawn_sqlite().await;
        let id = mailing(&app, &[("anna@example.org", "Anna")]).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let mut events = app.engine.events();
        let unheard = disk.commits.load(Ordering::SeqCst) + rounds;
        disk.unheard.store(unheard, Ordering::SeqCst);
        while status(&app, &id).await != "sent" || rings(&mut events) == 0 {
            app.engine.run_until_idle().await;
            app.clock.advance(MINUTE);
        }
        assert_eq!(app.rehearsal.ledger().copies("anna@example.org"), 1, "commit {rounds}");
        let all = disk.commits.load(Ordering::SeqCst);
        app.finish().await;
        forget();
        stand_on(None);
        if all <= unheard {
            break;
        }
        rounds += 1;
    }
    assert!(rounds >= 3, "a gate, an outcome and an end are committed: {rounds}");
}

/// How often an end was told since the last look.
fn rings(events: &mut tokio::sync::broadcast::Receiver<Event>) -> usize {
    let mut rings = 0;
    while let Ok(event) = events.try_recv() {
        rings += usize::from(matches!(event, Event::Notice { notice: Notice::MailingEnded { .. } }));
    }
    rings
}
