//! One SMTP connection of a running mailing, owned by one task: hand over, outcome, next.

use super::{
    State,
    claim::Claimed,
    journal::unwritable,
    lock,
    outcome::Finished,
    pace,
    retry::{self, Past, Verdict},
    run::{Ready, Run},
};
use crate::{
    Error,
    attempts::Outcome,
    clock::{MINUTE, SECOND},
    ids::AttemptId,
    senders,
};
use mail::AbortPoint;
use mail::smtp::{self, Handover, Moment, OpenError, Session};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::time::{Instant, timeout};

/// Of a letter's time, as far as it says how far away the server is: a slow one is no reason to wait long.
const PATIENCE: Duration = Duration::from_millis(200);

/// How long a connection stays closed that the server did not take beside the others.
const REOPEN: Duration = Duration::from_secs(30);

/// Sends one letter after the other until there is none. Where the server offers PIPELINING the
/// envelope of the next one travels with the final dot of this one: one round trip a letter, and
/// two letters that the server knows of.
///
/// The sender's connections have numbers; this one pauses while its `place` is another worker's.
pub(super) async fn serve(run: Arc<Run>, place: usize, mut session: Option<Session>) {
    let mut upcoming = None;
    // As long as the letter before took.
    let mut round_trip = Duration::ZERO;
    loop {
        if upcoming.is_none() && !run.stock.has_place(place) {
            if let Some(session) = session.take() {
                quit(&run, session).await;
            }
            if !run.stock.gets_place(place).await {
                break;
            }
        }
        let mut ready = match upcoming.take() {
            Some(announced) => run.stock.begin(announced),
            None => match run.stock.next().await {
                Some(ready) => ready,
                None => break,
            },
        };
        // What the server has heard of has begun.
        let has_begun = session.as_ref().is_some_and(Session::has_announced);
        // What a refusal left open may take as long to end as any answer: before anything is decided.
        if let Some(mut open) = session.take() {
            if open.ready().await {
                session = Some(open);
            } else {
                quit(&run, open).await;
            }
        }
        if session.is_none() && !run.over() {
            // It may have become another worker's while a letter was waited for.
            if !run.stock.has_place(place) {
                run.stock.put_back(ready);
                continue;
            }
            session = open(&run).await;
            if session.is_none() && !run.over() {
                // The others go on, over what the server takes.
                run.stock.put_back(ready);
                match timeout(REOPEN, run.stock.closed()).await {
                    Ok(()) => break,
                    Err(_) => continue,
                }
            }
        }
        let may_begin = has_begun || run.may_begin(&mut ready).await;
        let Some(mut open) = session.take_if(|_| may_begin) else {
            run.stock.put_back(ready);
            break;
        };
        let may_announce = open.can_announce() && !run.over() && run.stock.has_place(place);
        // It saves the time in which the server answers, and is worth a part of that.
        upcoming = if may_announce { run.stock.announce(round_trip / 4).await } else { None };
        let next = upcoming.as_ref().map(|next| (&next.envelope, &next.letter));
        AbortPoint::BeforeMailFrom.pass();
        // Whatever was waited for since it was looked at: at these moments nothing is.
        let may = |moment| match moment {
            Moment::Begin => run.begins(&ready),
            Moment::Announce => upcoming.as_ref().is_some_and(|upcoming| run.is_announced(upcoming)),
            Moment::Dot => {
                AbortPoint::BeforeDot.pass();
                run.lease_holds(&ready)
            }
        };
        let began = Instant::now();
        let handover = open.send_guarded(&ready.envelope, &ready.letter, next, may).await;
        round_trip = began.elapsed().min(PATIENCE);
        let is_reusable = handover.reusable;
        if handover.has_begun() {
            settle(&run, &ready, handover).await;
        } else {
            run.stock.put_back(ready);
        }
        if is_reusable {
            session = Some(open);
        } else {
            quit(&run, open).await;
        }
    }
    if let Some(session) = session {
        quit(&run, session).await;
    }
}

async fn quit(run: &Run, session: Session) {
    run.open.fetch_sub(1, Ordering::Relaxed);
    session.quit().await;
    run.taken.fetch_sub(1, Ordering::Relaxed);
}

/// Opens a connection. None if the server takes no more of them than there are, or none at all:
/// then the run has ended and says why.
pub(super) async fn open(run: &Run) -> Option<Session> {
    // To the server it is one from now on: what comes of it may take minutes.
    run.taken.fetch_add(1, Ordering::Relaxed);
    let opened = Session::open(&run.server).await;
    if opened.is_err() {
        run.taken.fetch_sub(1, Ordering::Relaxed);
    }
    match opened {
        Ok(session) => {
            run.open.fetch_add(1, Ordering::Relaxed);
            lock(&run.inner.deliveries.unreachable).remove(&run.sender);
            Some(session)
        }
        Err(error) if run.open.load(Ordering::Relaxed) > 0 => {
            tracing::info!(sender.id = %run.sender, error = %error, "the server takes no further connection");
            None
        }
        Err(error) => {
            not_opened(run, &error).await;
            None
        }
    }
}

