//! Messages: subject, body, attachments. A reusable letter with merge fields.
//!
//! | file | holds |
//! |---|---|
//! | `edit` | `messages.add`, `messages.change`, `messages.delete` |
//! | `attachments` | files that go with a message, their bytes kept once |
//! | `content` | a message as the letterpress takes it, and what is wrong with it |
//! | `fields` | the names of the merge fields there are |
//! | `recipient` | whose values a preview or a test letter shows |
//! | `preview` | how a letter will look |
//! | `single` | one letter outside of any mailing |
//! | `test_letter` | one letter to oneself |

mod attachments;
mod content;
mod edit;
mod fields;
mod preview;
mod recipient;
pub(crate) mod single;
mod test_letter;

pub use attachments::{Attachment, AttachmentRef, FileToAttach, attach, detach};
pub(crate) use content::{frozen, letter_error, required_fields};
pub use edit::{ChangedMessage, MessageDeletion, MessagesDeleted, NewMessage, add, change, delete};
pub use fields::{FieldQuery, fields};
pub use preview::{MessagePreview, PreviewQuery, preview};
pub use test_letter::{TestLetter, TestLetterOrder, send_test};

use crate::{
    Context, Error, Page, Result, Timestamp,
    access::Whose,
    fold::fold,
    ids::{MessageId, UserId},
    owners::{Owners, merged},
    page,
    words::words,
};
use db::{Db, Dialect, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// What the body of a message is written in.
    Format { Html = "html", Markdown = "markdown", Text = "text" }
}

/// What its owner writes. A draft may be unfinished: what is wrong with it is said by the preview
/// and by the review of a mailing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Draft {
    pub subject: String,
    pub format: Format,
    pub body: String,
    /// The plain-text part beside HTML or Markdown; none: made from the body.
    pub text_body: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Message {
    pub id: MessageId,
    pub owner_id: UserId,
    #[serde(flatten)]
    #[ts(flatten)]
    pub draft: Draft,
    pub attachments: Vec<Attachment>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A message in a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct MessageSummary {
    pub id: MessageId,
    pub owner_id: UserId,
    pub subject: String,
    pub format: Format,
    /// How many.
    pub attachments: i64,
    pub updated_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MessageRef {
    pub id: MessageId,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MessageQuery {
    #[serde(default)]
    pub owner_id: Whose,
    /// What the subject contains, in any case.
    #[serde(default)]
    pub search: String,
    pub after: Option<String>,
    /// At most 200.
    pub limit: u32,
}

/// `messages.list`: those changed last come first.
pub async fn list(cx: &Context, query: MessageQuery) -> Result<Page<MessageSummary>> {
    let owners = Owners::asked(cx, query.owner_id).await?;
    let dialect = cx.db().dialect();
    let limit = query.limit.clamp(1, 200);
    let position = match dialect {
        Dialect::Sqlite => "instr",
        Dialect::Postgres => "strpos",
    };
    let mut params = params![fold(&query.search)];
    let mut keyset = String::new();
    if let Some((time, id)) = page::key::<(Timestamp, MessageId)>(query.after.as_deref()) {
        params.extend(params![time, id]);
        " and (updated_at, id) < ($2, $3)".clone_into(&mut keyset);
    }
    let selects: Vec<String> = owners
        .marks(&mut params)
        .iter()
        .map(|owner| {
            format!(
                "select id, owner_id, subject, format, updated_at from messages
                 where owner_id = {owner} and ($1 = '' or {position}(search, $1) > 0){keyset}"
            )
        })
        .collect();
    let rows = u64::from(limit) + 1;
    let order = "updated_at desc, id desc";
    let sql = format!(
        "select page.*, (select count(*) from attachments a where a.message_id = page.id) as attachments
         from ({} limit {rows}) page order by {order}",
        merged(dialect, &selects, order, Some(rows)),
    );
    let rows: Vec<MessageSummary> = cx.db().all(sql, params).await?;
    Ok(Page::of(rows, limit, |row| (row.updated_at, row.id)))
}

/// `messages.show`
pub async fn show(cx: &Context, MessageRef { id }: MessageRef) -> Result<Message> {
    let message = find(cx.db(), id).await?;
    cx.permit(message.owner_id, "message")?;
    Ok(message)
}

#[derive(sqlx::FromRow)]
struct MessageRow {
    id: MessageId,
    owner_id: UserId,
    #[sqlx(flatten)]
    draft: Draft,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// The message of that id, whoever it belongs to.
async fn find(db: &Db, id: MessageId) -> Result<Message> {
    let row: Option<MessageRow> = db
        .find(
            "select id, owner_id, subject, format, body, text_body, created_at, updated_at
             from messages where id = $1",
            params![id],
        )
        .await?;
    let row = row.ok_or_else(|| Error::not_found("message"))?;
    Ok(Message {
        id: row.id,
        owner_id: row.owner_id,
        draft: row.draft,
        attachments: attachments::of_message(db, id).await?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
