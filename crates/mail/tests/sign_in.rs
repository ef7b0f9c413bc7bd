//! Signing in by password and by token, and what each refusal means.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mail::Secret;
use mail::rehearsal::{Options, RehearsalServer};
use mail::smtp::{Credentials, Outcome, Reason, Server, Session, SignIn, Step};
use script::{hang_up, hear, scripted, serve};
use support::{envelope, letter, server};
use tokio::io::AsyncWriteExt;

fn password(text: &str) -> SignIn {
    SignIn::Password(Credentials { username: "shop".into(), password: Secret::new(text) })
}

fn token(text: &str) -> SignIn {
    SignIn::Token { username: "shop@example.org".into(), token: Secret::new(text) }
}

fn signing_in(port: u16, sign_in: SignIn) -> Server {
    Server { credentials: Some(sign_in), ..server(port) }
}

async fn rehearsal(mechanisms: &'static str, username: &str) -> RehearsalServer {
    let credentials = Credentials { username: username.into(), password: Secret::new("right") };
    let options = Options { credentials: Some(credentials), mechanisms, ..Options::default() };
    RehearsalServer::start(options).await.unwrap()
}

/// What a server that offers `mechanisms` hears of a sign-in, line by line, when it gives `answers`.
async fn overheard(mechanisms: &str, sign_in: SignIn, answers: &[&str]) -> (Option<Reason>, Vec<String>) {
    let hello = format!("250-hi\r\n250 AUTH {mechanisms}\r\n");
    let answers: Vec<String> =
        ["220 hi\r\n", &hello].into_iter().chain(answers.iter().copied()).map(str::to_owned).collect();
    let (port, heard) = serve(async move |mut stream| {
        let mut heard = Vec::new();
        for answer in answers {
            if stream.write_all(answer.as_bytes()).await.is_err() {
                break;
            }
            heard.push(String::from_utf8(hear(&mut stream).await).unwrap());
        }
        hang_up(stream).await;
        heard.into_iter().skip(1).filter(|line| !line.is_empty()).collect::<Vec<_>>()
    })
    .await;
    let opened = Session::open(&signing_in(port, sign_in)).await;
    let reason = opened.err().map(|error| {
        assert_eq!(error.step, Step::SignIn);
        error.reason
    });
    (reason, heard.await.unwrap())
}

#[tokio::test]
async fn a_wrong_password_or_token_stops_until_the_settings_change() {
    for (mechanisms, username, sign_in) in [
        ("PLAIN", "shop", password as fn(&str) -> SignIn),
        ("LOGIN", "shop", password),
        ("PLAIN LOGIN XOAUTH2", "shop", password),
        ("XOAUTH2", "shop@example.org", token),
        ("PLAIN LOGIN XOAUTH2", "shop@example.org", token),
    ] {
        let rehearsal = rehearsal(mechanisms, username).await;
        let mut session = Session::open(&signing_in(rehearsal.port(), sign_in("right"))).await.unwrap();
        assert_eq!(session.send(&envelope("anna@example.org"), &letter()).await.outcome, Outcome::Sent);
        let error = Session::open(&signing_in(rehearsal.port(), sign_in("wrong"))).await.unwrap_err();
        assert_eq!(
            (error.step, error.reason, error.is_temporary()),
            (Step::SignIn, Reason::SignInRefused, false)
        );
        assert_eq!(error.reply.unwrap().to_string(), "535 5.7.8 Username and password not accepted");
    }
}

#[tokio::test]
async fn plain_is_preferred_for_a_password_and_a_token_goes_by_xoauth2_alone() {
    let (reason, heard) = overheard("LOGIN XOAUTH2 PLAIN", password("pass"), &["235 ok\r\n"]).await;
    assert_eq!((reason, heard), (None, vec![format!("AUTH PLAIN {}\r\n", base64("\0shop\0pass"))]));

    let response = base64("user=shop@example.org\u{1}auth=Bearer ya29.x\u{1}\u{1}");
    let (reason, heard) = overheard("PLAIN xoauth2", token("ya29.x"), &["235 ok\r\n"]).await;
    assert_eq!((reason, heard), (None, vec![format!("AUTH XOAUTH2 {response}\r\n")]));

    let answers = ["334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n", "235 ok\r\n"];
    let (reason, heard) = overheard("XOAUTH2 LOGIN", password("pass"), &answers).await;
    assert_eq!(reason, None);
    assert_eq!(
        heard,
        ["AUTH LOGIN\r\n".into(), format!("{}\r\n", base64("shop")), format!("{}\r\n", base64("pass"))]
    );
}

