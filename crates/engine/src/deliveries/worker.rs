//! The worker: looks what is due, runs it, sleeps until the next moment or a wake-up. Inside the
//! program and in `vestnikctl worker` alike.

use super::{
    identity::Identity,
    ledger::Ledger,
    lock,
    lost::{self, Left},
    replay::replay,
    run::{self, Run},
    status, waits,
};
use crate::{
    Engine, Error, Result, Timestamp,
    clock::SECOND,
    events::Changed,
    ids::{MailingId, SenderId},
    mailings::schedule,
    open::Inner,
    secrets,
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    task::{JoinHandle, JoinSet},
    time::Instant,
};

/// An idle worker looks at least so often: another program may have changed a shared database.
const LOOK: Duration = Duration::from_secs(60);
/// How long a mailing waits before it looks again whether the key store is open. Whoever opens it
/// in this program ends the wait.
const LOCKED: i64 = 60 * SECOND;
const LOST: i64 = 5 * SECOND;
/// After an error of the database.
const PAUSE: Duration = Duration::from_secs(5);
/// How often the journal is looked through: what came since then is at the next start.
const REPLAY: Duration = Duration::from_secs(60 * 60);

/// A worker that runs until it is told to stop.
pub struct Worker {
    inner: Arc<Inner>,
    stop: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Engine {
    /// Starts the scheduler. One worker in a process.
    #[must_use]
    pub fn start_worker(&self) -> Worker {
        let stop = Arc::new(AtomicBool::new(false));
        let scheduler = Scheduler::new(self.shared(), Arc::clone(&stop), None);
        Worker {
            inner: self.shared(),
            stop,
            task: tokio::spawn(async move { scheduler.run(Until::Stopped).await }),
        }
    }

    /// Sends everything that is due now, and what becomes due on the way, then returns. What has
    /// to wait (a back-off, a limit, a start in the future) stays in the queue.
    pub async fn run_until_idle(&self) {
        self.run_until_idle_or(Arc::new(AtomicBool::new(false))).await;
    }

    /// The same; ends sooner, with nothing in flight, when `stop` says so.
    pub async fn run_until_idle_or(&self, stop: Arc<AtomicBool>) {
        Scheduler::new(self.shared(), stop, None).run(Until::Idle).await;
    }

    /// Sends one mailing, or every one that is due, to its end: also waits for back-offs and
    /// limits. Returns when nothing is running any more, or `stop` says so.
    pub async fn run_to_the_end(&self, only: Option<MailingId>, stop: Arc<AtomicBool>) {
        Scheduler::new(self.shared(), stop, only).run(Until::Done).await;
    }
}

impl Worker {
    /// Begins no further letter, waits for the answers of those in flight, gives the claims back.
    pub async fn stop(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.inner.deliveries.wake();
        if let Err(error) = self.task.await {
            tracing::error!(error = %error, "the worker died");
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Until {
    Stopped,
    Idle,
    Done,
}

/// What the database knows of the journal: until when, and how often it had been lost by then.
struct Known {
    until: Instant,
    losses: u64,
}

struct Scheduler {
    inner: Arc<Inner>,
    identity: Identity,
    ledger: Ledger,
    stop: Arc<AtomicBool>,
    only: Option<MailingId>,
}

impl Scheduler {
    fn new(inner: Arc<Inner>, stop: Arc<AtomicBool>, only: Option<MailingId>) -> Self {
        let identity = Identity::take(&inner.config.data_folder);
        let ledger = Ledger::start(Arc::clone(&inner), identity.name());
        Self { inner, identity, ledger, stop, only }
    }

    async fn run(self, until: Until) {
        lock(&self.inner.deliveries.meter).running = true;
        tracing::info!(until = ?until, "the worker has started");
        status::tell(&self.inner);
        self.take_back().await;
        let mut runs = JoinSet::new();
        let mut running = BTreeSet::new();
        let mut known = Known { until: Instant::now() + REPLAY, losses: self.inner.db.losses() };
        while !self.stop.load(Ordering::Relaxed) {
            let sleep = match self.step(&mut known).await {
                Ok(plan) => {
                    let next = self.start(plan, until, &mut runs, &mut running);
                    let quiet = runs.is_empty();
                    if quiet && (until == Until::Idle || (until == Until::Done && self.done().await)) {
                        break;
                    }
                    self.until(next)
                }
                Err(error) => {
                    tracing::error!(error = %error, "the worker cannot look what is due");
                    if until == Until::Idle {
                        break;
                    }
                    PAUSE
                }
            };
            tokio::select! {
                biased;
                Some(ended) = runs.join_next() => forget(&mut running, ended),
                () = self.inner.deliveries.wake.notified() => {}
                () = tokio::time::sleep(sleep) => {}
            }
        }
        while let Some(ended) = runs.join_next().await {
            forget(&mut running, ended);
        }
        self.ledger.flush().await;
        self.inner.deliveries.notices.flush(&self.inner);
        lock(&self.inner.deliveries.meter).running = false;
        tracing::info!("the worker has stopped");
        status::tell(&self.inner);
    }

    /// What there is to do. But before anything new begins, what the database may have forgotten while it was away.
    async fn step(&self, known: &mut Known) -> Result<schedule::Plan> {
        let losses = self.inner.db.losses();
        if known.losses != losses || Instant::now() >= known.until {
            replay(&self.inner).await?;
            *known = Known { until: Instant::now() + REPLAY, losses };
        }
        schedule::step(&self.inner).await
    }

    /// What this worker left when its program ended before. Should the database not answer now, the leases decide.
    async fn take_back(&self) {
        if let Err(error) = lost::reap(&self.inner, Left::By(self.identity.name())).await {
            tracing::error!(%error, "the worker cannot look what it left behind");
        }
    }

    /// Starts a run for each mailing that is ready and not under way; answers when the next one
    /// will be ready. A sender serves one mailing at a time: its connections are one limit.
    fn start(
        &self,
        plan: schedule::Plan,
        until: Until,
        runs: &mut JoinSet<(MailingId, SenderId)>,
        running: &mut BTreeSet<(MailingId, SenderId)>,
    ) -> Option<Timestamp> {
        let now = self.inner.config.clock.now();
        let mut next = plan.next;
        let mut waiting = lock(&self.inner.deliveries.waiting);
        waiting.retain(|_, (until, _)| *until > now);
        let mut resting = lock(&self.inner.deliveries.resting);
        resting.retain(|_, (until, _)| *until > now);
        for (mailing, sender) in plan.ready {
            if self.only.is_some_and(|only| only != mailing) {
                continue;
            }
            if let Some(rest) = resting.get(&sender) {
                waiting.entry(mailing).or_insert_with(|| rest.clone());
            }
            if let Some((until, _)) = waiting.get(&mailing) {
                next = Some(next.map_or(*until, |next| next.min(*until)));
                continue;
            }
            if running.iter().any(|(_, busy)| *busy == sender) {
                continue;
            }
            running.insert((mailing, sender));
            let (inner, ledger, stop) =
                (Arc::clone(&self.inner), self.ledger.clone(), Arc::clone(&self.stop));
            runs.spawn(async move {
                match Run::open(&inner, ledger, Arc::clone(&stop), mailing, sender).await {
                    Ok(run) => run.send_all().await,
                    // Where the end is waited for, nobody is there to give a passphrase.
                    Err(error) if secrets::is_locked(&error) && until != Until::Done => {
                        wait(&inner, mailing, LOCKED, error).await;
                    }
                    Err(error) if error.code == "database-lost" => {
                        wait(&inner, mailing, LOST, error).await;
                    }
                    // What is frozen cannot be sent, or its sender has no password: a person must look.
                    Err(error) => run::pause(&inner, &stop, mailing, error).await,
                }
                (mailing, sender)
            });
        }
        next
    }

    /// Whether no mailing is running any more that this scheduler cares for.
    async fn done(&self) -> bool {
        let running: Result<Vec<(MailingId,)>> = self
            .inner
            .db
            .all(
                // What belongs to a blocked owner would be waited for in vain, and so would a decision about
                // letters in doubt: nobody is there to make it.
                "select m.id from mailings m join users u on u.id = m.owner_id and u.blocked_at is null
                 where m.status = 'running' and (m.in_doubt = 'resend'
                   or exists (select 1 from deliveries d where d.mailing_id = m.id and d.state = 'queued')
                   or exists (select 1 from deliveries d
                     where d.mailing_id = m.id and (d.state = 'leased' or d.state = 'sending')))",
                vec![],
            )
            .await
            .map_err(Error::from);
        running.is_ok_and(|running| !running.iter().any(|(id,)| self.only.is_none_or(|only| only == *id)))
    }

    fn until(&self, next: Option<Timestamp>) -> Duration {
        let now = self.inner.config.clock.now();
        next.map_or(LOOK, |next| {
            let wait = u64::try_from(next.since(now)).unwrap_or(0);
            Duration::from_millis(wait).min(LOOK)
        })
    }
}

/// Lets a mailing wait for so many milliseconds, and says for what.
async fn wait(inner: &Inner, mailing: MailingId, time: i64, reason: Error) {
    tracing::info!(mailing.id = %mailing, code = %reason.code, "a mailing waits");
    let until = inner.config.clock.now().plus(time);
    lock(&inner.deliveries.waiting).insert(mailing, (until, reason));
    waits::note(inner, mailing).await;
    inner.events.changed(Changed::Mailings, Some(mailing.0));
    status::tell(inner);
}

fn forget(
    running: &mut BTreeSet<(MailingId, SenderId)>,
    ended: std::result::Result<(MailingId, SenderId), tokio::task::JoinError>,
) {
    match ended {
        Ok(run) => {
            running.remove(&run);
        }
        Err(error) => {
            tracing::error!(error = %error, "a mailing's run died");
            running.clear();
        }
    }
}
