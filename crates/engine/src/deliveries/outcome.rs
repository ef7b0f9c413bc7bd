//! The outcome of an attempt, written with the server's whole answer.

use super::{
    State,
    late::{self, Again},
    retry::Verdict,
};
use crate::{
    Result, Timestamp,
    attempts::Outcome,
    ids::{AttemptId, DeliveryId, MailingId},
    mailings::Moves,
    suppressions::{self, Refused},
};
use db::{Batch, Sql, params};
use std::collections::HashSet;

/// What became of one attempt.
#[derive(Clone, Debug)]
pub(super) struct Finished {
    pub(super) attempt: AttemptId,
    pub(super) delivery: DeliveryId,
    pub(super) fence: i64,
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

/// Writes the outcomes. A result that comes after its lease was lost is late. A letter that was taken settles its
/// delivery all the same, as long as that waits for anything; any other result does so only if nobody has begun the
/// letter anew. Otherwise there may be a second copy: the attempt stays in doubt, and keeps the answer.
pub(super) async fn write(tx: &mut Batch, moves: &mut Moves, finished: &[Finished]) -> Result<()> {
    if finished.is_empty() {
        return Ok(());
    }
    let mut all: Vec<&Finished> = finished.iter().collect();
    // In one order everywhere: two workers never hold what the other one waits for.
    all.sort_unstable_by_key(|f| f.delivery);
    let late = settle(tx, moves, State::Sending, &all).await?;
    let late = settle(tx, moves, State::InDoubt, &late).await?;
    let (mut taken, late): (Vec<&Finished>, Vec<_>) =
        late.into_iter().partition(|f| f.verdict.outcome == Outcome::Success);
    for waiting in [State::Queued, State::Leased] {
        taken = settle(tx, moves, waiting, &taken).await?;
    }
    let too_late: HashSet<AttemptId> = late.into_iter().chain(taken).map(|f| f.attempt).collect();
    let written = write_attempts(tx, finished, &too_late).await?;
    for (f, _) in finished.iter().zip(written).filter(|(_, written)| *written) {
        if f.verdict.outcome != Outcome::InDoubt {
            moves.attempted(f.mailing, f.at, f.verdict.outcome == Outcome::Success);
        }
    }
    keep_answers(tx, finished.iter().filter(|f| too_late.contains(&f.attempt))).await?;
    let again =
        finished.iter().filter(|f| matches!(f.verdict.state, State::Queued | State::InDoubt)).map(|f| {
            Again {
                delivery: f.delivery,
                fence: f.fence,
                state: f.verdict.state,
                mailing: f.mailing,
                at: f.at,
            }
        });
    late::settle(tx, moves, again).await?;
    suppress(tx, finished).await
}

async fn suppress(tx: &mut Batch, finished: &[Finished]) -> Result<()> {
    let mut refused: Vec<Refused> = finished
        .iter()
        .filter(|f| f.verdict.suppress)
        .filter_map(|f| {
            let key = mail::Address::parse(&f.email).ok()?.key();
            Some(Refused {
                mailing_id: f.mailing,
                email: f.email.clone(),
                email_key: key,
                answer: f.answer.clone(),
            })
        })
        .collect();
    refused.sort_unstable_by(|a, b| a.email_key.cmp(&b.email_key));
    match finished.iter().map(|f| f.at).max() {
        Some(now) if !refused.is_empty() => suppressions::add_refused(tx, now, &refused).await,
        _ => Ok(()),
    }
}

/// Moves deliveries out of `from`; answers those that were not there.
async fn settle<'a>(
    tx: &mut Batch,
    moves: &mut Moves,
    from: State,
    finished: &[&'a Finished],
) -> Result<Vec<&'a Finished>> {
    let rows = finished.iter().map(|f| {
        let v = &f.verdict;
        // Taken is taken, whoever has tried since.
        let is_taken = from != State::Sending && v.outcome == Outcome::Success;
        let newest = if is_taken { i64::MAX } else { f.fence };
        let done = matches!(v.state, State::Sent | State::Failed).then_some(f.at);
        params![
            f.delivery,
            f.fence,
            from,
            v.state,
            v.due_at,
            done,
            i64::from(v.refused_for_now),
            i64::from(!v.is_charged),
            newest
        ]
    });
    let moved = tx
        .each(
            Sql::pair(
                "update deliveries
                 set state = $4, due_at = $5, finished_at = $6, refusals = refusals + $7, tries = tries - $8,
                   lease_until = null, worker = null
                 where id = $1 and fence between $2 and $9 and state = $3",
                "update deliveries d
                 set state = j.value ->> 3, due_at = cast(j.value ->> 4 as bigint),
                   finished_at = cast(j.value ->> 5 as bigint),
                   refusals = d.refusals + cast(j.value ->> 6 as bigint),
                   tries = d.tries - cast(j.value ->> 7 as bigint), lease_until = null, worker = null
                 from jsonb_array_elements(cast($1 as jsonb)) with ordinality j (value, n)
                 where d.id = cast(j.value ->> 0 as uuid) and d.state = j.value ->> 2
                   and d.fence between cast(j.value ->> 1 as bigint) and cast(j.value ->> 8 as bigint)
                 returning j.n",
            ),
            rows.collect(),
        )
        .await?;
    let mut others = vec![];
    for (f, moved) in finished.iter().zip(moved) {
        if moved {
            moves.moved(f.mailing, Some(from), f.verdict.state, 1);
        } else {
            others.push(*f);
        }
    }
    Ok(others)
}

