//! People who sign in.
//!
//! | file | holds |
//! |---|---|
//! | `account` | a new account, checked |
//! | `profile` | what people change of their own account |
//! | `standing` | what a person may do: the role, a block, a password from an administrator |
//! | `invitations` | codes by which an administrator lets somebody in |
//! | `deletion` | the end of an account, and whom its things go to |

mod account;
mod deletion;
mod invitations;
mod profile;
mod standing;

pub(crate) use account::{Account, NewUser, refuse_existing};
pub use deletion::{Deletion, Holdings, delete, holdings};
pub use invitations::{Invitation, Invited, NewInvitation, invitations, invite, withdraw};
pub use profile::{PasswordChange, Profile, change_password, change_profile};
pub(crate) use standing::store_password;
pub use standing::{NewPassword, RoleChange, block, set_password, set_role, unblock};

use crate::{
    Context, Error, Result, Timestamp, access::Role, commands::Nothing, events::Changed, ids::UserId,
    words::words,
};
use chrono_tz::Tz;
use db::{Db, Tx, params};
use mail::{Address, Secret};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
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
    /// When the person last touched a window.
    pub last_seen_at: Option<Timestamp>,
    /// False: nobody can sign in to it yet.
    pub has_password: bool,
}

const COLUMNS: &str = "id, email, name, role, language, zone, blocked_at, created_at, last_seen_at,
    password <> '' as has_password";

/// An account that an administrator makes for somebody. It needs no confirmation.
#[derive(Debug, Deserialize, TS)]
pub struct NewAccount {
    pub email: String,
    pub name: String,
    pub role: Role,
    pub language: Language,
    pub zone: String,
    /// None: nobody can sign in to it before [`set_password`].
    #[ts(type = "string | null")]
    pub password: Option<Secret>,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct UserByEmail {
    pub email: String,
}

pub async fn create(cx: &Context, account: NewAccount) -> Result<User> {
    let mut new =
        NewUser::parse(&account.email, &account.name, account.role, account.language, &account.zone)?;
    if let Some(password) = account.password {
        new = new.password(password).await?;
    }
    let mut tx = cx.db().begin().await?;
    let user = add(&mut tx, cx.now(), new).await?;
    standing::note(cx, &mut tx, &user, [Value::Null, json!(user)]).await?;
    tx.commit().await?;
    cx.changed(Changed::Users, None);
    Ok(user)
}

/// `users.list`, by address.
pub async fn list(cx: &Context, _: Nothing) -> Result<Vec<User>> {
    Ok(cx.db().all(format!("select {COLUMNS} from users order by email_key"), vec![]).await?)
}

pub async fn show(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<User> {
    find_by_email(cx.db(), &email).await
}

/// Writes a new account.
///
/// # Errors
/// `user-exists` when the address has an account.
pub(crate) async fn add(tx: &mut Tx, now: Timestamp, new: NewUser) -> Result<User> {
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
        db::Error::Duplicate(_) => exists(&new.email),
        other => other.into(),
    })?;
    tx.run("insert into owner_counts (owner_id) values ($1)", params![id]).await?;
    Ok(tx.one(format!("select {COLUMNS} from users where id = $1"), params![id]).await?)
}

pub async fn find(db: &Db, id: UserId) -> Result<User> {
    db.find(format!("select {COLUMNS} from users where id = $1"), params![id])
        .await?
        .ok_or_else(|| Error::not_found("user"))
}

/// The person of that address; it is the input `email`.
pub async fn find_by_email(db: &Db, email: &str) -> Result<User> {
    let email = address(email)?;
    with_address(db, &email).await?.ok_or_else(|| unknown(&email))
}

fn unknown(email: &Address) -> Error {
    Error::new("user-unknown").with("email", email.as_str()).field("email")
}

/// The person of that address, if there is one.
pub(crate) async fn with_address(db: &Db, email: &Address) -> Result<Option<User>> {
    Ok(db.find(format!("select {COLUMNS} from users where email_key = $1"), params![email.key()]).await?)
}

pub async fn none_yet(db: &Db) -> Result<bool> {
    let (people,): (i64,) = db.one("select count(*) from users", vec![]).await?;
    Ok(people == 0)
}

fn exists(email: &Address) -> Error {
    Error::new("user-exists").with("email", email.as_str()).field("email")
}

/// The address of an account, as it was typed.
pub(crate) fn address(email: &str) -> Result<Address> {
    Address::parse(email).map_err(|error| Error::from(error).field("email"))
}

/// A zone by its IANA name.
pub fn parse_zone(zone: &str) -> Result<Tz> {
    zone.parse().map_err(|_| Error::new("zone-unknown").with("zone", zone).field("zone"))
}
