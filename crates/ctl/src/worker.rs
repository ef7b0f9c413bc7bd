//! `vestnikctl worker`: the scheduler without a window.

use crate::session::Session;
use clap::Args;
use engine::{Error, Event, Result, texts::text};
use serde_json::json;
use tokio::sync::broadcast::{Receiver, error::RecvError};

#[derive(Args)]
pub struct Command {
    #[arg(long, help = "ctl-worker-until-idle")]
    until_idle: bool,
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    if command.until_idle {
        session.engine.run_until_idle().await;
        return Ok(());
    }
    let events = session.engine.events();
    let worker = session.engine.start_worker();
    let words = text(session.screen.language, "ctl-worker-started", &[]);
    session.screen.say(&words, &json!({ "kind": "started" }))?;
    let told = tokio::select! {
        told = asked_to_end() => told,
        told = tell(session, events) => told,
    };
    worker.stop().await;
    told
}

/// Until somebody says SIGTERM or Ctrl+C.
pub async fn asked_to_end() -> Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut term = signal(SignalKind::terminate()).map_err(|error| Error::internal(&error))?;
        tokio::select! {
            _ = term.recv() => Ok(()),
            ended = tokio::signal::ctrl_c() => ended.map_err(|error| Error::internal(&error)),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.map_err(|error| Error::internal(&error))
}

/// Prints what a person with a window would be notified of.
async fn tell(session: &Session, mut events: Receiver<Event>) -> Result<()> {
    loop {
        match events.recv().await {
            Ok(Event::Notice { notice }) => {
                let words = notice.words(session.screen.language);
                let words = format!("{}. {}", words.title, words.body);
                session.screen.say(&words, &json!(notice))?;
            }
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return Ok(()),
        }
    }
}
