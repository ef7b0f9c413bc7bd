//! The ledger writes every claim, gate and outcome: one task on SQLite. Whatever waits goes into one
//! transaction, so that ten connections cost one durable commit, not ten; each connection waits
//! only for its own gate.
//!
//! Nobody waits for an outcome: it is written when it comes, and is made durable with the next gates. PostgreSQL has
//! several processors and nothing to do while a statement travels: there a second task writes the outcomes, and nothing
//! begins while they cannot be written.

mod group;

use self::group::Group;
use super::{
    State,
    claim::{self, Claimed},
    gate, outcome,
    outcome::Finished,
    status,
};
use crate::{
    Error, Result, Timestamp,
    attempts::Outcome,
    events::Changed,
    ids::{DeliveryId, MailingId},
    mailings::Moves,
    open::Inner,
};
use db::{Batch, Db, Dialect};
use mail::AbortPoint;
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

/// At most so many entries share a transaction.
const GROUP: usize = 256;
/// So many outcomes may wait for theirs: each is in doubt if the program dies.
const OUTCOMES: usize = 50;
/// How long outcomes wait for the next gates.
const LINGER: Duration = Duration::from_millis(5);
/// Between two hints about what has moved.
const PACE: Duration = Duration::from_millis(250);
/// Between two tries to write into a database that is lost.
pub(super) const RETRY_FIRST: Duration = Duration::from_millis(500);
pub(super) const RETRY_LONGEST: Duration = Duration::from_secs(15);

/// The way to the ledger. Cheap to clone; the task ends when the last one is gone.
#[derive(Clone)]
pub(super) struct Ledger {
    entries: mpsc::Sender<Entry>,
    /// The same one on SQLite, where one transaction writes at a time.
    outcomes: mpsc::Sender<Entry>,
    worker: Arc<str>,
}

enum Entry {
    Claim { mailing: MailingId, most: usize, reply: Reply<Vec<Claimed>> },
    Gate { requests: Vec<gate::Request>, reply: Reply<Vec<gate::Answer>> },
    Outcome(Finished),
    Release { mailing: MailingId, claims: Vec<(DeliveryId, i64)> },
    ReleaseAll(MailingId),
    NotBegun { mailing: MailingId, letters: Vec<gate::Unbegun> },
    Flush(oneshot::Sender<()>),
}

impl Ledger {
    pub(super) fn start(inner: Arc<Inner>, worker: &str) -> Self {
        let worker: Arc<str> = worker.into();
        let is_behind = Arc::new(AtomicBool::new(false));
        let start = |room| Task::start(&inner, &worker, &is_behind, room);
        let entries = start(4 * GROUP);
        let outcomes = match inner.db.dialect() {
            Dialect::Sqlite => entries.clone(),
            Dialect::Postgres => start(OUTCOMES),
        };
        Self { entries, outcomes, worker }
    }

    /// In whose name it writes.
    pub(super) fn worker(&self) -> &str {
        &self.worker
    }

    /// Up to `most` deliveries that are due.
    pub(super) async fn claim(&self, mailing: MailingId, most: usize) -> Result<Vec<Claimed>> {
        let (reply, answer) = oneshot::channel();
        send(&self.entries, Entry::Claim { mailing, most, reply }).await;
        answer.await.unwrap_or_else(|_| Err(Error::new("database-lost")))
    }

    /// Answers, in the order of the requests, when the gate is durable.
    pub(super) async fn gate(&self, requests: Vec<gate::Request>) -> Result<Vec<gate::Answer>> {
        let (reply, answer) = oneshot::channel();
        send(&self.entries, Entry::Gate { requests, reply }).await;
        answer.await.unwrap_or_else(|_| Err(Error::new("database-lost")))
    }

    /// Hands an outcome over. It is written even if the database has to be waited for.
    pub(super) async fn finished(&self, finished: Finished) {
        send(&self.outcomes, Entry::Outcome(finished)).await;
    }

    /// Gives claims back unsent.
    pub(super) async fn release(&self, mailing: MailingId, claims: Vec<(DeliveryId, i64)>) {
        if !claims.is_empty() {
            send(&self.entries, Entry::Release { mailing, claims }).await;
        }
    }

