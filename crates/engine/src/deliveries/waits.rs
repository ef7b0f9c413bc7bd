//! What a mailing waits for, written down for whoever looks from elsewhere: the worker's memory is its own.
//!
//! Of a file nothing is written: one process owns it, and whoever asks asks that one.

use super::lock;
use crate::{Error, Result, Timestamp, ids::MailingId, open::Inner};
use db::{Dialect, params};

/// What is waited for, and until when.
type Wait = (Timestamp, Error);

/// This process among those that share a database.
pub(super) struct Me(String);

impl Default for Me {
    fn default() -> Self {
        Self(uuid::Uuid::now_v7().simple().to_string())
    }
}

/// Writes down what the mailing waits for now, or that it waits for nothing any more. What cannot be written is
/// not waited for: it is a word to people, and the worker goes by its memory.
pub(super) async fn note(inner: &Inner, mailing: MailingId) {
    if inner.db.dialect() == Dialect::Postgres
        && let Err(error) = write(inner, mailing).await
    {
        tracing::debug!(mailing.id = %mailing, %error, "what a mailing waits for could not be written down");
    }
}

async fn write(inner: &Inner, mailing: MailingId) -> Result<()> {
    let waits = remembered(inner, mailing);
    let me = inner.deliveries.me.0.as_str();
    if waits.is_none() && written(inner, mailing).await?.is_none() {
        return Ok(());
    }
    let mut tx = inner.db.begin_brief().await?;
    match waits {
        Some((until, reason)) => {
            tx.run(
                "insert into mailing_waits (mailing_id, worker, reason, until) values ($1, $2, $3, $4)
                 on conflict (mailing_id) do update
                 set worker = excluded.worker, reason = excluded.reason, until = excluded.until",
                params![mailing, me, &reason, until],
            )
            .await?;
        }
        None => {
            tx.run("delete from mailing_waits where mailing_id = $1", params![mailing]).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// What a worker, wherever it is, lets the mailing wait for now.
pub(crate) async fn wait(inner: &Inner, mailing: MailingId) -> Result<Option<Wait>> {
    let own = remembered(inner, mailing);
    if own.is_some() || inner.db.dialect() == Dialect::Sqlite {
        return Ok(own);
    }
    let now = inner.config.clock.now();
    let written = written(inner, mailing).await?;
    // What stands there of this process it has forgotten meanwhile: a person has put it right.
    let others = written.filter(|(worker, until, _)| *worker != inner.deliveries.me.0 && *until > now);
    Ok(others.and_then(|(_, until, reason)| Some((until, serde_json::from_str(&reason).ok()?))))
}

fn remembered(inner: &Inner, mailing: MailingId) -> Option<Wait> {
    let now = inner.config.clock.now();
    lock(&inner.deliveries.waiting).get(&mailing).filter(|(until, _)| *until > now).cloned()
}

async fn written(inner: &Inner, mailing: MailingId) -> Result<Option<(String, Timestamp, String)>> {
    Ok(inner
        .db
        .find("select worker, until, reason from mailing_waits where mailing_id = $1", params![mailing])
        .await?)
}
