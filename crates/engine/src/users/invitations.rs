//! Invitations: codes by which an administrator lets somebody in, in a role, with or without a letter.

use super::{
    Language, UserByEmail,
    account::{parse_email, refuse_existing},
};
use crate::{
    Context, Error, Result, Timestamp,
    access::Role,
    audit::{self, Deed},
    codes::{self, NewCode, Purpose},
    commands::Nothing,
    events::Changed,
    registration::{Letter, Post, system_sender},
};
use db::params;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NewInvitation {
    pub email: String,
    pub role: Role,
    /// Of the letter.
    pub language: Language,
}

/// An invitation, with the code that nobody sees again.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Invited {
    pub email: String,
    pub role: Role,
    pub code: String,
    pub expires_at: Timestamp,
    /// A letter with the code was taken by the mail server.
    pub mailed: bool,
    /// Why not, if one was tried.
    pub problem: Option<Error>,
}

/// An invitation that nobody has used yet.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Invitation {
    pub email: String,
    pub role: Role,
    /// The name of the administrator; empty: by `vestnikctl`.
    pub invited_by: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct Terms {
    role: Role,
}

impl Invitation {
    /// The role that an invitation gives.
    pub(crate) fn role_of(account: &str) -> Result<Role> {
        let terms: Terms = serde_json::from_str(account).map_err(|error| Error::internal(&error))?;
        Ok(terms.role)
    }
}

/// `users.invite`. Another invitation to the same address takes the place of the one before.
///
/// # Errors
/// `user-exists`, or what is wrong with the address.
pub async fn invite(cx: &Context, new: NewInvitation) -> Result<Invited> {
    let email = parse_email(&new.email)?;
    refuse_existing(cx.db(), &email).await?;
    let account = json!(Terms { role: new.role }).to_string();
    let code = NewCode { purpose: Purpose::Invite, address: &email, account, invited_by: cx.actor.id() };
    let (code, expires_at) = codes::issue(cx, code).await?;
    note(cx, email.as_str(), json!({ "role": new.role })).await?;
    let (mailed, problem) = match mail(cx, &code, &email, new.language).await {
        Ok(mailed) => (mailed, None),
        Err(problem) => (false, Some(problem)),
    };
    cx.changed(Changed::Users, None);
    Ok(Invited {
        email: email.as_str().to_owned(),
        role: new.role,
        code: code.to_text(),
        expires_at,
        mailed,
        problem,
    })
}

/// `users.invitations`, the newest first.
pub async fn invitations(cx: &Context, _: Nothing) -> Result<Vec<Invitation>> {
    let rows: Vec<(String, String, Option<String>, Timestamp, Timestamp)> = cx
        .db()
        .all(
            "select c.email, c.account, u.name, c.created_at, c.expires_at
             from codes c left join users u on u.id = c.invited_by
             where c.purpose = 'invite' and c.expires_at > $1 order by c.id desc",
            params![cx.now()],
        )
        .await?;
    rows.into_iter()
        .map(|(email, account, by, created_at, expires_at)| {
            let role = Invitation::role_of(&account)?;
            Ok(Invitation { email, role, invited_by: by.unwrap_or_default(), created_at, expires_at })
        })
        .collect()
}

/// `users.withdraw`: takes an invitation back. That there is none any more is no error.
pub async fn withdraw(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<()> {
    let email = parse_email(&email)?;
    if codes::withdraw(cx, Purpose::Invite, &email).await? {
        note(cx, email.as_str(), Value::Null).await?;
        cx.changed(Changed::Users, None);
    }
    Ok(())
}

async fn mail(cx: &Context, code: &codes::Code, email: &mail::Address, language: Language) -> Result<bool> {
    if system_sender(cx).await?.is_none() {
        return Ok(false);
    }
    let post = Post::open(cx).await?;
    post.send(cx, Letter::Invite(code), email, "", language).await?;
    Ok(true)
}

async fn note(cx: &Context, email: &str, after: Value) -> Result<()> {
    let mut tx = cx.db().begin().await?;
    audit::always(cx, &mut tx, Deed::to_nobody(email).after(&after)).await?;
    tx.commit().await?;
    Ok(())
}