    /// Gives back whatever a claim took of which only an error was heard: it may be durable all the same. Claims of
    /// this worker that are in its hands go, too; the gate turns them away, and they are claimed anew.
    pub(super) async fn release_all(&self, mailing: MailingId) {
        send(&self.entries, Entry::ReleaseAll(mailing)).await;
    }

    /// Takes letters back through the gate of which no server has heard.
    pub(super) async fn not_begun(&self, mailing: MailingId, letters: Vec<gate::Unbegun>) {
        if !letters.is_empty() {
            send(&self.entries, Entry::NotBegun { mailing, letters }).await;
        }
    }

    /// Waits until everything handed over before is durable.
    pub(super) async fn flush(&self) {
        for entries in [&self.outcomes, &self.entries] {
            let (reply, answer) = oneshot::channel();
            send(entries, Entry::Flush(reply)).await;
            // The task answers or has ended: nothing more to wait for either way.
            let _ = answer.await;
        }
    }
}

async fn send(to: &mpsc::Sender<Entry>, entry: Entry) {
    if to.send(entry).await.is_err() {
        tracing::error!("the ledger has ended before its last entry");
    }
}

struct Task {
    inner: Arc<Inner>,
    worker: Arc<str>,
    /// Outcomes wait for the database to be back; of all tasks of this ledger.
    is_behind: Arc<AtomicBool>,
    /// Mailings that moved since the last hint.
    touched: BTreeSet<MailingId>,
    told: Instant,
}

type Reply<T> = oneshot::Sender<Result<T>>;

/// What the transaction answers.
struct Written {
    gates: Vec<gate::Answer>,
    claims: Vec<Vec<Claimed>>,
    mailings: Vec<MailingId>,
}

/// A transaction that is being written.
struct Page {
    tx: Batch,
    moves: Moves,
    gates: Vec<gate::Answer>,
    claims: Vec<Vec<Claimed>>,
}

impl Page {
    async fn begin(db: &Db) -> Result<Self> {
        let tx = db.begin_batch().await?;
        Ok(Self { tx, moves: Moves::default(), gates: vec![], claims: vec![] })
    }

    async fn write(&mut self, now: Timestamp, worker: &str, group: &Group) -> Result<()> {
        let Self { tx, moves, gates, claims } = self;
        outcome::write(tx, moves, &group.outcomes).await?;
        for (mailing, claims) in &group.releases {
            claim::release(tx, moves, *mailing, claims).await?;
        }
        for mailing in &group.unheard {
            claim::release_all(tx, moves, worker, *mailing).await?;
        }
        for (mailing, letters) in &group.not_begun {
            gate::take_back(tx, moves, now, *mailing, letters).await?;
        }
        if !group.gates.is_empty() {
            gates.extend(gate::pass(tx, moves, now, worker, &group.gates).await?);
        }
        for (mailing, most, _) in &group.claims {
            claims.push(claim::claim(tx, moves, now, worker, *mailing, *most).await?);
        }
        Ok(())
    }
}

impl Task {
    fn start(
        inner: &Arc<Inner>,
        worker: &Arc<str>,
        is_behind: &Arc<AtomicBool>,
        room: usize,
    ) -> mpsc::Sender<Entry> {
        let (entries, waiting) = mpsc::channel(room);
        let task = Self {
            inner: Arc::clone(inner),
            worker: Arc::clone(worker),
            is_behind: Arc::clone(is_behind),
            touched: BTreeSet::new(),
            told: Instant::now(),
        };
        tokio::spawn(task.run(waiting));
        entries
    }

    async fn run(mut self, mut waiting: mpsc::Receiver<Entry>) {
        let mut entries = Vec::with_capacity(GROUP);
        loop {
            // A hint that was held back is given when nothing else happens.
            let quiet = PACE.saturating_sub(self.told.elapsed());
            let received = if self.touched.is_empty() {
                waiting.recv_many(&mut entries, GROUP).await
            } else {
                match tokio::time::timeout(quiet, waiting.recv_many(&mut entries, GROUP)).await {
                    Ok(received) => received,
                    Err(_) => {
                        self.tell();
                        continue;
                    }
                }
            };
            if received == 0 {
                self.tell();
                return;
            }
            let group = Group::of(entries.drain(..));
            self.commit(group, &mut waiting).await;
            if self.told.elapsed() >= PACE {
                self.tell();
            }
        }
    }

