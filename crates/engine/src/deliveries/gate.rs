//! The gate: the last look before a letter begins. The attempt's row is written here, and both
//! are durable before MAIL FROM.

use super::{
    State,
    late::{self, Again},
    limits::Limits,
};
use crate::{
    Result, Timestamp,
    clock::MINUTE,
    ids::{AttemptId, ClientId, DeliveryId, MailingId, SenderId, UserId},
    line,
    mailings::Moves,
};
use db::{Batch, Db, Sql, Write as _, params};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// Longer than all time limits of one letter together: in a shared database nobody else takes a
/// letter for lost while its server may still answer.
pub(super) const LEASE: i64 = 25 * MINUTE;
/// How long the last piece with the dot may take, and then its answer (RFC 5321 §4.5.3.2.5, §4.5.3.2.6).
pub(super) const ANSWER: i64 = 13 * MINUTE;

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
    pub(super) limits: Arc<Limits>,
}

/// A letter that passed the gate and was not begun: its delivery, fence and attempt.
pub(super) type Unbegun = (DeliveryId, i64, AttemptId);

/// What the gate says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Begin,
    /// Not this one: on the stop-list, no longer a client, or another worker's by now.
    Skip,
    /// Not now: other workers have used up what the sender allows.
    Full,
    /// Not now: the mailing does not run, or its owner is blocked. The run ends.
    Closed,
}

/// Lets those begin whose mailing runs, before its end, to an address that is not on the
/// stop-list, for an owner who is not blocked. Answers in the order of the requests.
pub(super) async fn pass(
    tx: &mut Batch,
    moves: &mut Moves,
    now: Timestamp,
    worker: &str,
    requests: &[Request],
) -> Result<Vec<Answer>> {
    let open = open_mailings(tx, now, requests).await?;
    let has_room = rooms(tx, now, requests).await?;
    let rows = requests.iter().zip(&has_room).map(|(r, has_room)| {
        // Where it may not begin, no delivery has that fence.
        let fence = if *has_room && open.contains(&r.mailing) { r.fence } else { -1 };
        params![r.delivery, fence, now.plus(LEASE), State::Leased]
    });
    let begun = tx.each(Sql::pair(PASS_SQLITE, PASS_POSTGRES), rows.collect()).await?;
    let granted: Vec<&Request> =
        requests.iter().zip(&begun).filter_map(|(request, begun)| begun.then_some(request)).collect();
    for request in &granted {
        moves.moved(request.mailing, Some(State::Leased), State::Sending, 1);
    }
    write_attempts(tx, worker, &granted).await?;
    let mut answers = Vec::with_capacity(requests.len());
    for ((request, begun), has_room) in requests.iter().zip(begun).zip(has_room) {
        answers.push(match (begun, has_room) {
            (true, _) => Answer::Begin,
            (false, true) => turn_away(tx, moves, now, request, open.contains(&request.mailing)).await?,
            (false, false) => {
                give_back(tx, moves, request).await?;
                Answer::Full
            }
        });
    }
    Ok(answers)
}

/// Which of them the limits of their senders let through, the first ones first.
async fn rooms(tx: &mut Batch, now: Timestamp, requests: &[Request]) -> Result<Vec<bool>> {
    let mut rooms: HashMap<SenderId, usize> = HashMap::new();
    let mut has_room = Vec::with_capacity(requests.len());
    for request in requests {
        let room = match rooms.get(&request.sender) {
            Some(room) => *room,
            None => request.limits.room(tx, now).await?,
        };
        has_room.push(room > 0);
        rooms.insert(request.sender, room.saturating_sub(1));
    }
    Ok(has_room)
}

/// The mailings, among those of the requests, whose letters may begin now. Nobody pauses one of them, blocks its
/// owner or adds to the owner's stop-list before this transaction ends: who wants to waits for the gates in progress,
/// and every later gate sees it. (SQLite has one transaction that writes.)
async fn open_mailings(tx: &mut Batch, now: Timestamp, requests: &[Request]) -> Result<BTreeSet<MailingId>> {
    let owners: BTreeSet<Uuid> = requests.iter().map(|request| request.owner.0).collect();
    let asked: BTreeSet<MailingId> = requests.iter().map(|request| request.mailing).collect();
    line::share(tx, owners.into_iter().chain(asked.iter().map(|mailing| mailing.0))).await?;
    let mut open = BTreeSet::new();
    for mailing in asked {
        let found = tx.fetch(Sql::pair(OPEN_SQLITE, OPEN_POSTGRES), params![mailing, now]).await?;
        if !found.is_empty() {
            open.insert(mailing);
        }
    }
    Ok(open)
}

