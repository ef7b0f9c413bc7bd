//! A letter filled in is the letter rendered as a whole: tried with many templates and values.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, SystemTime};

use mail_parser::MessageParser;

use super::fill::Letterhead;
use super::press::Text;
use super::samples::{Random, TEXTS};
use super::{Content, Format, Identity, Letter, LetterError, Letterpress, Recipient};
use crate::{Address, HeaderText};

/// What the templates are made of. The last ones are long: a line with one of them is broken otherwise.
const PIECES: [&str; 30] = [
    "{{ name }}",
    "{{name}}",
    "{{ email }}",
    "{{ comment }}",
    "{{ comment|default(\"друг\") }}",
    "{{ Город|d('') }}",
    "{{ fields.Город }}",
    "{{ fields[\"Имя отчество\"]|default('<&>.') }}",
    "{{ fields[\"name\"]|default(\"{{ x }}\") }}",
    "{{ name|split|first|upper }}",
    "{{ email|urlencode }}",
    "{{ \"a }}\" }}",
    "{{ true }}",
    "{# {{ a note }} #}",
    "{% if comment %}так: {{ comment }}\n{% else %}\n.нет\n{% endif %}",
    "{% if Город %}{% if comment %}оба{% endif %}\n{{ Город }}{% endif %}",
    "{%- if Город -%} a {%- endif -%}",
    "{% raw %}{{ name }}{% endraw %}",
    "{ { }} %} #}",
    "\n",
    "\r\n",
    "\n.\n..",
    ".",
    " \t\n",
    "=\n",
    "слово ",
    "<p>word</p>\n",
    "<p>A line that is nearly as long as a line of quoted-printable may become.</p>",
    "<p>a long line in latin letters, without any break, as programs like to write them, .</p>\
     <p>a long line in latin letters, without any break, as programs like to write them, .</p>\
     <p>a long line in latin letters, without any break, as programs like to write them, .</p>\
     <p>a long line in latin letters, without any break, as programs like to write them, .</p>",
    "длинная строка кириллицей, в которой нет ни одного перевода, а слова всё идут и идут, и идут, и идут, и идут, \
     длинная строка кириллицей, в которой нет ни одного перевода, а слова всё идут и идут, и идут, и идут, и идут. ",
];
const VALUES: [&str; 10] =
    ["", " ", "Anna", "Анна Петрова", "<b>&\"'/", ".", "a\nb\r\n.\r", "\n", " a ", "long and plain text"];

fn press(subject: &str, format: Format, body: &str, text: Option<&str>) -> Result<Letterpress, LetterError> {
    let content = Content {
        subject: subject.into(),
        format,
        body: body.into(),
        text_body: text.map(str::to_owned),
        attachments: vec![],
    };
    let name = HeaderText::parse("Лавка", 100).unwrap();
    Letterpress::compile(&content, &Identity { name, address: Address::parse("shop@example.org").unwrap() })
}

/// The letter filled in, and the letter rendered.
fn both(press: &Letterpress, to: &Recipient) -> [Result<Letter, LetterError>; 2] {
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let head = Letterhead { to, message_id: "<1.a@example.org>", date };
    let Text::Template(text) = &press.text else { panic!("the text is made from the HTML") };
    [press.spliced(text, head), press.rendered(head)]
}

/// What a mail program shows.
fn shown(letter: &Letter) -> [String; 3] {
    let bytes = letter.to_vec();
    let message = MessageParser::default().parse(&bytes).unwrap();
    let part = |html: bool| {
        let ids = if html { &message.html_body } else { &message.text_body };
        ids.iter().filter_map(|&id| message.part(id)).map(|part| part.contents().to_vec()).collect::<Vec<_>>()
    };
    [
        message.subject().unwrap_or_default().to_owned(),
        format!("{:?}", part(false)),
        format!("{:?}", part(true)),
    ]
}

