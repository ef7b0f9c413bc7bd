//! How long each step may take (RFC 5321 §4.5.3.2), however the time is spent. The clock is that of the test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;

use std::time::Duration;

use mail::smtp::{Handover, Outcome, Reason, Session, Stage, Step};
use script::{hear, serve};
use support::{envelope, letter, letter_with_attachment, server};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

const ENVELOPE: [&str; 4] = ["250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"];
const BIG: usize = 12 << 20;

/// How a server that has answered so far goes on.
#[derive(Debug, Clone, Copy)]
enum Then {
    /// Says nothing more.
    Silence,
    /// Says one octet a second of a line without an end.
    Trickle,
    /// Says a line a minute of an answer without an end.
    Chatter,
}

/// Greets, gives `answers`, each to what it hears, and then does as told.
async fn slow(answers: &'static [&'static str], then: Then) -> u16 {
    let (port, _) = serve(async move |mut stream: TcpStream| {
        stream.write_all(b"220 hi\r\n").await.unwrap();
        hear(&mut stream).await;
        for answer in answers {
            stream.write_all(answer.as_bytes()).await.unwrap();
            hear(&mut stream).await;
        }
        let (words, pause) = match then {
            Then::Silence => (&b""[..], 3_600),
            Then::Trickle => (&b"2"[..], 1),
            Then::Chatter => (&b"250-more\r\n"[..], 60),
        };
        while stream.write_all(words).await.is_ok() {
            sleep(Duration::from_secs(pause)).await;
        }
    })
    .await;
    port
}

async fn send(port: u16, attached: usize) -> (Handover, u64) {
    let mut session = Session::open(&server(port)).await.unwrap();
    let letter = if attached == 0 { letter() } else { letter_with_attachment(&vec![7; attached]) };
    let start = Instant::now();
    let handover = session.send(&envelope("anna@example.org"), &letter).await;
    assert!(!handover.reusable);
    (handover, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn every_answer_has_its_time_and_no_longer_however_slowly_it_comes() {
    for (answers, stage, outcome, seconds) in [
        (1, Stage::MailFrom, Outcome::CutBeforeDot, 300),
        (2, Stage::Rcpt, Outcome::CutBeforeDot, 300),
        (3, Stage::Data, Outcome::CutBeforeDot, 120),
        (4, Stage::Dot, Outcome::InDoubt, 600),
    ] {
        for then in [Then::Silence, Then::Trickle, Then::Chatter] {
            let (handover, waited) = send(slow(ENVELOPE.get(..answers).unwrap(), then).await, 0).await;
            assert_eq!((handover.outcome, handover.stage), (outcome, stage), "{then:?}");
            assert_eq!((handover.reason, waited), (Some(Reason::TimedOut), seconds), "{stage:?} {then:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_greeting_has_its_time_too() {
    for words in [&b""[..], b"2", b"220-hi\r\n"] {
        let (port, _) = serve(async move |mut stream: TcpStream| {
            while stream.write_all(words).await.is_ok() {
                sleep(Duration::from_secs(59)).await;
            }
        })
        .await;
        let start = Instant::now();
        let error = Session::open(&server(port)).await.unwrap_err();
        assert_eq!((error.step, error.reason), (Step::Greeting, Reason::TimedOut));
        assert_eq!(start.elapsed().as_secs(), 300);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stops_reading_is_left_after_three_minutes() {
    let (port, _) = serve(async |mut stream: TcpStream| {
        stream.write_all(b"220 hi\r\n").await.unwrap();
        for answer in ENVELOPE {
            hear(&mut stream).await;
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        sleep(Duration::from_secs(86_400)).await;
    })
    .await;
    let (handover, waited) = send(port, BIG).await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::CutBeforeDot, Stage::Body));
    assert_eq!((handover.reason, waited), (Some(Reason::TimedOut), 180));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_reads_a_little_at_a_time_is_waited_for() {
    let (port, _) = serve(async |mut stream: TcpStream| {
        stream.write_all(b"220 hi\r\n").await.unwrap();
        for answer in ENVELOPE {
            hear(&mut stream).await;
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        let mut end = Vec::new();
        while !end.ends_with(b"\r\n.\r\n") {
            sleep(Duration::from_secs(5)).await;
            end.drain(..end.len().saturating_sub(8));
            end.extend(hear(&mut stream).await);
        }
        stream.write_all(b"250 kept\r\n").await.unwrap();
        sleep(Duration::from_secs(86_400)).await;
    })
    .await;
    let mut session = Session::open(&server(port)).await.unwrap();
    let start = Instant::now();
    let handover = session.send(&envelope("anna@example.org"), &letter_with_attachment(&vec![7; BIG])).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::Sent, true));
    assert!(start.elapsed() > Duration::from_secs(600), "{:?}", start.elapsed());
}

#[tokio::test]
async fn an_answer_in_many_pieces_is_one_answer() {
    let (port, _) = serve(async |mut stream: TcpStream| {
        stream.write_all(b"220 hi\r\n").await.unwrap();
        for answer in ENVELOPE.iter().chain(&["250-2.0.0 kept\r\n250 2.0.0 really\r\n"]) {
            hear(&mut stream).await;
            for octet in answer.as_bytes() {
                stream.write_all(&[*octet]).await.unwrap();
                // The other side reads it before the next one comes.
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
            }
        }
        hear(&mut stream).await;
    })
    .await;
    let mut session = Session::open(&server(port)).await.unwrap();
    let handover = session.send(&envelope("anna@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::Sent, true));
    assert_eq!(handover.reply.unwrap().text, "2.0.0 kept\n2.0.0 really");
}
