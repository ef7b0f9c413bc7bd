//! The letterpress: a message set in type once for all its letters.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::SystemTime;

use super::body::Body;
use super::content::{Content, Format, Identity};
use super::encoding::Encoding;
use super::error::LetterError;
use super::fill::subject_line;
use super::parts::{self, Frame};
use super::preview::Preview;
use super::{headers, html};
use crate::merge::{Part, Piece, Recipient, Template, TemplateError, Values, html_from_markdown};

/// A message compiled for one mailing: templates parsed, styles inlined, and encoded what all its letters share.
#[derive(Debug)]
pub struct Letterpress {
    pub(super) subject: Template,
    /// The whole line, when it is the same for everybody.
    pub(super) subject_line: Option<String>,
    pub(super) html: Option<Body>,
    pub(super) text: Text,
    /// From, List-Unsubscribe and MIME-Version.
    pub(super) head: String,
    pub(super) frame: Frame,
    /// As they stand after the frame; empty without any.
    pub(super) attachments: Arc<[u8]>,
}

/// Where the plain-text part comes from.
#[derive(Debug)]
pub(super) enum Text {
    Template(Body),
    /// From each recipient's HTML: where whole pieces of it are conditional, its text cannot be made beforehand.
    Html(Encoding),
}

impl Letterpress {
    pub fn compile(content: &Content, from: &Identity) -> Result<Self, LetterError> {
        let body = line_feeds(&content.body);
        let html_source = match content.format {
            Format::Html => Some(html::inline_styles(&body)),
            Format::Markdown => Some(html::inline_styles(&html_from_markdown(&body))),
            Format::Text => None,
        };
        let text = match (&html_source, &content.text_body) {
            (None, _) => Text::Template(Body::compile(&body, Part::Text)?),
            (Some(_), Some(text)) => Text::Template(Body::compile(&line_feeds(text), Part::Text)?),
            (Some(html), None) if html.contains("{%") => Text::Html(Encoding::of(&html::text(html))),
            (Some(html), None) => Text::Template(Body::compile(&html::text_template(html), Part::Text)?),
        };
        let mut head = String::new();
        let name = headers::checked("From", from.name.as_str())?;
        headers::push_mailbox("From", &name, &from.address, &mut head);
        let unsubscribe = format!("<mailto:{}?subject=unsubscribe>", from.address);
        head += &headers::plain("List-Unsubscribe", &unsubscribe);
        head += &headers::plain("MIME-Version", "1.0");
        let subject = Template::parse(&content.subject, Part::Subject)?;
        let html = html_source.map(|html| Body::compile(&html, Part::Html)).transpose()?;
        let attachments: Arc<[u8]> = match content.attachments.as_slice() {
            [] => Arc::default(),
            files => parts::attachments(files)?.into(),
        };
        let text_encoding = match &text {
            Text::Template(text) => text.encoding,
            Text::Html(encoding) => *encoding,
        };
        let html_head = html.as_ref().map(|html| html.encoding.head("html"));
        let frame = Frame::new(&text_encoding.head("plain"), html_head.as_deref(), !attachments.is_empty());
        let subject_line = same_subject(&subject);
        Ok(Self { subject, subject_line, html, text, head, frame, attachments })
    }

    /// How the letter will look. Never fails: what cannot be made is empty and named.
    pub fn preview(&self, to: &Recipient) -> Preview {
        let values = Values::from(to.clone());
        let subject = self.subject.render(&values);
        let html = self.html.as_ref().map(|html| html.template.render(&values)).transpose();
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
            Text::Template(text) => Some(&text.template),
            Text::Html(_) => None,
        };
        let html = self.html.as_ref().map(|html| &html.template);
        [Some(&self.subject), html, text].into_iter().flatten()
    }

    /// The text of the plain-text part, given that of the HTML part.
    pub(super) fn text(&self, values: &Values, html: Option<&str>) -> Result<String, TemplateError> {
        match &self.text {
            Text::Template(text) => text.template.render(values),
            Text::Html(_) => Ok(html::text(html.unwrap_or_default())),
        }
    }
}

/// A text with line feeds alone, so that its lines can be told apart before values come in. In a letter every line
/// ends in CR LF anyway.
fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The header line, if no letter's is another and it is fit for one.
fn same_subject(subject: &Template) -> Option<String> {
    let text = match subject.pieces() {
        [] => "",
        [Piece::Text(text)] => text,
        _ => return None,
    };
    subject_line(text).ok()
}
