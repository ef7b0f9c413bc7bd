//! `vestnikctl worker`: the scheduler without a window.

use crate::{ending::Ending, problems::Problems, session::Session};
use clap::Args;
use engine::{Error, Event, Result, texts::text};
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use tokio::sync::broadcast::{
    Receiver,
    error::{RecvError, TryRecvError},
};

#[derive(Args)]
pub struct Command {
    #[arg(long, help = "ctl-worker-until-idle")]
    until_idle: bool,
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    if command.until_idle {
        let stop = Arc::new(AtomicBool::new(false));
        let work = session.engine.run_until_idle_or(Arc::clone(&stop));
        return attend(session, &stop, work, |problem| waits(session, problem)).await;
    }
    let mut ending = Ending::listen()?;
    let events = session.engine.events();
    let worker = session.engine.start_worker();
    let words = text(session.screen.language, "ctl-worker-started", &[]);
    session.screen.say(&words, &json!({ "kind": "started" }))?;
    let told = tokio::select! {
        () = ending.asked() => Ok(()),
        told = tell(session, events) => told,
    };
    tokio::select! {
        () = worker.stop() => {}
        // Whoever asks twice does not wait for a server or a database: the next start puts right what is left.
        () = ending.asked() => {}
    }
    told
}

/// Sees the work of the engine's worker to its end, and tells what it waits for. Once somebody asks
/// to end, `stop` is set; what is in flight is finished first, unless they ask again.
pub async fn attend(
    session: &Session,
    stop: &AtomicBool,
    work: impl Future<Output = ()>,
    mut tell: impl FnMut(&Error) -> Result<()>,
) -> Result<()> {
    let mut ending = Ending::listen()?;
    let mut events = session.engine.events();
    let mut problems = Problems::default();
    let mut told = Ok(());
    tokio::pin!(work);
    loop {
        let event = tokio::select! {
            () = &mut work => break,
            () = ending.asked() => {
                // Whoever asks twice does not wait for a server or a database.
                if stop.swap(true, Ordering::Relaxed) {
                    break;
                }
                session.engine.inner().deliveries.wake();
                continue;
            }
            // Hints may be lost: whatever stands in the way is told again.
            event = events.recv() => event.ok(),
        };
        if let Some(problem) = event.and_then(|event| problems.new_in(&event)) {
            // That it cannot be told is no reason to drop what is in flight.
            told = told.and(tell(&problem));
        }
    }
    // What it ended with.
    loop {
        match events.try_recv() {
            Ok(event) => {
                if let Some(problem) = problems.new_in(&event) {
                    told = told.and(tell(&problem));
                }
            }
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return told,
        }
    }
}

/// Prints what a person with a window would see and be notified of.
async fn tell(session: &Session, mut events: Receiver<Event>) -> Result<()> {
    let mut problems = Problems::default();
    loop {
        match events.recv().await {
            Ok(Event::Notice { notice }) => {
                let words = notice.words(session.screen.language);
                let words = format!("{}. {}", words.title, words.body);
                session.screen.say(&words, &json!(notice))?;
            }
            Ok(event) => {
                if let Some(problem) = problems.new_in(&event) {
                    waits(session, &problem)?;
                }
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}

/// Says what sending waits for: people beside the output, programs as one more event.
fn waits(session: &Session, problem: &Error) -> Result<()> {
    if session.screen.json {
        return session.screen.say("", &json!({ "kind": "waiting", "problem": problem }));
    }
    session.screen.warn(problem);
    Ok(())
}