/// Answers for each attempt whether it waited for its outcome. One in doubt does, unless its result is too late.
async fn write_attempts(
    tx: &mut Batch,
    finished: &[Finished],
    too_late: &HashSet<AttemptId>,
) -> Result<Vec<bool>> {
    let rows = finished.iter().map(|f| {
        let retry = (f.verdict.state == State::Queued).then_some(f.verdict.due_at);
        params![
            f.attempt,
            f.at,
            f.verdict.outcome,
            f.stage,
            f.code,
            f.enhanced.as_deref(),
            f.answer.as_str(),
            retry,
            if too_late.contains(&f.attempt) { "pending" } else { "in_doubt" }
        ]
    });
    Ok(tx
        .each(
            Sql::pair(
                "update attempts
                 set finished_at = $2, outcome = $3, stage = $4, code = $5, enhanced = $6, answer = $7,
                   retry_at = $8
                 where id = $1 and outcome in ('pending', $9)",
                "update attempts a
                 set finished_at = cast(j.value ->> 1 as bigint), outcome = j.value ->> 2,
                   stage = j.value ->> 3, code = cast(j.value ->> 4 as bigint), enhanced = j.value ->> 5,
                   answer = j.value ->> 6, retry_at = cast(j.value ->> 7 as bigint)
                 from jsonb_array_elements(cast($1 as jsonb)) with ordinality j (value, n)
                 where a.id = cast(j.value ->> 0 as uuid) and a.outcome in ('pending', j.value ->> 8)
                 returning j.n",
            ),
            rows.collect(),
        )
        .await?)
}

/// What the server said to attempts that stay in doubt.
async fn keep_answers(tx: &mut Batch, too_late: impl Iterator<Item = &Finished>) -> Result<()> {
    let rows = too_late.map(|f| params![f.attempt, f.code, f.enhanced.as_deref(), f.answer.as_str()]);
    tx.each(
        Sql::pair(
            "update attempts set code = $2, enhanced = $3, answer = $4 where id = $1 and outcome = 'in_doubt'",
            "update attempts a set code = cast(j.value ->> 1 as bigint), enhanced = j.value ->> 2,
               answer = j.value ->> 3
             from jsonb_array_elements(cast($1 as jsonb)) with ordinality j (value, n)
             where a.id = cast(j.value ->> 0 as uuid) and a.outcome = 'in_doubt'
             returning j.n",
        ),
        rows.collect(),
    )
    .await?;
    Ok(())
}
