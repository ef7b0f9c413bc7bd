//! Real sessions against the rehearsal server, one test for each way it can behave.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use mail::rehearsal::{Action, Behaviour, Counts, Options, RehearsalServer};
use mail::smtp::{Handover, Moment, Outcome, Pace, Reason, Session, Stage};
use std::time::Duration;
use support::{envelope, letter, server};

async fn rehearsal() -> RehearsalServer {
    RehearsalServer::start(Options::default()).await.unwrap()
}

/// A server that answers each command by itself.
async fn lock_step() -> RehearsalServer {
    RehearsalServer::start(Options { extensions: vec!["ENHANCEDSTATUSCODES".into()], ..Options::default() })
        .await
        .unwrap()
}

async fn open(rehearsal: &RehearsalServer) -> Session {
    Session::open(&server(rehearsal.port())).await.unwrap()
}

/// One letter over a new connection, with and without PIPELINING; both must end alike.
async fn send_one(to: &str) -> Handover {
    let mut handovers = Vec::new();
    for rehearsal in [rehearsal().await, lock_step().await] {
        handovers.push(open(&rehearsal).await.send(&envelope(to), &letter()).await);
    }
    assert_eq!(handovers[0], handovers[1]);
    handovers.remove(0)
}

fn code(handover: &Handover) -> (u16, String) {
    let reply = handover.reply.as_ref().unwrap();
    (reply.code, reply.enhanced.map(|code| code.to_string()).unwrap_or_default())
}

#[tokio::test]
async fn an_accepted_letter_arrives_once_and_whole() {
    let rehearsal = rehearsal().await;
    let handover = open(&rehearsal).await.send(&envelope("anna@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.stage, handover.reusable), (Outcome::Sent, Stage::Dot, true));
    assert_eq!(code(&handover), (250, "2.0.0".into()));
    let ledger = rehearsal.ledger();
    assert_eq!(
        (ledger.letters, ledger.copies("anna@example.org"), ledger.attempts("anna@example.org")),
        (1, 1, 1)
    );
    let arrival = &ledger.arrivals[0];
    assert_eq!(&*arrival.bytes, letter().to_vec());
    assert_eq!((arrival.from.as_str(), arrival.message_id.as_str()), ("shop@example.org", "<1@example.org>"));
}

#[tokio::test]
async fn an_unknown_recipient_is_refused_and_suppressed() {
    let handover = send_one("refuse@example.org").await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::Refused { suppress: true }, Stage::Rcpt));
    assert_eq!((code(&handover), handover.reusable), ((550, "5.1.1".into()), true));
}

#[tokio::test]
async fn a_full_mailbox_is_tried_again_later() {
    let handover = send_one("full@example.org").await;
    assert_eq!(handover.outcome, Outcome::Deferred { charged: true, pace: Pace::Keep });
    assert_eq!((code(&handover), handover.reusable), ((452, "4.2.2".into()), true));
}

#[tokio::test]
async fn a_greylisted_letter_goes_through_the_second_time() {
    let rehearsal = rehearsal().await;
    let mut session = open(&rehearsal).await;
    let first = session.send(&envelope("once-450.anna@example.org"), &letter()).await;
    assert_eq!(first.outcome, Outcome::Deferred { charged: true, pace: Pace::Keep });
    let second = session.send(&envelope("once-450.anna@example.org"), &letter()).await;
    assert_eq!(second.outcome, Outcome::Sent);
    let ledger = rehearsal.ledger();
    assert_eq!(
        (ledger.attempts("once-450.anna@example.org"), ledger.copies("once-450.anna@example.org")),
        (2, 1)
    );
}

#[tokio::test]
async fn a_busy_server_is_left_and_the_pace_halved() {
    let handover = send_one("421@example.org").await;
    assert_eq!(handover.outcome, Outcome::Deferred { charged: false, pace: Pace::Halve });
    assert_eq!((handover.stage, handover.reusable), (Stage::Rcpt, false));
}

#[tokio::test]
async fn a_policy_refusal_is_told_from_a_dead_address() {
    let handover = send_one("policy@example.org").await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::PolicyRefused, Stage::Rcpt));
    let handover = send_one("spam@example.org").await;
    assert_eq!(
        (handover.outcome, handover.stage, handover.reusable),
        (Outcome::PolicyRefused, Stage::Dot, true)
    );
}

#[tokio::test]
async fn a_refusal_after_the_dot_for_now_is_a_deferral() {
    let handover = send_one("later@example.org").await;
    assert_eq!(handover.outcome, Outcome::Deferred { charged: true, pace: Pace::Keep });
    assert_eq!((handover.stage, handover.reusable), (Stage::Dot, true));
}

