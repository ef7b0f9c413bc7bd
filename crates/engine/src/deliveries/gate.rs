//! The gate: the last look before a letter begins. The attempt's row is written here, and both
//! are durable before MAIL FROM.

use super::{State, as_json};
use crate::{
    Result, Timestamp,
    clock::MINUTE,
    ids::{AttemptId, ClientId, DeliveryId, MailingId, SenderId, UserId},
    mailings::Moves,
};
use db::{Db, Sql, Tx, params};
use std::collections::HashSet;

/// Longer than all time limits of one letter together: in a shared database nobody else takes a
/// letter for lost while its server may still answer.
pub(super) const LEASE: i64 = 25 * MINUTE;
/// How long the server may take to answer the last dot (RFC 5321 §4.5.3.2.6).
pub(super) const ANSWER: i64 = 10 * MINUTE;

/// A letter that asks to begin.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) delivery: DeliveryId,
    pub(super) fence: i64,
    pub(super) attempt: AttemptId,
    pub(super) owner: UserId,
    pub(super) mailing: MailingId,
    pub(super) sender: SenderId,
    pub(super) client: Option<ClientId>,
    pub(super) email: String,
    pub(super) rehearsal: bool,
}

/// A letter that passed the gate and was not begun: its delivery, fence and attempt.
pub(super) type Unbegun = (DeliveryId, i64, AttemptId);

/// What the gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Begin,
    /// Not this one: on the stop-list or no longer a client.
    Skip,
    /// Not now: the mailing does not run, its owner is blocked, or the claim was lost. The run ends.
    Closed,
}

/// Lets those begin whose mailing runs, before its end, to an address that is not on the
/// stop-list, for an owner who is not blocked.
pub(super) async fn pass(
    tx: &mut Tx,
    moves: &mut Moves,
    now: Timestamp,
    worker: &str,
    requests: &[Request],
) -> Result<Vec<Answer>> {
    let rows: Vec<_> = requests.iter().map(|r| (r.delivery.0.simple(), r.fence)).collect();
    let begun: Vec<(DeliveryId,)> =
        tx.all(Sql::pair(PASS_SQLITE, PASS_POSTGRES), params![as_json(&rows)?, now, now.plus(LEASE)]).await?;
    let begun: HashSet<DeliveryId> = begun.into_iter().map(|(id,)| id).collect();
    let (granted, refused): (Vec<&Request>, Vec<&Request>) =
        requests.iter().partition(|request| begun.contains(&request.delivery));
    for request in &granted {
        moves.moved(request.mailing, Some(State::Leased), State::Sending, 1);
    }
    write_attempts(tx, now, worker, &granted).await?;
    let skipped = turn_away(tx, moves, now, &refused).await?;
    Ok(requests
        .iter()
        .map(|request| {
            if begun.contains(&request.delivery) {
                Answer::Begin
            } else if skipped.contains(&request.delivery) {
                Answer::Skip
            } else {
                Answer::Closed
            }
        })
        .collect())
}

// INDEXED BY: the planner takes json_each for long and would walk all deliveries for each row.
const PASS_SQLITE: &str = "
  update deliveries indexed by sqlite_autoindex_deliveries_1
  set state = 'sending', tries = tries + 1, lease_until = $3
  from json_each($1) j, mailings m, users u
  where deliveries.id = unhex(j.value ->> 0) and deliveries.fence = j.value ->> 1
    and deliveries.state = 'leased' and deliveries.client_id is not null
    and m.id = deliveries.mailing_id and m.status = 'running' and (m.ends_at is null or m.ends_at > $2)
    and u.id = deliveries.owner_id and u.blocked_at is null
    and not exists (select 1 from suppressions s
      where s.owner_id = deliveries.owner_id and s.email_key = deliveries.email_key)
  returning deliveries.id";

// The locks make a pause, or a block, wait for gates in progress, and every later gate see it.
const PASS_POSTGRES: &str = "
  with g as (
    select cast(value ->> 0 as uuid) as id, cast(value ->> 1 as bigint) as fence
    from jsonb_array_elements(cast($1 as jsonb))
  ), m as (
    select id from mailings
    where id in (select d.mailing_id from deliveries d join g on g.id = d.id)
      and status = 'running' and (ends_at is null or ends_at > $2)
    for share
  ), u as (
    select id from users
    where id in (select d.owner_id from deliveries d join g on g.id = d.id) and blocked_at is null
    for key share
  )
  update deliveries d set state = 'sending', tries = d.tries + 1, lease_until = $3
  from g, m, u
  where d.id = g.id and d.fence = g.fence and d.state = 'leased' and d.client_id is not null
    and m.id = d.mailing_id and u.id = d.owner_id
    and not exists (select 1 from suppressions s
      where s.owner_id = d.owner_id and s.email_key = d.email_key)
  returning d.id";

