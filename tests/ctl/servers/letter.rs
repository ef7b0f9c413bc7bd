//! A letter with all that has ever broken letters, as it is written and as it is read, by two readers.

use crate::{Ctl, ended};
use mail_parser::{Address, MessageParser, MimeHeaders};
use serde_json::{Value, json};
use std::process::Command;
use support::mail_server::DOMAIN;

const SUBJECT: &str = "Осенние цены — только для вас, {{ name }}, и для ваших друзей";

/// Dots where SMTP gives them a meaning, a line longer than it allows, a word that mailboxes give a meaning.
const HTML: &str = "<p>Здравствуйте, {{ name }}!</p>
<pre>
.one dot
..two dots
.
From here on the prices: asters 120, dahlias 180, and =3D at the end
</pre>
.
<!-- {{ long }} -->
<p>This letter was sent to {{ email }} by a shop that sells flowers, and by nobody else.</p>";

const TEXT: &str = "Здравствуйте, {{ name }}!

.one dot
..two dots
.
From here on the prices: asters 120, dahlias 180, and =3D at the end

.

This letter was sent to {{ email }} by a shop that sells flowers, and by nobody else.";

const FILE: &str = "Цены на осень №1, «Василёк».bin";

/// What is in a letter, as `read_letter.py` tells it.
pub type What = Value;

/// A letter, and what only one of its kind has.
pub struct Read {
    pub what: What,
    pub message_id: String,
    /// In seconds.
    pub date: i64,
}

/// The name of a client.
pub fn client(number: usize) -> String {
    let name = ["Ольга Иванова", "Борис & Ко <цветы>", "Ёлкина Анна-Мария", "Łukasz O'Neil"][number % 4];
    format!("{name} {number}")
}

/// Every octet, and lines that are ended in every way.
fn file() -> Vec<u8> {
    (0..=255).chain(*b"\r\n.\r\n.\n\r\r\nFrom \r\n").cycle().take(3_000).collect()
}

/// Adds the message; its id.
pub fn add_to(ctl: &Ctl) -> String {
    ctl.file("letter.html", HTML.replace("{{ long }}", &long()).as_bytes());
    ctl.file(FILE, &file());
    ctl.id(&["messages", "add", "--subject", SUBJECT, "--html", "letter.html", "--attach", FILE])
}

fn long() -> String {
    "long ".repeat(300)
}

/// What the client of that number must find in that mailbox.
pub fn written(number: usize, mailbox: &str) -> What {
    let (name, email) = (client(number), format!("{mailbox}@{DOMAIN}"));
    let merged = |template: &str, name: &str| {
        template.replace("{{ name }}", name).replace("{{ email }}", &email).replace("{{ long }}", &long())
    };
    let escaped =
        name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\'', "&#x27;");
    json!({
        "headers": [
            "From", "List-Unsubscribe", "MIME-Version", "To", "Subject", "Date", "Message-ID", "Content-Type",
        ],
        "subject": merged(SUBJECT, &name),
        "from": ["Лавка «Василёк»", format!("shop@{DOMAIN}")],
        "to": [name, email],
        "unsubscribe": format!("<mailto:shop@{DOMAIN}?subject=unsubscribe>"),
        "text": merged(TEXT, &name),
        "html": merged(HTML, &escaped),
        "attachment": [FILE, hex(&file())],
    })
}

/// Part by part, so that what differs can be seen.
#[track_caller]
pub fn compare(read: &What, written: &What) {
    for (part, content) in written.as_object().expect("parts") {
        assert_eq!(&read[part], content, "{part}");
    }
}

impl Read {
    pub fn by_mail_parser(bytes: &[u8]) -> Self {
        let letter = MessageParser::default().parse(bytes).expect("a letter");
        let text = |part: Option<std::borrow::Cow<'_, str>>| part.expect("a text").replace("\r\n", "\n");
        let attachment = letter.attachment(0).expect("an attachment");
        assert_eq!(letter.attachment_count(), 1);
        let what = json!({
            "headers": without_traces(letter.headers().iter().map(|header| header.name().to_owned())),
            "subject": letter.subject(),
            "from": person(letter.from()),
            "to": person(letter.to()),
            "unsubscribe": letter.header_raw("List-Unsubscribe").map(str::trim),
            "text": text(letter.body_text(0)),
            "html": text(letter.body_html(0)),
            "attachment": [attachment.attachment_name(), hex(attachment.contents())],
        });
        let message_id = letter.message_id().expect("a Message-ID").to_owned();
        Self { what, message_id, date: letter.date().expect("a date").to_timestamp() }
    }
}

fn person(address: Option<&Address<'_>>) -> Value {
    let addresses: Vec<_> = address.expect("an address").iter().collect();
    assert_eq!(addresses.len(), 1);
    json!([addresses[0].name(), addresses[0].address()])
}

/// Reads it by Python's `email`.
pub fn read_by_python(bytes: &[u8]) -> What {
    let mut python = Command::new("/usr/bin/python3");
    python.args(["-c", include_str!("read_letter.py")]);
    let answer = ended(python, bytes);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let mut what: Value = serde_json::from_str(&answer.out).expect("a line of JSON");
    let names =
        what["headers"].as_array().expect("names").iter().map(|name| name.as_str().unwrap().to_owned());
    what["headers"] = without_traces(names);
    what
}

/// The names of the headers that no server has added on the way.
fn without_traces(names: impl Iterator<Item = String>) -> Value {
    const TRACES: [&str; 7] = [
        "Return-Path",
        "Delivered-To",
        "X-Original-To",
        "Envelope-To",
        "Delivery-Date",
        "Received",
        "X-Greylist",
    ];
    names.filter(|name| !TRACES.iter().any(|trace| trace.eq_ignore_ascii_case(name))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
