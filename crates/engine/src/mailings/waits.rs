//! What a mailing waits for, in words: each reason with how many letters it concerns and when it goes on, as
//! far as that is known. Read from the database, so that every program says the same.

use super::{InDoubt, Mailing, Status, pace::Means};
use crate::{
    Context, Error, Result, Timestamp, attempts, deliveries,
    ids::{MailingId, SenderId},
    secrets,
    words::words,
};
use db::{Db, Dialect, params};
use mail::smtp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

words! {
    WaitKind {
        /// For its start.
        Start = "start",
        /// No program that could send is running.
        Worker = "worker",
        /// For a person to do something.
        Person = "person",
        /// For the passphrase of the senders' passwords.
        Passphrase = "passphrase",
        /// For the sender's mail server, or the database.
        Server = "server",
        /// For room under a limit of the sender.
        Limit = "limit",
        /// For another mailing of the same sender.
        Mailing = "mailing",
        /// Letters that a server or a broken connection put off.
        Letters = "letters",
        /// Letters in doubt, before they are sent again.
        Doubt = "doubt",
    }
}

/// Something that a mailing waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Wait {
    pub kind: WaitKind,
    pub reason: Error,
    /// Letters that it concerns, if they were counted.
    pub count: Option<i64>,
    /// When it goes on; of letters, when the first of them does.
    pub until: Option<Timestamp>,
}

/// What is queued, as far as a page needs to know it.
#[derive(Debug, Default)]
pub(super) struct Queue {
    /// When the first letter is due.
    pub(super) next: Option<Timestamp>,
    /// Letters that were put off, by when they are due.
    pub(super) put_off: BTreeMap<Timestamp, i64>,
    groups: Vec<Wait>,
    /// There are more of them than were looked at.
    pub(super) more: bool,
}

/// So many letters that were put off are looked at, those that are due first.
const LOOKED_AT: i64 = 1_000;

#[derive(sqlx::FromRow)]
struct PutOff {
    due_at: Timestamp,
    /// Of the last attempt.
    stage: Option<String>,
    code: Option<i64>,
    enhanced: Option<String>,
    answer: Option<String>,
}

pub(super) async fn queue(db: &Db, id: MailingId, now: Timestamp) -> Result<Queue> {
    let first: Option<(Timestamp,)> = db
        .find(
            "select due_at from deliveries where mailing_id = $1 and state = 'queued' order by due_at, id limit 1",
            params![id],
        )
        .await?;
    let Some((first,)) = first else {
        return Ok(Queue::default());
    };
    let rows: Vec<PutOff> = db
        .all(
            "select later.due_at, a.stage, a.code, a.enhanced, a.answer
             from (
               select id, due_at from deliveries
               where mailing_id = $1 and state = 'queued' and due_at > $2 order by due_at, id limit $3
             ) later
             left join attempts a on a.id = (
               select l.id from attempts l where l.delivery_id = later.id order by l.fence desc limit 1)",
            params![id, now, LOOKED_AT],
        )
        .await?;
    let mut queue = Queue {
        next: Some(first),
        more: i64::try_from(rows.len()).unwrap_or(i64::MAX) == LOOKED_AT,
        ..Queue::default()
    };
    let mut groups: BTreeMap<(&str, String), (i64, Timestamp)> = BTreeMap::new();
    for row in &rows {
        *queue.put_off.entry(row.due_at).or_default() += 1;
        let (code, said) = row.reason();
        let (count, first) = groups.entry((code, said)).or_insert((0, row.due_at));
        *count += 1;
        *first = row.due_at.min(*first);
    }
    for ((code, said), (count, first)) in groups {
        let reason = Error::new(code).with("count", count).with("said", said);
        queue.groups.push(Wait { kind: WaitKind::Letters, reason, count: Some(count), until: Some(first) });
    }
    Ok(queue)
}

impl PutOff {
    /// Why, and the server's codes.
    fn reason(&self) -> (&'static str, String) {
        let said = [self.code.map(|code| code.to_string()), self.enhanced.clone()];
        let said: Vec<String> = said.into_iter().flatten().collect();
        let detail = self.enhanced.as_deref().and_then(|code| code.split_once('.')).map(|(_, detail)| detail);
        let code = match (self.stage.as_deref(), self.code, detail) {
            (Some("interrupted"), ..) | (_, None, _) => "letters-cut-off",
            (_, _, Some("2.2")) | (_, Some(552), None) => "letters-mailbox-full",
            _ if self.is_greylisted() => "letters-greylisted",
            _ => "letters-put-off",
        };
        (code, said.join(" "))
    }

    fn is_greylisted(&self) -> bool {
        let (stage, answer) =
            (self.stage.as_deref().unwrap_or_default(), self.answer.as_deref().unwrap_or_default());
        attempts::reply(stage, answer).is_some_and(|(stage, reply)| smtp::is_greylisting(stage, &reply))
    }
}

