//! Header lines, encoded (RFC 2047, RFC 2231), for which nothing but checked text is ever accepted.

use std::fmt::{self, Write};
use std::time::SystemTime;

use email_encoding::headers::{quoted_string, rfc2047, writer::EmailWriter};
use httpdate::HttpDate;
use lettre::message::header::{self, Header, Headers};

use super::error::LetterError;
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

/// Appends a `From` or `To` line. As lettre writes it, without making its types of every name and address.
pub(super) fn push_mailbox(header: &str, name: &HeaderText, address: &Address, out: &mut String) {
    push_line(header, out, |writer| {
        if name.as_str().is_empty() {
            return writer.write_str(address.as_str());
        }
        quoted_string::encode(name.as_str(), writer)?;
        writer.space();
        writer.write_char('<')?;
        writer.write_str(address.as_str())?;
        writer.write_char('>')
    });
}

/// Appends a `Subject` line, also as lettre writes it: words are encoded where they have to be.
pub(super) fn push_subject(subject: &HeaderText, out: &mut String) {
    push_line("Subject", out, |writer| {
        let mut rest = subject.as_str();
        while let Some(first) = rest.split_inclusive(' ').next() {
            let alike = rest.split_inclusive(' ').take_while(|word| word.is_ascii() == first.is_ascii());
            let (words, after) = rest.split_at(alike.map(str::len).sum());
            if first.is_ascii() {
                writer.folding().write_str(words)?;
            } else {
                let encoded = words.trim_end_matches(' ');
                rfc2047::encode(encoded, writer)?;
                (encoded.len()..words.len()).for_each(|_| writer.space());
            }
            rest = after;
        }
        Ok(())
    });
}

/// Appends a `Date` line, in UTC.
pub(super) fn push_date(date: SystemTime, out: &mut String) {
    push_line("Date", out, |writer| {
        // In a letter "GMT" is obsolete (RFC 5322 §4.3).
        let date = HttpDate::from(date).to_string();
        write!(writer, "{}+0000", date.trim_end_matches("GMT"))
    });
}

fn push_line(header: &str, out: &mut String, value: impl FnOnce(&mut EmailWriter<'_>) -> fmt::Result) {
    out.push_str(header);
    out.push_str(": ");
    // Writing to a string cannot fail.
    value(&mut EmailWriter::new(out, header.len() + 2, 0, false)).unwrap_or_default();
    out.push_str("\r\n");
}

pub(super) fn attachment(name: &HeaderText) -> String {
    line(header::ContentDisposition::attachment(name.as_str()))
}

/// A header of plain ASCII that we write ourselves.
pub(super) fn plain(name: &str, value: &str) -> String {
    format!("{name}: {value}\r\n")
}

fn line(header: impl Header) -> String {
    let mut headers = Headers::with_capacity(1);
    headers.set(header);
    headers.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use lettre::message::{Mailbox, Mailboxes};

    use super::*;
    use crate::letter::samples::{TEXTS, random_texts};

    #[test]
    fn a_subject_and_a_date_are_written_as_lettre_writes_them() {
        let subjects = ["", "News", "News  of  the week", "Новости for Anna  Петрова из Твери и all others"];
        let long = "one two три ".repeat(30);
        for text in subjects.into_iter().chain([&*long]).map(str::to_owned).chain(random_texts(5_000)) {
            let text = text.replace(['\n', '\r', '\t'], "");
            let Ok(subject) = HeaderText::parse(&text, LIMIT) else { continue };
            let mut written = String::new();
            push_subject(&subject, &mut written);
            assert_eq!(written, line(header::Subject::from(subject.as_str().to_owned())));
        }
        for seconds in [0, 951_782_400, 1_800_000_000] {
            let date = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            let mut written = String::new();
            push_date(date, &mut written);
            assert_eq!(written, line(header::Date::new(date)));
        }
    }

    #[test]
    fn a_mailbox_is_written_as_lettre_writes_it() {
        let names = ["", "Anna", "Anna Smith", "Smith, Anna", "\"A\" \\ B", "Анна", "A. B. — C", " x  y "];
        let texts = names
            .into_iter()
            .chain(TEXTS)
            .map(str::to_owned)
            .chain(random_texts(5_000))
            .map(|text| text.replace(['\n', '\r', '\t'], ""));
        for text in texts {
            let Ok(name) = HeaderText::parse(&text, LIMIT) else { continue };
            for address in ["a@example.org", "анна@почта.рф", &format!("{}@example.org", "a".repeat(64))]
            {
                let address = Address::parse(address).unwrap();
                let lettres = lettre::Address::new_dangerous(address.local(), address.domain());
                let named = Some(name.as_str().to_owned()).filter(|name| !name.is_empty());
                let expected = line(header::To::from(Mailboxes::from(Mailbox::new(named, lettres))));
                let mut written = String::new();
                push_mailbox("To", &name, &address, &mut written);
                assert_eq!(written, expected);
            }
        }
    }
}
