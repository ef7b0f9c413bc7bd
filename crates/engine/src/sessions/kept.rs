//! Sessions that last: this computer keeps a key for each, and the database the key's hash.

use super::{Seat, is_idle, set_locked, sit};
use crate::{
    Context, Engine, Error, Result, Timestamp,
    clock::DAY,
    commands::Nothing,
    ids::{SessionId, UserId},
    open::Inner,
    settings::Settings,
    users::{self, User, UserByEmail},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use db::params;
use mail::{Address, Secret};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use ts_rs::TS;
use zeroize::Zeroizing;

/// An account that needs no password on this computer.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct KeptAccount {
    pub email: String,
    pub name: String,
}

/// The name of the entry among the secrets of this computer.
const ENTRY: &str = "sessions";
/// A key store may take no more than 2,560 bytes an entry (Windows: CRED_MAX_CREDENTIAL_BLOB_SIZE).
const MOST: usize = 12;

/// A key that this computer keeps.
#[derive(Clone, Serialize, Deserialize)]
struct Key {
    session: SessionId,
    /// 256 random bits.
    key: Zeroizing<String>,
}

/// `session.kept`: the one used last first.
pub async fn kept(cx: &Context, _: Nothing) -> Result<Vec<KeptAccount>> {
    let mut accounts = Vec::new();
    for (_, user) in valid(cx).await? {
        let user = users::find(cx.db(), user).await?;
        accounts.push(KeptAccount { email: user.email, name: user.name });
    }
    Ok(accounts)
}

/// `session.resume`: goes on with a session that this computer keeps. It is locked where its person was away for
/// longer than they want, or where the window is locked: a way around somebody's lock would be none.
///
/// # Errors
/// `session-not-kept`
pub async fn resume(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<User> {
    let address = users::address(&email)?;
    for (session, id) in valid(cx).await? {
        let user = users::find(cx.db(), id).await?;
        if Address::parse(&user.email)?.key() == address.key() {
            let (seen_at,): (Timestamp,) =
                cx.db().one("select seen_at from sessions where id = $1", params![session]).await?;
            let lock_minutes = Settings::of(cx.db(), id).await?.lock_minutes;
            if cx.locked || is_idle(lock_minutes, seen_at, cx.now()) {
                set_locked(cx, session, Some(cx.now())).await?;
            }
            seen(cx, session).await?;
            sit(cx, session).await?;
            tracing::info!(user.id = %id, "went on with a kept session");
            return Ok(user);
        }
    }
    Err(Error::new("session-not-kept").with("email", address.as_str()))
}

/// At the start of a program: whoever used it last and stays signed in.
pub(crate) async fn resume_last(engine: &Engine) -> Result<()> {
    let inner = engine.inner();
    let (any,): (bool,) =
        inner.db.one("select exists (select 1 from sessions where key_hash is not null)", params![]).await?;
    if !any {
        return Ok(());
    }
    if let Some((session, user)) = valid(inner).await?.first() {
        seen(inner, *session).await?;
        engine.take_seat(Seat::Taken(*session));
        tracing::info!(user.id = %user, "went on with a kept session");
    }
    Ok(())
}

/// Keeps a new key, and answers its hash; None where there is no place for it.
pub(super) async fn keep(inner: &Inner, user: UserId, session: SessionId) -> Option<String> {
    let random: [u8; 32] = rand::random();
    let key = Zeroizing::new(URL_SAFE_NO_PAD.encode(random));
    let hash = hash_of(&key);
    let mut keys = match keys(inner).await {
        Ok(keys) => keys,
        Err(error) => {
            tracing::warn!(code = %error.code, "no key of a session can be kept");
            return None;
        }
    };
    // An older one of the same person is of no use any more.
    for (other, whose) in valid(inner).await.unwrap_or_default() {
        if whose == user {
            keys.retain(|key| key.session != other);
        }
    }
    keys.insert(0, Key { session, key });
    keys.truncate(MOST);
    match write(inner, &keys).await {
        Ok(()) => Some(hash),
        Err(error) => {
            tracing::warn!(code = %error.code, "no key of a session can be kept");
            None
        }
    }
}

/// Forgets the key of a session that ends.
pub(super) async fn forget(inner: &Inner, session: SessionId) {
    let Ok(mut keys) = keys(inner).await else { return };
    let before = keys.len();
    keys.retain(|key| key.session != session);
    if keys.len() < before
        && let Err(error) = write(inner, &keys).await
    {
        tracing::warn!(code = %error.code, "the key of a session stays behind");
    }
}

/// The sessions of this database that this computer has the key of, the one used last first.
async fn valid(inner: &Inner) -> Result<Vec<(SessionId, UserId)>> {
    let now = inner.config.clock.now();
    let mut valid = Vec::new();
    // A locked key store keeps nobody signed in.
    for key in keys(inner).await.unwrap_or_default() {
        let row: Option<(UserId, Timestamp)> = inner
            .db
            .find(
                "select s.user_id, s.seen_at from sessions s join users u on u.id = s.user_id
                 where s.id = $1 and s.key_hash = $2 and u.blocked_at is null
                   and (s.expires_at is null or s.expires_at > $3)",
                params![key.session, hash_of(&key.key), now],
            )
            .await?;
        if let Some((user, seen_at)) = row {
            valid.push((key.session, user, seen_at));
        }
    }
    valid.sort_by_key(|(_, _, seen_at)| std::cmp::Reverse(*seen_at));
    Ok(valid.into_iter().map(|(session, user, _)| (session, user)).collect())
}

/// Who comes back is there now: the time away was no idling at the window.
async fn seen(inner: &Inner, session: SessionId) -> Result<()> {
    let now = inner.config.clock.now();
    let mut tx = inner.db.begin().await?;
    tx.run("update sessions set seen_at = $2 where id = $1", params![session, now]).await?;
    // Of a computer that never came back nothing is kept for ever.
    tx.run("delete from sessions where seen_at < $1", params![now.plus(-365 * DAY)]).await?;
    tx.commit().await?;
    Ok(())
}

async fn keys(inner: &Inner) -> Result<Vec<Key>> {
    let text = inner.secrets.text(ENTRY).await?;
    Ok(text.and_then(|text| serde_json::from_str(text.expose()).ok()).unwrap_or_default())
}

async fn write(inner: &Inner, keys: &[Key]) -> Result<()> {
    let text = serde_json::to_string(keys).map_err(|error| Error::internal(&error))?;
    inner.secrets.keep_text(ENTRY, (!keys.is_empty()).then(|| Secret::new(text))).await
}

fn hash_of(key: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(key.as_bytes()))
}
