//! The audit trail: what managers and administrators did to other people's things and accounts. Who, what,
//! whose, when, and how it was before and after.

mod list;

pub use list::{AuditEntry, AuditExport, AuditFilter, AuditQuery, export, list};

use crate::{Context, Result, ids::UserId, users};
use db::{Tx, params};
use serde::Serialize;
use serde_json::Value;

/// What was done to whose thing; the command that is called says what it was.
pub(crate) struct Deed {
    /// The command that does it, where another one does it on the way.
    action: Option<&'static str>,
    /// None for what is nobody's: an invitation, the settings of all.
    owner: Option<UserId>,
    subject: String,
    before: Value,
    after: Value,
}

impl Deed {
    /// `subject` is what a person knows the thing by: its name or address.
    pub(crate) fn to(owner: UserId, subject: impl Into<String>) -> Self {
        Self { owner: Some(owner), ..Self::to_nobody(subject) }
    }

    pub(crate) fn to_nobody(subject: impl Into<String>) -> Self {
        Self { action: None, owner: None, subject: subject.into(), before: Value::Null, after: Value::Null }
    }

    /// As this command does it.
    pub(crate) fn by(self, action: &'static str) -> Self {
        Self { action: Some(action), ..self }
    }

    pub(crate) fn before(self, thing: &impl Serialize) -> Self {
        Self { before: seen(thing), ..self }
    }

    pub(crate) fn after(self, thing: &impl Serialize) -> Self {
        Self { after: seen(thing), ..self }
    }
}

/// Longer texts are cut, in characters: a trail is read, the thing itself is elsewhere.
const LONGEST: usize = 2_000;

/// Writes down what the caller does to a thing of somebody else, in the transaction that does it. What people do
/// to their own things is their own affair, and the operator is whoever may read the file.
pub(crate) async fn note(cx: &Context, tx: &mut Tx, deed: Deed) -> Result<()> {
    if deed.owner.is_some_and(|owner| concerns(cx, owner)) { always(cx, tx, deed).await } else { Ok(()) }
}

/// Whether what the caller does to a thing of `owner` is written down.
pub(crate) fn concerns(cx: &Context, owner: UserId) -> bool {
    cx.actor.id().is_some_and(|actor| actor != owner)
}

/// Writes down what is done to an account, or what changes what was sent, whoever does it.
pub(crate) async fn always(cx: &Context, tx: &mut Tx, deed: Deed) -> Result<()> {
    let owner = email_of(tx, deed.owner).await?;
    let actor = email_of(tx, cx.actor.id()).await?;
    tx.run(
        "insert into audit (id, owner_id, owner, actor_id, actor, action, subject, before, after, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            uuid::Uuid::now_v7(),
            deed.owner,
            owner,
            cx.actor.id(),
            actor,
            deed.action.unwrap_or(cx.command.name),
            shortened(&deed.subject),
            brief(deed.before).to_string(),
            brief(deed.after).to_string(),
            cx.now(),
        ],
    )
    .await?;
    Ok(())
}

async fn email_of(tx: &mut Tx, person: Option<UserId>) -> Result<String> {
    let Some(person) = person else {
        return Ok(String::new());
    };
    let email: Option<(String,)> = tx.find("select email from users where id = $1", params![person]).await?;
    Ok(email.map(|(email,)| email).unwrap_or_default())
}

fn seen(thing: &impl Serialize) -> Value {
    serde_json::to_value(thing).unwrap_or_default()
}

fn brief(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(shortened(&text)),
        Value::Array(items) => items.into_iter().map(brief).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, brief(value))).collect(),
        other => other,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The name of whoever calls, for the person who is told of it.
pub(crate) async fn actor_name(cx: &Context) -> Result<String> {
    Ok(match cx.actor.id() {
        Some(id) => users::find(cx.db(), id).await?.name,
        None => "vestnikctl".to_owned(),
    })
}
