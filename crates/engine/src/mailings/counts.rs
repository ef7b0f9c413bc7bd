//! How many deliveries are in each state: a roll-up changed in the transaction that moves them,
//! so that a mailing to a million is as quick to show as one to ten.

use super::placeholders;
use crate::{Result, Timestamp, clock::MINUTE, deliveries::State, ids::MailingId};
use db::{Db, Sql, Write, params};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use ts_rs::TS;

/// Deliveries by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Counts {
    pub queued: i64,
    pub leased: i64,
    pub sending: i64,
    pub in_doubt: i64,
    pub sent: i64,
    pub failed: i64,
    pub expired: i64,
    pub skipped: i64,
}

impl Counts {
    pub(super) fn of_state(&mut self, state: State) -> &mut i64 {
        match state {
            State::Queued => &mut self.queued,
            State::Leased => &mut self.leased,
            State::Sending => &mut self.sending,
            State::InDoubt => &mut self.in_doubt,
            State::Sent => &mut self.sent,
            State::Failed => &mut self.failed,
            State::Expired => &mut self.expired,
            State::Skipped => &mut self.skipped,
        }
    }

    /// Deliveries that are not in a final state.
    #[must_use]
    pub fn open(&self) -> i64 {
        self.queued + self.leased + self.sending + self.in_doubt
    }
}

pub(super) async fn of(db: &Db, mailings: &[MailingId]) -> Result<HashMap<MailingId, Counts>> {
    if mailings.is_empty() {
        return Ok(HashMap::new());
    }
    let mut params = vec![];
    let marks = placeholders(&mut params, mailings);
    let rows: Vec<(MailingId, State, i64)> = db
        .all(
            format!("select mailing_id, state, count from mailing_counts where mailing_id in ({marks})"),
            params,
        )
        .await?;
    let mut counts: HashMap<MailingId, Counts> = HashMap::new();
    for (mailing, state, count) in rows {
        *counts.entry(mailing).or_default().of_state(state) = count;
    }
    Ok(counts)
}

/// The minute that an instant falls in, counted since 1970.
pub(crate) const fn minute_of(at: Timestamp) -> i64 {
    at.0.div_euclid(MINUTE)
}

/// Where `attempt_counts` has all attempts of a person: no quarter of any day.
const ALL: i64 = -1;

/// Changes to the roll-ups, gathered while rows move and written in the same transaction.
#[derive(Debug, Default)]
pub(crate) struct Moves {
    states: BTreeMap<(MailingId, &'static str), i64>,
    /// By mailing and quarter of an hour.
    attempts: BTreeMap<(MailingId, i64), (i64, i64)>,
    minutes: BTreeMap<(MailingId, i64), (i64, i64)>,
}

impl Moves {
    /// `count` deliveries went from one state to another; `None` where they come to be.
    pub(crate) fn moved(&mut self, mailing: MailingId, from: Option<State>, to: State, count: i64) {
        if let Some(from) = from {
            *self.states.entry((mailing, from.as_str())).or_default() -= count;
        }
        *self.states.entry((mailing, to.as_str())).or_default() += count;
    }

    /// An attempt got its outcome. Of a rehearsal only its mailing keeps count.
    pub(crate) fn attempted(&mut self, mailing: MailingId, at: Timestamp, success: bool) {
        let minute = minute_of(at);
        let quarter = self.attempts.entry((mailing, minute.div_euclid(15))).or_default();
        let minute = self.minutes.entry((mailing, minute)).or_default();
        for (successes, failures) in [quarter, minute] {
            if success {
                *successes += 1;
            } else {
                *failures += 1;
            }
        }
    }

    /// The mailings whose numbers change.
    pub(crate) fn mailings(&self) -> impl Iterator<Item = MailingId> + '_ {
        self.states.keys().map(|(mailing, _)| *mailing)
    }

    pub(crate) async fn write(self, tx: &mut impl Write) -> Result<()> {
        let states = self.states.into_iter().filter(|(_, count)| *count != 0);
        tx.insert(
            Sql::pair(
                "insert into mailing_counts (mailing_id, state, count) values ($1, $2, $3)
                 on conflict (mailing_id, state) do update set count = count + excluded.count",
                "insert into mailing_counts as c (mailing_id, state, count)
                 select cast(value ->> 0 as uuid), value ->> 1, cast(value ->> 2 as bigint)
                 from jsonb_array_elements(cast($1 as jsonb))
                 on conflict (mailing_id, state) do update set count = c.count + excluded.count",
            ),
            states.map(|((mailing, state), count)| params![mailing, state, count]).collect(),
        )
        .await?;
        count_attempts(tx, self.attempts).await?;
        count_minutes(tx, self.minutes).await
    }
}

/// They count for whoever owns the mailing now.
async fn count_attempts(tx: &mut impl Write, counts: BTreeMap<(MailingId, i64), (i64, i64)>) -> Result<()> {
    let rows = counts.into_iter().flat_map(|((mailing, quarter), (success, failure))| {
        [quarter, ALL].map(|quarter| params![mailing, quarter, success, failure])
    });
    tx.insert(
        Sql::pair(
            "insert into attempt_counts as c (owner_id, quarter, success, failure)
             select m.owner_id, $2, $3, $4 from mailings m where m.id = $1 and not m.rehearsal
             on conflict (owner_id, quarter) do update
             set success = c.success + excluded.success, failure = c.failure + excluded.failure",
            "insert into attempt_counts as c (owner_id, quarter, success, failure)
             select m.owner_id, cast(value ->> 1 as bigint), sum(cast(value ->> 2 as bigint)),
               sum(cast(value ->> 3 as bigint))
             from jsonb_array_elements(cast($1 as jsonb))
             join mailings m on m.id = cast(value ->> 0 as uuid) and not m.rehearsal
             -- In one order everywhere: two workers never hold what the other one waits for.
             group by 1, 2 order by 1, 2
             on conflict (owner_id, quarter) do update
             set success = c.success + excluded.success, failure = c.failure + excluded.failure",
        ),
        rows.collect(),
    )
    .await?;
    Ok(())
}

async fn count_minutes(tx: &mut impl Write, counts: BTreeMap<(MailingId, i64), (i64, i64)>) -> Result<()> {
    let rows = counts
        .into_iter()
        .map(|((mailing, minute), (success, failure))| params![mailing, minute, success, failure]);
    tx.insert(
        Sql::pair(
            "insert into mailing_minutes as c (mailing_id, minute, success, failure) values ($1, $2, $3, $4)
             on conflict (mailing_id, minute) do update
             set success = c.success + excluded.success, failure = c.failure + excluded.failure",
            "insert into mailing_minutes as c (mailing_id, minute, success, failure)
             select cast(value ->> 0 as uuid), cast(value ->> 1 as bigint), cast(value ->> 2 as bigint),
               cast(value ->> 3 as bigint)
             from jsonb_array_elements(cast($1 as jsonb))
             on conflict (mailing_id, minute) do update
             set success = c.success + excluded.success, failure = c.failure + excluded.failure",
        ),
        rows.collect(),
    )
    .await?;
    Ok(())
}
