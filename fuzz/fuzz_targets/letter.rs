//! Letters from any message for any recipient: what can be built is a letter, says what it was to say, and arrives.
#![no_main]

mod letter {
    pub mod arrival;
    pub mod input;
    pub mod shape;
}

use std::time::SystemTime;

use libfuzzer_sys::fuzz_target;
use mail::HeaderText;
use mail::letter::{Format, Letterpress};
use mail_parser::MessageParser;

fuzz_target!(|bytes: &[u8]| {
    let Some(input) = letter::input::Input::read(bytes) else { return };
    let Ok(press) = Letterpress::compile(&input.content, &input.from) else { return };
    let preview = press.preview(&input.to);
    let Ok(built) = press.letter(&input.to, "<1@example.org>", SystemTime::UNIX_EPOCH) else {
        assert!(!preview.problems.is_empty());
        return;
    };
    let octets = built.to_vec();
    letter::shape::check(&octets, input.is_ascii());

    let message = MessageParser::default().parse(&octets).expect("no letter");
    let subject = HeaderText::parse(&preview.subject, usize::MAX).expect("a subject that is no header");
    assert_eq!(squeezed(message.subject().unwrap_or_default()), squeezed(subject.as_str()));
    let to = message.to().and_then(|to| to.first()).expect("no To");
    assert_eq!(to.address(), Some(input.to.address.as_str()));
    assert_eq!(squeezed(to.name().unwrap_or_default()), squeezed(&input.to.name));
    assert_eq!(message.attachments().count(), input.content.attachments.len());

    if input.content.format != Format::Text && !input.content.body.contains("{%") {
        // Values are text: with others there are as many tags.
        let tame = press.letter(&input.tame(), "<1@example.org>", SystemTime::UNIX_EPOCH);
        if let Ok(tame) = tame {
            let tame = tame.to_vec();
            let tame = MessageParser::default().parse(&tame).expect("no letter");
            for sign in ['<', '>', '"'] {
                let count = |text: Option<_>| -> usize {
                    text.map_or(0, |text: std::borrow::Cow<str>| text.matches(sign).count())
                };
                assert_eq!(count(message.body_html(0)), count(tame.body_html(0)), "{sign}");
            }
        }
    }
    letter::arrival::check(&input, &built, &octets);
});

/// Folding may change how much white space there is (RFC 5322 §2.2.3), and nothing else.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
