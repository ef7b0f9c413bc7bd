//! People who come by themselves: an account is made when its address is confirmed by a letter, or with an
//! administrator's invitation.

mod letters;
mod settings;

pub(crate) use letters::{Letter, Post};
pub(crate) use settings::system_sender;
pub use settings::{
    Registration, RegistrationChange, RegistrationSettings, SystemSender, change, show, state,
};

use crate::{
    Context, Error, Result, Timestamp,
    access::Role,
    codes::{self, NewCode, Purpose},
    events::Changed,
    passwords,
    sessions::{self, Proved},
    users::{self, Account, Language, NewUser, User, UserByEmail, address},
};
use mail::{Address, Secret};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What people say of themselves who want an account.
#[derive(Debug, Deserialize, TS)]
pub struct Applicant {
    pub name: String,
    pub email: String,
    #[ts(type = "string")]
    pub password: Secret,
    pub language: Language,
    /// An IANA name, such as `Europe/Moscow`.
    pub zone: String,
}

#[derive(Debug, Deserialize, TS)]
pub struct InvitedApplicant {
    #[serde(flatten)]
    #[ts(flatten)]
    pub applicant: Applicant,
    /// From an administrator.
    #[ts(type = "string")]
    pub code: Secret,
    #[serde(default)]
    pub stay: bool,
}

#[derive(Debug, Deserialize, TS)]
pub struct Confirmation {
    pub email: String,
    #[ts(type = "string")]
    pub code: Secret,
    /// The one that was chosen with the account: whoever reads the letter need not be who asked for it.
    #[ts(type = "string")]
    pub password: Secret,
    #[serde(default)]
    pub stay: bool,
}

/// A letter with a code is on its way.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct LetterSent {
    pub email: String,
    /// When the code stops working.
    pub expires_at: Timestamp,
    /// When another letter may be asked for.
    pub again_at: Timestamp,
}

/// `registration.begin`: sends the letter with the code. An address that has an account gets a letter, too, which
/// says so; at the window both look the same.
///
/// # Errors
/// `registration-off`, `registration-no-sender`, what is wrong with an input, `letter-too-soon`, and what the mail
/// server refuses with.
pub async fn begin(cx: &Context, applicant: Applicant) -> Result<LetterSent> {
    let new = applicant.checked(Role::User).await?;
    let account = new.account().to_json()?;
    send(cx, &new.email, account, new.language).await
}

/// `registration.resend`: a new code in a new letter.
///
/// # Errors
/// As [`begin`]; `code-unknown` when nobody registers with that address.
pub async fn resend(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<LetterSent> {
    let address = address(&email)?;
    let waiting = codes::account_of(cx.db(), Purpose::Confirm, &address).await?;
    let account = waiting.ok_or_else(|| Error::new("code-unknown"))?;
    let language = Account::read(&account)?.language;
    send(cx, &address, account, language).await
}

/// `registration.confirm`: the account is made, and its person signed in.
///
/// # Errors
/// As [`codes::prove`]; `registration-anothers` when the account that the code makes has another password: somebody
/// else has begun to register with the address; `user-exists` when an account was made for it meanwhile.
pub async fn confirm(cx: &Context, confirmation: Confirmation) -> Result<User> {
    let address = address(&confirmation.email)?;
    let proof = codes::prove(cx, Purpose::Confirm, &address, &confirmation.code).await?;
    let new = Account::read(&proof.account)?.of(&address)?;
    if !passwords::verify(confirmation.password, Some(new.password.clone())).await? {
        return Err(Error::new("registration-anothers").field("password"));
    }
    make(cx, proof, new, confirmation.stay).await
}

/// `registration.accept`: an invitation makes the account at once, in the role it was given.
///
/// # Errors
/// As [`begin`] and [`codes::prove`].
pub async fn accept(
    cx: &Context,
    InvitedApplicant { applicant, code, stay }: InvitedApplicant,
) -> Result<User> {
    let new = applicant.checked(Role::User).await?;
    let proof = codes::prove(cx, Purpose::Invite, &new.email, &code).await?;
    let role: Role = users::Invitation::role_of(&proof.account)?;
    make(cx, proof, NewUser { role, ..new }, stay).await
}

async fn make(cx: &Context, proof: codes::Proof, new: NewUser, stay: bool) -> Result<User> {
    users::refuse_existing(cx.db(), &new.email).await?;
    let password = new.password.clone();
    let mut tx = cx.db().begin().await?;
    proof.take(&mut tx).await?;
    let user = users::add(&mut tx, cx.now(), new).await?;
    crate::settings::speak(&mut tx, user.id, user.language).await?;
    tx.commit().await?;
    tracing::info!(user.id = %user.id, role = %user.role, "an account was made");
    cx.changed(Changed::Users, Some(user.id.0));
    sessions::enter(cx, Proved { user: user.id, password }, stay).await
}

async fn send(cx: &Context, address: &Address, account: String, language: Language) -> Result<LetterSent> {
    match settings::state(cx.db(), system_sender(cx).await?.as_ref()).await? {
        Registration::Open => {}
        Registration::NoSender => return Err(Error::new("registration-no-sender")),
        Registration::Off => return Err(Error::new("registration-off")),
    }
    let known = users::with_address(cx.db(), address).await?;
    let post = Post::open(cx).await?;
    let name = Account::read(&account)?.name;
    let purpose = Purpose::Confirm;
    let new = NewCode { purpose, address, account, invited_by: None };
    let (code, expires_at) = codes::issue(cx, new).await?;
    // A code that no letter carries is nobody's.
    let sent = match &known {
        Some(user) => post.send(cx, Letter::AccountExists, address, &user.name, user.language).await,
        None => post.send(cx, Letter::Confirm(&code), address, &name, language).await,
    };
    if let Err(refused) = sent {
        // They may try again at once.
        codes::withdraw(cx, purpose, address).await?;
        return Err(refused);
    }
    Ok(LetterSent { email: address.as_str().to_owned(), expires_at, again_at: codes::again_at(cx) })
}

impl Applicant {
    /// The account that is asked for, in that role.
    pub(crate) async fn checked(self, role: Role) -> Result<NewUser> {
        NewUser::parse(&self.email, &self.name, role, self.language, &self.zone)?
            .password(self.password)
            .await
    }
}
