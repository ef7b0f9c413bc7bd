//! Sessions: who sits at a window. A session is a row, and what its person may do is asked for at each
//! call: a block, a new role or a new password counts from the next call on, whichever program made it.
//!
//! A session locks when its person has not touched the window for a while, and ends after twelve hours
//! unless they stay signed in, for which this computer keeps a key ([`kept`]). Ending one stops no mailing.

mod kept;
mod tries;

pub(crate) use kept::resume_last;
pub use kept::{KeptAccount, kept, resume};
pub(crate) use tries::forgive;

use crate::{
    Context, Engine, Error, Result, Timestamp,
    access::{Actor, Role},
    clock::{HOUR, MINUTE},
    commands::Nothing,
    events::Changed,
    ids::{SessionId, UserId},
    open::Inner,
    passwords,
    settings::{self, Settings},
    users::{self, User},
};
use chrono_tz::Tz;
use db::{Db, Dialect, Sql, Tx, params};
use mail::{Address, Secret};
use serde::Deserialize;
use ts_rs::TS;

/// How long a session lasts whose person does not stay signed in.
const LASTING: i64 = 12 * HOUR;

/// Who uses an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seat {
    Empty,
    /// Whoever may read the local file, by `vestnikctl`.
    Operator,
    Taken(SessionId),
}

impl Seat {
    pub(crate) fn session(self) -> Option<SessionId> {
        match self {
            Self::Taken(session) => Some(session),
            Self::Empty | Self::Operator => None,
        }
    }
}

/// Who calls, as the database has it now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    pub actor: Actor,
    /// Only the password helps, or somebody else's.
    pub locked: bool,
    /// In which they live.
    pub zone: Tz,
}

#[derive(Debug, Deserialize, TS)]
pub struct SignIn {
    pub email: String,
    #[ts(type = "string")]
    pub password: Secret,
    /// Keep a key on this computer, so that no password is asked for at the next start.
    #[serde(default)]
    pub stay: bool,
}

#[derive(Debug, Deserialize, TS)]
pub struct Unlocking {
    #[ts(type = "string")]
    pub password: Secret,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    user_id: UserId,
    role: Role,
    zone: String,
    blocked: bool,
    seen_at: Timestamp,
    locked_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    settings: Option<String>,
}

/// Who sits there. A session that has ended leaves the seat empty; one that nobody touched is locked.
pub(crate) async fn caller(engine: &Engine) -> Result<Caller> {
    let caller = |actor| Caller { actor, locked: false, zone: Tz::UTC };
    let nobody = caller(Actor::Nobody);
    let id = match engine.seat() {
        Seat::Empty => return Ok(nobody),
        Seat::Operator => return Ok(caller(Actor::Operator)),
        Seat::Taken(id) => id,
    };
    let inner = engine.inner();
    let now = inner.config.clock.now();
    let row: Option<SessionRow> = inner
        .db
        .find(
            "select s.user_id, u.role, u.zone, u.blocked_at is not null as blocked, s.seen_at, s.locked_at,
               s.expires_at, p.value as settings
             from sessions s join users u on u.id = s.user_id
             left join settings p on p.user_id = s.user_id and p.name = $2
             where s.id = $1",
            params![id, settings::NAME],
        )
        .await?;
    let alive = row.filter(|row| !row.blocked && row.expires_at.is_none_or(|end| now < end));
    let Some(row) = alive else {
        leave(engine, id).await?;
        tracing::info!(session.id = %id, "session ended");
        return Ok(nobody);
    };
    let mut locked = row.locked_at.is_some();
    let idle = Settings::read(row.settings.as_deref()).lock_minutes;
    if !locked && is_idle(idle, row.seen_at, now) {
        set_locked(inner, id, Some(now)).await?;
        inner.events.changed(Changed::Session, None);
        locked = true;
    }
    let actor = Actor::User { id: row.user_id, role: row.role };
    Ok(Caller { actor, locked, zone: users::parse_zone(&row.zone)? })
}

