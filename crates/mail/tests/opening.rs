//! Opening a session: every step, and every way in which one can fail.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;
#[path = "support/tls.rs"]
mod tls;

use mail::Secret;
use mail::rehearsal::{Options, RehearsalServer, Tls};
use mail::smtp::{Credentials, Reason, Security, Server, Session, SignIn, Step, check};
use script::scripted;
use support::{address, impatient, server};
use tls::Authority;

const SOON: i32 = 2090;

fn credentials(password: &str) -> Credentials {
    Credentials { username: "shop".into(), password: Secret::new(password) }
}

fn with_credentials(port: u16, password: &str) -> Server {
    Server { credentials: Some(SignIn::Password(credentials(password))), ..server(port) }
}

/// The step, the reason and the code of the server's answer.
async fn failure(server: &Server) -> (Step, Reason, Option<u16>) {
    let error = Session::open(server).await.unwrap_err();
    (error.step, error.reason, error.reply.map(|reply| reply.code))
}

#[tokio::test]
async fn a_host_that_does_not_exist_fails_at_its_name() {
    let server = Server { host: "nobody.invalid".into(), ..server(25) };
    assert_eq!(failure(&server).await, (Step::Name, Reason::NameNotFound, None));
    let server = Server { host: "not a host".into(), ..server };
    assert_eq!(failure(&server).await, (Step::Name, Reason::NameNotFound, None));
}

#[tokio::test]
async fn a_port_nobody_listens_at_is_refused() {
    let rehearsal = RehearsalServer::start(Options::default()).await.unwrap();
    let server = server(rehearsal.port());
    rehearsal.stop().await;
    let error = Session::open(&server).await.unwrap_err();
    assert_eq!(
        (error.step, error.reason, error.is_temporary()),
        (Step::Port, Reason::ConnectionRefused, true)
    );
}

#[tokio::test]
async fn a_greeting_that_says_no_is_told_apart() {
    for (greeting, reason, code) in [
        ("421 4.3.2 Try later\r\n", Reason::Busy, Some(421)),
        ("554 5.7.1 Your address is blocked\r\n", Reason::Refused, Some(554)),
        ("554-No SMTP service here\r\n554 bye\r\n", Reason::Refused, Some(554)),
        ("250 ok\r\n", Reason::NotSmtp, Some(250)),
        ("354 go\r\n", Reason::NotSmtp, Some(354)),
        ("HTTP/1.1 400 Bad Request\r\n", Reason::NotSmtp, None),
        ("SSH-2.0-OpenSSH_9.2\r\n", Reason::NotSmtp, None),
        ("220 cut sho", Reason::Closed, None),
        ("220-and\r\n", Reason::Closed, None),
        ("", Reason::Closed, None),
    ] {
        let port = scripted(&[greeting]).await;
        assert_eq!(failure(&server(port)).await, (Step::Greeting, reason, code));
    }
}

#[tokio::test]
async fn a_hello_that_is_not_answered_by_yes_is_told_apart() {
    for (answers, reason, code) in [
        (&["421 4.3.2 Try later\r\n"][..], Reason::Busy, Some(421)),
        (&["550 5.7.1 Not you\r\n", "550 5.7.1 Not you\r\n"], Reason::Refused, Some(550)),
        (&["502 5.5.1 What?\r\n", "451 4.3.0 Later\r\n"], Reason::Busy, Some(451)),
        (&["354 go\r\n"], Reason::NotSmtp, Some(354)),
        (&["250-hi\r\n350 PIPELINING\r\n"], Reason::NotSmtp, None),
        (&[""], Reason::Closed, None),
    ] {
        let script = [&["220 hi\r\n"], answers].concat();
        assert_eq!(failure(&server(scripted(&script).await)).await, (Step::Greeting, reason, code));
    }
}

