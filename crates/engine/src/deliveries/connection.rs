//! One SMTP connection of a running mailing, owned by one task: gate, hand over, outcome, next.

use super::{
    State, lock,
    outcome::Finished,
    retry::{self, Past, Verdict},
    run::{Ready, Run},
};
use crate::{
    Error,
    attempts::Outcome,
    clock::{MINUTE, SECOND},
    senders,
};
use mail::smtp::{self, Handover, OpenError, Session};
use std::{collections::VecDeque, sync::Arc};

/// Sends one letter after the other until there is none. While a letter is on its way the next
/// one is claimed, built and gated: never more than two of a connection are past the gate.
pub(super) async fn serve(run: Arc<Run>) {
    let mut session: Option<Session> = None;
    let mut upcoming: Option<Ready> = None;
    loop {
        let ready = match upcoming.take() {
            Some(ready) => ready,
            None => match first(&run, &mut session).await {
                Some(ready) => ready,
                None => break,
            },
        };
        let (Some(envelope), Ok(letter)) = (&ready.built.envelope, &ready.built.letter) else {
            not_built(&run, ready).await;
            continue;
        };
        let mut open = match session.take() {
            Some(open) => open,
            None => match Session::open(&run.server).await {
                Ok(open) => open,
                Err(error) => {
                    // Gated while the connection was there: the attempt says why it came to nothing.
                    not_begun(&run, ready, &error).await;
                    not_opened(&run, &error).await;
                    break;
                }
            },
        };
        reached(&run);
        let (handover, next) = tokio::join!(open.send(envelope, letter), run.ready());
        upcoming = next;
        if handover.reusable {
            session = Some(open);
        }
        settle(&run, &ready, handover).await;
    }
    if let Some(session) = session {
        session.quit().await;
    }
}

/// A letter for a connection that has none in hand. The server is reached before the gate, so
/// that a server that is down costs no recipient an attempt.
async fn first(run: &Run, session: &mut Option<Session>) -> Option<Ready> {
    loop {
        let built = run.built().await?;
        if session.is_none() {
            match Session::open(&run.server).await {
                Ok(open) => *session = Some(open),
                Err(error) => {
                    run.give_back(built).await;
                    not_opened(run, &error).await;
                    return None;
                }
            }
        }
        if let Some(ready) = run.gate(built).await {
            return Some(ready);
        }
    }
}

async fn settle(run: &Run, ready: &Ready, handover: Handover) {
    let claimed = &ready.built.claimed;
    let past = Past { tries: claimed.tries + 1, refusals: claimed.refusals };
    let mut verdict = retry::verdict(handover.outcome, past, run.now(), rand::random());
    // What a rehearsal answers says nothing about real people.
    verdict.suppress &= !run.rehearsal;
    let reply = handover.reply.as_ref();
    let answer = match (reply, handover.reason) {
        (Some(reply), _) => format!("{} {}", reply.code, reply.text),
        (None, Some(reason)) => reason.code().to_owned(),
        (None, None) => String::new(),
    };
    let code = reply.map(|reply| reply.code);
    let enhanced = reply.and_then(|reply| reply.enhanced).map(|enhanced| enhanced.to_string());
    finish(run, ready, verdict, stage(handover.stage), code, enhanced, answer.clone()).await;

    match handover.outcome {
        smtp::Outcome::SenderRefused => {
            run.pause(Error::new("sender-refused").with("answer", answer)).await;
        }
        smtp::Outcome::PolicyRefused if lock(&run.breaker).refused() => {
            run.pause(Error::new("too-many-refusals").with("answer", answer)).await;
        }
        smtp::Outcome::Sent => lock(&run.breaker).accepted(),
        smtp::Outcome::Deferred { pace: smtp::Pace::Halve, .. } => {
            // The server finds us too fast: everything waits a minute.
            let reason = Error::new("server-busy").with("answer", answer);
            run.wait_until(run.now().plus(MINUTE), reason);
        }
        _ => {}
    }
}

async fn finish(
    run: &Run,
    ready: &Ready,
    verdict: Verdict,
    stage: &'static str,
    code: Option<u16>,
    enhanced: Option<String>,
    answer: String,
) {
    let claimed = &ready.built.claimed;
    run.ledger
        .finished(Finished {
            attempt: ready.attempt,
            delivery: claimed.id,
            fence: claimed.fence,
            owner: ready.owner,
            mailing: run.mailing,
            email: claimed.email.clone(),
            at: run.now(),
            verdict,
            stage,
            code,
            enhanced,
            answer,
        })
        .await;
}