/// Whether a person who wants the window locked after so many minutes has been away for as long.
fn is_idle(lock_minutes: u32, seen_at: Timestamp, now: Timestamp) -> bool {
    lock_minutes > 0 && now.since(seen_at) >= i64::from(lock_minutes) * MINUTE
}

/// `session.open`: signs in.
///
/// # Errors
/// `sign-in-wrong`, the same and after the same time for a wrong address and a wrong password;
/// `sign-in-slowed`; `account-blocked`, which only the right password learns.
pub async fn open(cx: &Context, sign_in: SignIn) -> Result<User> {
    let address = users::address(&sign_in.email)?;
    let proved = prove(cx, &address, sign_in.password, Error::new("sign-in-wrong")).await?;
    enter(cx, proved, sign_in.stay).await
}

/// `session.unlock`: the person is back.
pub async fn unlock(cx: &Context, Unlocking { password }: Unlocking) -> Result<User> {
    let user = signed_in(cx).await?;
    prove_own(cx, &user, password).await?;
    if let Seat::Taken(session) = cx.engine.seat() {
        set_locked(cx, session, None).await?;
        touch(cx, Nothing {}).await?;
    }
    cx.changed(Changed::Session, None);
    users::find(cx.db(), user.id).await
}

/// `session.lock`: only the password opens it again.
pub async fn lock(cx: &Context, _: Nothing) -> Result<()> {
    if let Seat::Taken(session) = cx.engine.seat() {
        set_locked(cx, session, Some(cx.now())).await?;
        cx.changed(Changed::Session, None);
    }
    Ok(())
}

/// `session.touch`: the person is there.
pub async fn touch(cx: &Context, _: Nothing) -> Result<()> {
    if let Seat::Taken(session) = cx.engine.seat() {
        let mut tx = cx.db().begin().await?;
        tx.run("update sessions set seen_at = $2 where id = $1", params![session, cx.now()]).await?;
        tx.run(
            "update users set last_seen_at = $2 where id = (select user_id from sessions where id = $1)",
            params![session, cx.now()],
        )
        .await?;
        tx.commit().await?;
    }
    Ok(())
}

/// `session.close`: signs out, and forgets the key that this computer kept. Mailings go on.
pub async fn close(cx: &Context, _: Nothing) -> Result<()> {
    if let Seat::Taken(session) = cx.engine.seat() {
        kept::forget(cx, session).await;
        leave(&cx.engine, session).await?;
        tracing::info!(user.id = ?cx.actor.id(), "signed out");
    }
    Ok(())
}

/// The person at the window, also while it is locked.
async fn signed_in(cx: &Context) -> Result<User> {
    match cx.actor.id() {
        Some(id) => users::find(cx.db(), id).await,
        None => Err(Error::new("not-signed-in")),
    }
}

/// Refuses whatever is not the password of the signed-in person; guessing is slowed here as at the door.
pub(crate) async fn prove_own(cx: &Context, user: &User, password: Secret) -> Result<Proved> {
    let address = Address::parse(&user.email)?;
    prove(cx, &address, password, Error::new("password-wrong").field("password")).await
}

/// Who has proved who they are, and what was kept of their password then: it may have another one by now.
pub(crate) struct Proved {
    pub user: UserId,
    pub password: String,
}

/// Whose address and password these are.
async fn prove(cx: &Context, address: &Address, password: Secret, wrong: Error) -> Result<Proved> {
    tries::begin(cx, address).await?;
    let account: Option<(UserId, String, Option<Timestamp>)> = cx
        .db()
        .find("select id, password, blocked_at from users where email_key = $1", params![address.key()])
        .await?;
    let kept = account.as_ref().map(|(_, kept, _)| kept.clone());
    let is_right = passwords::verify(password.clone(), kept).await?;
    let Some((id, mut kept, blocked_at)) = account.filter(|_| is_right) else {
        tracing::warn!("a sign-in was refused");
        return Err(wrong);
    };
    tries::forgive(cx, address).await?;
    if blocked_at.is_some() {
        tracing::warn!(user.id = %id, "a blocked person tried to sign in");
        return Err(Error::new("account-blocked"));
    }
    if passwords::is_outdated(&kept) {
        let hash = passwords::hash_made(password).await?;
        let mut tx = cx.db().begin().await?;
        tx.run("update users set password = $2 where id = $1 and password = $3", params![id, &hash, kept])
            .await?;
        tx.commit().await?;
        kept = hash;
    }
    Ok(Proved { user: id, password: kept })
}

