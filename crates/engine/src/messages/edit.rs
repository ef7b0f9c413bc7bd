//! Writing a message down: add, change, delete.

use super::{Draft, Message, attachments, find};
use crate::{
    Context, Error, Result,
    audit::{self, Deed},
    events::Changed,
    fold::fold,
    ids::{MessageId, UserId},
};
use db::{Sql, Tx, params};
use mail::address::HeaderText;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NewMessage {
    pub owner_id: Option<UserId>,
    #[serde(flatten)]
    #[ts(flatten)]
    pub draft: Draft,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ChangedMessage {
    pub id: MessageId,
    #[serde(flatten)]
    #[ts(flatten)]
    pub draft: Draft,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MessageDeletion {
    pub ids: Vec<MessageId>,
}

/// How many were deleted.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MessagesDeleted {
    pub count: usize,
}

/// In characters. Encoded, each takes up to 998 / 300 octets of a header that must not be longer
/// than a line can be (RFC 5322 §2.1.1).
const SUBJECT_MAX: usize = 300;
/// In bytes, the body and the text part each. Gmail cuts letters after 102 KB.
const BODY_MAX: usize = 1_000_000;

impl Draft {
    /// The draft as it is kept. Only what no database or header could hold is refused: mistakes in
    /// merge fields are kept, so that nothing is lost.
    fn checked(self) -> Result<Self> {
        let subject = HeaderText::parse(&self.subject, SUBJECT_MAX)
            .map_err(|error| Error::from(error).field("subject"))?;
        for (text, field) in [(Some(&self.body), "body"), (self.text_body.as_ref(), "text_body")] {
            let text = text.map_or("", String::as_str);
            if text.len() > BODY_MAX {
                return Err(Error::new("message-too-long").with("most", BODY_MAX / 1_000_000).field(field));
            }
            if text.contains('\0') {
                return Err(Error::new("text-control-character").field(field));
            }
        }
        Ok(Self { subject: subject.as_str().to_owned(), ..self })
    }
}

/// `messages.add`
pub async fn add(cx: &Context, new: NewMessage) -> Result<Message> {
    let owner = cx.owner(new.owner_id).await?;
    let draft = new.draft.checked()?;
    let id = MessageId::new();
    let mut tx = cx.db().begin().await?;
    tx.run(
        "insert into messages
           (id, owner_id, subject, format, body, text_body, search, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        params![
            id,
            owner,
            &draft.subject,
            draft.format,
            &draft.body,
            draft.text_body.clone(),
            fold(&draft.subject),
            cx.now(),
        ],
    )
    .await?;
    audit::note(cx, &mut tx, Deed::to(owner, &draft.subject).after(&draft)).await?;
    tx.commit().await?;
    cx.changed(Changed::Messages, Some(id.0));
    find(cx.db(), id).await
}

/// `messages.change`. A mailing that has started keeps what it had.
pub async fn change(cx: &Context, change: ChangedMessage) -> Result<Message> {
    let id = change.id;
    let draft = change.draft.checked()?;
    let mut tx = cx.db().begin().await?;
    let (owner, subject) = hold(&mut tx, id).await?.ok_or_else(|| Error::not_found("message"))?;
    cx.permit(owner, "message")?;
    let before: Draft =
        tx.one("select subject, format, body, text_body from messages where id = $1", params![id]).await?;
    audit::note(cx, &mut tx, Deed::to(owner, subject).before(&before).after(&draft)).await?;
    tx.run(
        "update messages set subject = $2, format = $3, body = $4, text_body = $5, search = $6,
           updated_at = $7
         where id = $1",
        params![
            id,
            &draft.subject,
            draft.format,
            draft.body,
            draft.text_body,
            fold(&draft.subject),
            cx.now(),
        ],
    )
    .await?;
    tx.commit().await?;
    cx.changed(Changed::Messages, Some(id.0));
    find(cx.db(), id).await
}

/// `messages.delete`: all of them or none. One that is gone already is no error beside others, and no more is one
/// that the caller may not delete: to them it does not exist.
///
/// # Errors
/// `not-found` when none of them is there; `message-needed` while a mailing is to send it, or sends it; it names the mailing.
pub async fn delete(cx: &Context, MessageDeletion { ids }: MessageDeletion) -> Result<MessagesDeleted> {
    let mut count = 0;
    let mut tx = cx.db().begin().await?;
    for id in ids {
        // Held, so that no mailing can choose it meanwhile.
        let Some((owner, subject)) = hold(&mut tx, id).await? else { continue };
        if cx.permit(owner, "message").is_err() {
            continue;
        }
        if let Some(mailing) = needed_by(&mut tx, id).await? {
            return Err(Error::new("message-needed").with("subject", subject).with("mailing", mailing));
        }
        let hashes = attachments::hashes_of_message(&mut tx, id).await?;
        tx.run("delete from messages where id = $1", params![id]).await?;
        attachments::free(&mut tx, owner, hashes).await?;
        audit::note(cx, &mut tx, Deed::to(owner, subject)).await?;
        count += 1;
    }
    if count == 0 {
        return Err(Error::not_found("message"));
    }
    tx.commit().await?;
    cx.changed(Changed::Messages, None);
    Ok(MessagesDeleted { count })
}

/// The owner and the subject of a message, which stays as it is until the transaction ends.
pub(super) async fn hold(tx: &mut Tx, id: MessageId) -> Result<Option<(UserId, String)>> {
    let held = Sql::for_update("select owner_id, subject from messages where id = $1");
    Ok(tx.find(held, params![id]).await?)
}

/// The name of a mailing that is to send the message, or sends it.
async fn needed_by(tx: &mut Tx, id: MessageId) -> Result<Option<String>> {
    let name: Option<(String,)> = tx
        .find(
            "select name from mailings
             where message_id = $1
               and (status in ('running', 'paused') or (status = 'created' and scheduled))
             order by id limit 1",
            params![id],
        )
        .await?;
    Ok(name.map(|(name,)| name))
}