/// A letter that cannot be built fails that delivery alone.
async fn not_built(run: &Run, ready: Ready) {
    let reason = match &ready.built.letter {
        Err(error) => serde_json::to_string(error).unwrap_or_default(),
        Ok(_) => String::new(),
    };
    finish(run, &ready, ended(run, State::Failed), "build", None, None, reason).await;
}

/// The connection broke and could not be opened again: nothing of this letter was begun.
async fn not_begun(run: &Run, ready: Ready, error: &OpenError) {
    let answer = error
        .reply
        .as_ref()
        .map_or_else(|| error.reason.code().to_owned(), |r| format!("{} {}", r.code, r.text));
    let code = error.reply.as_ref().map(|reply| reply.code);
    finish(run, &ready, ended(run, State::Queued), "connect", code, None, answer).await;
}

fn ended(run: &Run, state: State) -> Verdict {
    Verdict { outcome: Outcome::Failure, state, due_at: run.now(), refused_for_now: false, suppress: false }
}

/// The server could not be reached or refused us: no recipient is to blame. What may pass is
/// tried again with a growing pause; what needs a person pauses the mailing.
async fn not_opened(run: &Run, error: &OpenError) {
    if run.over() {
        return;
    }
    let reason = senders::open_error(error, &run.server);
    if error.is_temporary() {
        let times = {
            let mut unreachable = lock(&run.inner.deliveries.unreachable);
            let times = unreachable.entry(run.sender).or_default();
            *times += 1;
            *times
        };
        // 30 s, doubling, up to 15 min.
        let pause = (30 * SECOND) << (times - 1).min(5);
        run.wait_until(run.now().plus(pause.min(15 * MINUTE)), reason);
    } else {
        if let Err(error) = senders::stop(&run.inner, run.sender, &reason).await {
            tracing::error!(sender.id = %run.sender, error = %error, "could not note a sender's problem");
        }
        run.pause(reason).await;
    }
}

fn reached(run: &Run) {
    lock(&run.inner.deliveries.unreachable).remove(&run.sender);
}

const fn stage(stage: smtp::Stage) -> &'static str {
    match stage {
        smtp::Stage::MailFrom => "mail_from",
        smtp::Stage::Rcpt => "rcpt",
        smtp::Stage::Data => "data",
        smtp::Stage::Body => "body",
        smtp::Stage::Dot => "dot",
    }
}

/// Counts refusals for what the letter is or where it comes from: 5 in a row, or more than 20 %
/// of the last 50, and going on would cost the sender's good name.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    last: VecDeque<bool>,
}

impl Breaker {
    const IN_A_ROW: usize = 5;
    const LAST: usize = 50;

    fn accepted(&mut self) {
        self.note(false);
    }

    /// Answers whether to stop.
    fn refused(&mut self) -> bool {
        self.note(true);
        let refused = self.last.iter().filter(|refused| **refused).count();
        let in_a_row = self.last.iter().rev().take_while(|refused| **refused).count();
        in_a_row >= Self::IN_A_ROW || (self.last.len() == Self::LAST && refused * 5 > Self::LAST)
    }

    fn note(&mut self, refused: bool) {
        if self.last.len() == Self::LAST {
            self.last.pop_front();
        }
        self.last.push_back(refused);
    }
}

#[cfg(test)]
mod tests {
    use super::Breaker;

    #[test]
    fn five_refusals_in_a_row_are_enough() {
        let mut breaker = Breaker::default();
        breaker.accepted();
        let stopped: Vec<bool> = (0..5).map(|_| breaker.refused()).collect();
        assert_eq!(stopped, [false, false, false, false, true]);
    }

    #[test]
    fn more_than_a_fifth_of_the_last_fifty_is_enough() {
        let mut breaker = Breaker::default();
        let mut stopped_at = None;
        for letter in 1..=60 {
            if letter % 4 == 0 {
                if breaker.refused() {
                    stopped_at = Some(letter);
                    break;
                }
            } else {
                breaker.accepted();
            }
        }
        assert_eq!(stopped_at, Some(52));
    }
}