/// Everything that `mailing` waits for now, what stops all of it first.
pub(super) async fn of(
    cx: &Context,
    mailing: &Mailing,
    means: Option<&Means>,
    queue: Queue,
    told: Option<(Timestamp, Error)>,
) -> Result<Vec<Wait>> {
    let wait = |kind, reason| Wait { kind, reason, count: None, until: None };
    let start = mailing.settings.starts_at.filter(|_| mailing.settings.scheduled);
    if mailing.status == Status::Created && start.is_some() {
        return Ok(vec![Wait { until: start, ..wait(WaitKind::Start, Error::new("waits-for-start")) }]);
    }
    if mailing.status != Status::Running {
        return Ok(vec![]);
    }
    let now = cx.now();
    let mut waits = vec![];
    let counts = &mailing.counts;
    let flying = counts.leased + counts.sending > 0;
    // One process owns a file: where this one does not send, nobody does.
    if cx.db().dialect() == Dialect::Sqlite && !deliveries::is_running(cx) {
        waits.push(wait(WaitKind::Worker, Error::new("waits-for-worker")));
    }
    if is_blocked(cx.db(), mailing.id).await? {
        waits.push(wait(WaitKind::Person, Error::new("waits-owner-blocked")));
    }
    let due = queue.next.is_some_and(|next| next <= now);
    let due_count = counts.queued - queue.put_off.values().sum::<i64>();
    let due_count = (!queue.more).then_some(due_count.max(0));
    let full = means.and_then(|means| full(means, now)).filter(|_| due);
    // Another worker may have what this one lacks, and reach what this one does not.
    if let Some((until, reason)) = told.filter(|(_, reason)| !flying && !is_limit(reason)) {
        waits.push(if secrets::is_locked(&reason) {
            wait(WaitKind::Passphrase, reason)
        } else {
            Wait { until: Some(until), ..wait(WaitKind::Server, reason) }
        });
    }
    if let Some((until, reason)) = full {
        waits.push(Wait { count: due_count, until: Some(until), ..wait(WaitKind::Limit, reason) });
    }
    if let Some(sender) = mailing.settings.sender_id.filter(|_| due && !flying)
        && let Some(name) = in_front(cx.db(), sender, mailing.id).await?
    {
        let reason = Error::new("waits-for-mailing").with("name", name);
        waits.push(Wait { count: due_count, ..wait(WaitKind::Mailing, reason) });
    }
    waits.extend(queue.groups);
    if queue.more {
        waits.push(wait(WaitKind::Letters, Error::new("letters-more").with("count", LOOKED_AT)));
    }
    if counts.in_doubt > 0 {
        let count = counts.in_doubt;
        waits.push(match mailing.settings.in_doubt {
            InDoubt::Hold => Wait {
                count: Some(count),
                until: mailing.settings.ends_at,
                ..wait(WaitKind::Person, Error::new("waits-for-decision").with("count", count))
            },
            InDoubt::Resend => Wait {
                count: Some(count),
                until: first_in_doubt(cx.db(), mailing.id).await?,
                ..wait(WaitKind::Doubt, Error::new("waits-in-doubt").with("count", count))
            },
        });
    }
    Ok(waits)
}

/// The limit that holds up the next letter longest, and until when.
fn full(means: &Means, now: Timestamp) -> Option<(Timestamp, Error)> {
    let full = means.windows.iter().filter_map(|window| Some((window.full_until()?, window)));
    let (until, window) = full.filter(|(until, _)| *until > now).max_by_key(|(until, _)| *until)?;
    Some((until, means.limits.reached(&window.limit)))
}

fn is_limit(reason: &Error) -> bool {
    reason.code.starts_with("limit-")
}

async fn is_blocked(db: &Db, mailing: MailingId) -> Result<bool> {
    let blocked: Option<(MailingId,)> = db
        .find(
            "select m.id from mailings m join users u on u.id = m.owner_id
             where m.id = $1 and u.blocked_at is not null",
            params![mailing],
        )
        .await?;
    Ok(blocked.is_some())
}

/// The name of the mailing that the sender is busy with, if it is another one.
async fn in_front(db: &Db, sender: SenderId, mailing: MailingId) -> Result<Option<String>> {
    let other: Option<(String,)> = db
        .find(
            "select m.name from mailings m
             where m.status <> 'finished' and m.status = 'running' and m.sender_id = $1 and m.id <> $2
               and exists (select 1 from mailing_counts c
                 where c.mailing_id = m.id and c.state in ('leased', 'sending') and c.count > 0)
             limit 1",
            params![sender, mailing],
        )
        .await?;
    Ok(other.map(|(name,)| name))
}

pub(super) async fn first_in_doubt(db: &Db, mailing: MailingId) -> Result<Option<Timestamp>> {
    let (first,): (Option<Timestamp>,) = db
        .one(
            "select min(due_at) from deliveries
             where mailing_id = $1 and state = 'in_doubt'",
            params![mailing],
        )
        .await?;
    Ok(first)
}