#[tokio::test]
async fn a_greeting_said_twice_is_never_taken_for_an_answer() {
    for script in [
        &["220 hi\r\n220 hi\r\n", "250 hi\r\n"][..],
        &["220 hi\r\n250 hi\r\n", "250 hi\r\n"],
        &["220 hi\r\n", "220 hi\r\n250 hi\r\n"],
        // The second comes as late as with the answer to EHLO: then it stands before the answer to the next command.
        &["220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n235 ok\r\n", "535 no\r\n"],
    ] {
        let server = with_credentials(scripted(script).await, "secret");
        let error = Session::open(&server).await.unwrap_err();
        assert_eq!(error.reason, Reason::NotSmtp, "{script:?}");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_in_time() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server { timeouts: impatient(), ..server(silent.local_addr().unwrap().port()) };
    assert_eq!(failure(&server).await, (Step::Greeting, Reason::TimedOut, None));
}

#[tokio::test]
async fn the_connection_test_names_every_step() {
    let authority = Authority::new("ours");
    let options = Options {
        tls: Tls::StartTls(authority.server("localhost", SOON)),
        credentials: Some(credentials("right")),
        ..Options::default()
    };
    let rehearsal = RehearsalServer::start(options).await.unwrap();
    let right = Server {
        security: Security::StartTls,
        extra_roots: vec![authority.root.clone()],
        ..with_credentials(rehearsal.port(), "right")
    };
    let steps = check(&right, Some(&address("shop@example.org"))).await;
    let names: Vec<_> = steps.iter().map(|step| step.step).collect();
    assert_eq!(names, [Step::Name, Step::Port, Step::Greeting, Step::Tls, Step::SignIn, Step::From]);
    assert!(steps.iter().all(mail::smtp::StepResult::ok));
    assert!(steps[0].answer.as_ref().unwrap().contains("127.0.0.1"));
    assert!(steps[2].answer.as_ref().unwrap().starts_with("220 localhost"));
    assert!(steps[4].answer.as_ref().unwrap().starts_with("235 2.7.0"));

    let wrong = Server { credentials: Some(SignIn::Password(credentials("wrong"))), ..right.clone() };
    let steps = check(&wrong, Some(&address("shop@example.org"))).await;
    let last = steps.last().unwrap();
    assert_eq!((steps.len(), last.step, last.reason), (5, Step::SignIn, Some(Reason::SignInRefused)));
    assert!(last.answer.as_ref().unwrap().starts_with("535 5.7.8"));

    let steps = check(&right, Some(&address("refuse@example.org"))).await;
    assert_eq!((steps.len(), steps[5].step, steps[5].reason), (6, Step::From, Some(Reason::FromRefused)));
    assert_eq!(rehearsal.ledger().letters, 0);
}

#[tokio::test]
async fn the_connection_test_says_why_a_sender_is_refused() {
    let hello = "250-hi\r\n250 SMTPUTF8\r\n";
    let closing = "421 4.7.0 too many connections";
    for (hello, from, answers, reason) in [
        (hello, "лавка@example.org", &["250 ok\r\n", "250 ok\r\n"][..], None),
        ("250 hi\r\n", "лавка@example.org", &[], Some(Reason::SmtpUtf8Missing)),
        (hello, "shop@example.org", &["550 5.7.1 not you\r\n", "503 no\r\n"], Some(Reason::FromRefused)),
        (hello, "shop@example.org", &["451 4.3.0 later\r\n"], Some(Reason::Busy)),
        // It closes at once: its words are kept all the same.
        (hello, "shop@example.org", &["421 4.7.0 too many connections\r\n"], Some(Reason::Busy)),
        (hello, "shop@example.org", &["354 go\r\n", "250 ok\r\n"], Some(Reason::NotSmtp)),
        (hello, "shop@example.org", &[""], Some(Reason::Closed)),
    ] {
        let script = [&["220 hi\r\n", hello], answers].concat();
        let steps = check(&server(scripted(&script).await), Some(&address(from))).await;
        let last = steps.last().unwrap();
        assert_eq!((last.step, last.reason), (Step::From, reason), "{answers:?}");
        assert_eq!(last.answer.as_deref() == Some(closing), answers.concat().starts_with(closing));
    }
}
