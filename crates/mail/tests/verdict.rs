//! The table "What an answer means", line by line: as it is decided, and through a session.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;
#[path = "support/teller.rs"]
mod teller;

use mail::smtp::{Answer, Outcome, Pace, Reason, Reply, Session, Stage, is_greylisting, verdict};
use support::{envelope, letter, server};
use teller::teller;

const KEEP: Outcome = Outcome::Deferred { charged: true, pace: Pace::Keep };
const HALVE: Outcome = Outcome::Deferred { charged: true, pace: Pace::Halve };
const BUSY: Outcome = Outcome::Deferred { charged: false, pace: Pace::Halve };
const DEAD: Outcome = Outcome::Refused { suppress: true };
const REFUSED: Outcome = Outcome::Refused { suppress: false };

/// A reply as it stands in a log: `550 5.1.1 no such user`.
fn reply(line: &str) -> Reply {
    let (code, text) = line.split_once(' ').unwrap_or((line, ""));
    Reply::of(code.parse().unwrap(), text.to_owned())
}

type Row = (Stage, &'static [&'static str], Outcome);

/// Where an answer is given, the answers, and what they mean.
const TABLE: &[Row] = {
    use Outcome::{CutBeforeDot, InDoubt, PolicyRefused, RefusedForNow, SenderRefused, Sent};
    use Stage::{Body, Data, Dot, MailFrom, Rcpt};
    &[
        // MAIL FROM: 4xx deferred; 5xx our From was refused
        (MailFrom, &["450 4.1.8 domain not found", "451 4.3.0 later", "452 4.3.1 no room", "454"], KEEP),
        (
            MailFrom,
            &["550 5.7.1 not you", "553 5.1.8 bad sender", "530 5.7.0 sign in", "552 5.3.4 too big", "501"],
            SenderRefused,
        ),
        // RCPT: 450, 451, 452, 4.x.x, 552 "too many": deferred
        (
            Rcpt,
            &["450 4.7.1 Greylisted", "450", "451 4.3.0 error", "452 4.2.2 full", "442 4.4.2 timeout"],
            KEEP,
        ),
        (Rcpt, &["552 Too many recipients", "552 5.5.3 too many recipients"], KEEP),
        // a 45x that speaks of rate halves the pace; a full mailbox does not
        (
            Rcpt,
            &["450 4.7.1 Rate limit exceeded", "451 4.7.0 too many messages", "452 4.5.3 Throttled"],
            HALVE,
        ),
        (MailFrom, &["451 4.7.1 You send too fast, slow down"], HALVE),
        (Rcpt, &["452 4.2.2 too many messages in the mailbox", "451 temporarily generated"], KEEP),
        // RCPT: a dead address
        (
            Rcpt,
            &[
                "550 5.1.1 no",
                "550 5.1.2 no",
                "553 5.1.3 no",
                "551 5.1.6 moved",
                "556 5.1.10 no",
                "550 5.2.1 off",
                "554 5.1.1 no",
            ],
            DEAD,
        ),
        // RCPT: perhaps later
        (
            Rcpt,
            &[
                "552 5.2.2 full",
                "550 5.3.0 no",
                "550 5.4.1 no",
                "550 5.4.4 no",
                "500 5.5.0 no",
                "550 no",
                "553 no",
                "550",
            ],
            RefusedForNow,
        ),
        // RCPT or dot: policy
        (
            Rcpt,
            &["550 5.7.1 policy", "554 5.7.1 relay access denied", "554 no", "550 5.7.26 unauthenticated"],
            PolicyRefused,
        ),
        (
            Dot,
            &["550 5.7.1 spam", "554 5.7.1 spam", "554 no", "554 5.6.0 no", "550 5.7.509 dmarc"],
            PolicyRefused,
        ),
        // said at the recipient, but about us
        (
            Rcpt,
            &[
                "550 5.1.8 sender domain",
                "553 5.1.7 sender syntax",
                "530 5.7.0 sign in",
                "550 5.7.8 sign in",
                "535 no",
            ],
            SenderRefused,
        ),
        // before the dot: 421
        (MailFrom, &["421 4.3.2 closing", "421"], BUSY),
        (Rcpt, &["421 4.7.0 too many connections"], BUSY),
        (Data, &["421 4.3.0 closing"], BUSY),
        (Body, &["421 4.3.0 closing"], BUSY),
        (Data, &["451 4.3.0 later"], KEEP),
        (Data, &["554 5.7.1 no", "554 no"], PolicyRefused),
        // after the dot: 4xx, 421
        (Dot, &["450 4.7.1 later", "451 4.3.0 later", "452 4.3.1 no room"], KEEP),
        (Dot, &["421 4.3.2 closing", "451 4.7.0 rate limit"], HALVE),
        // after the dot: 5xx about this recipient, or about the letter
        (Dot, &["550 5.1.1 no such user"], DEAD),
        (Dot, &["552 5.2.2 full", "552 5.2.3 too big for this mailbox"], RefusedForNow),
        (Dot, &["550 5.6.0 bad content", "552 too big", "550 no"], REFUSED),
        // too big for the server itself, whoever it is for; at the recipient it is one of 5.3.x
        (Dot, &["552 5.3.4 too big", "554 5.3.4 too big"], SenderRefused),
        (Data, &["552 5.3.4 too big"], SenderRefused),
        (Rcpt, &["552 5.3.4 too big"], RefusedForNow),
        // after the dot: 2xx; 3xx and a 2xx with no place are nonsense
        (Dot, &["250 2.0.0 kept", "250", "251 ok"], Sent),
        (Dot, &["354 go on", "300"], InDoubt),
        (MailFrom, &["354 go on", "300"], CutBeforeDot),
        (Rcpt, &["354 go on", "300"], CutBeforeDot),
        (Data, &["250 what", "300", "334"], CutBeforeDot),
        (Body, &["250 already", "354 once more", "300"], CutBeforeDot),
    ]
};

