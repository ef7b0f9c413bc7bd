//! People who sign in.

mod standing;

pub use standing::{RoleChange, block, set_role, unblock};

use crate::{
    Context, Error, Result, Timestamp,
    access::{Actor, Role},
    commands::Nothing,
    events::Changed,
    ids::UserId,
    words::words,
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use chrono_tz::Tz;
use db::{Db, Tx, params};
use mail::address::{Address, HeaderText};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// A language of the program.
    Language { En = "en", Ru = "ru" }
}

/// A person who signs in.
#[derive(Clone, Debug, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct User {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub language: Language,
    /// An IANA name, such as `Europe/Moscow`.
    pub zone: String,
    /// Since when the account is blocked, if it is.
    pub blocked_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

const COLUMNS: &str = "id, email, name, role, language, zone, blocked_at, created_at";

/// The shortest password (NIST SP 800-63B §5.1.1.2), in characters.
const PASSWORD_MIN: usize = 8;
const PASSWORD_MAX: usize = 256;
const NAME_MAX: usize = 200;

/// An account about to be made, checked.
pub struct NewUser {
    email: Address,
    name: HeaderText,
    role: Role,
    language: Language,
    zone: Tz,
    password: String,
}

impl NewUser {
    /// Checks what was typed. Without [`NewUser::password`] nobody can sign in to it.
    pub fn parse(email: String, name: String, role: Role, language: Language, zone: &str) -> Result<Self> {
        Ok(Self {
            email: Address::parse(&email).map_err(|error| Error::from(error).field("email"))?,
            name: parse_name(&name)?,
            role,
            language,
            zone: parse_zone(zone)?,
            password: String::new(),
        })
    }

    /// Hashes the password, which takes a moment by design.
    pub async fn password(mut self, password: String) -> Result<Self> {
        self.password = hash(password).await?;
        Ok(self)
    }
}

/// The caller's own name, language and zone.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Profile {
    pub name: String,
    pub language: Language,
    pub zone: String,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct PasswordChange {
    pub old: String,
    pub new: String,
}

/// An account that an administrator makes for somebody. It needs no confirmation.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NewAccount {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub language: Language,
    pub zone: String,
    /// None: nobody can sign in to it before [`set_password`].
    pub password: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct UserByEmail {
    pub email: String,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NewPassword {
    pub email: String,
    pub password: String,
}

pub async fn create(cx: &Context, account: NewAccount) -> Result<User> {
    let mut new = NewUser::parse(account.email, account.name, account.role, account.language, &account.zone)?;
    if let Some(password) = account.password {
        new = new.password(password).await?;
    }
    let mut tx = cx.db().begin().await?;
    let user = add(&mut tx, cx.now(), new).await?;
    tx.commit().await?;
    cx.changed(Changed::Settings, None);
    Ok(user)
}

pub async fn list(cx: &Context, _: Nothing) -> Result<Vec<User>> {
    Ok(cx.db().all(format!("select {COLUMNS} from users order by email_key"), vec![]).await?)
}

pub async fn show(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<User> {
    find_by_email(cx.db(), &email).await
}

/// Gives somebody a new password, without knowing the old one.
pub async fn set_password(cx: &Context, new: NewPassword) -> Result<()> {
    let user = find_by_email(cx.db(), &new.email).await?;
    store_password(cx, user.id, hash(new.password).await?).await
}

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
    find(cx.db(), id).await
}

/// Changes the caller's own password.
///
/// # Errors
/// `password-none` when the account has none yet, `password-wrong`, `password-short`, `password-long`.
pub async fn change_password(cx: &Context, change: PasswordChange) -> Result<()> {
    let id = cx.owner(None).await?;
    let (stored,): (String,) = cx.db().one("select password from users where id = $1", params![id]).await?;
    if stored.is_empty() {
        return Err(Error::new("password-none").field("old"));
    }
    if !verify(change.old, stored).await? {
        return Err(Error::new("password-wrong").field("old"));
    }
    let password = hash(change.new).await.map_err(|error| error.field("new"))?;
    store_password(cx, id, password).await
}

async fn store_password(cx: &Context, id: UserId, hash: String) -> Result<()> {
    let mut tx = cx.db().begin().await?;
    tx.run("update users set password = $2, updated_at = $3 where id = $1", params![id, hash, cx.now()])
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Writes a new account.
///
/// # Errors
/// `user-exists` when the address has an account.
pub async fn add(tx: &mut Tx, now: Timestamp, new: NewUser) -> Result<User> {
    let id = UserId::new();
    tx.run(
        "insert into users
           (id, email, email_key, name, role, language, zone, password, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        params![
            id,
            new.email.as_str(),
            new.email.key(),
            new.name.as_str(),
            new.role,
            new.language,
            new.zone.name(),
            new.password,
            now,
        ],
    )
    .await
    .map_err(|error| match error {
        db::Error::Duplicate(_) => Error::new("user-exists").with("email", new.email.as_str()).field("email"),
        other => other.into(),
    })?;
    Ok(tx.one(format!("select {COLUMNS} from users where id = $1"), params![id]).await?)
}

pub async fn find(db: &Db, id: UserId) -> Result<User> {
    db.find(format!("select {COLUMNS} from users where id = $1"), params![id])
        .await?
        .ok_or_else(|| Error::not_found("user"))
}

/// The person of that address.
pub async fn find_by_email(db: &Db, email: &str) -> Result<User> {
    let email = Address::parse(email).map_err(|error| Error::from(error).field("owner"))?;
    db.find(format!("select {COLUMNS} from users where email_key = $1"), params![email.key()])
        .await?
        .ok_or_else(|| Error::new("user-unknown").with("email", email.as_str()))
}

pub async fn none_yet(db: &Db) -> Result<bool> {
    let (people,): (i64,) = db.one("select count(*) from users", vec![]).await?;
    Ok(people == 0)
}

/// Until people sign in, whoever opens the window is the owner: the first administrator who is not blocked, or
/// the first person where there is none. Between people who share one account of the operating system there is no wall.
pub async fn owner(db: &Db) -> Result<Actor> {
    let owner: Option<User> = db
        .find(
            format!(
                "select {COLUMNS} from users where blocked_at is null
                 order by case role when 'administrator' then 0 else 1 end, id limit 1"
            ),
            vec![],
        )
        .await?;
    Ok(owner.map_or(Actor::Nobody, |owner| Actor::User { id: owner.id, role: owner.role }))
}

fn parse_name(name: &str) -> Result<HeaderText> {
    let name = HeaderText::parse(name, NAME_MAX).map_err(|error| Error::from(error).field("name"))?;
    if name.as_str().is_empty() {
        return Err(Error::new("name-empty").field("name"));
    }
    Ok(name)
}

/// A zone by its IANA name.
pub fn parse_zone(zone: &str) -> Result<Tz> {
    zone.parse().map_err(|_| Error::new("zone-unknown").with("zone", zone).field("zone"))
}

/// Argon2id with the library's parameters, which are OWASP's: 19 MiB, 2 passes.
async fn hash(password: String) -> Result<String> {
    match password.chars().count() {
        length if length < PASSWORD_MIN => {
            return Err(Error::new("password-short").with("least", PASSWORD_MIN).field("password"));
        }
        length if length > PASSWORD_MAX => {
            return Err(Error::new("password-long").with("most", PASSWORD_MAX).field("password"));
        }
        _ => {}
    }
    blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| Error::internal(&error))
    })
    .await
}

async fn verify(password: String, stored: String) -> Result<bool> {
    blocking(move || {
        let stored = PasswordHash::new(&stored).map_err(|error| Error::internal(&error))?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal(&error))?
}