#[tokio::test]
async fn a_refused_sender_says_nothing_about_the_recipient() {
    let rehearsal = rehearsal().await;
    let mut session = open(&rehearsal).await;
    let mut refused = envelope("anna@example.org");
    refused.from = support::address("refuse@example.org");
    let handover = session.send(&refused, &letter()).await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::SenderRefused, Stage::MailFrom));
    assert_eq!(code(&handover), (553, "5.7.1".into()));
    assert_eq!(session.send(&envelope("anna@example.org"), &letter()).await.outcome, Outcome::Sent);
}

#[tokio::test]
async fn a_connection_cut_before_the_dot_delivers_nothing() {
    let rehearsal = rehearsal().await;
    let handover = open(&rehearsal).await.send(&envelope("drop-before-dot@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::CutBeforeDot, Stage::Data));
    assert_eq!((handover.reply, handover.reason, handover.reusable), (None, Some(Reason::Closed), false));
    assert_eq!(rehearsal.ledger().letters, 0);
}

#[tokio::test]
async fn a_connection_cut_after_the_dot_leaves_the_letter_in_doubt() {
    let rehearsal = rehearsal().await;
    let mut session = open(&rehearsal).await;
    let handover = session.send(&envelope("drop-after-dot@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::InDoubt, Stage::Dot));
    assert_eq!((handover.reason, handover.reusable), (Some(Reason::Closed), false));
    assert_eq!(rehearsal.ledger().copies("drop-after-dot@example.org"), 1);
    let after = session.send(&envelope("anna@example.org"), &letter()).await;
    assert_eq!((after.outcome, after.reusable), (Outcome::CutBeforeDot, false));
    assert_eq!(rehearsal.ledger().connections, 1);
}

#[tokio::test]
async fn a_connection_cut_while_the_letter_comes_delivers_nothing() {
    let rehearsal = rehearsal().await;
    let handover = open(&rehearsal).await.send(&envelope("drop-in-body@example.org"), &letter()).await;
    // A short letter is handed to the network together with its dot: nobody can know how far it came.
    assert_eq!((handover.outcome, handover.stage), (Outcome::InDoubt, Stage::Dot));
    assert!(!handover.reusable);
    assert_eq!(rehearsal.ledger().letters, 0);
}

#[tokio::test]
async fn an_answer_to_the_dot_that_is_none_leaves_the_letter_in_doubt() {
    let rehearsal = rehearsal().await;
    let handover = open(&rehearsal).await.send(&envelope("nonsense@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reason), (Outcome::InDoubt, Some(Reason::NotSmtp)));
    assert!(!handover.reusable);
    assert_eq!(rehearsal.ledger().copies("nonsense@example.org"), 1);
}

#[tokio::test]
async fn a_server_slower_than_our_patience_leaves_the_letter_in_doubt() {
    let rehearsal = rehearsal().await;
    let mut server = server(rehearsal.port());
    server.timeouts.dot = Duration::from_millis(200);
    let mut session = Session::open(&server).await.unwrap();
    let handover = session.send(&envelope("slow@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reason), (Outcome::InDoubt, Some(Reason::TimedOut)));
    assert!(!handover.reusable);
}

#[tokio::test]
async fn one_connection_outlives_every_refusal() {
    for rehearsal in [rehearsal().await, lock_step().await] {
        let mut session = open(&rehearsal).await;
        for n in 0..30 {
            let word = ["refuse", "accept", "full", "policy", "anna", "spam", "later"][n % 7];
            let handover = session.send(&envelope(&format!("{word}-{n}@example.org")), &letter()).await;
            assert!(handover.reusable, "{word}: {handover:?}");
            assert_eq!(handover.outcome == Outcome::Sent, matches!(word, "accept" | "anna"));
        }
        session.quit().await;
        assert_eq!(rehearsal.ledger().connections, 1);
    }
}

#[tokio::test]
async fn letters_announced_ahead_arrive_in_order_whatever_happens_to_each() {
    let rehearsal = rehearsal().await;
    let mut session = open(&rehearsal).await;
    let words = ["anna", "refuse", "boris", "spam", "vera", "full", "later", "grigory"];
    let envelopes: Vec<_> = words.iter().map(|word| envelope(&format!("{word}@example.org"))).collect();
    let letters: Vec<_> = words.iter().map(|word| support::letter_with(word)).collect();
    for n in 0..words.len() {
        let next = envelopes.get(n + 1).zip(letters.get(n + 1));
        let handover = session.send_guarded(&envelopes[n], &letters[n], next, |_| true).await;
        assert!(handover.reusable, "{}: {handover:?}", words[n]);
    }
    let ledger = rehearsal.ledger();
    let arrived: Vec<_> = ledger.arrivals.iter().map(|arrival| arrival.to.as_str()).collect();
    assert_eq!(arrived, ["anna@example.org", "boris@example.org", "vera@example.org", "grigory@example.org"]);
    assert_eq!(&*ledger.arrivals[2].bytes, letters[4].to_vec());
}

#[tokio::test]
async fn another_letter_than_the_announced_one_is_never_sent() {
    let rehearsal = rehearsal().await;
    let mut session = open(&rehearsal).await;
    let announced = envelope("boris@example.org");
    session
        .send_guarded(&envelope("anna@example.org"), &letter(), Some((&announced, &letter())), |_| true)
        .await;
    let handover = session.send(&envelope("vera@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::CutBeforeDot, false));
    assert_eq!(rehearsal.ledger().letters, 1);
}

#[tokio::test]
async fn a_letter_held_back_at_the_last_moment_is_not_delivered() {
    let rehearsal = rehearsal().await;
    let letters = [
        letter(),
        support::letter_with(&"long ".repeat(100_000)),
        support::letter_with_attachment(&[0; 500_000]),
    ];
    for letter in letters {
        let mut session = open(&rehearsal).await;
        let handover = session
            .send_guarded(&envelope("anna@example.org"), &letter, None, |moment| moment != Moment::Dot)
            .await;
        assert_eq!((handover.outcome, handover.stage), (Outcome::Withheld, Stage::Body));
        assert!(!handover.reusable);
    }
    assert_eq!((rehearsal.ledger().attempts("anna@example.org"), rehearsal.ledger().letters), (3, 0));
}

#[tokio::test]
async fn a_letter_held_back_before_its_beginning_is_not_heard_of_and_leaves_the_connection() {
    for extensions in [vec![], Options::default().extensions] {
        let rehearsal = RehearsalServer::start(Options { extensions, ..Options::default() }).await.unwrap();
        let mut session = open(&rehearsal).await;
        session.send(&envelope("refuse@example.org"), &letter()).await;
        let anna = envelope("anna@example.org");
        let handover = session.send_guarded(&anna, &letter(), None, |moment| moment != Moment::Begin).await;
        assert!(!handover.has_begun() && handover.reusable, "{handover:?}");
        assert_eq!(rehearsal.ledger().attempts("anna@example.org"), 0);
        let handover = session.send(&anna, &letter()).await;
        assert!(handover.has_begun() && handover.outcome == Outcome::Sent, "{handover:?}");
        assert_eq!(rehearsal.ledger().connections, 1);
    }
}

#[tokio::test]
async fn a_letter_that_may_not_be_announced_is_not_heard_of() {
    let rehearsal = rehearsal().await;
    let mut session = open(&rehearsal).await;
    let (anna, boris) = (envelope("anna@example.org"), envelope("boris@example.org"));
    let next = (&boris, &letter());
    let may = |moment| moment != Moment::Announce;
    assert_eq!(session.send_guarded(&anna, &letter(), Some(next), may).await.outcome, Outcome::Sent);
    assert!(!session.has_announced());
    session.quit().await;
    assert_eq!(rehearsal.ledger().attempts("boris@example.org"), 0);
}

#[tokio::test]
async fn a_session_whose_sending_was_dropped_half_way_says_nothing_more() {
    let rehearsal = rehearsal().await;
    let mut session = open(&rehearsal).await;
    {
        let (envelope, letter) = (envelope("slow@example.org"), letter());
        let sending = session.send(&envelope, &letter);
        tokio::select! {
            _ = sending => panic!("a slow server answered at once"),
            () = rehearsal.wait_for(|ledger| ledger.letters == 1) => {}
        }
    }
    let handover = session.send(&envelope("anna@example.org"), &letter()).await;
    assert_eq!((handover.outcome, handover.reusable), (Outcome::CutBeforeDot, false));
    assert_eq!(rehearsal.ledger().attempts("anna@example.org"), 0);
}

#[tokio::test]
async fn an_internationalised_address_needs_a_server_that_takes_it() {
    let to = envelope("анна@почта.example.org");
    let rehearsal = rehearsal().await;
    assert_eq!(open(&rehearsal).await.send(&to, &letter()).await.outcome, Outcome::Sent);
    assert_eq!(rehearsal.ledger().copies("анна@xn--80a1acny.example.org"), 1);

    let without = lock_step().await;
    let mut session = open(&without).await;
    let handover = session.send(&to, &letter()).await;
    assert_eq!((handover.outcome, handover.reply), (Outcome::Refused { suppress: false }, None));
    assert_eq!(handover.reason, Some(Reason::SmtpUtf8Missing));
    assert_eq!(session.send(&envelope("anna@example.org"), &letter()).await.outcome, Outcome::Sent);
}

#[tokio::test]
async fn a_server_without_ehlo_is_greeted_by_helo() {
    let options = Options { extensions: Vec::new(), ..Options::default() };
    let rehearsal = RehearsalServer::start(options).await.unwrap();
    assert_eq!(
        open(&rehearsal).await.send(&envelope("anna@example.org"), &letter()).await.outcome,
        Outcome::Sent
    );
}

#[tokio::test]
async fn dots_and_long_lines_arrive_as_they_were() {
    let rehearsal = rehearsal().await;
    let body = format!(".\n..\n.hidden\n\n.\r\n{}\nend", "x".repeat(5000));
    let letter = support::letter_with(&body);
    open(&rehearsal).await.send(&envelope("anna@example.org"), &letter).await;
    let arrived = rehearsal.ledger().arrivals.remove(0).bytes;
    assert_eq!(&*arrived, letter.to_vec());
    let text =
        mail_parser::MessageParser::default().parse(&*arrived).unwrap().body_text(0).unwrap().into_owned();
    assert_eq!(text.replace("\r\n", "\n"), body.replace("\r\n", "\n") + "\n");
}

#[tokio::test]
async fn only_what_is_asked_for_is_kept() {
    for keep_counts in [true, false] {
        let options = Options { keep_letters: false, keep_counts, ..Options::default() };
        let rehearsal = RehearsalServer::start(options).await.unwrap();
        let mut session = open(&rehearsal).await;
        for to in ["anna@example.org", "once-450@example.org", "once-450@example.org"] {
            session.send(&envelope(to), &letter()).await;
        }
        let ledger = rehearsal.ledger();
        assert_eq!((ledger.letters, ledger.arrivals.len()), (2, 0));
        assert_eq!(ledger.copies("anna@example.org"), u64::from(keep_counts));
        assert_eq!(ledger.recipients["once-450@example.org"], Counts { attempts: 2, copies: 1 });
    }
}

#[test]
fn only_a_name_in_a_domain_for_tests_asks_for_anything() {
    for (address, action, once) in [
        ("refuse@example.org", Action::Refuse, false),
        ("Refuse-7@Example.ORG", Action::Refuse, false),
        ("refuse7@mail.example.com", Action::Refuse, false),
        ("550.anna@shop.test", Action::Refuse, false),
        ("once-450+x@example.net", Action::Greylist, true),
        ("once-drop-after-dot@localhost", Action::DropAfterDot, true),
        ("drop-before-dot@x.invalid", Action::DropBeforeDot, false),
        ("slow@example", Action::Slow, false),
        ("slowik@example.org", Action::Accept, false),
        ("anna@example.org", Action::Accept, false),
        // People and departments are called like that.
        ("policy@bank.ru", Action::Accept, false),
        ("550@hotel.com", Action::Accept, false),
        ("slow@notexample.com", Action::Accept, false),
        ("full@example.ru", Action::Accept, false),
        ("later@org", Action::Accept, false),
    ] {
        assert_eq!(Behaviour::of(address), Behaviour { action, once }, "{address}");
    }
}

#[tokio::test]
async fn a_letter_with_attachments_of_any_size_arrives_whole() {
    let rehearsal = rehearsal().await;
    let mut session = open(&rehearsal).await;
    for size in [0, 1, 1_000, 47_000, 48_000, 49_000, 100_000, 3_000_000] {
        let letter = support::letter_with_attachment(&vec![7; size]);
        let next = envelope("anna@example.org");
        let handover = session.send_guarded(&next, &letter, Some((&next, &letter)), |_| true).await;
        assert_eq!(handover.outcome, Outcome::Sent);
        assert_eq!(session.send(&next, &letter).await.outcome, Outcome::Sent);
        rehearsal.read(|ledger| {
            for arrival in ledger.arrivals.iter().rev().take(2) {
                assert!(*arrival.bytes == *letter.to_vec(), "{size}");
            }
        });
    }
    assert_eq!(rehearsal.ledger().connections, 1);
}
