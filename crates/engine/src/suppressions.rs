//! The stop-list: addresses that must not get mail, and why.

use crate::{
    Context, Error, Page, Result, Timestamp,
    access::Whose,
    audit::{self, Deed},
    events::Changed,
    fold::fold,
    ids::{MailingId, SuppressionId, UserId},
    line,
    owners::{Owners, merged},
    page,
    words::words,
};
use db::{Db, Sql, Write, params};
use mail::address::Address;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

words! {
    /// Why an address must not get mail.
    SuppressionReason {
        /// The server said that there is no such mailbox.
        Refused = "refused",
        Unsubscribed = "unsubscribed",
        ByHand = "by_hand",
    }
}

/// An address that must not get mail from its owner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Suppression {
    pub id: SuppressionId,
    pub owner_id: UserId,
    pub email: String,
    pub reason: SuppressionReason,
    /// The server's answer, or what the person wrote.
    pub note: String,
    pub created_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SuppressionQuery {
    #[serde(default)]
    pub owner_id: Whose,
    /// A part of the address.
    #[serde(default)]
    pub search: String,
    pub after: Option<String>,
    /// At most 1,000 rows.
    pub limit: u32,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NewSuppression {
    pub owner_id: Option<UserId>,
    pub email: String,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SuppressionRef {
    pub id: SuppressionId,
}

/// An address that a server refused for good.
#[derive(Clone, Debug)]
pub struct Refused {
    pub mailing_id: MailingId,
    pub email: String,
    /// [`Address::key`]
    pub email_key: String,
    /// The server's answer.
    pub answer: String,
}

/// In characters.
const NOTE_LENGTH: usize = 1_000;

/// `suppressions.list`, by address.
pub async fn list(cx: &Context, query: SuppressionQuery) -> Result<Page<Suppression>> {
    let owners = Owners::asked(cx, query.owner_id).await?;
    let limit = query.limit.clamp(1, 1_000);
    let search = fold(&query.search);
    let part = search.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let mut params = params![format!("%{part}%")];
    let mut keyset = String::new();
    if let Some((key, owner)) = page::key::<(String, UserId)>(query.after.as_deref()) {
        params.extend(params![key, owner]);
        " and (email_key, owner_id) > ($2, $3)".clone_into(&mut keyset);
    }
    let selects: Vec<String> = owners
        .marks(&mut params)
        .iter()
        .map(|owner| {
            format!(
                "select {COLUMNS}, email_key from suppressions
                 where owner_id = {owner} and email_key like $1 escape '\\'{keyset}"
            )
        })
        .collect();
    let rows = u64::from(limit) + 1;
    let found = merged(cx.db().dialect(), &selects, "email_key, owner_id", Some(rows));
    let sql = format!("select {COLUMNS} from ({found} limit {rows}) page order by email_key, owner_id");
    let rows: Vec<Suppression> = cx.db().all(sql, params).await?;
    Ok(Page::of(rows, limit, |row| (key(&row.email), row.owner_id)))
}

const COLUMNS: &str = "id, owner_id, email, reason, note, created_at";

/// `suppressions.add`, by hand. Refused with `suppression-exists` when the address is on the list.
pub async fn add(cx: &Context, new: NewSuppression) -> Result<Suppression> {
    let owner = cx.owner(new.owner_id).await?;
    let email = Address::parse(&new.email).map_err(|error| Error::from(error).field("email"))?;
    let note = new.note.trim();
    if note.chars().count() > NOTE_LENGTH {
        return Err(Error::new("text-too-long").field("note"));
    }
    if note.contains('\0') {
        return Err(Error::new("text-control-character").field("note"));
    }
    let id = SuppressionId::new();
    let mut tx = cx.db().begin().await?;
    // As who pauses a mailing: after the gates in progress, and every later one sees it.
    line::hold(&mut tx, [owner.0]).await?;
    tx.run(
        "insert into suppressions (id, owner_id, email, email_key, reason, note, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![id, owner, email.as_str(), email.key(), SuppressionReason::ByHand, note, cx.now(),],
    )
    .await
    .map_err(|error| match error {
        db::Error::Duplicate(_) => {
            Error::new("suppression-exists").with("email", email.as_str()).field("email")
        }
        other => other.into(),
    })?;
    let after = json!({ "reason": SuppressionReason::ByHand, "note": note });
    audit::note(cx, &mut tx, Deed::to(owner, email.as_str()).after(&after)).await?;
    cx.deliveries.commit(tx, None).await?;
    changed(cx, id);
    find(cx.db(), id).await
}

/// `suppressions.delete`: the address may get mail again.
pub async fn delete(cx: &Context, SuppressionRef { id }: SuppressionRef) -> Result<()> {
    let owner: Option<(UserId,)> =
        cx.db().find("select owner_id from suppressions where id = $1", params![id]).await?;
    let (owner,) = owner.ok_or_else(|| Error::not_found("suppression"))?;
    cx.permit(owner, "suppression")?;
    let before = find(cx.db(), id).await?;
    let mut tx = cx.db().begin().await?;
    tx.run("delete from suppressions where id = $1", params![id]).await?;
    audit::note(cx, &mut tx, Deed::to(owner, &before.email).before(&before)).await?;
    tx.commit().await?;
    changed(cx, id);
    Ok(())
}

/// Puts refused addresses on the list of whoever owns their mailing now, in the transaction that writes the refusals.
/// One that is on it already keeps its first reason.
pub async fn add_refused(tx: &mut impl Write, now: Timestamp, refused: &[Refused]) -> Result<()> {
    let rows = refused.iter().map(|row| {
        params![
            SuppressionId::new(),
            row.mailing_id,
            &row.email,
            &row.email_key,
            SuppressionReason::Refused,
            &row.answer,
            now
        ]
    });
    tx.insert(
        Sql::pair(
            "insert into suppressions (id, owner_id, email, email_key, reason, note, created_at)
             select $1, m.owner_id, $3, $4, $5, $6, $7 from mailings m where m.id = $2
             on conflict (owner_id, email_key) do nothing",
            "insert into suppressions (id, owner_id, email, email_key, reason, note, created_at)
             select cast(value ->> 0 as uuid), m.owner_id, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
               cast(value ->> 6 as bigint)
             from jsonb_array_elements(cast($1 as jsonb))
             join mailings m on m.id = cast(value ->> 1 as uuid)
             on conflict (owner_id, email_key) do nothing",
        ),
        rows.collect(),
    )
    .await?;
    Ok(())
}

async fn find(db: &Db, id: SuppressionId) -> Result<Suppression> {
    db.find(format!("select {COLUMNS} from suppressions where id = $1"), params![id])
        .await?
        .ok_or_else(|| Error::not_found("suppression"))
}

/// [`Address::key`] of an address that was parsed when it was written.
fn key(email: &str) -> String {
    email.to_lowercase()
}

/// Clients show whether they are on the list.
fn changed(cx: &Context, id: SuppressionId) {
    cx.changed(Changed::Suppressions, Some(id.0));
    cx.changed(Changed::Clients, None);
}
