//! What a person decides about letters that have their result, or none: send them again, or let them count as
//! sent. A final delivery changes only by a person's word, which goes into the audit trail, whosever it is.

use super::{
    Mailing, Moves, Status,
    life::{by, done, held, refused},
};
use crate::{
    Context, Result,
    audit::{self, Deed},
    deliveries::State,
    ids::MailingId,
    words::words,
};
use db::{Tx, Value, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

words! {
    /// What a person decides about letters that may or may not have arrived.
    SettleAs {
        Sent = "sent",
        /// Send them once more, with the same Message-ID.
        Again = "again",
    }
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Settlement {
    pub id: MailingId,
    #[serde(rename = "as")]
    pub settle_as: SettleAs,
}

/// Which failed letters are sent again: those with this last answer. An absent part does not narrow.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
pub struct Retry {
    pub id: MailingId,
    #[serde(default)]
    pub stage: Option<String>,
    /// 0: without one.
    #[serde(default)]
    pub code: Option<i64>,
    /// Empty: without one.
    #[serde(default)]
    pub enhanced: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Retried {
    #[serde(flatten)]
    pub mailing: Mailing,
    /// Letters that are sent again.
    pub again: i64,
    /// Those that stay failed: on the stop-list, or no longer clients.
    pub left_out: i64,
}

/// Puts failed deliveries back into the queue, with all their tries ahead of them. Whoever is on the stop-list
/// stays where they are.
///
/// # Errors
/// `mailing-not-sent`, `mailing-end-passed`, `mailing-none-failed`; `mailing-none-to-retry` when all of them are
/// left out; `mailing-no-sender` when the sender was deleted meanwhile.
pub async fn retry_failed(cx: &Context, retry: Retry) -> Result<Retried> {
    let id = retry.id;
    let mut tx = cx.db().begin().await?;
    let mailing = held(cx, &mut tx, id).await?;
    if !matches!(mailing.status, Status::Sent | Status::Running) {
        return Err(refused("mailing-not-sent", &mailing));
    }
    if mailing.settings.ends_at.is_some_and(|end| end <= cx.now()) {
        return Err(refused("mailing-end-passed", &mailing));
    }
    if mailing.settings.sender_id.is_none() {
        return Err(refused("mailing-no-sender", &mailing));
    }
    let failed = count_failed(&mut tx, &retry).await?;
    let again = queue_failed(cx, &mut tx, &retry).await?;
    if failed == 0 {
        return Err(refused("mailing-none-failed", &mailing));
    }
    let left_out = failed - again;
    if again == 0 {
        return Err(refused("mailing-none-to-retry", &mailing).with("count", left_out));
    }
    let mut moves = Moves::default();
    moves.moved(id, Some(State::Failed), State::Queued, again);
    moves.write(&mut tx).await?;
    tx.run(
        "update mailings set status = 'running', finished_at = null, resumed_at = $2 where id = $1",
        params![id, cx.now()],
    )
    .await?;
    let deed = json!({
        "deliveries": again, "left_out": left_out,
        "stage": retry.stage, "code": retry.code, "enhanced": retry.enhanced,
    });
    note(cx, &mut tx, &mailing, &deed).await?;
    let mailing = done(cx, tx, id).await?;
    tracing::info!(
        mailing.id = %id, user.id = by(cx), deliveries = again, left_out, "what failed is sent again"
    );
    Ok(Retried { mailing, again, left_out })
}

/// The condition on the attempts `a` that are the reasons of `retry`, and its parameters; `$1` is the mailing.
fn reasons(retry: &Retry, mut params: Vec<Value>) -> (String, Vec<Value>) {
    let mut text = "a.mailing_id = $1 and a.outcome = 'failure' and a.retry_at is null".to_owned();
    let mut and = |column: &str, value: Option<Value>| {
        if let Some(value) = value {
            params.push(value);
            text.push_str(&format!(" and {column} = ${}", params.len()));
        }
    };
    and("a.stage", retry.stage.as_deref().map(Into::into));
    and("coalesce(a.code, 0)", retry.code.map(Into::into));
    and("coalesce(a.enhanced, '')", retry.enhanced.as_deref().map(Into::into));
    (text, params)
}

async fn count_failed(tx: &mut Tx, retry: &Retry) -> Result<i64> {
    let (reasons, params) = reasons(retry, params![retry.id]);
    let sql = format!(
        "select count(*) from attempts a join deliveries d on d.id = a.delivery_id and d.fence = a.fence
         where {reasons} and d.state = 'failed'"
    );
    let (count,): (i64,) = tx.one(sql, params).await?;
    Ok(count)
}

/// Whoever may still get mail is queued again, and the attempt that was their last says when.
async fn queue_failed(cx: &Context, tx: &mut Tx, retry: &Retry) -> Result<i64> {
    // Once: the second statement finds what the first has marked by it.
    let now = cx.now();
    let (reasons, params) = reasons(retry, params![retry.id, now]);
    let last = format!(
        "update attempts as a set retry_at = $2
         where {reasons} and exists (
           select 1 from deliveries d
           where d.id = a.delivery_id and d.fence = a.fence and d.state = 'failed'
             and d.client_id is not null
             and not exists (select 1 from suppressions s
               where s.owner_id = d.owner_id and s.email_key = d.email_key))"
    );
    tx.run(last, params).await?;
    let queued = tx
        .run(
            "update deliveries set state = 'queued', refusals = 0, tries = 0, due_at = $2, finished_at = null
             where mailing_id = $1 and state = 'failed' and exists (
               select 1 from attempts a
               where a.delivery_id = deliveries.id and a.fence = deliveries.fence and a.retry_at = $2)",
            params![retry.id, now],
        )
        .await?;
    Ok(i64::try_from(queued).unwrap_or(i64::MAX))
}

/// Decides about the letters in doubt.
pub async fn settle(cx: &Context, Settlement { id, settle_as }: Settlement) -> Result<Mailing> {
    let mut tx = cx.db().begin().await?;
    let mailing = held(cx, &mut tx, id).await?;
    let (state, finished) = match settle_as {
        SettleAs::Sent => (State::Sent, Some(cx.now())),
        SettleAs::Again => (State::Queued, None),
    };
    let settled = tx
        .run(
            "update deliveries set state = $2, due_at = $3, finished_at = $4
             where mailing_id = $1 and state = 'in_doubt'",
            params![id, state, cx.now(), finished],
        )
        .await?;
    let mut moves = Moves::default();
    moves.moved(id, Some(State::InDoubt), state, i64::try_from(settled).unwrap_or(i64::MAX));
    moves.write(&mut tx).await?;
    note(cx, &mut tx, &mailing, &json!({ "deliveries": settled, "as": settle_as })).await?;
    let mailing = done(cx, tx, id).await?;
    tracing::info!(
        mailing.id = %id, user.id = by(cx), deliveries = settled, settled_as = %settle_as,
        "what was in doubt is settled"
    );
    Ok(mailing)
}

async fn note(cx: &Context, tx: &mut Tx, mailing: &Mailing, after: &serde_json::Value) -> Result<()> {
    audit::always(cx, tx, Deed::to(mailing.owner_id, &mailing.settings.name).after(after)).await
}
