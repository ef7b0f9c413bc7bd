//! A forgotten password: a letter with a code, and with the code a new password.

use crate::{
    Context, Error, Result,
    codes::{self, NewCode, Purpose},
    passwords,
    registration::{Letter, LetterSent, Post, system_sender},
    sessions::{self, Proved},
    users::{self, Language, User, address},
};
use mail::Secret;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct RecoveryRequest {
    pub email: String,
    /// Of the letter, for a person who is not known: none is sent.
    pub language: Language,
}

#[derive(Debug, Deserialize, TS)]
pub struct NewPasswordByCode {
    pub email: String,
    #[ts(type = "string")]
    pub code: Secret,
    #[ts(type = "string")]
    pub password: Secret,
    #[serde(default)]
    pub stay: bool,
}

/// `recovery.begin`: sends a code to whoever has an account. An address without one gets the same answer, after the
/// same work: a code is made and the mail server is asked; the letter itself goes while nobody waits.
///
/// # Errors
/// `recovery-no-sender`, `letter-too-soon`, and why the mail server cannot be reached.
pub async fn begin(cx: &Context, request: RecoveryRequest) -> Result<LetterSent> {
    let address = address(&request.email)?;
    if system_sender(cx).await?.is_none() {
        return Err(Error::new("recovery-no-sender"));
    }
    let user = users::with_address(cx.db(), &address).await?;
    let post = Post::open(cx).await?;
    let new =
        NewCode { purpose: Purpose::Recover, address: &address, account: String::new(), invited_by: None };
    let issued = codes::issue(cx, new).await;
    let (code, expires_at) = match issued {
        Ok(issued) => issued,
        Err(error) => {
            post.close().await;
            return Err(error);
        }
    };
    let sent = LetterSent { email: address.as_str().to_owned(), expires_at, again_at: codes::again_at(cx) };
    let cx = cx.clone();
    tokio::spawn(async move {
        match user.filter(|user| user.blocked_at.is_none()) {
            // That it was not taken is in the log; there is nobody to tell.
            Some(user) => {
                let _ = post.send(&cx, Letter::Recover(&code), &address, &user.name, user.language).await;
            }
            None => post.close().await,
        }
    });
    Ok(sent)
}

/// `recovery.finish`: the old password and every session of the person end; they are signed in here.
///
/// # Errors
/// As [`codes::prove`] and [`passwords::hash`]; `account-blocked`.
pub async fn finish(cx: &Context, new: NewPasswordByCode) -> Result<User> {
    let address = address(&new.email)?;
    // Before the code: a password that is refused costs no guess.
    let hash = passwords::hash(new.password, vec![address.as_str().to_owned()]).await?;
    let proof = codes::prove(cx, Purpose::Recover, &address, &new.code).await?;
    let user = users::find_by_email(cx.db(), address.as_str()).await?;
    if user.blocked_at.is_some() {
        return Err(Error::new("account-blocked"));
    }
    let mut tx = cx.db().begin().await?;
    proof.take(&mut tx).await?;
    users::store_password(&mut tx, cx.now(), user.id, &hash).await?;
    sessions::end_all(&mut tx, user.id, None).await?;
    tx.commit().await?;
    sessions::forgive(cx, &address).await?;
    tracing::info!(user.id = %user.id, "a password was recovered");
    sessions::enter(cx, Proved { user: user.id, password: hash }, new.stay).await
}
