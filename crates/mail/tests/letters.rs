//! Letters as a mail program sees them: read back with an independent parser.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mail::letter::{
    AttachedFile, Content, Format, Letter, LetterError, Letterpress, MessageIds, Recipient, message_id,
};
use mail::merge::TemplateError;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use support::{content, identity, recipient};
use uuid::Uuid;

const LETTER_ID: &str = "<1.a@example.org>";

fn press(content: &Content) -> Letterpress {
    Letterpress::compile(content, &identity()).unwrap()
}

fn build(content: &Content, to: &Recipient) -> Result<Letter, LetterError> {
    press(content).letter(to, LETTER_ID, SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000))
}

/// Checks what must hold for every letter before it is parsed.
fn parse(letter: &Letter) -> Message<'static> {
    let bytes = letter.to_vec();
    assert_eq!(bytes.len(), letter.size());
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(text.is_ascii());
    assert!(text.ends_with("\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']));
    assert!(text.split("\r\n").all(|line| line.len() <= 998));
    MessageParser::default().parse(&bytes).unwrap().into_owned()
}

fn html(body: &str) -> Content {
    content(Format::Html, "Новости", body)
}

fn attached(name: &str, media_type: &str, bytes: &[u8]) -> AttachedFile {
    AttachedFile { name: name.into(), media_type: media_type.into(), bytes: Arc::from(bytes) }
}

#[test]
fn a_letter_reads_as_it_was_written() {
    let mut content = html("<p>Здравствуйте, {{ name }}! Цена 5 &lt; 6.</p>");
    content.subject =
        "Скидки для {{ name }} и всех-всех-всех, кто дочитает эту длинную тему до самого конца".into();
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    content.attachments = vec![attached("Прайс-лист на очень длинную осень.pdf", "application/pdf", &bytes)];
    let letter = build(&content, &recipient("anna@example.org", "Анна \"Аня\" Петрова, <VIP>")).unwrap();
    let message = parse(&letter);
    assert_eq!(
        message.subject().unwrap(),
        "Скидки для Анна \"Аня\" Петрова, <VIP> и всех-всех-всех, кто дочитает эту длинную тему до самого конца"
    );
    let from = message.from().unwrap().first().unwrap();
    assert_eq!((from.name().unwrap(), from.address().unwrap()), ("Лавка", "shop@example.org"));
    let to = message.to().unwrap().first().unwrap();
    assert_eq!(
        (to.name().unwrap(), to.address().unwrap()),
        ("Анна \"Аня\" Петрова, <VIP>", "anna@example.org")
    );
    assert_eq!(message.message_id().unwrap(), "1.a@example.org");
    assert_eq!(message.date().unwrap().to_timestamp(), 1_800_000_000);
    let unsubscribe = message.header_raw("List-Unsubscribe").unwrap().trim();
    assert_eq!(unsubscribe, "<mailto:shop@example.org?subject=unsubscribe>");
    assert_eq!(
        message.body_html(0).unwrap(),
        "<p>Здравствуйте, Анна &quot;Аня&quot; Петрова, &lt;VIP&gt;! Цена 5 &lt; 6.</p>"
    );
    let text = message.body_text(0).unwrap().replace("\r\n", " ");
    assert_eq!(text.trim_end(), "Здравствуйте, Анна \"Аня\" Петрова, <VIP>! Цена 5 < 6.");
    let attachment = message.attachment(0).unwrap();
    assert_eq!(attachment.attachment_name().unwrap(), "Прайс-лист на очень длинную осень.pdf");
    assert_eq!(attachment.contents(), bytes);
    let structure: Vec<_> =
        message.parts.iter().map(|part| part.content_type().unwrap().subtype().unwrap()).collect();
    assert_eq!(structure, ["mixed", "alternative", "plain", "html", "pdf"]);
}

#[test]
fn ascii_stays_readable_and_cyrillic_stays_short() {
    let plain =
        build(&content(Format::Text, "News", "Hello = hi\nbye"), &recipient("a@example.org", "")).unwrap();
    let raw = String::from_utf8(plain.to_vec()).unwrap();
    assert!(raw.contains("quoted-printable") && raw.contains("Hello =3D hi\r\nbye"));
    assert!(raw.contains("To: a@example.org\r\n"));
    let cyrillic =
        build(&content(Format::Text, "News", &"слово ".repeat(1000)), &recipient("a@example.org", ""))
            .unwrap();
    assert!(String::from_utf8_lossy(&cyrillic.to_vec()).contains("base64"));
    assert!(cyrillic.size() < 16_000);
    parse(&cyrillic);
}

#[test]
fn a_line_break_in_a_value_never_reaches_a_header() {
    let mut evil = recipient("anna@example.org", "Анна\r\nBcc: all@example.org");
    let error = build(&html("<p>hi</p>"), &evil).unwrap_err();
    assert!(matches!(error, LetterError::Header { header: "To", .. }), "{error:?}");
    assert_eq!(error.code(), "text-control-character");
    evil.name = "Анна".into();
    for line_break in ["\n", "\r", "\r\n", "\0", "\u{85}", "\u{2028}"] {
        evil.comment = format!("a{line_break}Bcc: all@example.org");
        let mut content = html("<p>{{ comment }}</p>");
        assert!(build(&content, &evil).is_ok());
        content.subject = "{{ comment }}".into();
        let error = build(&content, &evil).unwrap_err();
        assert!(matches!(error, LetterError::Header { header: "Subject", .. }), "{line_break:?}");
    }
    let mut content = html("<p>hi</p>");
    content.attachments = vec![attached("a\r\nb.pdf", "application/pdf", b"x")];
    assert!(matches!(Letterpress::compile(&content, &identity()), Err(LetterError::Header { .. })));
}

#[test]
fn a_missing_value_fails_that_letter_alone() {
    let press = press(&html("<p>{{ name }}</p>"));
    assert_eq!(press.required_fields(), ["name".to_owned()].into());
    let build = |name| press.letter(&recipient("a@example.org", name), LETTER_ID, SystemTime::UNIX_EPOCH);
    assert_eq!(
        build("").unwrap_err(),
        LetterError::Template(TemplateError::Missing { field: "name".into() })
    );
    assert!(build("Анна").is_ok());
}

#[test]
fn markdown_becomes_html_with_its_fields_whole() {
    let body = "# Привет, {{ name|default(\"друг\") }}\n\n\
        - *{{ name }}*\n- [ссылка](https://example.org/?e={{ email|urlencode }})\n\n\
        {% if comment %}{{ comment }}{% endif %}\n\n`{{ name }}`, a_b_c, {{ fields[\"x y\"]|default(\"<i>\") }}";
    let mut to = recipient("anna@example.org", "*Анна*");
    to.comment = "<script>".into();
    let letter = build(&content(Format::Markdown, "Тема", body), &to).unwrap();
    let message = parse(&letter);
    let html = message.body_html(0).unwrap();
    for piece in [
        "<h1>Привет, *Анна*</h1>",
        "<li><em>*Анна*</em></li>",
        "<a href=\"https://example.org/?e=anna%40example.org\">ссылка</a>",
        "&lt;script&gt;",
        "<code>*Анна*</code>, a_b_c, &lt;i&gt;",
    ] {
        assert!(html.contains(piece), "{piece} in {html}");
    }
    let text = message.body_text(0).unwrap();
    assert!(
        text.contains("Привет, *Анна*") && text.contains("https://example.org/?e=anna%40example.org"),
        "{text}"
    );
    assert!(text.contains("<script>"));
}

#[test]
fn styles_are_inlined_and_conditional_rows_stay_in_their_table() {
    let body = "<html><head><style>td { color: red } @media print { td { color: black } }</style>\
        <link rel=\"stylesheet\" href=\"https://example.org/fetch.css\"></head><body><table>\
        {% if comment %}<tr><td>{{ comment }}</td></tr>{% endif %}\
        <tr><td title=\"{{ name|default(\"x\") }}\">{{ \"a > b\" }}</td></tr></table></body></html>";
    let build = |comment: &str| {
        let mut to = recipient("a@example.org", "Анна");
        to.comment = comment.into();
        let letter = build(&html(body), &to).unwrap();
        let message = parse(&letter);
        (message.body_html(0).unwrap().into_owned(), message.body_text(0).unwrap().into_owned())
    };
    let (html, text) = build("важно");
    assert!(html.contains("<table><tbody><tr><td style=\"color: red;\">важно</td></tr>"), "{html}");
    assert!(
        html.contains("title=\"Анна\"") && html.contains("a &gt; b") && html.contains("@media print"),
        "{html}"
    );
    assert!(text.contains("важно") && text.contains("a > b"), "{text}");
    let (html, text) = build("");
    assert!(!html.contains("важно") && !text.contains("важно"));
    assert!(html.contains("<table><tr><td title=\"Анна\" style=\"color: red;\">"), "{html}");
}

#[test]
fn a_text_part_of_ones_own_is_used_and_a_text_letter_has_no_html() {
    let mut two = html("<p>HTML</p>");
    two.text_body = Some("Для {{ name }} <текст>".into());
    let letter = build(&two, &recipient("a@example.org", "Анны & Ко")).unwrap();
    assert_eq!(parse(&letter).body_text(0).unwrap(), "Для Анны & Ко <текст>");
    let letter =
        build(&content(Format::Text, "Тема", "Только текст"), &recipient("a@example.org", "")).unwrap();
    let message = parse(&letter);
    assert!(matches!(message.parts[0].body, PartType::Text(_)));
    assert_eq!(message.parts.len(), 1);
}

#[test]
fn a_media_type_that_could_break_the_letter_is_not_written() {
    let mut content = html("<p>hi</p>");
    content.attachments =
        ["message/rfc822", "multipart/mixed", "nonsense", "text/html\r\nX: y", "text/plain; x=\"", ""]
            .map(|media_type| attached("a.eml", media_type, b"\n.\nFrom: x"))
            .into();
    let letter = build(&content, &recipient("a@example.org", "")).unwrap();
    let message = parse(&letter);
    assert_eq!(message.attachment_count(), 6);
    for attachment in message.attachments() {
        assert_eq!(attachment.content_type().unwrap().subtype().unwrap(), "octet-stream");
        assert_eq!(attachment.contents(), b"\n.\nFrom: x");
    }
}

#[test]
fn a_body_that_looks_like_a_boundary_or_a_header_is_only_text() {
    let body = "--=_alternative\n--=_mixed--\n\nContent-Type: text/evil\nFrom x\n.\n\r\rend";
    let letter = build(&content(Format::Text, "Тема", body), &recipient("a@example.org", "")).unwrap();
    let text = parse(&letter).body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(text, body.replace('\r', "\n") + "\n");
}

#[test]
fn the_same_letter_is_the_same_octets() {
    let content = html("<p>{{ name }}</p>");
    let to = recipient("a@example.org", "Анна");
    assert_eq!(build(&content, &to).unwrap(), build(&content, &to).unwrap());
}

#[test]
fn a_message_id_is_fixed_by_its_delivery_and_its_key() {
    let id = Uuid::from_u128(7);
    let first = message_id(id, b"key", "example.org");
    assert_eq!(first, message_id(id, b"key", "example.org"));
    assert_ne!(first, message_id(id, b"another key", "example.org"));
    assert_eq!(first, MessageIds::new(b"key", "example.org").of(id));
    // Written down once: a mailing that is resumed by a newer version keeps its Message-IDs.
    assert_eq!(first, "<00000000000000000000000000000007.32c04ac8802870e086ae@example.org>");
    let (uuid, rest) = first.trim_matches(['<', '>']).split_once('.').unwrap();
    let (mac, domain) = rest.split_once('@').unwrap();
    assert_eq!((uuid, mac.len(), domain), ("00000000000000000000000000000007", 20, "example.org"));
}

#[test]
fn a_preview_shows_what_it_can_and_names_the_rest() {
    let mut content = html(
        "<p style=\"color:red\" onclick=\"x()\">{{ name }}</p><script>alert(1)</script><iframe src=\"//x\"></iframe>",
    );
    content.subject = "{{ comment }}".into();
    let preview = press(&content).preview(&recipient("a@example.org", "Анна"));
    assert_eq!(preview.html.unwrap(), "<p style=\"color:red\">Анна</p>");
    assert_eq!((preview.subject.as_str(), preview.text.trim(), preview.size), ("", "Анна", 0));
    assert_eq!(preview.problems, [LetterError::Template(TemplateError::Missing { field: "comment".into() })]);

    content.subject = "Тема".into();
    let preview = press(&content).preview(&recipient("a@example.org", "Анна"));
    assert!(preview.problems.is_empty() && preview.size > 500);
}

#[test]
fn an_internationalised_recipient_keeps_its_name() {
    let letter = build(&html("<p>hi</p>"), &recipient("анна@почта.рф", "Анна")).unwrap();
    let bytes = letter.to_vec();
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(message.to().unwrap().first().unwrap().address().unwrap(), "анна@xn--80a1acny.xn--p1ai");
}

#[test]
fn words_in_a_header_stay_apart_however_many_spaces_part_them() {
    for spaces in [1, 2, 40, 100] {
        let subject =
            ["Привет", "мир", "and", "снова мир", "ж".repeat(90).as_str()].join(&" ".repeat(spaces));
        let press = Letterpress::compile(&content(Format::Text, &subject, "x"), &identity()).unwrap();
        let name = ["Анна", "Каренина"].join(&" ".repeat(spaces));
        let to = recipient("anna@example.org", &name);
        let letter = press.letter(&to, "<1@example.org>", SystemTime::UNIX_EPOCH).unwrap().to_vec();
        let letter = MessageParser::default().parse(&letter).unwrap();
        assert_eq!(letter.subject().unwrap(), subject.replace(&" ".repeat(spaces), " "));
        assert_eq!(letter.to().unwrap().first().unwrap().name(), Some("Анна Каренина"));
    }
}