/// Puts somebody who has proved who they are into the seat. Whoever sat there and stays signed in can come
/// back without a password; the session of anybody else ends.
///
/// # Errors
/// `sign-in-wrong` when the person was blocked, or got another password, since.
pub(crate) async fn enter(cx: &Context, Proved { user, password }: Proved, stay: bool) -> Result<User> {
    let session = SessionId::new();
    let now = cx.now();
    let key = if stay { kept::keep(cx, user, session).await } else { None };
    let expires = if key.is_some() { None } else { Some(now.plus(LASTING)) };
    let mut tx = cx.db().begin().await?;
    // Locked, so that whoever changes the password ends this session, too, or comes before it.
    let still: Option<(UserId,)> = tx.find(Sql::for_update(ENTITLED), params![user, password]).await?;
    if still.is_none() {
        kept::forget(cx, session).await;
        return Err(Error::new("sign-in-wrong"));
    }
    tx.run("delete from sessions where expires_at < $1", params![now]).await?;
    tx.run(
        "insert into sessions (id, user_id, key_hash, created_at, seen_at, expires_at)
         values ($1, $2, $3, $4, $4, $5)",
        params![session, user, key, now, expires],
    )
    .await?;
    tx.run("update users set last_seen_at = $2 where id = $1", params![user, now]).await?;
    tx.commit().await?;
    tracing::info!(user.id = %user, stays = expires.is_none(), "signed in");
    sit(cx, session).await?;
    users::find(cx.db(), user).await
}

const ENTITLED: &str = "select id from users where id = $1 and password = $2 and blocked_at is null";

/// Takes the seat for a session that is there.
async fn sit(cx: &Context, session: SessionId) -> Result<()> {
    let before = cx.engine.take_seat(Seat::Taken(session));
    if let Seat::Taken(before) = before
        && before != session
    {
        let mut tx = cx.db().begin().await?;
        tx.run("delete from sessions where id = $1 and key_hash is null", params![before]).await?;
        tx.commit().await?;
    }
    cx.changed(Changed::Session, None);
    Ok(())
}

/// Ends a session and leaves its seat empty.
async fn leave(engine: &Engine, session: SessionId) -> Result<()> {
    engine.leave_seat(session);
    let mut tx = engine.inner().db.begin().await?;
    tx.run("delete from sessions where id = $1", params![session]).await?;
    tx.commit().await?;
    engine.inner().events.changed(Changed::Session, None);
    Ok(())
}

async fn set_locked(inner: &Inner, session: SessionId, at: Option<Timestamp>) -> Result<()> {
    let mut tx = inner.db.begin().await?;
    tx.run("update sessions set locked_at = $2 where id = $1", params![session, at]).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all sessions of a person but one.
pub(crate) async fn end_all(tx: &mut Tx, user: UserId, except: Option<SessionId>) -> Result<()> {
    tx.run("delete from sessions where user_id = $1 and ($2 is null or id <> $2)", params![user, except])
        .await?;
    Ok(())
}

/// Whether the session at this window stays after the program has ended.
pub(crate) async fn stays(cx: &Context) -> Result<bool> {
    let Seat::Taken(session) = cx.engine.seat() else { return Ok(false) };
    let row: Option<(bool,)> =
        cx.db().find("select key_hash is not null from sessions where id = $1", params![session]).await?;
    Ok(row.is_some_and(|(stays,)| stays))
}

/// Sessions that last as long as their program have ended with it. A file has one program; in a shared
/// database they end by their time.
pub(crate) async fn end_abandoned(db: &Db, now: Timestamp) -> Result<()> {
    let all = db.dialect() == Dialect::Sqlite;
    let mut tx = db.begin().await?;
    tx.run("delete from sessions where key_hash is null and ($1 or expires_at < $2)", params![all, now])
        .await?;
    tx.commit().await?;
    Ok(())
}
