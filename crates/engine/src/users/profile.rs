//! What people change of their own account.

use super::{Language, User, account::parse_name, find, parse_zone};
use crate::{Context, Error, Result, events::Changed, passwords, sessions};
use db::params;
use mail::Secret;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The caller's own name, language and zone.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Profile {
    pub name: String,
    pub language: Language,
    pub zone: String,
}

#[derive(Debug, Deserialize, TS)]
pub struct PasswordChange {
    #[ts(type = "string")]
    pub old: Secret,
    #[ts(type = "string")]
    pub new: Secret,
}

/// `profile.change`
pub async fn change_profile(cx: &Context, profile: Profile) -> Result<User> {
    let id = cx.owner(None).await?;
    let (name, zone) = (parse_name(&profile.name)?, parse_zone(&profile.zone)?);
    let mut tx = cx.db().begin().await?;
    tx.run(
        "update users set name = $2, language = $3, zone = $4, updated_at = $5 where id = $1",
        params![id, name.as_str(), profile.language, zone.name(), cx.now()],
    )
    .await?;
    tx.commit().await?;
    cx.changed(Changed::Settings, None);
    cx.changed(Changed::Users, Some(id.0));
    find(cx.db(), id).await
}

/// `profile.change_password`: the caller's own. Their sessions at other windows end.
///
/// # Errors
/// `password-wrong`, `sign-in-slowed`, and as
/// [`passwords::hash`].
pub async fn change_password(cx: &Context, change: PasswordChange) -> Result<()> {
    let user = find(cx.db(), cx.owner(None).await?).await?;
    let wrong = |error: Error| error.field("old");
    let old = sessions::prove_own(cx, &user, change.old).await.map_err(wrong)?;
    let about = vec![user.name.clone(), user.email.clone()];
    let hash = passwords::hash(change.new, about).await.map_err(|error| error.field("new"))?;
    let mut tx = cx.db().begin().await?;
    // Making the hash takes its time: it may have been replaced since by a letter's code.
    let changed = tx
        .run(
            "update users set password = $2, updated_at = $3 where id = $1 and password = $4",
            params![user.id, hash, cx.now(), old.password],
        )
        .await?;
    if changed == 0 {
        return Err(wrong(Error::new("password-wrong")));
    }
    sessions::end_all(&mut tx, user.id, cx.engine.seat().session()).await?;
    tx.commit().await?;
    Ok(())
}
