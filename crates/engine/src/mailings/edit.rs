//! Writing a mailing down: add, change, delete. Only until it has begun; a pause before that changes
//! nothing, and what the program paused can be mended.

use super::{Audience, Mailing, MailingRef, MailingSettings, find, hold};
use crate::{
    Context, Error, Result,
    audit::{self, Deed},
    events::Changed,
    ids::{MailingId, UserId},
    users,
};
use db::{Db, params};
use mail::address::HeaderText;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NewMailing {
    pub owner_id: Option<UserId>,
    pub settings: MailingSettings,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ChangedMailing {
    pub id: MailingId,
    pub settings: MailingSettings,
}

const NAME_MAX: usize = 200;
/// More than this are chosen by a tag.
const PICKED_MAX: usize = 10_000;

pub async fn add(cx: &Context, new: NewMailing) -> Result<Mailing> {
    let owner = cx.owner(new.owner_id).await?;
    let settings = checked(cx, owner, new.settings).await?;
    let id = insert(cx, owner, &settings, false).await?;
    cx.deliveries.wake();
    cx.changed(Changed::Mailings, Some(id.0));
    find(cx.db(), id).await
}

pub(super) async fn insert(
    cx: &Context,
    owner: UserId,
    settings: &MailingSettings,
    rehearsal: bool,
) -> Result<MailingId> {
    let id = MailingId::new();
    let mut tx = cx.db().begin().await?;
    tx.run(
        "insert into mailings (id, owner_id, name, message_id, sender_id, audience, starts_at,
           ends_at, zone, scheduled, in_doubt, rehearsal, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        params![
            id,
            owner,
            &settings.name,
            settings.message_id,
            settings.sender_id,
            json(&settings.audience)?,
            settings.starts_at,
            settings.ends_at,
            &settings.zone,
            settings.scheduled,
            settings.in_doubt,
            rehearsal,
            cx.now(),
        ],
    )
    .await?;
    audit::note(cx, &mut tx, Deed::to(owner, &settings.name).after(settings)).await?;
    tx.commit().await?;
    Ok(id)
}

pub async fn change(cx: &Context, changed: ChangedMailing) -> Result<Mailing> {
    let id = changed.id;
    let owner = find(cx.db(), id).await?.owner_id;
    cx.permit(owner, "mailing")?;
    let settings = checked(cx, owner, changed.settings).await?;
    let mut tx = cx.db().begin().await?;
    let mailing = hold(&mut tx, id).await?;
    if mailing.has_begun() {
        return Err(Error::new("mailing-started").with("name", mailing.settings.name));
    }
    tx.run(
        "update mailings set name = $2, message_id = $3, sender_id = $4, audience = $5,
           starts_at = $6, ends_at = $7, zone = $8, scheduled = $9, in_doubt = $10
         where id = $1",
        params![
            id,
            &settings.name,
            settings.message_id,
            settings.sender_id,
            json(&settings.audience)?,
            settings.starts_at,
            settings.ends_at,
            &settings.zone,
            settings.scheduled,
            settings.in_doubt,
        ],
    )
    .await?;
    let deed = Deed::to(owner, &mailing.settings.name).before(&mailing.settings).after(&settings);
    audit::note(cx, &mut tx, deed).await?;
    tx.commit().await?;
    cx.deliveries.wake();
    cx.changed(Changed::Mailings, Some(id.0));
    find(cx.db(), id).await
}

/// Deletes a mailing that never started; what was sent stays on record.
pub async fn delete(cx: &Context, MailingRef { id }: MailingRef) -> Result<()> {
    let mut tx = cx.db().begin().await?;
    let mailing = hold(&mut tx, id).await?;
    cx.permit(mailing.owner_id, "mailing")?;
    if mailing.has_begun() {
        return Err(Error::new("mailing-started").with("name", mailing.settings.name));
    }
    tx.run("delete from mailings where id = $1", params![id]).await?;
    let deed = Deed::to(mailing.owner_id, &mailing.settings.name).before(&mailing.settings);
    audit::note(cx, &mut tx, deed).await?;
    tx.commit().await?;
    cx.changed(Changed::Mailings, Some(id.0));
    Ok(())
}

async fn checked(cx: &Context, owner: UserId, mut settings: MailingSettings) -> Result<MailingSettings> {
    let name =
        HeaderText::parse(&settings.name, NAME_MAX).map_err(|error| Error::from(error).field("name"))?;
    if name.as_str().is_empty() {
        return Err(Error::new("name-empty").field("name"));
    }
    settings.name = name.as_str().to_owned();
    users::parse_zone(&settings.zone)?;
    if let (Some(start), Some(end)) = (settings.starts_at, settings.ends_at)
        && end <= start
    {
        return Err(Error::new("mailing-end-before-start").field("ends_at"));
    }
    if let Audience::Picked { ids } = &settings.audience
        && ids.len() > PICKED_MAX
    {
        return Err(Error::new("audience-too-many").with("most", PICKED_MAX).field("audience"));
    }
    if let Some(message) = settings.message_id {
        owned(cx.db(), "messages", message.0, owner).await?;
    }
    if let Some(sender) = settings.sender_id {
        owned(cx.db(), "senders", sender.0, owner).await?;
    }
    if settings.scheduled {
        if settings.message_id.is_none() {
            return Err(Error::new("mailing-no-message").field("message_id"));
        }
        if settings.sender_id.is_none() {
            return Err(Error::new("mailing-no-sender").field("sender_id"));
        }
        if settings.starts_at.is_none() {
            return Err(Error::new("mailing-no-start").field("starts_at"));
        }
        if settings.ends_at.is_some_and(|end| end <= cx.now()) {
            return Err(Error::new("mailing-end-passed").field("ends_at"));
        }
    }
    Ok(settings)
}

/// What a mailing uses belongs to the same person; anything else does not exist.
async fn owned(db: &Db, table: &'static str, id: uuid::Uuid, owner: UserId) -> Result<()> {
    let found: Option<(i64,)> = db
        .find(
            format!("select cast(1 as bigint) from {table} where id = $1 and owner_id = $2"),
            params![id, owner],
        )
        .await?;
    let (what, field) = if table == "messages" { ("message", "message_id") } else { ("sender", "sender_id") };
    found.map(|_| ()).ok_or_else(|| Error::not_found(what).field(field))
}

fn json(audience: &Audience) -> Result<String> {
    serde_json::to_string(audience).map_err(|error| Error::internal(&error))
}
