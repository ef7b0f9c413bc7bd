//! One recipient's letter from a letterpress.
//!
//! It is made by filling values in between what is encoded already. What cannot be made so is made the general way,
//! all of it rendered and then encoded; that also names what is wrong with a letter that cannot be built.

use std::time::SystemTime;

use super::body::Body;
use super::error::LetterError;
use super::finished::Letter;
use super::headers;
use super::press::{Letterpress, Text};
use crate::merge::{Filling, Recipient, Values};

/// Octets of the headers that are a letter's own, and of its values, when there are few.
const OWN: usize = 1024;

/// What the headers of a letter are made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letterhead<'a> {
    pub to: &'a Recipient,
    pub message_id: &'a str,
    pub date: SystemTime,
}

impl Letterpress {
    /// The letter for one recipient. The same arguments give the same octets.
    ///
    /// `message_id` is that of the delivery, see [`super::MessageIds`].
    pub fn letter(&self, to: &Recipient, message_id: &str, date: SystemTime) -> Result<Letter, LetterError> {
        let head = Letterhead { to, message_id, date };
        match &self.text {
            Text::Template(text) => self.spliced(text, head).or_else(|_| self.rendered(head)),
            Text::Html(_) => self.rendered(head),
        }
    }

    /// The letter with its values filled in. An error only says that [`Self::rendered`] has to be asked.
    pub(super) fn spliced(&self, text: &Body, head: Letterhead<'_>) -> Result<Letter, LetterError> {
        let to = Filling::of(head.to);
        let mut own = match &self.subject_line {
            Some(line) => self.begin(line, head)?,
            None => {
                let mut subject = String::new();
                self.subject.fill(self.subject.pieces(), &to, &mut subject)?;
                self.begin(&subject_line(&subject)?, head)?
            }
        };
        text.fill(&to, &mut own)?;
        if let Some(html) = &self.html {
            own.push_str(&self.frame.before_html);
            html.fill(&to, &mut own)?;
        }
        Ok(self.end(own))
    }

    /// The letter, rendered as a whole and then encoded.
    pub(super) fn rendered(&self, head: Letterhead<'_>) -> Result<Letter, LetterError> {
        let values = Values::from(head.to.clone());
        let subject = subject_line(&self.subject.render(&values)?)?;
        let html = self.html.as_ref().map(|html| html.template.render(&values)).transpose()?;
        let text = self.text(&values, html.as_deref())?;
        let mut own = self.begin(&subject, head)?;
        match &self.text {
            Text::Template(body) => body.encoding.encode(&text, &mut own),
            Text::Html(encoding) => encoding.encode(&text, &mut own),
        }
        if let (Some(body), Some(html)) = (&self.html, html) {
            own.push_str(&self.frame.before_html);
            body.encoding.encode(&html, &mut own);
        }
        Ok(self.end(own))
    }

    /// The headers, and all before the text.
    fn begin(&self, subject: &str, head: Letterhead<'_>) -> Result<String, LetterError> {
        let text = match &self.text {
            Text::Template(text) => text.size,
            Text::Html(_) => 0,
        };
        let html = self.html.as_ref().map_or(0, |html| html.size);
        let mut own = String::with_capacity(OWN + self.head.len() + text + html);
        own.push_str(&self.head);
        headers::push_mailbox("To", &headers::checked("To", &head.to.name)?, &head.to.address, &mut own);
        own.push_str(subject);
        headers::push_date(head.date, &mut own);
        own.push_str("Message-ID: ");
        own.push_str(head.message_id);
        own.push_str("\r\n");
        own.push_str(&self.frame.before_text);
        Ok(own)
    }

    fn end(&self, mut own: String) -> Letter {
        own.push_str(&self.frame.after);
        Letter::new(own, self.attachments.clone())
    }
}

pub(super) fn subject_line(subject: &str) -> Result<String, LetterError> {
    let mut line = String::new();
    headers::push_subject(&headers::checked("Subject", subject)?, &mut line);
    Ok(line)
}
