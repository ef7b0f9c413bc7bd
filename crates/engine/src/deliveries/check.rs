//! The invariants of delivery, proved on the rows: `vestnikctl database check`, and the end of
//! every test of delivery.

use crate::{Result, open::Inner};
use db::{Db, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A broken invariant: which, and how many rows break it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Broken {
    pub invariant: String,
    pub rows: i64,
}

/// Each query counts the rows that break the invariant of its name.
const INVARIANTS: &[(&str, &str)] = &[
    (
        "I1: the deliveries of a mailing are its snapshot",
        "select count(*) from mailings m where m.recipients <>
           (select count(*) from deliveries d where d.mailing_id = m.id)",
    ),
    (
        "I2: no sent or finished mailing has a delivery that is not final",
        "select count(*) from deliveries d join mailings m on m.id = d.mailing_id
         where m.status in ('sent', 'finished') and d.state in ('queued', 'leased', 'sending', 'in_doubt')",
    ),
    (
        "I3: every sent delivery has an attempt that succeeded, or one in doubt that a person settled",
        "select count(*) from deliveries d where d.state = 'sent' and not exists (
           select 1 from attempts a where a.delivery_id = d.id and a.outcome in ('success', 'in_doubt'))",
    ),
    (
        "I5: no attempt has ended before it began",
        "select count(*) from attempts a where a.outcome <> 'pending'
           and (a.finished_at is null or a.finished_at < a.started_at)",
    ),
    (
        "I5: an attempt is pending only while its letter is on its way",
        "select count(*) from attempts a join deliveries d on d.id = a.delivery_id
         where a.outcome = 'pending' and (d.state <> 'sending' or d.fence <> a.fence)",
    ),
    (
        "I6: no final delivery holds a lease",
        "select count(*) from deliveries d
         where d.state in ('sent', 'failed', 'expired', 'skipped') and d.lease_until is not null",
    ),
    (
        "I7: the counts of a mailing are the counts of its rows",
        "select count(*) from (
           select mailing_id, state, sum(count) as n from (
             select mailing_id, state, count from mailing_counts
             union all
             select mailing_id, state, -count(*) from deliveries group by mailing_id, state
           ) both_counts group by mailing_id, state having sum(count) <> 0
         ) differing",
    ),
    (
        "I7: attempts per quarter of an hour are the counts of the attempts",
        "select count(*) from (
           select owner_id, quarter from (
             select owner_id, quarter, success, failure from attempt_counts where quarter <> -1
             union all
             select a.owner_id, a.finished_at / 900000, -count(*) filter (where a.outcome = 'success'),
               -count(*) filter (where a.outcome = 'failure')
             from attempts a join mailings m on m.id = a.mailing_id and not m.rehearsal
             where a.outcome in ('success', 'failure') group by a.owner_id, a.finished_at / 900000
           ) both_counts group by owner_id, quarter having sum(success) <> 0 or sum(failure) <> 0
         ) differing",
    ),
    (
        "I7: all attempts of a person are the count of the attempts",
        "select count(*) from (
           select owner_id from (
             select owner_id, success, failure from attempt_counts where quarter = -1
             union all
             select a.owner_id, -count(*) filter (where a.outcome = 'success'),
               -count(*) filter (where a.outcome = 'failure')
             from attempts a join mailings m on m.id = a.mailing_id and not m.rehearsal
             where a.outcome in ('success', 'failure') group by a.owner_id
           ) both_counts group by owner_id having sum(success) <> 0 or sum(failure) <> 0
         ) differing",
    ),
    (
        "I7: an attempt is one of a rehearsal when its mailing is",
        "select count(*) from attempts a join mailings m on m.id = a.mailing_id
         where a.rehearsal <> m.rehearsal",
    ),
    (
        "I7: the clients that a person is said to have are the counts of their rows",
        "select count(*) from (
           select owner_id from (
             select owner_id, clients from owner_counts
             union all
             select owner_id, -count(*) from clients group by owner_id
           ) both_counts group by owner_id having sum(clients) <> 0
         ) differing",
    ),
    (
        "I7: attempts per minute of a mailing are the counts of its attempts",
        "select count(*) from (
           select mailing_id, minute from (
             select mailing_id, minute, success, failure from mailing_minutes
             union all
             select mailing_id, finished_at / 60000, -count(*) filter (where outcome = 'success'),
               -count(*) filter (where outcome = 'failure')
             from attempts where outcome in ('success', 'failure') group by mailing_id, finished_at / 60000
           ) both_counts group by mailing_id, minute having sum(success) <> 0 or sum(failure) <> 0
         ) differing",
    ),
];

/// The invariants that are broken; none is good.
pub async fn check(inner: &Inner) -> Result<Vec<Broken>> {
    of(&inner.db.patient()).await
}

async fn of(db: &Db) -> Result<Vec<Broken>> {
    let mut broken = vec![];
    for (invariant, sql) in INVARIANTS {
        let (rows,): (i64,) = db.one(*sql, params![]).await?;
        if rows > 0 {
            broken.push(Broken { invariant: (*invariant).to_owned(), rows });
        }
    }
    Ok(broken)
}
