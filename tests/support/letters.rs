//! The letters about accounts, as whoever gets them reads them.

use mail::rehearsal::RehearsalServer;
use mail_parser::MessageParser;

/// The subject and the text of the newest letter to an address, once so many have come.
pub async fn newest(server: &RehearsalServer, to: &str, count: usize) -> (String, String) {
    server
        .wait_for(|ledger| ledger.arrivals.iter().filter(|arrival| arrival.to == to).count() >= count)
        .await;
    let bytes = server.read(|ledger| {
        ledger.arrivals.iter().rfind(|arrival| arrival.to == to).map(|arrival| arrival.bytes.to_vec())
    });
    let bytes = bytes.expect("a letter");
    let letter = MessageParser::default().parse(&bytes).expect("a readable letter");
    let subject = letter.subject().unwrap_or_default().to_owned();
    (subject, letter.body_text(0).expect("a text").into_owned())
}

/// The code in a letter: a line of its own.
#[must_use]
pub fn code_in(text: &str) -> String {
    let is_code = |line: &&str| line.len() == 11 && line.as_bytes().get(5) == Some(&b'-');
    text.lines().map(str::trim).find(is_code).unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}
