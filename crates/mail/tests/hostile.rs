//! Servers that answer nonsense: no letter is ever counted as sent, and no connection is used again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;

use mail::smtp::{Handover, Outcome, Pace, Reason, Session, Stage};
use script::scripted;
use support::{envelope, letter, server};

/// A letter to a server that speaks without PIPELINING and goes on with `lines` after EHLO.
async fn lock_step(lines: &[&str]) -> Handover {
    send(&[&["220 hi\r\n", "250 hi\r\n"], lines].concat()).await
}

/// The same with PIPELINING: the first of `lines` answers MAIL, RCPT and DATA at once.
async fn pipelined(lines: &[&str]) -> Handover {
    send(&[&["220 hi\r\n", "250-hi\r\n250 PIPELINING\r\n"], lines].concat()).await
}

async fn send(script: &[&str]) -> Handover {
    let mut session = Session::open(&server(scripted(script).await)).await.unwrap();
    let handover = session.send(&envelope("anna@example.org"), &letter()).await;
    if !handover.reusable {
        let again = session.send(&envelope("boris@example.org"), &letter()).await;
        assert_eq!((again.outcome, again.reusable), (Outcome::CutBeforeDot, false));
    }
    handover
}

#[tokio::test]
async fn nonsense_before_the_dot_is_a_cut() {
    let megabyte = format!("250 {}\r\n", "x".repeat(1 << 20));
    let unended = format!("250 {}", "x".repeat(1 << 20));
    let endless = "250-more\r\n".repeat(100);
    let long = format!("{}250 end\r\n", "250-more\r\n".repeat(64));
    for nonsense in [
        "garbage\r\n",
        "\0\0\0\r\n",
        "25\r\n",
        "999 what\r\n",
        "000 what\r\n",
        "600 what\r\n",
        "2x0 what\r\n",
        "+25 what\r\n",
        " 250 what\r\n",
        "25\u{660} what\r\n",
        "250\0what\r\n",
        "250 ok\r250 ok\r",
        "100 what\r\n",
        "2500 what\r\n",
        "250_what\r\n",
        "\r\n",
        "250-one\r\n251 two\r\n",
        "250-one\r\n550 two\r\n",
        "354 too early\r\n",
        &megabyte,
        &unended,
        &endless,
        &long,
    ] {
        let handover = lock_step(&[nonsense]).await;
        let found = (handover.outcome, handover.stage, handover.reusable);
        assert_eq!(
            found,
            (Outcome::CutBeforeDot, Stage::MailFrom, false),
            "{}",
            nonsense.get(..20).unwrap_or(nonsense)
        );
        // A line without its end may still get one; the server has hung up here.
        let reason = if nonsense.ends_with('\r') { Reason::Closed } else { Reason::NotSmtp };
        assert_eq!(handover.reason, Some(reason));
    }
}

#[tokio::test]
async fn an_answer_at_the_limits_is_still_one() {
    let lines = format!("{}250 end\r\n", "250-more\r\n".repeat(63));
    let octets = format!("250 {}\r\n", "x".repeat(8 * 1024 - 6));
    for answer in ["250 ok\n", "250\r\n", "250\n", "250 \0\u{7}\r\n", "250-a\n250 b\n", &lines, &octets] {
        let handover = lock_step(&["250 ok\r\n", "250 ok\r\n", "354 go\r\n", answer]).await;
        assert_eq!(handover.outcome, Outcome::Sent, "{}", answer.get(..20).unwrap_or(answer));
        assert!(!handover.reply.unwrap().text.contains(|c: char| c.is_control() && c != '\n'));
    }
}

#[tokio::test]
async fn nonsense_after_the_dot_leaves_the_letter_in_doubt() {
    let megabyte = format!("250 {}\r\n", "x".repeat(1 << 20));
    for nonsense in
        ["garbage\r\n", "354 go on\r\n", "250-one\r\n550 two\r\n", "\0", "", "250-cut short\r\n", &megabyte]
    {
        let handover = lock_step(&["250 ok\r\n", "250 ok\r\n", "354 go\r\n", nonsense]).await;
        let found = (handover.outcome, handover.stage, handover.reusable);
        assert_eq!(
            found,
            (Outcome::InDoubt, Stage::Dot, false),
            "{}",
            nonsense.get(..20).unwrap_or(nonsense)
        );
    }
}

#[tokio::test]
async fn data_taken_without_354_is_never_followed_by_the_letter() {
    let handover = lock_step(&["250 ok\r\n", "250 ok\r\n", "250 send it\r\n"]).await;
    assert_eq!(
        (handover.outcome, handover.stage, handover.reusable),
        (Outcome::CutBeforeDot, Stage::Data, false)
    );
}

