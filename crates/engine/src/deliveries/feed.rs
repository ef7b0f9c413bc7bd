//! Claims, builds and gates letters ahead of the connections of a running mailing.

use super::{
    State,
    claim::Claimed,
    connection::{close_unbuilt, ended},
    gate,
    limits::Allowance,
    run::{Built, Ready, Run},
};
use crate::{clock::SECOND, ids::AttemptId, messages};
use mail::{Address, merge::Recipient, smtp};
use std::{
    collections::VecDeque,
    mem::take,
    time::{Duration, SystemTime},
};

/// Claims taken at once, for each letter that is wanted now: few enough that each begins long before its lease ends.
const CLAIMS: usize = 2;
const CLAIMS_FAST: usize = 3;

/// Keeps the stock filled until nothing is due or the run is over.
pub(super) async fn fill(run: &Run) {
    let mut claims = VecDeque::new();
    // Built while the gates before them are being written.
    let mut built = VecDeque::new();
    while !run.over() && !run.stock.is_closed() {
        let wanted = run.stock.wanted();
        if wanted == 0 {
            run.stock.taken().await;
            continue;
        }
        if claims.is_empty() && built.is_empty() {
            claims.extend(claim(run, wanted).await);
        }
        build_some(run, wanted, &mut claims, &mut built);
        let next: Vec<Built> = built.drain(..wanted.min(built.len())).collect();
        if next.is_empty() {
            break;
        }
        // More is claimed in the same commit. But a limit wants everything claimed before to have passed the gate.
        let may_claim = claims.len() < 2 * wanted && run.limits().limits(run.now()).is_empty();
        let more = async { if may_claim { claim(run, wanted).await } else { vec![] } };
        let build = async { build_some(run, wanted, &mut claims, &mut built) };
        let ((), more, ()) = tokio::join!(gate(run, next), more, build);
        claims.extend(more);
    }
    run.stock.close();
    let left = built.into_iter().map(|built| built.claimed).chain(claims);
    let left = left.map(|claimed| (claimed.id, claimed.fence)).collect();
    run.ledger.release(run.mailing, left).await;
    if run.stock.is_halted() {
        // Connections may wait long for their last answers.
        run.take_back_rest().await;
    }
}

/// Builds until so many letters are ready.
fn build_some(run: &Run, wanted: usize, claims: &mut VecDeque<Claimed>, built: &mut VecDeque<Built>) {
    while built.len() < wanted
        && let Some(claimed) = claims.pop_front()
    {
        built.push_back(build(run, claimed));
    }
}

/// Deliveries that are due, for so many letters and some more, as many as the sender's limits allow.
async fn claim(run: &Run, wanted: usize) -> Vec<Claimed> {
    let most = wanted * if run.stock.is_fast() { CLAIMS_FAST } else { CLAIMS };
    let allowed = match run.allowance(most).await {
        Ok(Allowance::Letters(allowed)) => allowed,
        Ok(Allowance::Wait(until, reason)) => {
            run.wait_until(until, reason);
            return vec![];
        }
        Err(error) => {
            run.wait_until(run.now().plus(5 * SECOND), error);
            return vec![];
        }
    };
    match run.ledger.claim(run.mailing, allowed).await {
        Ok(claimed) => claimed,
        Err(error) => {
            // A commit that failed may have taken effect all the same.
            run.ledger.release_all(run.mailing).await;
            run.wait_until(run.now().plus(5 * SECOND), error);
            vec![]
        }
    }
}

fn build(run: &Run, mut claimed: Claimed) -> Built {
    let address = match Address::parse(&claimed.email) {
        Ok(address) => address,
        Err(error) => return Built { claimed, letter: Err(error.into()) },
    };
    let id = run.ids.of(claimed.id.0);
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(run.now().0).unwrap_or_default());
    let recipient = Recipient {
        address: address.clone(),
        name: take(&mut claimed.name),
        comment: take(&mut claimed.comment),
        fields: take(&mut claimed.fields),
    };
    let envelope = smtp::Envelope { from: run.from.clone(), to: address };
    let letter = run
        .press
        .letter(&recipient, &id, date)
        .map(|letter| (envelope, letter))
        .map_err(|error| messages::letter_error(&error));
    Built { claimed, letter }
}

/// Takes letters through the gate, together, and into the stock.
async fn gate(run: &Run, built: Vec<Built>) {
    let asked = run.inner.config.clock.steady();
    let now = run.now();
    let attempts: Vec<AttemptId> = built.iter().map(|_| AttemptId::begun_at(now)).collect();
    let requests =
        built.iter().zip(&attempts).map(|(built, attempt)| request(run, built, *attempt)).collect();
    let answers = match run.ledger.gate(requests).await {
        Ok(answers) => answers,
        Err(error) => {
            // A commit that failed may have taken effect all the same: undone whichever way it went.
            let letters =
                built.iter().zip(attempts).map(|(b, attempt)| (b.claimed.id, b.claimed.fence, attempt));
            run.ledger.not_begun(run.mailing, letters.collect()).await;
            let claims = built.iter().map(|built| (built.claimed.id, built.claimed.fence)).collect();
            run.ledger.release(run.mailing, claims).await;
            run.wait_until(run.now().plus(5 * SECOND), error);
            return;
        }
    };
    let mut ready = vec![];
    for ((built, attempt), answer) in built.into_iter().zip(attempts).zip(answers) {
        match answer {
            gate::Answer::Begin => match built.letter {
                Ok((envelope, letter)) => {
                    let claimed = built.claimed;
                    ready.push(Ready { claimed, envelope, letter, attempt, asked, looked: asked });
                }
                // A letter that cannot be built fails that delivery alone.
                Err(error) => {
                    let verdict = ended(run, State::Failed);
                    close_unbuilt(run, &built.claimed, attempt, verdict, &error).await;
                }
            },
            // The next claim finds out until when.
            gate::Answer::Skip | gate::Answer::Full => {}
            gate::Answer::Closed => run.stock.halt(),
        }
    }
    run.stock.add(ready);
}

fn request(run: &Run, built: &Built, attempt: AttemptId) -> gate::Request {
    gate::Request {
        delivery: built.claimed.id,
        fence: built.claimed.fence,
        attempt,
        owner: run.owner,
        mailing: run.mailing,
        sender: run.sender,
        client: built.claimed.client,
        email: built.claimed.email.clone(),
        rehearsal: run.rehearsal,
        limits: run.limits(),
    }
}
