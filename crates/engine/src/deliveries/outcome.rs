//! The outcome of an attempt, written with the server's whole answer.

use super::{State, as_json, retry::Verdict};
use crate::{
    Result, Timestamp,
    attempts::Outcome,
    ids::{AttemptId, DeliveryId, MailingId, UserId},
    mailings::Moves,
    suppressions::{self, Refused},
};
use db::{Sql, Tx, params};
use std::collections::HashSet;

/// What became of one attempt.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) attempt: AttemptId,
    pub(super) delivery: DeliveryId,
    pub(super) fence: i64,
    pub(super) owner: UserId,
    pub(super) mailing: MailingId,
    pub(super) email: String,
    pub(super) at: Timestamp,
    pub(super) verdict: Verdict,
    pub(super) stage: &'static str,
    pub(super) code: Option<u16>,
    pub(super) enhanced: Option<String>,
    pub(super) answer: String,
}

impl Finished {
    /// What failed is told; of the others only who wants every detail hears. The address and the answer,
    /// which may quote it, are such a detail, too.
    pub(super) fn log(&self) {
        if self.verdict.outcome != Outcome::Success {
            tracing::info!(
                mailing.id = %self.mailing,
                delivery.id = %self.delivery,
                outcome = %self.verdict.outcome,
                state = %self.verdict.state,
                stage = self.stage,
                code = self.code,
                enhanced = self.enhanced,
                "an attempt did not succeed"
            );
        }
        tracing::debug!(
            mailing.id = %self.mailing,
            delivery.id = %self.delivery,
            email = self.email,
            outcome = %self.verdict.outcome,
            stage = self.stage,
            answer = self.answer,
            "an attempt"
        );
    }
}

/// Writes the outcomes. A result that comes after its lease was lost changes its delivery only
/// if that still waits, in doubt, for this very result; the attempt keeps it in any case.
pub(super) async fn write(tx: &mut Tx, moves: &mut Moves, finished: &[Finished]) -> Result<()> {
    if finished.is_empty() {
        return Ok(());
    }
    let ours = settle(tx, State::Sending, finished).await?;
    let late: Vec<Finished> = finished.iter().filter(|f| !ours.contains(&f.delivery)).cloned().collect();
    let resolved = if late.is_empty() { HashSet::new() } else { settle(tx, State::InDoubt, &late).await? };
    for f in finished {
        let from = match (ours.contains(&f.delivery), resolved.contains(&f.delivery)) {
            (true, _) => State::Sending,
            (false, true) => State::InDoubt,
            (false, false) => continue,
        };
        moves.moved(f.mailing, Some(from), f.verdict.state, 1);
    }
    let written = write_attempts(tx, finished).await?;
    for f in finished {
        if written.contains(&f.attempt) && f.verdict.outcome != Outcome::InDoubt {
            moves.attempted(f.owner, f.mailing, f.at, f.verdict.outcome == Outcome::Success);
        }
    }
    suppress(tx, finished).await
}

async fn suppress(tx: &mut Tx, finished: &[Finished]) -> Result<()> {
    let refused: Vec<Refused> = finished
        .iter()
        .filter(|f| f.verdict.suppress)
        .filter_map(|f| {
            let key = mail::Address::parse(&f.email).ok()?.key();
            Some(Refused {
                owner_id: f.owner,
                email: f.email.clone(),
                email_key: key,
                answer: f.answer.clone(),
            })
        })
        .collect();
    match finished.iter().map(|f| f.at).max() {
        Some(now) if !refused.is_empty() => suppressions::add_refused(tx, now, &refused).await,
        _ => Ok(()),
    }
}

/// Moves deliveries out of `from`; answers which.
async fn settle(tx: &mut Tx, from: State, finished: &[Finished]) -> Result<HashSet<DeliveryId>> {
    let rows: Vec<_> = finished
        .iter()
        .map(|f| {
            let v = &f.verdict;
            let done = matches!(v.state, State::Sent | State::Failed).then_some(f.at);
            (f.delivery.0.simple(), f.fence, v.state.as_str(), v.due_at, done, i64::from(v.refused_for_now))
        })
        .collect();
    let moved: Vec<(DeliveryId,)> = tx
        .all(
            Sql::pair(
                "update deliveries indexed by sqlite_autoindex_deliveries_1
                 set state = j.value ->> 2, due_at = j.value ->> 3, finished_at = j.value ->> 4,
                   refusals = refusals + (j.value ->> 5), lease_until = null, worker = null
                 from json_each($1) j
                 where deliveries.id = unhex(j.value ->> 0) and deliveries.fence = j.value ->> 1
                   and deliveries.state = $2
                 returning deliveries.id",
                "update deliveries d
                 set state = j.value ->> 2, due_at = cast(j.value ->> 3 as bigint),
                   finished_at = cast(j.value ->> 4 as bigint),
                   refusals = d.refusals + cast(j.value ->> 5 as bigint), lease_until = null, worker = null
                 from jsonb_array_elements(cast($1 as jsonb)) j
                 where d.id = cast(j.value ->> 0 as uuid) and d.fence = cast(j.value ->> 1 as bigint)
                   and d.state = $2
                 returning d.id",
            ),
            params![as_json(&rows)?, from],
        )
        .await?;
    Ok(moved.into_iter().map(|(id,)| id).collect())
}

async fn write_attempts(tx: &mut Tx, finished: &[Finished]) -> Result<HashSet<AttemptId>> {
    let rows: Vec<_> = finished
        .iter()
        .map(|f| {
            let retry = (f.verdict.state == State::Queued).then_some(f.verdict.due_at);
            (
                f.attempt.0.simple(),
                f.at,
                f.verdict.outcome.as_str(),
                f.stage,
                f.code,
                f.enhanced.as_deref(),
                f.answer.as_str(),
                retry,
            )
        })
        .collect();
    let written: Vec<(AttemptId,)> = tx
        .all(
            Sql::pair(
                "update attempts indexed by sqlite_autoindex_attempts_1
                 set finished_at = j.value ->> 1, outcome = j.value ->> 2, stage = j.value ->> 3,
                   code = j.value ->> 4, enhanced = j.value ->> 5, answer = j.value ->> 6,
                   retry_at = j.value ->> 7
                 from json_each($1) j
                 where attempts.id = unhex(j.value ->> 0) and attempts.outcome in ('pending', 'in_doubt')
                 returning attempts.id",
                "update attempts a
                 set finished_at = cast(j.value ->> 1 as bigint), outcome = j.value ->> 2,
                   stage = j.value ->> 3, code = cast(j.value ->> 4 as bigint), enhanced = j.value ->> 5,
                   answer = j.value ->> 6, retry_at = cast(j.value ->> 7 as bigint)
                 from jsonb_array_elements(cast($1 as jsonb)) j
                 where a.id = cast(j.value ->> 0 as uuid) and a.outcome in ('pending', 'in_doubt')
                 returning a.id",
            ),
            params![as_json(&rows)?],
        )
        .await?;
    Ok(written.into_iter().map(|(id,)| id).collect())
}
