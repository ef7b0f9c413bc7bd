//! A message as the letterpress takes it, and what the letterpress says is wrong with it.

use super::{Draft, Format, find};
use crate::{
    Error, Result,
    ids::{MailingId, MessageId},
    users::{self, User},
};
use db::{Db, params};
use mail::{
    Address, HeaderText,
    letter::{self, AttachedFile, Content, Identity, LetterError, Letterpress},
    merge::{Part, Template, TemplateError},
};
use std::collections::BTreeSet;

impl From<Format> for letter::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Html => Self::Html,
            Format::Markdown => Self::Markdown,
            Format::Text => Self::Text,
        }
    }
}

/// What a mailing sends, as it was frozen at its start.
pub(crate) async fn frozen(db: &Db, mailing: MailingId) -> Result<Content> {
    let draft: Draft = db
        .one(
            "select subject, format, body, text_body from mailing_contents where mailing_id = $1",
            params![mailing],
        )
        .await?;
    let files = db
        .all(
            "select a.name, a.media_type, b.bytes from mailing_attachments a
             join blobs b on b.owner_id = a.owner_id and b.hash = a.hash
             where a.mailing_id = $1 order by a.position",
            params![mailing],
        )
        .await?;
    Ok(content(draft, files))
}

/// What a message would send now.
pub(super) async fn current(db: &Db, id: MessageId, draft: Draft) -> Result<Content> {
    let files = db
        .all(
            "select a.name, a.media_type, b.bytes from attachments a
             join blobs b on b.owner_id = a.owner_id and b.hash = a.hash
             where a.message_id = $1 order by a.id",
            params![id],
        )
        .await?;
    Ok(content(draft, files))
}

/// A file's name, media type and bytes.
type File = (String, String, Vec<u8>);

/// The fields without which no letter of the message can be built.
///
/// # Errors
/// What is wrong with the message itself.
pub(crate) async fn required_fields(db: &Db, id: MessageId) -> Result<BTreeSet<String>> {
    let message = find(db, id).await?;
    let writer = users::find(db, message.owner_id).await?;
    Ok(compiled(message.draft, &writer)?.required_fields())
}

/// A draft without its attachments, compiled as a letter from its writer: no sender has been
/// chosen yet. What is wrong with it names the input that is at fault.
pub(super) fn compiled(draft: Draft, writer: &User) -> Result<Letterpress> {
    let from = Identity { name: HeaderText::default(), address: Address::parse(&writer.email)? };
    let field = faulty(&draft);
    Letterpress::compile(&content(draft, vec![]), &from).map_err(|error| letter_error(&error).field(field))
}

/// The input whose template is at fault, if one is.
fn faulty(draft: &Draft) -> &'static str {
    let text = draft.text_body.as_deref().unwrap_or_default();
    if Template::parse(&draft.subject, Part::Subject).is_err() {
        "subject"
    } else if Template::parse(text, Part::Text).is_err() {
        "text_body"
    } else {
        "body"
    }
}

fn content(draft: Draft, files: Vec<File>) -> Content {
    Content {
        subject: draft.subject,
        format: draft.format.into(),
        body: draft.body,
        text_body: draft.text_body,
        attachments: files
            .into_iter()
            .map(|(name, media_type, bytes)| AttachedFile { name, media_type, bytes: bytes.into() })
            .collect(),
    }
}

/// What is wrong with a message, or with one recipient's values for it.
pub(crate) fn letter_error(error: &LetterError) -> Error {
    let answer = Error::new(error.code());
    match error {
        LetterError::Template(TemplateError::Missing { field }) => answer.with("field", field.as_str()),
        LetterError::Template(
            TemplateError::Syntax { line, detail } | TemplateError::Failed { line, detail },
        ) => answer.with("line", *line).with("detail", detail.as_str()),
        LetterError::Template(TemplateError::TooMuch) => answer,
        LetterError::Header { header, .. } => answer.with("header", *header),
    }
}
