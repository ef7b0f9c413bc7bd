//! Whether people may register, and the sender that letters about accounts go through.

use crate::{
    Context, Error, Result,
    access::Role,
    audit::{self, Deed},
    commands::Nothing,
    events::Changed,
    ids::{SenderId, UserId},
    open::Inner,
    words::words,
};
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// Whether somebody can register now.
    Registration {
        Open = "open",
        /// No letter can be sent; an invitation helps.
        NoSender = "no_sender",
        /// An administrator has switched it off; an invitation helps.
        Off = "off",
    }
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct RegistrationSettings {
    pub open: bool,
    pub system_sender_id: Option<SenderId>,
    pub system_sender: Option<SystemSender>,
}

/// The sender that letters about accounts go through.
#[derive(Clone, Debug, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct SystemSender {
    #[serde(skip)]
    pub id: SenderId,
    #[serde(skip)]
    pub owner_id: UserId,
    pub name: String,
    pub from_email: String,
    pub owner_name: String,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct RegistrationChange {
    pub open: bool,
    /// None: no letter is sent.
    pub system_sender_id: Option<SenderId>,
}

const OPEN: &str = "registration";
const SENDER: &str = "system_sender";

/// `registration.show`
pub async fn show(cx: &Context, _: Nothing) -> Result<RegistrationSettings> {
    let sender = system_sender(cx).await?;
    Ok(RegistrationSettings {
        open: is_open(cx.db()).await?,
        system_sender_id: sender.as_ref().map(|sender| sender.id),
        system_sender: sender,
    })
}

/// `registration.change`
///
/// # Errors
/// `not-found` when there is no such sender, `sender-rehearsal-sends-nothing` for the rehearsal's,
/// `system-sender-not-administrators` for that of somebody who is none.
pub async fn change(cx: &Context, change: RegistrationChange) -> Result<RegistrationSettings> {
    let before = show(cx, Nothing {}).await?;
    if let Some(id) = change.system_sender_id {
        let refused = |code| Err(Error::new(code).field("system_sender_id"));
        let sender: Option<(bool,)> =
            cx.db().find("select rehearsal from senders where id = $1", params![id]).await?;
        match sender {
            None => return Err(Error::not_found("sender")),
            Some((true,)) => return refused("sender-rehearsal-sends-nothing"),
            Some((false,)) if trusted(cx.db(), id).await?.is_none() => {
                return refused("system-sender-not-administrators");
            }
            Some((false,)) => {}
        }
    }
    let mut tx = cx.db().begin().await?;
    write(&mut tx, OPEN, Some(if change.open { "open" } else { "off" }.to_owned())).await?;
    write(&mut tx, SENDER, change.system_sender_id.map(|id| id.to_string())).await?;
    audit::always(cx, &mut tx, Deed::to_nobody("").before(&before).after(&change)).await?;
    tx.commit().await?;
    cx.changed(Changed::Session, None);
    show(cx, Nothing {}).await
}

async fn write(tx: &mut Tx, name: &str, value: Option<String>) -> Result<()> {
    match value {
        Some(value) => {
            tx.run(
                "insert into instance (name, value) values ($1, $2)
                 on conflict (name) do update set value = excluded.value",
                params![name, value],
            )
            .await?
        }
        None => tx.run("delete from instance where name = $1", params![name]).await?,
    };
    Ok(())
}

/// Whether people may register now, with this sender for the letters.
pub async fn state(db: &Db, sender: Option<&SystemSender>) -> Result<Registration> {
    Ok(match (is_open(db).await?, sender) {
        (false, _) => Registration::Off,
        (true, None) => Registration::NoSender,
        (true, Some(_)) => Registration::Open,
    })
}

async fn is_open(db: &Db) -> Result<bool> {
    let value: Option<(String,)> =
        db.find("select value from instance where name = $1", params![OPEN]).await?;
    Ok(value.is_none_or(|(value,)| value == "open"))
}

/// The system's sender, if one was named, is still there and is still an administrator's.
pub(crate) async fn system_sender(inner: &Inner) -> Result<Option<SystemSender>> {
    let id: Option<(String,)> =
        inner.db.find("select value from instance where name = $1", params![SENDER]).await?;
    match id.and_then(|(id,)| id.parse::<SenderId>().ok()) {
        Some(id) => trusted(&inner.db, id).await,
        None => Ok(None),
    }
}

/// Whoever may change a sender reads the codes that go through it, and with a code one gets into any account: it
/// must belong to somebody who may do everything anyway.
async fn trusted(db: &Db, id: SenderId) -> Result<Option<SystemSender>> {
    Ok(db
        .find(
            "select s.id, s.owner_id, s.name, s.from_email, u.name as owner_name
             from senders s join users u on u.id = s.owner_id
             where s.id = $1 and u.role = $2 and u.blocked_at is null",
            params![id, Role::Administrator],
        )
        .await?)
}
