//! Header lines, encoded (RFC 2047, RFC 2231), for which nothing but checked text is ever accepted.

use std::time::SystemTime;

use lettre::message::header::{self, Header, Headers};
use lettre::message::{Mailbox, Mailboxes};

use super::press::LetterError;
use crate::{Address, HeaderText};

/// Characters of a name, a subject or a file name. A header line may have 998 octets (RFC 5322 §2.1.1), and a word
/// that long cannot be folded.
const LIMIT: usize = 900;

/// A client's or a writer's text for the header `header`, or the error that says which header it is not fit for.
///
/// Several spaces become one: all that stand between two encoded words are lost (RFC 2047 §6.2), and lettre keeps only
/// a single one by encoding it too.
pub(super) fn checked(header: &'static str, text: &str) -> Result<HeaderText, LetterError> {
    let parsed = HeaderText::parse(text, usize::MAX).and_then(|text| {
        let words: Vec<&str> = text.as_str().split(' ').filter(|word| !word.is_empty()).collect();
        HeaderText::parse(&words.join(" "), LIMIT)
    });
    parsed.map_err(|reason| LetterError::Header { header, reason })
}

pub(super) fn from(name: &HeaderText, address: &Address) -> String {
    line(header::From::from(mailboxes(name, address)))
}

pub(super) fn to(name: &HeaderText, address: &Address) -> String {
    line(header::To::from(mailboxes(name, address)))
}

pub(super) fn subject(subject: &HeaderText) -> String {
    line(header::Subject::from(subject.as_str().to_owned()))
}

pub(super) fn date(date: SystemTime) -> String {
    line(header::Date::new(date))
}

pub(super) fn attachment(name: &HeaderText) -> String {
    line(header::ContentDisposition::attachment(name.as_str()))
}

/// A header of plain ASCII that we write ourselves.
pub(super) fn plain(name: &str, value: &str) -> String {
    format!("{name}: {value}\r\n")
}

fn mailboxes(name: &HeaderText, address: &Address) -> Mailboxes {
    let name = Some(name.as_str().to_owned()).filter(|name| !name.is_empty());
    // Our own address type has already refused more than lettre would.
    let address = lettre::Address::new_dangerous(address.local(), address.domain());
    Mailbox::new(name, address).into()
}

fn line(header: impl Header) -> String {
    let mut headers = Headers::with_capacity(1);
    headers.set(header);
    headers.to_string()
}
