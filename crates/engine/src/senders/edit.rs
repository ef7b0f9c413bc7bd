//! Writing a sender down: add, change, delete. Its password goes to the key store and nowhere else.

use super::{Sender, SenderRef, SenderRow, SenderSettings, find};
use crate::{
    Context, Error, Result,
    audit::{self, Deed},
    events::Changed,
    fold::fold,
    ids::{SenderId, UserId},
};
use db::{Sql, params};
use mail::Secret;
use serde::Deserialize;
use ts_rs::TS;

#[derive(Deserialize, TS)]
pub struct NewSender {
    pub owner_id: Option<UserId>,
    pub settings: SenderSettings,
    #[ts(type = "string | null")]
    pub password: Option<Secret>,
}

#[derive(Deserialize, TS)]
pub struct ChangedSender {
    pub id: SenderId,
    pub settings: SenderSettings,
    /// None keeps it, as long as host, port, security and user name stay the same.
    #[ts(type = "string | null")]
    pub password: Option<Secret>,
}

/// In characters; Windows keeps no more than 2,560 bytes of a secret.
const PASSWORD_MAX: usize = 500;

/// `senders.add`
///
/// # Errors
/// `sender-exists`, `sender-password-needed` when there is a user name and no password, what the
/// key store refuses with, or what is wrong with an input.
pub async fn add(cx: &Context, new: NewSender) -> Result<Sender> {
    let owner = cx.owner(new.owner_id).await?;
    let settings = new.settings.checked()?;
    let password = parse_password(&settings, new.password)?;
    let id = SenderId::new();
    // Before the row: a key store that refuses must not leave a sender that cannot sign in.
    if let Some(account) = settings.account() {
        let password = password.ok_or_else(password_needed)?;
        cx.secrets.keep(id, account, &password).await?;
    }
    if let Err(error) = insert(cx, owner, id, &settings).await {
        forget(cx, id).await;
        return Err(error);
    }
    changed(cx, id).await?;
    Ok(find(cx.db(), id).await?.sender(cx).await)
}

/// `senders.change`
///
/// # Errors
/// As [`add`]; and `sender-password-needed` when what the password was given for changes.
pub async fn change(cx: &Context, change: ChangedSender) -> Result<Sender> {
    let id = change.id;
    let old = find(cx.db(), id).await?;
    cx.permit(old.owner_id, "sender")?;
    if old.rehearsal {
        return Err(Error::new("sender-rehearsal"));
    }
    let settings = change.settings.checked()?;
    let password = parse_password(&settings, change.password)?;
    let account = settings.account();
    if account.is_some() && account != old.settings.account() && password.is_none() {
        return Err(password_needed());
    }
    if password.is_some() {
        cx.secrets.ready()?;
    }
    update(cx, &old, &settings).await?;
    match (account, password) {
        (Some(account), Some(password)) => cx.secrets.keep(id, account, &password).await?,
        (None, _) if old.settings.account().is_some() => forget(cx, id).await,
        _ => {}
    }
    changed(cx, id).await?;
    Ok(find(cx.db(), id).await?.sender(cx).await)
}

/// `senders.delete`
///
/// # Errors
/// `sender-needed` while a mailing is to go, or goes, through it; it names the mailing.
pub async fn delete(cx: &Context, SenderRef { id }: SenderRef) -> Result<()> {
    let mut tx = cx.db().begin().await?;
    // Held, so that no mailing can choose it meanwhile.
    let found: Option<(UserId, String)> =
        tx.find(Sql::for_update("select owner_id, name from senders where id = $1"), params![id]).await?;
    let (owner, name) = found.ok_or_else(|| Error::not_found("sender"))?;
    cx.permit(owner, "sender")?;
    let needed: Option<(String,)> = tx
        .find(
            "select name from mailings
             where sender_id = $1
               and (status in ('running', 'paused') or (status = 'created' and scheduled))
             order by id limit 1",
            params![id],
        )
        .await?;
    if let Some((mailing,)) = needed {
        return Err(Error::new("sender-needed").with("name", name).with("mailing", mailing));
    }
    tx.run("delete from senders where id = $1", params![id]).await?;
    audit::note(cx, &mut tx, Deed::to(owner, name)).await?;
    tx.commit().await?;
    forget(cx, id).await;
    changed(cx, id).await?;
    Ok(())
}