const OPEN_SQLITE: &str =
    "select m.id from mailings m join users u on u.id = m.owner_id and u.blocked_at is null
  where m.id = $1 and m.status = 'running' and (m.ends_at is null or m.ends_at > $2)";

const OPEN_POSTGRES: &str =
    "select m.id from mailings m join users u on u.id = m.owner_id and u.blocked_at is null
  where m.id = $1 and m.status = 'running' and (m.ends_at is null or m.ends_at > $2)
  for share of m for key share of u";

// The state is a value of the row: PostgreSQL is to look each delivery up, not all that were leased a moment ago.
const PASS_SQLITE: &str = "
  update deliveries set state = 'sending', tries = tries + 1, lease_until = $3
  where id = $1 and fence = $2 and state = $4 and client_id is not null
    and not exists (select 1 from suppressions s
      where s.owner_id = deliveries.owner_id and s.email_key = deliveries.email_key)";

const PASS_POSTGRES: &str = "
  update deliveries d set state = 'sending', tries = d.tries + 1, lease_until = cast(j.value ->> 2 as bigint)
  from jsonb_array_elements(cast($1 as jsonb)) with ordinality j (value, n)
  where d.id = cast(j.value ->> 0 as uuid) and d.fence = cast(j.value ->> 1 as bigint)
    and d.state = j.value ->> 3 and d.client_id is not null
    and not exists (select 1 from suppressions s
      where s.owner_id = d.owner_id and s.email_key = d.email_key)
  returning j.n";

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

async fn write_attempts(tx: &mut Batch, worker: &str, granted: &[&Request]) -> Result<()> {
    let rows = granted.iter().map(|r| {
        let domain = super::domain(&r.email);
        params![
            r.attempt,
            r.owner,
            r.mailing,
            r.delivery,
            r.sender,
            r.client,
            &r.email,
            domain,
            r.fence,
            r.rehearsal,
            worker,
            r.attempt.begun()
        ]
    });
    tx.insert(
        Sql::pair(
            "insert into attempts (id, owner_id, mailing_id, delivery_id, sender_id, client_id, email,
               domain, fence, rehearsal, worker, started_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            "insert into attempts (id, owner_id, mailing_id, delivery_id, sender_id, client_id, email,
               domain, fence, rehearsal, worker, started_at)
             select cast(value ->> 0 as uuid), cast(value ->> 1 as uuid), cast(value ->> 2 as uuid),
               cast(value ->> 3 as uuid), cast(value ->> 4 as uuid), cast(value ->> 5 as uuid),
               value ->> 6, value ->> 7, cast(value ->> 8 as bigint),
               cast(value ->> 9 as boolean), value ->> 10, cast(value ->> 11 as bigint)
             from jsonb_array_elements(cast($1 as jsonb))",
        ),
        rows.collect(),
    )
    .await?;
    Ok(())
}

/// Who may not get mail is `skipped`; everybody else waits in the queue for the mailing. Of one that is open the claim
/// was lost: that letter alone.
async fn turn_away(
    tx: &mut Batch,
    moves: &mut Moves,
    now: Timestamp,
    request: &Request,
    is_open: bool,
) -> Result<Answer> {
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
        return Ok(Answer::Skip);
    }
    give_back(tx, moves, request).await?;
    Ok(if is_open { Answer::Skip } else { Answer::Closed })
}

async fn give_back(tx: &mut Batch, moves: &mut Moves, request: &Request) -> Result<()> {
    super::claim::release(tx, moves, request.mailing, &[(request.delivery, request.fence)]).await
}

/// Undoes the gate for letters of which no server has heard: they are queued again, as if they
/// had not been tried.
pub(super) async fn take_back(
    tx: &mut Batch,
    moves: &mut Moves,
    now: Timestamp,
    mailing: MailingId,
    letters: &[Unbegun],
) -> Result<()> {
    let mut again = vec![];
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
            let (delivery, fence) = (*delivery, *fence);
            again.push(Again { delivery, fence, state: State::Queued, mailing, at: now });
        }
    }
    late::settle(tx, moves, again.into_iter()).await
}
