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
    time::{Duration, Instant, SystemTime},
};

/// Claims taken at once, for each letter that is wanted now.
const CLAIMS: usize = 8;

/// Keeps the stock filled until nothing is due or the run is over.
pub(super) async fn fill(run: &Run) {
    let mut claims = VecDeque::new();
    while !run.over() && !run.stock.is_closed() {
        let wanted = run.stock.wanted();
        if wanted == 0 {
            run.stock.taken().await;
            continue;
        }
        if claims.is_empty() {
            claims.extend(claim(run, wanted * CLAIMS).await);
        }
        if claims.is_empty() {
            break;
        }
        let built = claims.drain(..wanted.min(claims.len())).map(|claimed| build(run, claimed)).collect();
        if claims.is_empty() && !run.limits.are_set() {
            // In the same commit. A limit wants everything claimed before to have passed the gate.
            let (more, ()) = tokio::join!(claim(run, wanted * CLAIMS), gate(run, built));
            claims.extend(more);
        } else {
            gate(run, built).await;
        }
    }
    run.stock.close();
    let left = claims.into_iter().map(|claimed| (claimed.id, claimed.fence)).collect();
    run.ledger.release(run.mailing, left).await;
}

/// Deliveries that are due, as many as the sender's limits allow.
async fn claim(run: &Run, most: usize) -> Vec<Claimed> {
    let allowed = match run.limits.allowance(&run.inner.db, run.now(), most).await {
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
            run.wait_until(run.now().plus(5 * SECOND), error);
            vec![]
        }
    }
}

fn build(run: &Run, claimed: Claimed) -> Built {
    let address = match Address::parse(&claimed.email) {
        Ok(address) => address,
        Err(error) => return Built { claimed, letter: Err(error.into()) },
    };
    let id = mail::letter::message_id(claimed.id.0, &run.key, run.from.domain());
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(run.now().0).unwrap_or_default());
    let recipient = Recipient {
        address: address.clone(),
        name: claimed.name.clone(),
        comment: claimed.comment.clone(),
        fields: claimed.fields.clone(),
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
    let (gated_at, gated) = (run.now(), Instant::now());
    let attempts: Vec<AttemptId> = built.iter().map(|_| AttemptId::begun_at(gated_at)).collect();
    let requests =
        built.iter().zip(&attempts).map(|(built, attempt)| request(run, built, *attempt)).collect();
    let answers = match run.ledger.gate(requests).await {
        Ok(answers) => answers,
        Err(error) => {
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
                    ready.push(Ready { claimed: built.claimed, envelope, letter, attempt, gated_at, gated });
                }
                // A letter that cannot be built fails that delivery alone.
                Err(error) => {
                    let verdict = ended(run, State::Failed);
                    close_unbuilt(run, &built.claimed, attempt, verdict, &error).await;
                }
            },
            gate::Answer::Skip => {}
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
    }
}
