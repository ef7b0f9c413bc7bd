//! TLS: whatever is wrong with it has a name, and nothing is said in plain text instead.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;
#[path = "support/tls.rs"]
mod tls;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mail::Secret;
use mail::rehearsal::{Options, RehearsalServer, Tls};
use mail::smtp::{Credentials, OpenError, Outcome, Reason, Security, Server, Session, SignIn, Step};
use script::{eavesdropped, scripted};
use support::{envelope, impatient, letter, server};
use tls::Authority;

const SOON: i32 = 2090;
const HELLO: &str = "250-hi\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n";

fn credentials() -> Credentials {
    Credentials { username: "shop".into(), password: Secret::new("secret") }
}

fn secured(port: u16, security: Security, authority: &Authority) -> Server {
    Server {
        security,
        credentials: Some(SignIn::Password(credentials())),
        extra_roots: vec![authority.root.clone()],
        ..server(port)
    }
}

/// Why no session came about; what was said in plain text holds no secret.
async fn failure(server: Server) -> OpenError {
    let (port, heard) = eavesdropped(server.port).await;
    let error = Session::open(&Server { port, ..server }).await.unwrap_err();
    let heard = String::from_utf8_lossy(&heard.await.unwrap()).into_owned();
    for secret in ["secret", &BASE64_STANDARD.encode("secret"), &BASE64_STANDARD.encode("\0shop\0secret")] {
        assert!(!heard.contains(secret), "{heard}");
    }
    for command in ["AUTH", "MAIL", "RCPT", "DATA"] {
        assert!(!heard.contains(command), "{heard}");
    }
    error
}

#[tokio::test]
async fn either_kind_of_tls_carries_letters_and_sign_ins() {
    let authority = Authority::new("ours");
    let config = authority.server("localhost", SOON);
    let modes = [(Security::StartTls, Tls::StartTls(config.clone())), (Security::Tls, Tls::Implicit(config))];
    for (security, tls) in modes {
        let options = Options { tls, credentials: Some(credentials()), ..Options::default() };
        let rehearsal = RehearsalServer::start(options).await.unwrap();
        let server = secured(rehearsal.port(), security, &authority);
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
        (ours.server_between("localhost", 2000, 2001), Reason::CertificateExpired),
        (ours.server_between("localhost", SOON, SOON), Reason::CertificateNotYetValid),
        (ours.server("mail.example.org", SOON), Reason::CertificateWrongHost),
        (strangers.server("localhost", SOON), Reason::CertificateUnknownIssuer),
        (tls::self_signed("localhost"), Reason::CertificateUnknownIssuer),
    ] {
        for (security, tls) in [
            (Security::StartTls, Tls::StartTls(config.clone())),
            (Security::Tls, Tls::Implicit(config.clone())),
        ] {
            let options = Options { tls, credentials: Some(credentials()), ..Options::default() };
            let rehearsal = RehearsalServer::start(options).await.unwrap();
            let error = failure(secured(rehearsal.port(), security, &ours)).await;
            assert_eq!((error.step, error.reason, error.is_temporary()), (Step::Tls, reason, false));
        }
    }
}

#[tokio::test]
async fn starttls_that_is_missing_or_refused_never_falls_back_to_plain_text() {
    for (script, reason, temporary) in [
        (&["220 hi\r\n", "250-hi\r\n250 AUTH PLAIN\r\n"][..], Reason::StartTlsMissing, false),
        // HELO knows no extensions.
        (&["220 hi\r\n", "500 what?\r\n", "250 hi\r\n"], Reason::StartTlsMissing, false),
        (&["220 hi\r\n", HELLO, "502 5.5.1 No\r\n"], Reason::StartTlsRefused, false),
        (&["220 hi\r\n", HELLO, "454 4.7.0 Not now\r\n"], Reason::Busy, true),
        (&["220 hi\r\n", HELLO, "250 ok\r\n"], Reason::NotSmtp, true),
        (&["220 hi\r\n", HELLO, "220 go\r\n"], Reason::Closed, true),
    ] {
        let error =
            failure(secured(scripted(script).await, Security::StartTls, &Authority::new("ours"))).await;
        assert_eq!((error.step, error.reason, error.is_temporary()), (Step::Tls, reason, temporary));
    }
}

