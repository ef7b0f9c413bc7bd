//! How long one letter takes to build, beside lettre's own builder in the same run:
//! `cargo run --release -p mail --example letters`.
#![allow(clippy::unwrap_used)]

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use lettre::message::{Mailbox, MultiPart};
use mail::letter::{Content, Format, Identity, Letterpress, MessageIds, Recipient};
use mail::{Address, HeaderText};
use uuid::Uuid;

const ROUNDS: usize = 100;
const LETTERS: u32 = 100;

const ENGLISH: &str = "<p>Our winter catalogue is out: forty new things, all made within a day's walk.</p>\n";
const RUSSIAN: &str = "<p>Вышел наш зимний каталог: сорок новых вещей, и все сделаны рядом.</p>\n";

fn main() {
    let english = format!("<h1>News</h1>\n<p>Dear {{{{ name }}}},</p>\n{}<p>Yours</p>\n", ENGLISH.repeat(38));
    let russian = format!(
        "<h1>Новости</h1>\n<p>Здравствуйте, {{{{ name }}}}!</p>\n{}<p>{{{{ Город|default(\"Ваш город\") }}}}</p>\n",
        RUSSIAN.repeat(26)
    );
    let conditional =
        russian.clone() + "{% if comment %}<p>{{ comment }}</p>\n{% else %}<p>…</p>\n{% endif %}";
    let messages = [
        ("ASCII, a field in HTML and text", "News", &*english, None, "Anna Smith"),
        ("the same on one line", "News", &*english.replace('\n', " "), None, "Anna Smith"),
        ("Cyrillic, fields in HTML and text", "Новости осени", &*russian, None, "Анна Петрова"),
        ("… and in the subject", "Новости для {{ name }}", &*russian, None, "Анна Петрова"),
        (
            "… and a filter",
            "Новости",
            &*russian.replace(" name ", " name|split|first "),
            None,
            "Анна Петрова",
        ),
        ("… and a condition", "Новости", &*conditional, Some("Привет, {{ name }}!"), "Анна Петрова"),
        ("… and a condition, no text of its own", "Новости", &*conditional, None, "Анна Петрова"),
    ];
    println!("{:40} {:>8} {:>8} {:>8}", "µs a letter", "octets", "Vestnik", "lettre");
    for (what, subject, html, text, name) in messages {
        let content = Content {
            subject: subject.into(),
            format: Format::Html,
            body: html.into(),
            text_body: text.map(str::to_owned),
            attachments: vec![],
        };
        let to = Recipient {
            address: Address::parse("anna@example.org").unwrap(),
            name: name.into(),
            comment: "Постоянная клиентка".into(),
            fields: [("Город".into(), "Тверь".into())].into(),
        };
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let press = Letterpress::compile(&content, &identity()).unwrap();
        let letter = press.letter(&to, "<1.a@example.org>", date).unwrap();
        let preview = press.preview(&to);
        let (html, text) = (preview.html.unwrap(), preview.text);

        let own = micros(|| press.letter(&to, "<1.a@example.org>", date).unwrap().size());
        let reference = micros(|| by_lettre(&preview.subject, &html, &text, name, date).len());
        println!("{what:40} {:8} {own:8.2} {reference:8.2}", letter.size());
    }
    let ids = MessageIds::new(b"sixteen octets..", "example.org");
    let id = micros(|| ids.of(black_box(Uuid::from_u128(7))).len());
    println!("{:40} {:8} {id:8.2}", "a Message-ID", ids.of(Uuid::from_u128(7)).len());
}

/// The best of many short rounds: what disturbs a measurement only ever adds.
fn micros(mut build: impl FnMut() -> usize) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        for _ in 0..LETTERS {
            black_box(build());
        }
        start.elapsed()
    });
    rounds.min().unwrap().as_secs_f64() * 1e6 / f64::from(LETTERS)
}

fn identity() -> Identity {
    Identity {
        name: HeaderText::parse("Лавка", 100).unwrap(),
        address: Address::parse("shop@example.org").unwrap(),
    }
}

/// The same letter, its values already in place.
fn by_lettre(subject: &str, html: &str, text: &str, name: &str, date: SystemTime) -> Vec<u8> {
    let mailbox = |name: &str, user: &str| {
        Mailbox::new(Some(name.to_owned()), lettre::Address::new(user, "example.org").unwrap())
    };
    lettre::Message::builder()
        .from(mailbox("Лавка", "shop"))
        .to(mailbox(name, "anna"))
        .subject(subject)
        .date(date)
        .message_id(Some("<1.a@example.org>".to_owned()))
        .multipart(MultiPart::alternative_plain_html(text.to_owned(), html.to_owned()))
        .unwrap()
        .formatted()
}
