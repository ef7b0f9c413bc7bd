//! Whose values a preview or a test letter shows.

use crate::{
    Context, Error, Result,
    clients::{self, Client},
    ids::{ClientId, UserId},
    texts::text,
    users::User,
};
use db::params;
use mail::{Address, letter::Letterpress, merge::Recipient};

/// The client asked for, or the owner's first one; none while there are no clients.
pub(super) async fn client(cx: &Context, owner: UserId, asked: Option<ClientId>) -> Result<Option<Client>> {
    let id = match asked {
        Some(id) => Some(id),
        None => {
            let first: Option<(ClientId,)> = cx
                .db()
                .find("select id from clients where owner_id = $1 order by id limit 1", params![owner])
                .await?;
            first.map(|(id,)| id)
        }
    };
    let Some(id) = id else { return Ok(None) };
    let client = clients::find(cx.db(), id).await?;
    if client.owner_id == owner { Ok(Some(client)) } else { Err(Error::not_found("client")) }
}

/// The client's values. While there are no clients, the letter is as if to its writer, with each
/// other field standing for itself by the name that its writer knows it by.
pub(super) fn recipient(client: Option<&Client>, user: &User, press: &Letterpress) -> Result<Recipient> {
    Ok(match client {
        Some(client) => Recipient {
            address: Address::parse(&client.email)?,
            name: client.name.clone(),
            comment: client.comment.clone(),
            fields: client.fields.clone(),
        },
        None => Recipient {
            address: Address::parse(&user.email)?,
            name: user.name.clone(),
            comment: text(user.language, "client-comment", &[]),
            fields: press.fields().into_iter().map(|field| (field.clone(), field)).collect(),
        },
    })
}
