//! The first run: the person who installs Vestnik becomes its owner, an administrator.

use crate::{
    Context, Error, Result,
    access::{Actor, Role},
    commands::Nothing,
    events::Changed,
    registration::{self, Applicant, Registration},
    secrets::KeyStore,
    sessions::{self, Proved},
    settings,
    users::{self, User},
};
use db::params;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a window must know before it shows anything.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SetupState {
    /// There is no account yet.
    pub needs_owner: bool,
    /// Who is signed in at this window.
    pub user: Option<User>,
    /// Their password is asked for before anything goes on.
    pub locked: bool,
    /// They need no password at the next start.
    pub stays: bool,
    /// Whether there is a place for the key of somebody who stays signed in.
    pub can_stay: bool,
    pub registration: Registration,
    /// Whether a forgotten password can be replaced by a letter.
    pub can_recover: bool,
    /// The database, without any password.
    pub database: String,
    pub version: String,
    pub key_store: KeyStore,
}

/// The owner of a new database.
#[derive(Debug, Deserialize, TS)]
pub struct NewOwner {
    #[serde(flatten)]
    #[ts(flatten)]
    pub applicant: Applicant,
    #[serde(default)]
    pub stay: bool,
}

pub async fn state(cx: &Context, _: Nothing) -> Result<SetupState> {
    let user = match cx.actor.id() {
        Some(id) => Some(users::find(cx.db(), id).await?),
        None => None,
    };
    let sender = registration::system_sender(cx).await?;
    Ok(SetupState {
        needs_owner: users::none_yet(cx.db()).await?,
        user,
        locked: cx.locked,
        stays: sessions::stays(cx).await?,
        can_stay: cx.secrets.key_store() != KeyStore::Locked,
        registration: registration::state(cx.db(), sender.as_ref()).await?,
        can_recover: sender.is_some(),
        database: database(&cx.config.database),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        key_store: cx.secrets.key_store(),
    })
}

/// Makes the first account and signs it in. Refused when there is one.
pub async fn create_owner(cx: &Context, NewOwner { applicant, stay }: NewOwner) -> Result<User> {
    let new = applicant.checked(Role::Administrator).await?;
    let mut tx = cx.db().begin().await?;
    let (people,): (i64,) = tx.one("select count(*) from users", params![]).await?;
    if people > 0 {
        return Err(Error::new("owner-exists"));
    }
    let password = new.password.clone();
    let user = users::add(&mut tx, cx.now(), new).await?;
    settings::speak(&mut tx, user.id, user.language).await?;
    tx.commit().await?;
    cx.changed(Changed::Settings, None);
    match cx.actor {
        Actor::Nobody => sessions::enter(cx, Proved { user: user.id, password }, stay).await,
        Actor::User { .. } | Actor::Operator => Ok(user),
    }
}

/// What was given as a database's URL, without what may be its password.
pub(crate) fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://…@{rest}"),
        _ => url.to_owned(),
    }
}

/// A database's name for a person: the path, or the host and the database.
pub(crate) fn database(url: &str) -> String {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return path.to_owned();
    }
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    rest.split('?').next().unwrap_or(rest).to_owned()
}