async fn settle(run: &Run, ready: &Ready, handover: Handover) {
    let taken = handover.outcome == smtp::Outcome::Sent;
    if taken {
        AbortPoint::Answered.pass();
    }
    (if taken { &run.sent } else { &run.failed }).fetch_add(1, Ordering::Relaxed);
    let past = Past { tries: ready.claimed.tries + 1, refusals: ready.claimed.refusals };
    let jitter = retry::jitter(&ready.claimed.email, past.tries);
    let mut verdict = retry::verdict(handover.outcome, past, run.now(), jitter);
    // What a rehearsal answers says nothing about real people.
    verdict.suppress &= !run.rehearsal;
    let reply = handover.reply.as_ref();
    let answer = match (reply, handover.reason) {
        (Some(reply), _) => format!("{} {}", reply.code, reply.text),
        (None, Some(reason)) => reason.code().to_owned(),
        (None, None) => String::new(),
    };
    let finished = Finished {
        stage: stage(handover.stage),
        code: reply.map(|reply| reply.code),
        enhanced: reply.and_then(|reply| reply.enhanced).map(|enhanced| enhanced.to_string()),
        answer: answer.clone(),
        ..finished(run, &ready.claimed, ready.attempt, verdict)
    };
    // Before the database hears of it: should that forget, the letter is still known to be sent.
    if taken
        && !run.rehearsal
        && let Err(error) = run.inner.journal.write(&finished)
    {
        tracing::error!(error = %error, "the journal cannot be written");
        run.stop_until(run.now().plus(5 * SECOND), unwritable(&error));
    }
    if taken {
        AbortPoint::Journaled.pass();
    }
    run.ledger.finished(finished).await;

    match handover.outcome {
        smtp::Outcome::SenderRefused => {
            let reason = match handover.reason {
                // It was not even offered.
                Some(reason) => senders::smtp_error(reason, &run.server, None),
                None => Error::new("sender-refused").with("answer", answer),
            };
            run.pause(reason).await;
        }
        smtp::Outcome::PolicyRefused if run.is_refused_too_often().await => {
            run.pause(Error::new("too-many-refusals").with("answer", answer)).await;
        }
        smtp::Outcome::Sent => run.accepted(),
        smtp::Outcome::Deferred { pace: smtp::Pace::Halve, .. } => {
            // The server finds us too fast: everything waits a minute, and goes on more slowly.
            if let Err(error) = pace::halve(&run.inner.db, run.sender, run.now()).await {
                tracing::error!(sender.id = %run.sender, error = %error, "the pace could not be halved");
            }
            let reason = Error::new("server-busy").with("answer", answer);
            run.rest_until(run.now().plus(MINUTE), reason);
        }
        _ => {}
    }
}

/// Closes the attempt of a letter that could not be built.
pub(super) async fn close_unbuilt(
    run: &Run,
    claimed: &Claimed,
    attempt: AttemptId,
    verdict: Verdict,
    reason: &Error,
) {
    let finished = Finished {
        stage: "build",
        answer: serde_json::to_string(reason).unwrap_or_default(),
        ..finished(run, claimed, attempt, verdict)
    };
    run.failed.fetch_add(1, Ordering::Relaxed);
    run.ledger.finished(finished).await;
}

fn finished(run: &Run, claimed: &Claimed, attempt: AttemptId, verdict: Verdict) -> Finished {
    Finished {
        attempt,
        delivery: claimed.id,
        fence: claimed.fence,
        mailing: run.mailing,
        email: claimed.email.clone(),
        // The clock may have been set back meanwhile.
        at: run.now().max(attempt.begun()),
        verdict,
        stage: "",
        code: None,
        enhanced: None,
        answer: String::new(),
    }
}

/// An attempt that came to nothing by itself.
pub(super) fn ended(run: &Run, state: State) -> Verdict {
    Verdict {
        outcome: Outcome::Failure,
        state,
        due_at: run.now(),
        is_charged: true,
        refused_for_now: false,
        suppress: false,
    }
}

/// The server could not be reached or refused us: no recipient is to blame. What may pass is
/// tried again with a growing pause; what needs a person pauses the mailing.
async fn not_opened(run: &Run, error: &OpenError) {
    if run.over() {
        return;
    }
    tracing::warn!(
        sender.id = %run.sender, sender.host = run.server.host, step = ?error.step, code = error.reason.code(),
        "the server cannot be used"
    );
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
        run.rest_until(run.now().plus(pause.min(15 * MINUTE)), reason);
    } else {
        if let Err(error) = senders::stop(&run.inner, run.sender, &reason).await {
            tracing::error!(sender.id = %run.sender, error = %error, "could not note a sender's problem");
        }
        run.pause(reason).await;
    }
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
