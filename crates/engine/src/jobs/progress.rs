//! How a job tells how far it is and hears that it shall end.

use super::Job;
use crate::{Engine, Error, Result, events::Event, ids::JobId};
use db::params;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

/// Between two hints of one job, and two writings of its row.
const PACE: Duration = Duration::from_millis(250);

/// What the work of a job shares with whoever cancels or ends it.
#[derive(Default)]
pub(super) struct Reach {
    done: AtomicI64,
    total: AtomicI64,
    cancelled: AtomicBool,
}

impl Reach {
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// How much is done, of how much.
    pub(super) fn get(&self) -> (i64, i64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// What the work reports to.
pub struct Progress {
    engine: Engine,
    job: Job,
    reach: Arc<Reach>,
    told: Option<Instant>,
}

impl Progress {
    pub(super) fn new(engine: Engine, job: Job, reach: Arc<Reach>) -> Self {
        Self { engine, job, reach, told: None }
    }

    /// Which job it is.
    pub fn job(&self) -> JobId {
        self.job.id
    }

    /// # Errors
    /// `cancelled`, once the person has asked for it: the work ends with it.
    pub async fn report(&mut self, done: i64, total: i64) -> Result<()> {
        self.reach.done.store(done, Ordering::Relaxed);
        self.reach.total.store(total, Ordering::Relaxed);
        if self.told.is_none_or(|told| told.elapsed() >= PACE) {
            self.told = Some(Instant::now());
            self.job.done = done;
            self.job.total = total;
            self.write().await?;
            self.engine.inner().events.send(Event::Job { job: self.job.clone() });
        }
        if self.reach.cancelled.load(Ordering::Relaxed) { Err(Error::new("cancelled")) } else { Ok(()) }
    }

    /// Writes into the row how far it is, and reads there whether another program wants it to end.
    async fn write(&self) -> Result<()> {
        let mut tx = self.engine.inner().db.begin().await?;
        let cancel: Option<(bool,)> = tx
            .find(
                "update jobs set done = $2, total = $3 where id = $1 returning cancel",
                params![self.job.id, self.job.done, self.job.total],
            )
            .await?;
        tx.commit().await?;
        if let Some((true,)) = cancel {
            self.reach.cancel();
        }
        Ok(())
    }
}