fn template(random: &mut Random, pieces: &[&str]) -> String {
    (0..random.below(9)).map(|_| random.pick(pieces)).collect()
}

fn recipient(random: &mut Random) -> Recipient {
    let mut value = || random.pick(&VALUES).to_owned();
    let fields = ["Город", "Имя отчество", "name"].map(|name| (name.to_owned(), value()));
    Recipient {
        address: Address::parse("anna@example.org").unwrap(),
        name: value().replace(['\r', '\n'], ""),
        comment: value(),
        fields: fields.into(),
    }
}

/// Fills and renders random letters; returns how many could be built.
fn try_many(seed: u64, pieces: &[&str], same: impl Fn(&Letter, &Letter) -> bool) -> usize {
    println!("seed {seed}");
    let (mut random, mut built) = (Random(seed), 0);
    for _ in 0..600 {
        let format = if random.below(3) == 0 { Format::Text } else { Format::Html };
        let subject =
            template(&mut random, &["{{ name }}", " ", "Новости для ", "news ", "{{ Город|d('') }}"]);
        let (body, text) = (template(&mut random, pieces), template(&mut random, pieces));
        let Ok(press) = press(&subject, format, &body, Some(&text)) else { continue };
        for _ in 0..8 {
            let to = recipient(&mut random);
            let [spliced, rendered] = both(&press, &to);
            match (spliced, rendered) {
                (Ok(spliced), Ok(rendered)) => {
                    built += 1;
                    assert!(
                        same(&spliced, &rendered),
                        "{subject:?} {body:?} {text:?} {to:?}\n{}\n{}",
                        String::from_utf8_lossy(&spliced.to_vec()),
                        String::from_utf8_lossy(&rendered.to_vec())
                    );
                }
                (Err(_), Err(_)) => {}
                (spliced, rendered) => {
                    panic!("{subject:?} {body:?} {text:?} {to:?}: {spliced:?} {rendered:?}")
                }
            }
        }
    }
    built
}

#[test]
fn in_ascii_on_short_lines_every_octet_is_the_same() {
    let pieces: Vec<&str> =
        PIECES.into_iter().filter(|piece| piece.is_ascii() && piece.len() < 256).collect();
    assert!(try_many(11, &pieces, |spliced, rendered| spliced == rendered) > 1_000);
}

#[test]
fn whatever_the_lines_and_the_script_the_same_is_shown() {
    let same = |spliced: &Letter, rendered: &Letter| shown(spliced) == shown(rendered);
    assert!(try_many(12, &PIECES, same) > 1_000);
}

#[test]
fn no_line_of_a_letter_begins_with_a_dot_or_is_long() {
    let fits = |letter: &Letter| {
        let bytes = letter.to_vec();
        bytes.ends_with(b"\r\n")
            && bytes.split(|&byte| byte == b'\n').all(|line| !line.starts_with(b".") && line.len() < 100)
    };
    assert!(try_many(13, &PIECES, |spliced, rendered| fits(spliced) && fits(rendered)) > 1_000);
    let to = recipient(&mut Random(14));
    for text in TEXTS {
        for text in
            [text.to_owned(), text.repeat(9), format!("привет{text}"), format!("{text}{}", "я".repeat(99))]
        {
            for letter in both(&press("News", Format::Text, &text, None).unwrap(), &to) {
                assert!(fits(&letter.unwrap()), "{text:?}");
            }
        }
    }
}

#[test]
fn a_letter_that_cannot_be_filled_in_says_why_as_if_it_had_been_rendered() {
    let to = Recipient { name: String::new(), ..recipient(&mut Random(15)) };
    let press = press("{{ name }}", Format::Html, "one\ntwo {{ missing }}", None).unwrap();
    let [_, rendered] = both(&press, &to);
    let letter = press.letter(&to, "<1.a@example.org>", SystemTime::UNIX_EPOCH);
    assert_eq!(letter.unwrap_err(), rendered.unwrap_err());
}
