//! Opening a session: every step, and every way in which one can fail.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;
#[path = "support/tls.rs"]
mod tls;

use mail::Secret;
use mail::rehearsal::{Options, RehearsalServer, Tls};
use mail::smtp::{Credentials, Outcome, Reason, Security, Server, Session, Step, check};
use script::scripted;
use support::{address, envelope, impatient, letter, server};
use tls::Authority;

const SOON: i32 = 2090;

fn credentials(password: &str) -> Credentials {
    Credentials { username: "shop".into(), password: Secret::new(password) }
}

fn with_credentials(port: u16, password: &str) -> Server {
    Server { credentials: Some(credentials(password)), ..server(port) }
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
        ("HTTP/1.1 400 Bad Request\r\n", Reason::NotSmtp, None),
        ("", Reason::Closed, None),
    ] {
        let port = scripted(&[greeting]).await;
        assert_eq!(failure(&server(port)).await, (Step::Greeting, reason, code));
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_in_time() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = Server { timeouts: impatient(), ..server(silent.local_addr().unwrap().port()) };
    assert_eq!(failure(&server).await, (Step::Greeting, Reason::TimedOut, None));
}

#[tokio::test]
async fn either_kind_of_tls_carries_letters_and_sign_ins() {
    let authority = Authority::new("ours");
    let config = authority.server("localhost", SOON);
    let modes = [(Security::StartTls, Tls::StartTls(config.clone())), (Security::Tls, Tls::Implicit(config))];
    for (security, tls) in modes {
        let options = Options { tls, credentials: Some(credentials("right")), ..Options::default() };
        let rehearsal = RehearsalServer::start(options).await.unwrap();
        let server = Server {
            security,
            extra_roots: vec![authority.root.clone()],
            ..with_credentials(rehearsal.port(), "right")
        };
        let mut session = Session::open(&server).await.unwrap();
        let big = support::letter_with(&"Много текста. ".repeat(50_000));
        assert_eq!(session.send(&envelope("anna@example.org"), &letter()).await.outcome, Outcome::Sent);
        assert_eq!(session.send(&envelope("anna@example.org"), &big).await.outcome, Outcome::Sent);
        session.quit().await;
        assert_eq!(&*rehearsal.ledger().arrivals[1].bytes, big.to_vec());
    }
}

#[tokio::test]
async fn a_bad_certificate_is_refused_by_its_fault() {
    let ours = Authority::new("ours");
    let strangers = Authority::new("strangers");
    for (config, reason) in [
        (ours.server("localhost", 2001), Reason::CertificateExpired),
        (ours.server("mail.example.org", SOON), Reason::CertificateWrongHost),
        (strangers.server("localhost", SOON), Reason::CertificateUnknownIssuer),
    ] {
        for (security, tls) in [
            (Security::StartTls, Tls::StartTls(config.clone())),
            (Security::Tls, Tls::Implicit(config.clone())),
        ] {
            let rehearsal = RehearsalServer::start(Options { tls, ..Options::default() }).await.unwrap();
            let server =
                Server { security, extra_roots: vec![ours.root.clone()], ..server(rehearsal.port()) };
            let error = Session::open(&server).await.unwrap_err();
            assert_eq!((error.step, error.reason, error.is_temporary()), (Step::Tls, reason, false));
        }
    }
}

#[tokio::test]
async fn starttls_that_is_missing_or_refused_never_falls_back_to_plain_text() {
    for (script, reason) in [
        (["220 hi\r\n", "250 PIPELINING\r\n", ""], Reason::StartTlsMissing),
        (["220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "502 5.5.1 No\r\n"], Reason::StartTlsRefused),
        (["220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "454 4.7.0 Not now\r\n"], Reason::Busy),
        (
            ["220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n250 trust me\r\n"],
            Reason::BytesAfterStartTls,
        ),
        (["220 hi\r\n", "250-hi\r\n250 STARTTLS\r\n", "220 go\r\n"], Reason::Closed),
    ] {
        let server =
            Server { security: Security::StartTls, ..with_credentials(scripted(&script).await, "secret") };
        let (step, found, _) = failure(&server).await;
        assert_eq!((step, found), (Step::Tls, reason));
    }
}

#[tokio::test]
async fn tls_at_a_plain_port_is_named() {
    let rehearsal = RehearsalServer::start(Options::default()).await.unwrap();
    let server = Server { security: Security::Tls, ..server(rehearsal.port()) };
    assert_eq!(failure(&server).await, (Step::Tls, Reason::NotTls, None));
}

#[tokio::test]
async fn a_wrong_password_stops_until_the_settings_change() {
    for mechanisms in ["PLAIN", "LOGIN"] {
        let options = Options { credentials: Some(credentials("right")), mechanisms, ..Options::default() };
        let rehearsal = RehearsalServer::start(options).await.unwrap();
        assert!(Session::open(&with_credentials(rehearsal.port(), "right")).await.is_ok());
        let error = Session::open(&with_credentials(rehearsal.port(), "wrong")).await.unwrap_err();
        assert_eq!(
            (error.step, error.reason, error.is_temporary()),
            (Step::SignIn, Reason::SignInRefused, false)
        );
        assert_eq!(error.reply.unwrap().enhanced.unwrap().to_string(), "5.7.8");
    }
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_is_told_from_one_that_may_be_later() {
    let rehearsal = RehearsalServer::start(Options::default()).await.unwrap();
    let found = failure(&with_credentials(rehearsal.port(), "right")).await;
    assert_eq!(found, (Step::SignIn, Reason::SignInMissing, None));

    let port = scripted(&["220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n", "454 4.7.0 Try later\r\n"]).await;
    let error = Session::open(&with_credentials(port, "right")).await.unwrap_err();
    assert_eq!((error.step, error.reason, error.is_temporary()), (Step::SignIn, Reason::SignInBusy, true));
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

    let wrong = Server { credentials: Some(credentials("wrong")), ..right.clone() };
    let steps = check(&wrong, Some(&address("shop@example.org"))).await;
    let last = steps.last().unwrap();
    assert_eq!((steps.len(), last.step, last.reason), (5, Step::SignIn, Some(Reason::SignInRefused)));
    assert!(last.answer.as_ref().unwrap().starts_with("535 5.7.8"));

    let steps = check(&right, Some(&address("refuse@example.org"))).await;
    assert_eq!((steps.len(), steps[5].step, steps[5].reason), (6, Step::From, Some(Reason::FromRefused)));
    assert_eq!(rehearsal.ledger().letters, 0);
}

#[tokio::test]
async fn a_password_is_never_printed() {
    let server = with_credentials(25, "hunter2");
    assert!(!format!("{server:?}").contains("hunter2"));
}