fn rows() -> impl Iterator<Item = (Stage, &'static str, Outcome)> {
    TABLE.iter().flat_map(|&(stage, lines, outcome)| lines.iter().map(move |&line| (stage, line, outcome)))
}

#[test]
fn every_answer_means_what_the_table_says() {
    for (stage, line, outcome) in rows() {
        assert_eq!(verdict(stage, Answer::Reply(&reply(line))), outcome, "{stage:?}: {line}");
    }
}

#[tokio::test]
async fn every_answer_ends_a_letter_as_the_table_says_and_a_refusal_leaves_the_connection() {
    for (pipelining, (stage, line, outcome)) in
        [true, false].into_iter().flat_map(|p| rows().map(move |r| (p, r)))
    {
        let (port, verbs) = teller(stage, line, pipelining).await;
        let mut session = Session::open(&server(port)).await.unwrap();
        let handover = session.send(&envelope("anna@example.org"), &letter()).await;
        let told = format!("{stage:?}: {line}, {handover:?}");
        assert_eq!((handover.outcome, handover.stage), (outcome, stage), "{told}");
        if matches!(outcome, Outcome::CutBeforeDot | Outcome::InDoubt) {
            assert_eq!((handover.reply, handover.reason), (None, Some(Reason::NotSmtp)), "{told}");
            assert!(!handover.reusable, "{told}");
        } else {
            assert_eq!((handover.reply, handover.reason), (Some(reply(line)), None), "{told}");
            assert_eq!(handover.reusable, !line.starts_with("421"), "{told}");
        }
        let next = session.send(&envelope("boris@example.org"), &letter()).await;
        session.quit().await;
        let verbs = verbs.await.unwrap();
        if handover.reusable {
            assert_eq!((next.outcome, next.reusable), (Outcome::Sent, true), "{told}");
            let resets = verbs.iter().filter(|verb| *verb == "RSET").count();
            assert_eq!(resets, usize::from(stage != Stage::Dot), "{told}");
            assert_eq!(verbs.last().unwrap(), "QUIT", "{told}");
        } else {
            assert_eq!((next.outcome, next.reusable), (Outcome::CutBeforeDot, false), "{told}");
            assert_eq!(verbs.iter().filter(|verb| *verb == "MAIL").count(), 1, "{told}");
        }
    }
}

#[test]
fn without_an_answer_only_the_dot_decides() {
    for stage in [Stage::MailFrom, Stage::Rcpt, Stage::Data, Stage::Body] {
        assert_eq!(verdict(stage, Answer::Lost), Outcome::CutBeforeDot);
        assert_eq!(verdict(stage, Answer::Withheld), Outcome::Withheld);
    }
    assert_eq!(verdict(Stage::Dot, Answer::Lost), Outcome::InDoubt);
    assert_eq!(verdict(Stage::MailFrom, Answer::Unsupported), Outcome::SenderRefused);
    assert_eq!(verdict(Stage::Rcpt, Answer::Unsupported), REFUSED);
}

#[test]
fn no_permanent_refusal_of_a_recipient_without_its_code_ever_suppresses() {
    for code in 500..600 {
        for stage in [Stage::Rcpt, Stage::Data, Stage::Dot] {
            assert_ne!(verdict(stage, Answer::Reply(&reply(&code.to_string()))), DEAD, "{stage:?} {code}");
        }
    }
}

#[test]
fn a_server_that_does_not_know_us_yet_is_told_from_one_that_is_busy() {
    use Stage::{Dot, Rcpt};
    let greylists = |stage, said| is_greylisting(stage, &reply(said));
    for said in [
        "450 4.7.1 Try again",
        "451 4.7.1 later",
        "450 4.2.0 Recipient rejected: Greylisted",
        "451 graylisting",
    ] {
        assert!(greylists(Rcpt, said), "{said}");
        assert!(!greylists(Dot, said), "{said}");
    }
    for said in [
        "450 4.7.1 Error: too many recipients",
        "451 4.3.0 local error",
        "450 4.1.1 unverified",
        "450",
        "421 4.7.0",
    ] {
        assert!(!greylists(Rcpt, said), "{said}");
    }
}
