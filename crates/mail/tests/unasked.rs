//! Servers that speak out of turn: no answer is ever taken for that to another question.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;

use std::sync::LazyLock;

use mail::letter::Letter;
use mail::smtp::{Handover, Outcome, Pace, Reason, Session, Stage};
use script::{hang_up, hear, scripted, serve};
use support::{envelope, letter, letter_with_attachment, server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

const HELLO: &str = "250-hi\r\n250 PIPELINING\r\n";
/// Far more than the buffers of a connection on loopback hold.
static BIG: LazyLock<Letter> = LazyLock::new(|| letter_with_attachment(&vec![7; 12 << 20]));

/// Two letters, the second announced with the first where the server allows it.
async fn send_two(script: &[&str]) -> [Handover; 2] {
    let mut session = Session::open(&server(scripted(script).await)).await.unwrap();
    let (anna, boris) = (envelope("anna@example.org"), envelope("boris@example.org"));
    let first = session.send_guarded(&anna, &letter(), Some((&boris, &letter())), |_| true).await;
    let second = session.send(&boris, &letter()).await;
    [first, second]
}

fn ends(handovers: &[Handover; 2]) -> [(Outcome, bool); 2] {
    handovers.each_ref().map(|handover| (handover.outcome, handover.reusable))
}

const CUT: (Outcome, bool) = (Outcome::CutBeforeDot, false);
const SENT: (Outcome, bool) = (Outcome::Sent, true);

#[tokio::test]
async fn an_acceptance_that_comes_before_the_dot_is_none() {
    for script in [
        &[
            "220 hi\r\n",
            HELLO,
            "250 ok\r\n250 ok\r\n354 go\r\n250 accepted already\r\n",
            "550 5.7.1 spam\r\n",
        ][..],
        // The first of these is taken for the answer to RCPT; the last is one too many.
        &["220 hi\r\n", HELLO, "250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n"],
        &["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n250 accepted already\r\n"],
        &["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n354 go\r\n", "250 accepted already\r\n"],
        &["220 hi\r\n", "250 hi\r\n", "250 ok\r\n250 ok\r\n", "354 go\r\n", "250 accepted already\r\n"],
        &["220 hi\r\n", "250 hi\r\n250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 accepted already\r\n"],
    ] {
        let handovers = send_two(script).await;
        assert_eq!(ends(&handovers), [CUT, CUT], "{script:?}");
        assert_eq!(handovers[0].reason, Some(Reason::NotSmtp), "{script:?}");
    }
}

#[tokio::test]
async fn an_acceptance_of_the_announced_letter_before_its_dot_is_none() {
    let group = "250 ok\r\n250 ok\r\n354 go\r\n";
    for next in [
        // With the answer to the first dot: MAIL, RCPT, DATA, and one too many.
        &["250 kept\r\n250 ok\r\n250 ok\r\n354 go\r\n250 kept too\r\n"][..],
        &["250 kept\r\n250 kept too\r\n250 ok\r\n250 ok\r\n354 go\r\n"],
        &["250 kept\r\n250 ok\r\n354 go\r\n250 kept too\r\n"],
    ] {
        let script = [&["220 hi\r\n", HELLO, group], next].concat();
        assert_eq!(ends(&send_two(&script).await), [SENT, CUT], "{next:?}");
    }
}

#[tokio::test]
async fn an_answer_between_two_letters_ends_the_connection() {
    let lock_step = ["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"];
    let refused = ["220 hi\r\n", "250 hi\r\n", "250 ok\r\n"];
    for (script, first) in [
        ([&lock_step[..], &["250 sent\r\n250 and more\r\n"]].concat(), SENT),
        (
            [&lock_step[..], &["550 5.1.1 no\r\n550 5.1.1 no\r\n"]].concat(),
            (Outcome::Refused { suppress: true }, true),
        ),
        // Taken for the answer to RSET, it would make that of RSET the answer to MAIL.
        (
            [&refused[..], &["550 5.1.1 no\r\n250 ok\r\n", "250 ok\r\n"]].concat(),
            (Outcome::Refused { suppress: true }, true),
        ),
    ] {
        let handovers = send_two(&script).await;
        assert_eq!(ends(&handovers), [first, CUT], "{script:?}");
        assert_eq!(handovers[1].reason, Some(Reason::NotSmtp));
    }
}

/// Takes the envelope of a big letter, and then a mebibyte of the letter itself.
async fn take_a_part(stream: &mut TcpStream) {
    for answer in ["220 hi\r\n", HELLO, "250 ok\r\n250 ok\r\n354 go\r\n"] {
        stream.write_all(answer.as_bytes()).await.unwrap();
        if answer != "250 ok\r\n250 ok\r\n354 go\r\n" {
            hear(stream).await;
        }
    }
    stream.read_exact(&mut vec![0; 1 << 20]).await.unwrap();
}

/// Sends a big letter to a server that says something in the middle of it and hears the rest. Whether the final dot
/// was among what it heard.
async fn interrupted(words: &'static str) -> (Handover, bool) {
    let (port, dot): (u16, JoinHandle<bool>) = serve(async move |mut stream| {
        take_a_part(&mut stream).await;
        stream.write_all(words.as_bytes()).await.unwrap();
        let mut end = Vec::new();
        loop {
            let heard = hear(&mut stream).await;
            end.extend_from_slice(&heard);
            if heard.is_empty() || end.ends_with(b"\r\n.\r\n") {
                return !heard.is_empty();
            }
            end.drain(..end.len().saturating_sub(8));
        }
    })
    .await;
    let mut session = Session::open(&server(port)).await.unwrap();
    let handover = session.send(&envelope("anna@example.org"), &BIG).await;
    drop(session);
    (handover, dot.await.unwrap())
}

#[tokio::test]
async fn an_acceptance_in_the_middle_of_a_letter_holds_back_its_dot() {
    for words in ["250 accepted\r\n", "550 5.1.1 no such user\r\n", "2"] {
        let (handover, dot) = interrupted(words).await;
        assert_eq!((handover.outcome, handover.stage), (Outcome::CutBeforeDot, Stage::Body));
        assert_eq!((handover.reason, handover.reusable, dot), (Some(Reason::NotSmtp), false, false));
    }
}

#[tokio::test]
async fn a_server_that_closes_in_the_middle_of_a_letter_is_heard_out() {
    let (handover, dot) = interrupted("421 4.3.2 shutting down\r\n").await;
    assert_eq!(handover.outcome, Outcome::Deferred { charged: false, pace: Pace::Halve });
    assert_eq!((handover.stage, handover.reusable, dot), (Stage::Body, false, false));
    assert_eq!(handover.reply.unwrap().text, "4.3.2 shutting down");

    // Really closed, so that nothing more can be written to it.
    let (port, _) = serve(async |mut stream| {
        take_a_part(&mut stream).await;
        stream.write_all(b"421 4.3.2 shutting down\r\n").await.unwrap();
    })
    .await;
    let mut session = Session::open(&server(port)).await.unwrap();
    let handover = session.send(&envelope("anna@example.org"), &BIG).await;
    assert_eq!(handover.outcome, Outcome::Deferred { charged: false, pace: Pace::Halve });
    assert_eq!((handover.stage, handover.reusable), (Stage::Body, false));
}

#[tokio::test]
async fn a_server_that_closed_while_nobody_spoke_is_heard_out() {
    // RFC 5321 §3.8. So Postfix ends a connection on which nothing was said for five minutes;
    // that says nothing about our pace.
    for hello in [HELLO, "250 hi\r\n"] {
        let hello = format!("{hello}421 4.4.2 timeout exceeded\r\n");
        let mut session = Session::open(&server(scripted(&["220 hi\r\n", &hello]).await)).await.unwrap();
        let handover = session.send(&envelope("anna@example.org"), &letter()).await;
        assert_eq!(handover.outcome, Outcome::Deferred { charged: false, pace: Pace::Keep });
        assert_eq!((handover.stage, handover.reusable), (Stage::MailFrom, false));
        assert_eq!(handover.reply.unwrap().code, 421);
    }
}

#[tokio::test]
async fn a_server_may_close_at_every_step() {
    let steps = ["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n"];
    for (script, stage) in [
        // Before it heard the next command,
        (&["220 hi\r\n", "250 hi\r\n"][..], Stage::MailFrom),
        (&["220 hi\r\n", "250 hi\r\n", "250 ok\r\n"], Stage::MailFrom),
        (&["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n"], Stage::Rcpt),
        // in place of the answer to it,
        (&["220 hi\r\n", "250 hi\r\n", ""], Stage::MailFrom),
        (&["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", ""], Stage::Rcpt),
        (&["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "250 ok\r\n", ""], Stage::Data),
        // and in the middle of a group.
        (&["220 hi\r\n", HELLO, ""], Stage::MailFrom),
        (&["220 hi\r\n", HELLO, "250 ok\r\n"], Stage::Rcpt),
        (&["220 hi\r\n", HELLO, "250 ok\r\n250 ok\r\n35"], Stage::Data),
    ] {
        let mut session = Session::open(&server(scripted(script).await)).await.unwrap();
        let handover = session.send(&envelope("anna@example.org"), &letter()).await;
        assert_eq!((handover.outcome, handover.stage), (Outcome::CutBeforeDot, stage), "{script:?}");
        assert_eq!((handover.reason, handover.reusable), (Some(Reason::Closed), false));
    }
    // Hung up before the dot was out: nobody can have taken the letter.
    let (port, _) = serve(async move |mut stream| {
        for answer in &steps[..4] {
            stream.write_all(answer.as_bytes()).await.unwrap();
            hear(&mut stream).await;
        }
        stream.write_all(steps[4].as_bytes()).await.unwrap();
        hang_up(stream).await;
    })
    .await;
    let mut session = Session::open(&server(port)).await.unwrap();
    let handover = session.send(&envelope("anna@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::CutBeforeDot, Stage::Body));
    // And after it.
    let script = [&steps[..], &[""]].concat();
    let mut session = Session::open(&server(scripted(&script).await)).await.unwrap();
    let handover = session.send(&envelope("anna@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reason), (Outcome::InDoubt, Some(Reason::Closed)));
}