#[tokio::test]
async fn bytes_around_starttls_are_taken_for_tampering() {
    // CVE-2011-0411. In one segment with the answer:
    let script = ["220 hi\r\n", HELLO, "220 go\r\n250 trust me\r\n"];
    let error = failure(secured(scripted(&script).await, Security::StartTls, &Authority::new("ours"))).await;
    assert_eq!((error.step, error.reason), (Step::Tls, Reason::BytesAfterStartTls));
    assert!(!error.is_temporary());
    // Before the answer was asked for:
    let hello = format!("{HELLO}220 go\r\n");
    let script = ["220 hi\r\n", &hello, "220 go\r\n"];
    let error = failure(secured(scripted(&script).await, Security::StartTls, &Authority::new("ours"))).await;
    assert_eq!((error.step, error.reason), (Step::Tls, Reason::NotSmtp));
    // In place of the server's part of the handshake:
    let script = ["220 hi\r\n", HELLO, "220 go\r\n", "250 trust me\r\n"];
    let error = failure(secured(scripted(&script).await, Security::StartTls, &Authority::new("ours"))).await;
    assert_eq!((error.step, error.reason), (Step::Tls, Reason::NotTls));
}

#[tokio::test]
async fn what_is_said_before_the_handshake_is_forgotten() {
    let authority = Authority::new("ours");
    let options = Options {
        tls: Tls::StartTls(authority.server("localhost", SOON)),
        extensions: vec!["ENHANCEDSTATUSCODES".into()],
        ..Options::default()
    };
    // The rehearsal offers no AUTH inside TLS.
    let rehearsal = RehearsalServer::start(options).await.unwrap();
    let error = failure(secured(rehearsal.port(), Security::StartTls, &authority)).await;
    assert_eq!((error.step, error.reason), (Step::SignIn, Reason::SignInMissing));
}

#[tokio::test]
async fn what_is_not_tls_and_what_is_too_old_are_named() {
    // An alert and a ServerHello of TLS 1.0 (RFC 2246 §7.2, §7.4.1.3).
    let alert = b"\x15\x03\x01\x00\x02\x02\x46".to_vec();
    let mut old = b"\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01".to_vec();
    old.extend([7; 32]);
    old.extend(b"\x00\x00\x2f\x00");
    for (answer, reason) in [
        (b"220 mail.example.org ESMTP\r\n".to_vec(), Reason::NotTls),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(), Reason::NotTls),
        (vec![0; 64], Reason::NotTls),
        (alert, Reason::TlsFailed),
        (old, Reason::TlsFailed),
    ] {
        let error =
            failure(secured(scripted(&[b"", &answer[..]]).await, Security::Tls, &Authority::new("ours")))
                .await;
        assert_eq!((error.step, error.reason), (Step::Tls, reason), "{answer:?}");
        let script = [b"220 hi\r\n", HELLO.as_bytes(), b"220 go\r\n", &answer];
        let error =
            failure(secured(scripted(&script).await, Security::StartTls, &Authority::new("ours"))).await;
        assert_eq!(
            (error.step, error.reason, error.is_temporary()),
            (Step::Tls, reason, false),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_handshake_that_ends_or_never_ends_is_left() {
    for silence in [&b""[..], b"\x16\x03\x03\x40\x00\x02"] {
        let script = [b"220 hi\r\n", HELLO.as_bytes(), b"220 go\r\n", silence];
        let error =
            failure(secured(scripted(&script).await, Security::StartTls, &Authority::new("ours"))).await;
        assert_eq!((error.step, error.reason, error.is_temporary()), (Step::Tls, Reason::Closed, true));
    }
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = secured(silent.local_addr().unwrap().port(), Security::Tls, &Authority::new("ours"));
    let error = failure(Server { timeouts: impatient(), ..server }).await;
    assert_eq!((error.step, error.reason), (Step::Tls, Reason::TimedOut));
}

#[tokio::test]
async fn a_connection_cut_inside_tls_says_nothing_more() {
    let authority = Authority::new("ours");
    for tls in [true, false] {
        let config = authority.server("localhost", SOON);
        let options = Options {
            tls: if tls { Tls::Implicit(config) } else { Tls::StartTls(config) },
            ..Options::default()
        };
        let rehearsal = RehearsalServer::start(options).await.unwrap();
        let security = if tls { Security::Tls } else { Security::StartTls };
        let (port, heard) = eavesdropped(rehearsal.port()).await;
        let server = Server { credentials: None, ..secured(port, security, &authority) };
        let mut session = Session::open(&server).await.unwrap();
        let cut = session.send(&envelope("drop-after-dot@example.org"), &letter()).await;
        assert_eq!((cut.outcome, cut.reason), (Outcome::InDoubt, Some(Reason::Closed)));
        let next = session.send(&envelope("anna@example.org"), &letter()).await;
        assert_eq!(next.outcome, Outcome::CutBeforeDot);
        drop(session);
        let heard = String::from_utf8_lossy(&heard.await.unwrap()).into_owned();
        assert!(!heard.contains("MAIL") && !heard.contains("example.org>"), "{heard}");
    }
}
