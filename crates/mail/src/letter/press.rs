//! The letterpress: a message set in type once, then one letter for each recipient.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use super::content::{Content, Format, Identity};
use super::lines::Lines;
use super::preview::Preview;
use super::{headers, html, parts};
use crate::AddressError;
use crate::merge::{Part, Recipient, Template, TemplateError, Values, html_from_markdown};

/// A finished letter: ASCII (but for an internationalised local part), CR LF line ends, lines of at most 998 octets.
///
/// Its attachments are shared with all letters of the mailing, so a letter takes little memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    own: Vec<u8>,
    attachments: Arc<[u8]>,
}

impl Letter {
    /// The letter is these two, one after the other. No line of the second starts with a dot.
    pub(crate) fn halves(&self) -> (&[u8], &[u8]) {
        (&self.own, &self.attachments)
    }

    /// Octets of the whole letter.
    pub fn size(&self) -> usize {
        self.own.len() + self.attachments.len()
    }

    /// The whole letter.
    pub fn to_vec(&self) -> Vec<u8> {
        [self.own.as_slice(), &self.attachments].concat()
    }
}

/// Why a letter cannot be built. It fails the message when compiled, and one delivery when built for a recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    /// A merge field or a template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The text is not fit to be one line of this header.
    #[error("{header}: {reason}")]
    Header { header: &'static str, reason: AddressError },
}

impl LetterError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Template(error) => error.code(),
            Self::Header { reason, .. } => reason.code(),
        }
    }
}

/// A message compiled for one mailing: templates parsed, styles inlined, attachments encoded.
#[derive(Debug)]
pub struct Letterpress {
    subject: Template,
    html: Option<Template>,
    text: Text,
    html_lines: Lines,
    text_lines: Lines,
    /// From, List-Unsubscribe and MIME-Version.
    head: String,
    /// As they stand after the letter's body; `None` without any.
    attachments: Option<Arc<[u8]>>,
}

/// Where the plain-text part comes from.
#[derive(Debug)]
enum Text {
    Template(Template),
    /// From each recipient's HTML: where whole pieces of it are conditional, its text cannot be made beforehand.
    Html,
}

impl Letterpress {
    pub fn compile(content: &Content, from: &Identity) -> Result<Self, LetterError> {
        let html_source = match content.format {
            Format::Html => Some(html::inline_styles(&content.body)),
            Format::Markdown => Some(html::inline_styles(&html_from_markdown(&content.body))),
            Format::Text => None,
        };
        let text_source = match (&html_source, &content.text_body) {
            (None, _) => Some(content.body.clone()),
            (Some(_), Some(text)) => Some(text.clone()),
            (Some(html), None) if html.contains("{%") => None,
            (Some(html), None) => Some(html::text_template(html)),
        };
        let text = match &text_source {
            Some(text) => Text::Template(Template::parse(text, Part::Text)?),
            None => Text::Html,
        };
        let unsubscribe = format!("<mailto:{}?subject=unsubscribe>", from.address);
        let head = headers::from(&headers::checked("From", from.name.as_str())?, &from.address)
            + &headers::plain("List-Unsubscribe", &unsubscribe)
            + &headers::plain("MIME-Version", "1.0");
        Ok(Self {
            subject: Template::parse(&content.subject, Part::Subject)?,
            html_lines: html_source.as_deref().map(Lines::of).unwrap_or_default(),
            text_lines: text_source.as_deref().map(Lines::of).unwrap_or_default(),
            html: html_source.map(|html| Template::parse(&html, Part::Html)).transpose()?,
            text,
            head,
            attachments: match content.attachments.as_slice() {
                [] => None,
                files => Some(parts::attachments(files)?.into()),
            },
        })
    }

    /// The letter for one recipient. The same arguments give the same octets.
    ///
    /// `message_id` is that of the delivery, see [`super::message_id()`].
    pub fn letter(&self, to: &Recipient, message_id: &str, date: SystemTime) -> Result<Letter, LetterError> {
        let values = Values::from(to.clone());
        let subject = headers::checked("Subject", &self.subject.render(&values)?)?;
        let html = self.html.as_ref().map(|html| html.render(&values)).transpose()?;
        let text = self.text(&values, html.as_deref())?;

        let mut own = self.head.clone();
        own += &headers::to(&headers::checked("To", &to.name)?, &to.address);
        own += &headers::subject(&subject);
        own += &headers::date(date);
        own += &headers::plain("Message-ID", message_id);
        let mut own = own.into_bytes();
        if self.attachments.is_some() {
            own.extend(parts::mixed());
        }
        let text = parts::text("plain", &text, &self.text_lines);
        own.extend(match html {
            None => text,
            Some(html) => parts::alternative(&text, &parts::text("html", &html, &self.html_lines)),
        });
        if self.attachments.is_none() {
            own.extend_from_slice(b"\r\n");
        }
        Ok(Letter { own, attachments: self.attachments.clone().unwrap_or_default() })
    }

    /// How the letter will look. Never fails: what cannot be made is empty and named.
    pub fn preview(&self, to: &Recipient) -> Preview {
        let values = Values::from(to.clone());
        let subject = self.subject.render(&values);
        let html = self.html.as_ref().map(|html| html.render(&values)).transpose();
        let text = html.clone().and_then(|html| self.text(&values, html.as_deref()));
        let letter = self.letter(to, "<preview@localhost>", SystemTime::UNIX_EPOCH);

        let mut problems: Vec<LetterError> = Vec::new();
        let failed = [subject.as_ref().err(), html.as_ref().err(), text.as_ref().err()];
        let failed = failed
            .into_iter()
            .flatten()
            .cloned()
            .map(LetterError::from)
            .chain(letter.as_ref().err().cloned());
        for problem in failed {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        Preview {
            subject: subject.unwrap_or_default(),
            html: html.unwrap_or_else(|_| Some(String::new())).map(|html| html::sanitize(&html)),
            text: text.unwrap_or_default(),
            size: letter.map_or(0, |letter| letter.size()),
            problems,
        }
    }

    /// The names of all merge fields used, in every part.
    pub fn fields(&self) -> BTreeSet<String> {
        self.templates().flat_map(|template| template.fields().iter().cloned()).collect()
    }

    /// The fields without which a recipient's letter cannot be built.
    pub fn required_fields(&self) -> BTreeSet<String> {
        self.templates().flat_map(Template::required_fields).collect()
    }

    fn templates(&self) -> impl Iterator<Item = &Template> {
        let text = match &self.text {
            Text::Template(text) => Some(text),
            Text::Html => None,
        };
        [Some(&self.subject), self.html.as_ref(), text].into_iter().flatten()
    }

    fn text(&self, values: &Values, html: Option<&str>) -> Result<String, TemplateError> {
        match &self.text {
            Text::Template(text) => text.render(values),
            Text::Html => Ok(html::text(html.unwrap_or_default())),
        }
    }
}
