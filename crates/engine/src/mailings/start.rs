//! The start of a mailing: one transaction makes its deliveries, a snapshot of the audience with
//! each address once, and freezes what is sent.

use super::{Mailing, Moves, audience::condition};
use crate::{
    Error, Result, Timestamp,
    deliveries::{State, recall},
    ids::MailingId,
};
use db::{Sql, Tx, Value, params};

/// Starts `mailing`. Whoever is on the stop-list gets a delivery too, `skipped` from the first:
/// nobody is left out silently. Nor is anybody written to again whose letter a journal has ([`recall`]).
///
/// # Errors
/// `mailing-no-message`, `mailing-no-sender`, `mailing-nobody`.
pub(super) async fn start(tx: &mut Tx, now: Timestamp, mailing: &Mailing) -> Result<()> {
    freeze(tx, mailing).await?;
    let queued = snapshot(tx, now, mailing, State::Queued).await?;
    let skipped = snapshot(tx, now, mailing, State::Skipped).await?;
    if queued + skipped == 0 {
        return Err(Error::new("mailing-nobody")
            .with("name", mailing.settings.name.as_str())
            .field("audience"));
    }
    let mut moves = Moves::default();
    moves.moved(mailing.id, None, State::Queued, queued);
    moves.moved(mailing.id, None, State::Skipped, skipped);
    recall(tx, &mut moves, mailing.id).await?;
    moves.write(tx).await?;
    tx.run(
        "update mailings set status = 'running', started_at = $2, recipients = $3,
           paused_by = null, paused_reason = null, paused_at = null
         where id = $1",
        params![mailing.id, now, queued + skipped],
    )
    .await?;
    Ok(())
}

/// Whether a person must do something before the mailing can start.
pub(super) fn is_refusal(error: &Error) -> bool {
    ["mailing-no-message", "mailing-no-sender", "mailing-nobody"].contains(&error.code.as_ref())
}

/// Copies what is sent. The bytes of attachments are shared with the message and stay as long as
/// one of the two needs them.
async fn freeze(tx: &mut Tx, mailing: &Mailing) -> Result<()> {
    let Some(message) = mailing.settings.message_id else {
        return Err(Error::new("mailing-no-message").field("message_id"));
    };
    let Some(sender) = mailing.settings.sender_id else {
        return Err(Error::new("mailing-no-sender").field("sender_id"));
    };
    tx.run(
        "insert into mailing_contents (mailing_id, subject, format, body, text_body, from_name, from_email)
         select $1, t.subject, t.format, t.body, t.text_body, s.from_name, s.from_email
         from messages t, senders s where t.id = $2 and s.id = $3",
        params![mailing.id, message, sender],
    )
    .await?;
    tx.run(
        "insert into mailing_attachments (owner_id, mailing_id, position, name, media_type, hash)
         select owner_id, $1, row_number() over (order by id), name, media_type, hash
         from attachments where message_id = $2",
        params![mailing.id, message],
    )
    .await?;
    Ok(())
}

/// Makes the deliveries of those who are on the stop-list (`Skipped`), or of the others
/// (`Queued`), and answers how many.
async fn snapshot(tx: &mut Tx, now: Timestamp, mailing: &Mailing, state: State) -> Result<i64> {
    let finished = (state == State::Skipped).then_some(now);
    let mut params: Vec<Value> = params![mailing.owner_id, mailing.id, state, now, finished];
    let who = condition(&mailing.settings.audience, &mut params);
    let listed = if state == State::Skipped { "exists" } else { "not exists" };
    let text = |id: &str, who: &str| {
        format!(
            "insert into deliveries
               (id, owner_id, mailing_id, client_id, email, email_key, state, due_at, finished_at)
             select {id}, c.owner_id, $2, c.id, c.email, c.email_key, $3, $4, $5
             from (
               select c.id, c.owner_id, c.email, c.email_key, row_number() over (order by c.id) as n
               from clients c
               where c.owner_id = $1 and {who} and {listed} (
                 select 1 from suppressions s
                 where s.owner_id = c.owner_id and s.email_key = c.email_key)
             ) c"
        )
    };
    // UUIDv7 made by the database: the time, a counter of 24 bits, 48 random bits (RFC 9562 §6.2,
    // method 1). In order, a million go into their index at its end.
    let made = tx
        .run(
            Sql {
                sqlite: text(
                    "unhex(printf('%012x7%03x8%03x', $4, c.n / 4096, c.n % 4096) || hex(randomblob(6)))",
                    &who.sqlite,
                )
                .into(),
                postgres: text(
                    "cast(lpad(to_hex($4), 12, '0') || '7' || lpad(to_hex(c.n / 4096), 3, '0')
                       || '8' || lpad(to_hex(c.n % 4096), 3, '0')
                       || right(cast(gen_random_uuid() as text), 12) as uuid)",
                    &who.postgres,
                )
                .into(),
            },
            params,
        )
        .await?;
    Ok(i64::try_from(made).unwrap_or(i64::MAX))
}

/// What was not sent when the end came is `expired`; so is what was in doubt: nobody may send it
/// again, and its attempt still says that it has perhaps arrived.
pub(super) async fn expire(tx: &mut Tx, now: Timestamp, mailing: MailingId) -> Result<()> {
    let queued = tx
        .run(
            "update deliveries set state = 'expired', finished_at = $2
             where mailing_id = $1 and state = 'queued'",
            params![mailing, now],
        )
        .await?;
    let in_doubt = tx
        .run(
            "update deliveries set state = 'expired', finished_at = $2
             where mailing_id = $1 and state = 'in_doubt'",
            params![mailing, now],
        )
        .await?;
    let mut moves = Moves::default();
    for (from, count) in [(State::Queued, queued), (State::InDoubt, in_doubt)] {
        moves.moved(mailing, Some(from), State::Expired, i64::try_from(count).unwrap_or(i64::MAX));
    }
    moves.write(tx).await
}