#[tokio::test]
async fn a_long_answer_is_kept_whole_and_clean() {
    let answer = "550-5.1.1 no such user\r\n550-5.1.1 \0\u{7}ask \u{43d}\u{430}\u{441}\r\n550 5.1.1 bye\r\n";
    let handover = lock_step(&["250 ok\r\n", answer, "250 reset\r\n"]).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::Refused { suppress: true }, true));
    let reply = handover.reply.unwrap();
    assert_eq!(reply.text, "5.1.1 no such user\n5.1.1 \u{FFFD}\u{FFFD}ask нас\n5.1.1 bye");
}

#[tokio::test]
async fn every_way_to_refuse_a_pipelined_group_leaves_the_connection_in_step() {
    // RFC 2920 §3.1: DATA may be answered 503, 554, or even 354 when nobody is left to get the letter.
    for group in [
        &["250 ok\r\n550 5.1.1 no\r\n503 5.5.1 no recipients\r\n"][..],
        &["250 ok\r\n550 5.1.1 no\r\n554 5.5.1 no recipients\r\n"],
        &["250 ok\r\n550 5.1.1 no\r\n354 go\r\n", "554 5.5.1 no recipients\r\n"],
        &["250 ok\r\n550 5.1.1 no\r\n354 go\r\n", "250 ok, for nobody\r\n"],
    ] {
        let handover = pipelined(group).await;
        let found = (handover.outcome, handover.stage, handover.reusable);
        assert_eq!(found, (Outcome::Refused { suppress: true }, Stage::Rcpt, true), "{group:?}");
    }
    let handover = pipelined(&["550 5.7.1 not you\r\n503 no\r\n503 no\r\n"]).await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::SenderRefused, Stage::MailFrom));
    let handover = pipelined(&["250 ok\r\n250 ok\r\n451 4.3.0 no room\r\n"]).await;
    assert_eq!(handover.outcome, Outcome::Deferred { charged: true, pace: Pace::Keep });
    assert_eq!((handover.stage, handover.reusable), (Stage::Data, true));
}

#[tokio::test]
async fn a_server_that_closes_within_a_group_is_left() {
    let handover = pipelined(&["250 ok\r\n421 4.3.2 closing\r\n"]).await;
    assert_eq!(handover.outcome, Outcome::Deferred { charged: false, pace: Pace::Halve });
    assert_eq!((handover.stage, handover.reusable), (Stage::Rcpt, false));
    let handover = pipelined(&["250 ok\r\n550 5.1.1 no\r\n421 4.3.2 closing\r\n"]).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::Refused { suppress: true }, false));
}

#[tokio::test]
async fn a_reset_that_is_not_answered_by_250_ends_the_connection() {
    let script = ["220 hi\r\n", "250 hi\r\n", "250 ok\r\n", "550 5.1.1 no\r\n", "500 what?\r\n"];
    let mut session = Session::open(&server(scripted(&script).await)).await.unwrap();
    assert!(session.send(&envelope("anna@example.org"), &letter()).await.reusable);
    let handover = session.send(&envelope("boris@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::CutBeforeDot, false));
}

#[tokio::test]
async fn an_answer_nobody_asked_for_ends_the_connection() {
    let script = [
        "220 hi\r\n",
        "250 hi\r\n",
        "250 ok\r\n",
        "250 ok\r\n",
        "354 go\r\n",
        "250 sent\r\n250 and more\r\n",
    ];
    let mut session = Session::open(&server(scripted(&script).await)).await.unwrap();
    assert_eq!(session.send(&envelope("anna@example.org"), &letter()).await.outcome, Outcome::Sent);
    let handover = session.send(&envelope("boris@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::CutBeforeDot, false));
    assert_eq!(handover.reason, Some(Reason::NotSmtp));
}

#[tokio::test]
async fn an_enhanced_code_is_found_as_servers_write_it_and_only_if_it_agrees() {
    for (answer, enhanced) in [
        ("550 5.1.1 no\r\n", Some("5.1.1")),
        ("550-5.7.26 no\r\n550 5.7.26 no\r\n", Some("5.7.26")),
        ("550 #5.1.0 no\r\n", Some("5.1.0")),
        ("550 5.1.1: no\r\n", Some("5.1.1")),
        ("550 4.1.1 no\r\n", None),
        ("550 5.1 no\r\n", None),
        ("550 5.1.1.1 no\r\n", None),
        ("550 5.99999.1 no\r\n", None),
        ("550 no 5.1.1\r\n", None),
        ("550 (5.1.1) no\r\n", Some("5.1.1")),
        ("550 5.1.1:no\r\n", Some("5.1.1")),
        ("550 5.1.1. No\r\n", Some("5.1.1")),
        // Not a code, but the name of a host.
        ("550 mx5.1.1 says no\r\n", None),
        ("550 5.1.1a no\r\n", None),
        ("550 5.+1.1 no\r\n", None),
        ("550\r\n", None),
    ] {
        let reply = lock_step(&["250 ok\r\n", answer]).await.reply.unwrap();
        assert_eq!(reply.enhanced.map(|code| code.to_string()).as_deref(), enhanced, "{answer}");
    }
}
