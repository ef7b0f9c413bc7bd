//! Connections that take no more letters, by what the sender allows or the server says: the next letter goes over
//! another one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;

use mail::rehearsal::{Options, RehearsalServer};
use mail::smtp::{Outcome, Pace, Server, Session};
use script::scripted;
use support::{envelope, letter, server};

async fn session(options: Options, letters: Option<u32>) -> (RehearsalServer, Session) {
    let rehearsal = RehearsalServer::start(options).await.unwrap();
    let server = Server { letters_per_connection: letters, ..server(rehearsal.port()) };
    let session = Session::open(&server).await.unwrap();
    (rehearsal, session)
}

#[tokio::test]
async fn a_connection_takes_as_many_letters_as_the_sender_allows() {
    let (rehearsal, mut session) = session(Options::default(), Some(3)).await;
    let mut reusable = vec![];
    let mut announced = vec![];
    for _ in 0..3 {
        announced.push(session.can_announce());
        let handover = session.send(&envelope("anna@example.org"), &letter()).await;
        assert_eq!(handover.outcome, Outcome::Sent);
        reusable.push(handover.reusable);
    }
    assert_eq!((announced, reusable), (vec![true, true, false], vec![true, true, false]));
    session.quit().await;
    assert_eq!(rehearsal.ledger().letters, 3);
}

#[tokio::test]
async fn what_a_server_says_of_the_connection_is_no_word_about_the_pace() {
    let options = Options { letters_per_connection: Some(2), ..Options::default() };
    let (_rehearsal, mut session) = session(options, None).await;
    for _ in 0..2 {
        assert!(session.send(&envelope("anna@example.org"), &letter()).await.reusable);
    }
    let handover = session.send(&envelope("boris@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::Spent, false));
    assert_eq!(handover.reply.unwrap().to_string(), "452 4.5.3 Too many messages in this session");
}

#[tokio::test]
async fn a_new_connection_that_takes_no_letter_is_no_spent_one() {
    let options = Options { letters_per_connection: Some(0), ..Options::default() };
    let (_rehearsal, mut session) = session(options, None).await;
    let handover = session.send(&envelope("anna@example.org"), &letter()).await;
    assert_eq!(handover.outcome, Outcome::Deferred { charged: true, pace: Pace::Halve });
}

#[tokio::test]
async fn the_words_of_exim_and_others_are_understood() {
    for words in [
        "421 too many messages in this connection",
        "421 4.3.2 closing",
        "452 4.5.3 no more",
        "451 4.7.1 messages per session exceeded",
        "450 Maximum of 10 messages per connection",
    ] {
        assert_eq!(after_one_letter(words).await, Outcome::Spent, "{words}");
    }
}

#[tokio::test]
async fn a_server_that_closes_because_of_our_rate_is_not_asked_over_another_connection_at_once() {
    for words in ["421 4.7.0 Rate limit exceeded, slow down", "421 4.7.28 unusual sending rate"] {
        let busy = Outcome::Deferred { charged: false, pace: Pace::Halve };
        assert_eq!(after_one_letter(words).await, busy, "{words}");
    }
}

/// What comes of a letter whose MAIL FROM is answered so, after another one was taken.
async fn after_one_letter(words: &str) -> Outcome {
    let refusal = format!("{words}\r\n503 5.5.1 no\r\n503 5.5.1 no\r\n");
    let taken = "250 ok\r\n250 ok\r\n354 go\r\n";
    let script = ["220 hi\r\n", "250-hi\r\n250 PIPELINING\r\n", taken, "250 taken\r\n", &refusal];
    let mut session = Session::open(&server(scripted(&script).await)).await.unwrap();
    assert_eq!(session.send(&envelope("anna@example.org"), &letter()).await.outcome, Outcome::Sent);
    let handover = session.send(&envelope("boris@example.org"), &letter()).await;
    assert!(!handover.reusable, "{words}");
    handover.outcome
}

#[tokio::test]
async fn a_connection_is_given_up_before_the_server_counts_too_many_errors() {
    let rehearsal = RehearsalServer::start(Options { errors_per_connection: Some(10), ..Options::default() })
        .await
        .unwrap();
    let open = async || Session::open(&server(rehearsal.port())).await.unwrap();
    let mut session = open().await;
    for n in 0..20 {
        let handover = session.send(&envelope("refuse@example.org"), &letter()).await;
        assert_eq!(handover.outcome, Outcome::Refused { suppress: true }, "letter {n}");
        if !handover.reusable {
            std::mem::replace(&mut session, open().await).quit().await;
        }
    }
    assert_eq!(rehearsal.ledger().connections, 6);
}
