//! How a letter will look, before anything is saved.

use super::{
    Draft,
    content::{compiled, letter_error},
    recipient::{client, recipient},
};
use crate::{
    Context, Error, Result,
    clients::Client,
    ids::{ClientId, UserId},
    users,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PreviewQuery {
    pub owner_id: Option<UserId>,
    pub draft: Draft,
    /// None: the first client there is.
    pub client_id: Option<ClientId>,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MessagePreview {
    pub subject: String,
    /// Harmless: no scripts, forms or frames. None for a plain-text message.
    pub html: Option<String>,
    pub text: String,
    /// Of the letter without its attachments, in bytes; 0 when it cannot be built.
    pub size: usize,
    /// Why the letter cannot be built for this client. What is wrong with the draft itself names
    /// its input.
    pub problems: Vec<Error>,
    /// Whose values are shown; none while there are no clients.
    pub client: Option<Client>,
}

/// `messages.preview`
pub async fn preview(cx: &Context, query: PreviewQuery) -> Result<MessagePreview> {
    let owner = cx.owner(query.owner_id).await?;
    let client = client(cx, owner, query.client_id).await?;
    let user = users::find(cx.db(), owner).await?;
    let press = match compiled(query.draft, &user) {
        Ok(press) => press,
        Err(error) => {
            return Ok(MessagePreview {
                subject: String::new(),
                html: None,
                text: String::new(),
                size: 0,
                problems: vec![error],
                client,
            });
        }
    };
    let preview = press.preview(&recipient(client.as_ref(), &user, &press)?);
    Ok(MessagePreview {
        subject: preview.subject,
        html: preview.html,
        text: preview.text,
        size: preview.size,
        problems: preview.problems.iter().map(letter_error).collect(),
        client,
    })
}