    /// Writes the group. When the database is lost, claims and gates are refused at once and
    /// nothing new begins; outcomes are kept and written first when it is back.
    async fn commit(&mut self, mut group: Group, waiting: &mut mpsc::Receiver<Entry>) {
        let mut pause = RETRY_FIRST;
        if self.is_behind.load(Ordering::SeqCst) {
            group.refuse(&Error::new("database-lost"));
            if group.keeps_nothing() {
                return;
            }
        }
        loop {
            match self.write(&mut group, waiting).await {
                Ok(written) => {
                    if !group.outcomes.is_empty() {
                        self.is_behind.store(false, Ordering::SeqCst);
                    }
                    self.touched.extend(written.mailings.iter().copied());
                    self.announce(&group.outcomes);
                    group.answer(written);
                    return;
                }
                Err(error) => {
                    group.refuse(&error);
                    if group.keeps_nothing() {
                        return;
                    }
                    if !group.outcomes.is_empty() {
                        self.is_behind.store(true, Ordering::SeqCst);
                    }
                    tracing::error!(error = %error, kept = group.outcomes.len(), "outcomes wait for the database");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(RETRY_LONGEST);
                }
            }
        }
    }

    /// Writes the group, and what joins it meanwhile.
    async fn write(&self, group: &mut Group, waiting: &mut mpsc::Receiver<Entry>) -> Result<Written> {
        let end = Instant::now() + LINGER;
        let (db, clock) = (&self.inner.db, &self.inner.config.clock);
        // There each statement is a round trip, for as many entries as possible, and locks its rows in one order.
        let is_shared = db.dialect() == Dialect::Postgres;
        if is_shared {
            while let Some(company) = group.company(end, waiting).await {
                group.join(company);
            }
        }
        let mut page = Page::begin(db).await?;
        page.write(clock.now(), &self.worker, group).await?;
        while !is_shared && let Some(company) = group.company(end, waiting).await {
            let written = page.write(clock.now(), &self.worker, &company).await;
            group.join(company);
            written?;
        }
        let Page { mut tx, moves, gates, claims } = page;
        let mailings = moves.mailings().collect();
        moves.write(&mut tx).await?;
        group.die(AbortPoint::OutcomeWritten, AbortPoint::GateWritten);
        // A power cut takes neither without the other having been asked for.
        let (synced, committed) = tokio::join!(self.inner.journal.sync(db), tx.commit());
        committed?;
        synced?;
        group.die(AbortPoint::OutcomeCommitted, AbortPoint::GateCommitted);
        if claims.iter().any(|claimed| !claimed.is_empty()) {
            AbortPoint::ClaimCommitted.pass();
        }
        Ok(Written { gates, claims, mailings })
    }

    fn announce(&self, outcomes: &[Finished]) {
        let deliveries = &self.inner.deliveries;
        let sent = outcomes.iter().filter(|f| f.verdict.outcome == Outcome::Success).count();
        super::lock(&deliveries.meter).add(u32::try_from(sent).unwrap_or(u32::MAX));
        for outcome in outcomes {
            outcome.log();
        }
        // What goes at once over another connection is not even late.
        let is_late = |f: &&Finished| f.verdict.state != State::Queued || f.verdict.due_at > f.at;
        let failed = outcomes.iter().filter(|f| f.verdict.outcome == Outcome::Failure).filter(is_late);
        for failed in failed {
            // What a rehearsal answers says nothing about real people.
            let run =
                super::lock(&deliveries.active).get(&failed.mailing).filter(|run| !run.rehearsal).cloned();
            if let Some(run) = run {
                deliveries.notices.failed(&self.inner, &run.name, failed);
            }
        }
    }

    fn tell(&mut self) {
        self.told = Instant::now();
        if self.touched.is_empty() {
            return;
        }
        for mailing in std::mem::take(&mut self.touched) {
            self.inner.events.changed(Changed::Mailings, Some(mailing.0));
            self.inner.events.changed(Changed::Attempts, Some(mailing.0));
        }
        status::tell(&self.inner);
    }
}
