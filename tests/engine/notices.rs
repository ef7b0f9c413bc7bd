//! What the person is told though they look elsewhere.

use crate::mailings::{mailing, start, status};
use engine::{Event, clock::HOUR, events::Notice, users::Language};
use support::stories;

stories! {
    async fn a_letter_that_is_late_is_told_as_late(app: App) {
        let id = mailing(&app, &[("450@example.org", "Ann"), ("accept@example.org", "Bob")]).await;
        let mut events = app.engine.events();
        start(&app, &id).await;
        let mut told = vec![];
        while let Ok(event) = events.try_recv() {
            if let Event::Notice { notice } = event {
                told.push(notice);
            }
        }
        let [notice @ Notice::AttemptsFailed { failed: 0, delayed: 1, .. }] = told.as_slice() else {
            panic!("{told:?}");
        };
        let words = notice.words(Language::En);
        assert!(words.title.ends_with("1 letter is late and will be tried again"), "{}", words.title);
        assert!(words.body.starts_with("450 4.7.1"), "{}", words.body);
        app.finish().await;
    }

    async fn what_is_in_doubt_again_and_again_waits_for_a_person_who_is_told(app: App) {
        let id = mailing(&app, &[("drop-after-dot@example.org", "Ann")]).await;
        let mut events = app.engine.events();
        start(&app, &id).await;
        for _ in 0..8 {
            app.clock.advance(5 * HOUR);
            app.engine.run_until_idle().await;
        }
        assert_eq!(app.rehearsal.ledger().copies("drop-after-dot@example.org"), 5);
        let mut told = vec![];
        while let Ok(event) = events.try_recv() {
            if let Event::Notice { notice } = event {
                told.push(notice);
            }
        }
        let [notice @ Notice::MailingInDoubt { letters: 1, .. }] = told.as_slice() else { panic!("{told:?}") };
        let words = notice.words(Language::En);
        assert!(words.title.ends_with("waits for your decision"), "{}", words.title);
        assert!(words.body.starts_with("With 1 letter the connection broke"), "{}", words.body);
        app.finish().await;
    }

    async fn a_mailing_whose_password_is_missing_is_paused_and_the_person_is_told(app: App) {
        let id = mailing(&app, &[("accept@example.org", "Bob")]).await;
        // As after a move to another computer, where the key store knows nothing of it.
        let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
        tx.run("update senders set username = 'olga'", vec![]).await.expect("an update");
        tx.commit().await.expect("a commit");
        let mut events = app.engine.events();
        start(&app, &id).await;
        assert_eq!(status(&app, &id).await, "paused");
        let mut reasons = vec![];
        while let Ok(event) = events.try_recv() {
            if let Event::Notice { notice: Notice::MailingPaused { reason, .. } } = event {
                reasons.push(reason.code.to_string());
            }
        }
        assert_eq!(reasons, ["sender-password-needed"]);
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 0);
        app.finish().await;
    }

    async fn failures_are_gathered_into_a_notice_and_the_end_is_told(app: App) {
        let clients: Vec<(String, String)> =
            (0..30).map(|n| (format!("refuse-{n}@example.org"), format!("R{n}"))).collect();
        let clients: Vec<(&str, &str)> = clients.iter().map(|(e, n)| (e.as_str(), n.as_str())).collect();
        let id = mailing(&app, &clients).await;
        let mut events = app.engine.events();
        start(&app, &id).await;
        let (mut failed, mut ended) = (vec![], 0);
        while let Ok(event) = events.try_recv() {
            match event {
                Event::Notice { notice: Notice::AttemptsFailed { failed: count, answer, .. } } => {
                    assert!(answer.starts_with("550 5.1.1"), "{answer}");
                    failed.push(count);
                }
                Event::Notice { notice: Notice::MailingEnded { failed: 30, sent: 0, .. } } => ended += 1,
                _ => {}
            }
        }
        assert_eq!(failed.iter().sum::<u32>(), 30);
        // The first soon, the rest with the end.
        assert!(failed.len() <= 2, "30 failures made {} notices", failed.len());
        assert_eq!(ended, 1);
        app.finish().await;
    }
}