async fn insert(cx: &Context, owner: UserId, id: SenderId, settings: &SenderSettings) -> Result<()> {
    let mut tx = cx.db().begin().await?;
    tx.run(
        "insert into senders (id, owner_id, name, name_key, host, port, security, username,
           from_name, from_email, per_minute, per_hour, per_day, connections, letters_per_connection,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)",
        params![
            id,
            owner,
            &settings.name,
            fold(&settings.name),
            &settings.host,
            settings.port,
            settings.security,
            settings.username.clone(),
            &settings.from_name,
            &settings.from_email,
            settings.per_minute,
            settings.per_hour,
            settings.per_day,
            settings.connections,
            settings.letters_per_connection,
            cx.now(),
        ],
    )
    .await
    .map_err(|error| exists(error, settings))?;
    audit::note(cx, &mut tx, Deed::to(owner, &settings.name).after(settings)).await?;
    tx.commit().await?;
    Ok(())
}

/// New settings are a new chance: whatever stopped the sender is forgotten.
async fn update(cx: &Context, before: &SenderRow, settings: &SenderSettings) -> Result<()> {
    let id = before.id;
    let mut tx = cx.db().begin().await?;
    tx.run(
        "update senders set name = $2, name_key = $3, host = $4, port = $5, security = $6,
           username = $7, from_name = $8, from_email = $9, per_minute = $10, per_hour = $11,
           per_day = $12, connections = $13, letters_per_connection = $14, pace = null, paced_at = null,
           problem = null, updated_at = $15
         where id = $1",
        params![
            id,
            &settings.name,
            fold(&settings.name),
            &settings.host,
            settings.port,
            settings.security,
            settings.username.clone(),
            &settings.from_name,
            &settings.from_email,
            settings.per_minute,
            settings.per_hour,
            settings.per_day,
            settings.connections,
            settings.letters_per_connection,
            cx.now(),
        ],
    )
    .await
    .map_err(|error| exists(error, settings))?;
    let deed = Deed::to(before.owner_id, &before.settings.name).before(&before.settings).after(settings);
    audit::note(cx, &mut tx, deed).await?;
    tx.commit().await?;
    Ok(())
}

/// A password that was typed; an empty one is none.
pub(super) fn parse_password(settings: &SenderSettings, password: Option<Secret>) -> Result<Option<Secret>> {
    let Some(password) = password.filter(|password| !password.expose().is_empty()) else {
        return Ok(None);
    };
    if settings.username.is_none() {
        return Err(Error::new("sender-username-needed").field("username"));
    }
    if password.expose().chars().any(char::is_control) {
        return Err(Error::new("text-control-character").field("password"));
    }
    if password.expose().chars().count() > PASSWORD_MAX {
        return Err(Error::new("text-too-long").field("password"));
    }
    Ok(Some(password))
}

pub(super) fn password_needed() -> Error {
    Error::new("sender-password-needed").field("password")
}

fn exists(error: db::Error, settings: &SenderSettings) -> Error {
    match error {
        db::Error::Duplicate(_) => {
            Error::new("sender-exists").with("name", settings.name.as_str()).field("name")
        }
        other => other.into(),
    }
}

/// A password that stays behind is bound to an id that is gone: of no use to anybody.
/// Removes what is kept of a sender that is gone; a password that stays behind opens nothing of ours.
pub(crate) async fn forget(cx: &Context, id: SenderId) {
    if let Err(error) = cx.secrets.forget(id).await {
        tracing::warn!(sender.id = %id, error = %error, "a password could not be removed");
    }
}

async fn changed(cx: &Context, id: SenderId) -> Result<()> {
    cx.changed(Changed::Senders, Some(id.0));
    cx.deliveries.sender_changed(cx.db(), id).await
}
