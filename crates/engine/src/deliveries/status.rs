//! What the worker does now, for the status bar.

use super::lock;
use crate::{
    Context, Error, Result, commands::Nothing, events::Event, ids::MailingId, open::Inner, words::words,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};
use ts_rs::TS;

words! {
    Activity {
        Idle = "idle",
        Sending = "sending",
        /// No worker runs in this process.
        Stopped = "stopped",
    }
}

/// What the worker of this process does now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WorkerState {
    pub state: Activity,
    /// The mailing that is being sent; one of them, if there are several.
    pub mailing_id: Option<MailingId>,
    /// Its name.
    pub mailing: Option<String>,
    /// Whose mailing it is: all that others may know of it.
    pub owner_name: Option<String>,
    /// Letters handed over in the last minute.
    pub per_minute: u32,
    /// What keeps a mailing from going on.
    pub problem: Option<Error>,
    /// The mailing that the problem is about.
    #[serde(skip)]
    pub waiting: Option<MailingId>,
}

pub async fn state(cx: &Context, _: Nothing) -> Result<WorkerState> {
    cx.engine.may_hear_state(now(cx)).await
}

pub(super) fn now(inner: &Inner) -> WorkerState {
    let deliveries = &inner.deliveries;
    let time = inner.config.clock.now();
    let active = lock(&deliveries.active).iter().next().map(|(id, active)| (*id, active.name.clone()));
    let (mailing_id, mailing) = active.unzip();
    let (waiting, problem) = lock(&deliveries.waiting)
        .iter()
        .find(|(_, (until, _))| *until > time)
        .map(|(id, (until, reason))| (*id, reason.clone().with("until", until.0)))
        .unzip();
    let mut meter = lock(&deliveries.meter);
    WorkerState {
        state: match (&mailing, meter.running) {
            (Some(_), _) => Activity::Sending,
            (None, true) => Activity::Idle,
            (None, false) => Activity::Stopped,
        },
        mailing_id,
        mailing,
        owner_name: None,
        per_minute: meter.per_minute(),
        problem,
        waiting,
    }
}

pub(super) fn tell(inner: &Inner) {
    inner.events.send(Event::Worker { state: now(inner) });
}

/// Letters handed over in the last minute, by the second.
#[derive(Default)]
pub(super) struct Meter {
    pub(super) running: bool,
    seconds: VecDeque<(Instant, u32)>,
}

impl Meter {
    pub(super) fn add(&mut self, letters: u32) {
        match self.seconds.back_mut() {
            Some((since, count)) if since.elapsed() < Duration::from_secs(1) => *count += letters,
            _ => self.seconds.push_back((Instant::now(), letters)),
        }
    }

    fn per_minute(&mut self) -> u32 {
        while self.seconds.front().is_some_and(|(at, _)| at.elapsed() > Duration::from_secs(60)) {
            self.seconds.pop_front();
        }
        self.seconds.iter().map(|(_, count)| count).sum()
    }
}