/// Whether the gate would still let this letter through, which it has passed.
pub(super) async fn is_open(db: &Db, now: Timestamp, delivery: DeliveryId) -> Result<bool> {
    let open: Option<(DeliveryId,)> = db
        .find(
            "select d.id from deliveries d
             join mailings m on m.id = d.mailing_id
             join users u on u.id = d.owner_id
             where d.id = $1 and d.state = 'sending' and d.client_id is not null
               and m.status = 'running' and (m.ends_at is null or m.ends_at > $2) and u.blocked_at is null
               and not exists (select 1 from suppressions s
                 where s.owner_id = d.owner_id and s.email_key = d.email_key)",
            params![delivery, now],
        )
        .await?;
    Ok(open.is_some())
}

async fn write_attempts(tx: &mut Tx, now: Timestamp, worker: &str, granted: &[&Request]) -> Result<()> {
    if granted.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = granted
        .iter()
        .map(|r| {
            (
                r.attempt.0.simple(),
                r.owner.0.simple(),
                r.mailing.0.simple(),
                r.delivery.0.simple(),
                r.sender.0.simple(),
                r.client.map(|id| id.0.simple()),
                r.email.as_str(),
                super::domain(&r.email),
                r.fence,
                r.rehearsal,
            )
        })
        .collect();
    tx.run(
        Sql::pair(
            "insert into attempts (id, owner_id, mailing_id, delivery_id, sender_id, client_id, email,
               domain, fence, rehearsal, worker, started_at)
             select unhex(value ->> 0), unhex(value ->> 1), unhex(value ->> 2), unhex(value ->> 3),
               unhex(value ->> 4), unhex(value ->> 5), value ->> 6, value ->> 7, value ->> 8,
               value ->> 9, $2, $3
             from json_each($1)",
            "insert into attempts (id, owner_id, mailing_id, delivery_id, sender_id, client_id, email,
               domain, fence, rehearsal, worker, started_at)
             select cast(value ->> 0 as uuid), cast(value ->> 1 as uuid), cast(value ->> 2 as uuid),
               cast(value ->> 3 as uuid), cast(value ->> 4 as uuid), cast(value ->> 5 as uuid),
               value ->> 6, value ->> 7, cast(value ->> 8 as bigint),
               cast(value ->> 9 as boolean), $2, $3
             from jsonb_array_elements(cast($1 as jsonb))",
        ),
        params![as_json(&rows)?, worker, now],
    )
    .await?;
    Ok(())
}

/// Those who may not get mail are `skipped`; the others wait in the queue for their mailing.
/// Answers who was skipped.
async fn turn_away(
    tx: &mut Tx,
    moves: &mut Moves,
    now: Timestamp,
    refused: &[&Request],
) -> Result<HashSet<DeliveryId>> {
    let mut left_out = HashSet::new();
    for request in refused {
        let skipped = tx
            .run(
                "update deliveries set state = 'skipped', finished_at = $3, lease_until = null, worker = null
                 where id = $1 and fence = $2 and state = 'leased' and (client_id is null
                   or exists (select 1 from suppressions s
                     where s.owner_id = deliveries.owner_id and s.email_key = deliveries.email_key))",
                params![request.delivery, request.fence, now],
            )
            .await?;
        if skipped == 1 {
            moves.moved(request.mailing, Some(State::Leased), State::Skipped, 1);
            left_out.insert(request.delivery);
        } else {
            let claim = (request.delivery, request.fence);
            super::claim::release(tx, moves, request.mailing, &[claim]).await?;
        }
    }
    Ok(left_out)
}

/// Undoes the gate for letters of which no server has heard: they are queued again, as if they
/// had not been tried.
pub(super) async fn take_back(
    tx: &mut Tx,
    moves: &mut Moves,
    mailing: MailingId,
    letters: &[Unbegun],
) -> Result<()> {
    for (delivery, fence, attempt) in letters {
        let queued = tx
            .run(
                "update deliveries set state = 'queued', tries = tries - 1, lease_until = null, worker = null
                 where id = $1 and fence = $2 and state = 'sending'",
                params![*delivery, *fence],
            )
            .await?;
        if queued == 1 {
            moves.moved(mailing, Some(State::Sending), State::Queued, 1);
            tx.run("delete from attempts where id = $1 and outcome = 'pending'", params![*attempt]).await?;
        }
    }
    Ok(())
}
