//! What a server says it can do, and what is then asked of it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;

use mail::smtp::{Envelope, Handover, Outcome, Reason, Session, Stage};
use script::{hang_up, hear, serve};
use support::{address, envelope, letter, server};
use tokio::io::AsyncWriteExt;

/// One letter to a server that answers EHLO with `hello`, and all that the server heard after it.
async fn send(hello: &str, envelope: &Envelope) -> (Handover, String) {
    let hello = hello.to_owned();
    let (port, heard) = serve(async move |mut stream| {
        let mut heard = String::new();
        for answer in ["220 hi\r\n", &hello, "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 kept\r\n"] {
            if stream.write_all(answer.as_bytes()).await.is_ok() {
                heard += &String::from_utf8(hear(&mut stream).await).unwrap();
            }
        }
        hang_up(stream).await;
        heard.split_once("\r\n").unwrap().1.to_owned()
    })
    .await;
    let mut session = Session::open(&server(port)).await.unwrap();
    let handover = session.send(envelope, &letter()).await;
    drop(session);
    (handover, heard.await.unwrap())
}

#[tokio::test]
async fn a_letter_larger_than_the_server_takes_is_not_offered() {
    let size = letter().size();
    let anna = envelope("anna@example.org");
    for (hello, taken) in [
        (format!("250-hi\r\n250 SIZE {size}\r\n"), true),
        (format!("250-hi\r\n250 size {size}\r\n"), true),
        ("250-hi\r\n250 SIZE\r\n".into(), true),
        ("250-hi\r\n250 SIZE 0\r\n".into(), true),
        ("250-hi\r\n250 SIZE lots\r\n".into(), true),
        ("250-hi\r\n250 SIZE 99999999999999999999\r\n".into(), true),
        (format!("250-hi\r\n250 SIZE {}\r\n", size - 1), false),
        (format!("250-hi\r\n250 Size=\t{}\r\n", size - 1), false),
    ] {
        let (handover, heard) = send(&hello, &anna).await;
        if taken {
            assert_eq!(handover.outcome, Outcome::Sent, "{hello}");
            assert!(heard.starts_with(&format!("MAIL FROM:<shop@example.org> SIZE={size}\r\n")), "{heard}");
        } else {
            // As `552 5.3.4` to MAIL would be: the mailing is to blame.
            assert_eq!(
                (handover.outcome, handover.stage),
                (Outcome::SenderRefused, Stage::MailFrom),
                "{hello}"
            );
            assert_eq!((handover.reply, handover.reason), (None, Some(Reason::LetterTooBig)));
            assert!(handover.reusable);
            assert_eq!(heard, "");
        }
    }
}

#[tokio::test]
async fn smtputf8_and_8bitmime_are_asked_for_only_by_who_needs_them() {
    let plain = envelope("anna@почта.example.org");
    let to = envelope("анна@example.org");
    let from = Envelope { from: address("лавка@example.org"), ..plain.clone() };
    let full = "250-hi\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n";
    let bare = "250-hi\r\n250 8BITMIME\r\n";
    for (hello, envelope, mail) in [
        (full, &plain, "MAIL FROM:<shop@example.org>\r\n"),
        (bare, &plain, "MAIL FROM:<shop@example.org>\r\n"),
        (full, &to, "MAIL FROM:<shop@example.org> SMTPUTF8 BODY=8BITMIME\r\n"),
        (full, &from, "MAIL FROM:<лавка@example.org> SMTPUTF8 BODY=8BITMIME\r\n"),
        ("250-hi\r\n250 smtputf8\r\n", &to, "MAIL FROM:<shop@example.org> SMTPUTF8\r\n"),
    ] {
        let (handover, heard) = send(hello, envelope).await;
        assert_eq!(handover.outcome, Outcome::Sent);
        assert!(heard.starts_with(mail), "{heard}");
    }
    let (handover, heard) = send(bare, &from).await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::SenderRefused, Stage::MailFrom));
    assert_eq!((handover.reason, heard.as_str()), (Some(Reason::SmtpUtf8Missing), ""));
    let (handover, heard) = send(bare, &to).await;
    assert_eq!((handover.outcome, handover.stage), (Outcome::Refused { suppress: false }, Stage::Rcpt));
    assert_eq!((handover.reason, heard.as_str()), (Some(Reason::SmtpUtf8Missing), ""));
}

#[tokio::test]
async fn keywords_that_are_unknown_doubled_or_in_small_letters_do_no_harm() {
    let many: String = (0..62).map(|n| format!("250-X-{n} with = signs\r\n")).collect();
    for hello in [
        "250-hi\r\n250-pipelining\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-XCLIENT\r\n250 DSN\r\n",
        "250-hi\r\n250-\r\n250- \r\n250-=\r\n250-PipeLining\t\r\n250 \r\n",
        &format!("250-hi\r\n{many}250 PIPELINING\r\n"),
    ] {
        let hello = hello.to_owned();
        let (port, heard) = serve(async move |mut stream| {
            stream.write_all(b"220 hi\r\n").await.unwrap();
            hear(&mut stream).await;
            stream.write_all(hello.as_bytes()).await.unwrap();
            String::from_utf8(hear(&mut stream).await).unwrap()
        })
        .await;
        let mut session = Session::open(&server(port)).await.unwrap();
        assert!(session.can_announce());
        assert_eq!(
            session.send(&envelope("anna@example.org"), &letter()).await.outcome,
            Outcome::CutBeforeDot
        );
        assert_eq!(
            heard.await.unwrap(),
            "MAIL FROM:<shop@example.org>\r\nRCPT TO:<anna@example.org>\r\nDATA\r\n"
        );
    }
}

#[tokio::test]
async fn the_name_of_the_server_is_no_keyword() {
    let (handover, heard) = send("250-PIPELINING\r\n250 SIZEABLE 1\r\n", &envelope("anna@example.org")).await;
    assert_eq!(handover.outcome, Outcome::Sent);
    assert!(heard.starts_with("MAIL FROM:<shop@example.org>\r\nRCPT"), "{heard}");
}