#[tokio::test]
async fn the_error_of_a_token_is_answered_by_an_empty_line() {
    // As Gmail does it.
    let error =
        format!("334 {}\r\n", base64(r#"{"status":"400","schemes":"Bearer","scope":"https://mail/"}"#));
    let (reason, heard) = overheard("XOAUTH2", token("old"), &[&error, "535 5.7.8 not accepted\r\n"]).await;
    assert_eq!((reason, heard[1..].concat()), (Some(Reason::SignInRefused), "\r\n".into()));
}

#[tokio::test]
async fn a_response_too_long_for_a_command_waits_for_the_challenge() {
    // RFC 4954 §4. A token of Microsoft's has 2 KB.
    let long = "x".repeat(2_000);
    for (mechanisms, sign_in, response) in [
        ("PLAIN", password(&long), format!("\0shop\0{long}")),
        ("XOAUTH2", token(&long), format!("user=shop@example.org\u{1}auth=Bearer {long}\u{1}\u{1}")),
    ] {
        let (reason, heard) = overheard(mechanisms, sign_in, &["334 \r\n", "235 ok\r\n"]).await;
        assert_eq!(reason, None);
        assert_eq!(heard, [format!("AUTH {mechanisms}\r\n"), format!("{}\r\n", base64(&response))]);
    }
    // `AUTH PLAIN `, 496 octets for 372 and CR LF make 509; four more are too many.
    for (octets, lines) in [(372, 1), (373, 2)] {
        let answers = if lines == 1 { &["235 ok\r\n"][..] } else { &["334\r\n", "235 ok\r\n"] };
        let (reason, heard) = overheard("PLAIN", password(&"x".repeat(octets - 6)), answers).await;
        assert_eq!((reason, heard.len()), (None, lines));
        assert!(heard.iter().all(|line| lines == 2 || line.len() <= 512));
    }
}

#[tokio::test]
async fn without_a_way_to_sign_in_nothing_is_tried() {
    for (mechanisms, sign_in) in [
        ("XOAUTH2 OAUTHBEARER", password("secret")),
        ("CRAM-MD5 GSSAPI", password("secret")),
        ("PLAIN LOGIN OAUTHBEARER", token("secret")),
        ("", token("secret")),
    ] {
        let (reason, heard) = overheard(mechanisms, sign_in, &[]).await;
        assert_eq!((reason, heard), (Some(Reason::SignInMissing), vec![]));
    }
    let rehearsal = RehearsalServer::start(Options::default()).await.unwrap();
    let error = Session::open(&signing_in(rehearsal.port(), password("secret"))).await.unwrap_err();
    assert_eq!(
        (error.step, error.reason, error.is_temporary()),
        (Step::SignIn, Reason::SignInMissing, false)
    );
}

#[tokio::test]
async fn every_answer_to_a_sign_in_stops_or_backs_off_as_the_table_says() {
    for (answer, reason, temporary) in [
        ("535 5.7.8 no\r\n", Reason::SignInRefused, false),
        ("535 no\r\n", Reason::SignInRefused, false),
        ("534 5.7.9 too weak\r\n", Reason::SignInRefused, false),
        ("530 5.7.0 must sign in\r\n", Reason::SignInRefused, false),
        ("504 5.5.4 unknown\r\n", Reason::SignInRefused, false),
        ("454 4.7.0 later\r\n", Reason::SignInBusy, true),
        ("421 4.3.2 closing\r\n", Reason::SignInBusy, true),
        ("250 ok\r\n", Reason::NotSmtp, true),
        ("354 go\r\n", Reason::NotSmtp, true),
        ("235", Reason::Closed, true),
        ("", Reason::Closed, true),
        ("hello\r\n", Reason::NotSmtp, true),
        // A challenge too many.
        ("334 \r\n334 \r\n", Reason::NotSmtp, true),
    ] {
        for (mechanism, sign_in, challenges) in [
            ("PLAIN", password("pass"), &[][..]),
            ("LOGIN", password("pass"), &["334 user\r\n", "334 pass\r\n"]),
            ("XOAUTH2", token("token"), &["334 e30=\r\n"]),
        ] {
            let hello = format!("250-hi\r\n250 AUTH {mechanism}\r\n");
            let script = [&["220 hi\r\n", &hello], challenges, &[answer]].concat();
            let error = Session::open(&signing_in(scripted(&script).await, sign_in)).await.unwrap_err();
            assert_eq!(
                (error.step, error.reason, error.is_temporary()),
                (Step::SignIn, reason, temporary),
                "{mechanism}: {answer}"
            );
        }
    }
}

#[tokio::test]
async fn endless_challenges_come_to_an_end() {
    for (mechanism, sign_in) in [("PLAIN", password("p")), ("LOGIN", password("p")), ("XOAUTH2", token("t"))]
    {
        let (reason, heard) = overheard(mechanism, sign_in, &["334 more\r\n"; 10]).await;
        assert_eq!(reason, Some(Reason::NotSmtp));
        assert!(heard.len() <= 3, "{heard:?}");
    }
}

#[test]
fn a_password_or_a_token_is_never_printed() {
    for sign_in in [password("hunter2"), token("hunter2")] {
        assert!(!format!("{:?}", signing_in(25, sign_in)).contains("hunter2"));
    }
}

fn base64(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}
