//! Waiting for a job, with a bar on a terminal; Ctrl+C or SIGTERM cancels it.

use crate::{ending::Ending, session::Session};
use engine::{
    Error, Event, Result,
    jobs::{Job, JobState},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;

/// Hints may be lost, so the row is read this often even without one.
const LOOK: Duration = Duration::from_millis(500);

/// Starts the job by a call, and waits for its result.
///
/// # Errors
/// What the job failed with, or `cancelled`.
pub async fn run<T: DeserializeOwned>(session: &Session, name: &str, input: Value) -> Result<T> {
    let mut ending = Ending::listen()?;
    let mut events = session.engine.events();
    let mut job: Job = session.call(name, input).await?;
    let bar = bar(session.screen.json);
    loop {
        bar.set_length(u64::try_from(job.total).unwrap_or_default());
        bar.set_position(u64::try_from(job.done).unwrap_or_default());
        match job.state {
            JobState::Running => {}
            JobState::Done => {
                bar.finish_and_clear();
                return serde_json::from_value(job.result).map_err(|error| Error::internal(&error));
            }
            JobState::Failed | JobState::Cancelled => {
                bar.abandon();
                return Err(job.error.unwrap_or_else(|| Error::new("cancelled")));
            }
        }
        tokio::select! {
            event = events.recv() => match event {
                Ok(Event::Job { job: told }) if told.id == job.id => job = told,
                _ => {}
            },
            () = tokio::time::sleep(LOOK) => {
                job = session.call("jobs.show", json!({ "id": job.id })).await?;
            }
            () = ending.asked() => {
                job = session.call("jobs.cancel", json!({ "id": job.id })).await?;
            }
        }
    }
}

/// A bar on standard error, where that is a terminal.
pub fn bar(is_for_a_program: bool) -> ProgressBar {
    let target = if is_for_a_program { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    match ProgressStyle::with_template("{wide_bar} {percent:>3} %  {eta}  {msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
