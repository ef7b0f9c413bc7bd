//! What the tests share: a server to send to, and letters to send.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use mail::letter::{AttachedFile, Content, Format, Identity, Letter, Letterpress, Recipient};
use mail::smtp::{Envelope, Security, Server, Timeouts};
use mail::{Address, HeaderText};

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn server(port: u16) -> Server {
    Server {
        host: "localhost".into(),
        port,
        security: Security::None,
        credentials: None,
        hello_name: "desk.example.org".into(),
        letters_per_connection: None,
        timeouts: Timeouts::default(),
        extra_roots: Vec::new(),
    }
}

/// Timeouts for a server that will not answer: the test waits for them in real time.
pub fn impatient() -> Timeouts {
    let short = Duration::from_millis(200);
    Timeouts { connect: short, command: short, data: short, body: short, dot: short }
}

pub fn envelope(to: &str) -> Envelope {
    Envelope { from: address("shop@example.org"), to: address(to) }
}

pub fn identity() -> Identity {
    Identity { name: HeaderText::parse("Лавка", 100).unwrap(), address: address("shop@example.org") }
}

pub fn recipient(email: &str, name: &str) -> Recipient {
    Recipient { address: address(email), name: name.into(), comment: String::new(), fields: BTreeMap::new() }
}

pub fn content(format: Format, subject: &str, body: &str) -> Content {
    Content { subject: subject.into(), format, body: body.into(), text_body: None, attachments: Vec::new() }
}

pub fn letter_with(body: &str) -> Letter {
    build(&content(Format::Text, "Новости", body))
}

pub fn letter_with_attachment(bytes: &[u8]) -> Letter {
    let mut content = content(Format::Text, "Новости", "Файл вложен.");
    content.attachments = vec![AttachedFile {
        name: "файл.bin".into(),
        media_type: "application/octet-stream".into(),
        bytes: bytes.into(),
    }];
    build(&content)
}

fn build(content: &Content) -> Letter {
    let press = Letterpress::compile(content, &identity()).unwrap();
    press.letter(&recipient("anna@example.org", "Анна"), "<1@example.org>", SystemTime::UNIX_EPOCH).unwrap()
}

pub fn letter() -> Letter {
    letter_with("Здравствуйте!")
}
