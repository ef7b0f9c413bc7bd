//! One running mailing in this worker: what it sends, what it has claimed, why it stands still.

use super::{
    Active,
    breaker::Breaker,
    claim::Claimed,
    connection, feed, gate,
    journal::unwritable,
    ledger::{Ledger, RETRY_FIRST, RETRY_LONGEST},
    limits::{Allowance, Limits},
    lock, shares, status,
    stock::Stock,
    waits,
};
use crate::{
    Error, Result, Timestamp,
    clock::{SECOND, Steady},
    events::{Event, Notice},
    ids::{AttemptId, MailingId, SenderId, UserId},
    logs, mailings, messages,
    open::Inner,
    senders,
};
use db::params;
use mail::{
    Address,
    letter::{Identity, Letter, Letterpress, MessageIds},
    smtp,
};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// How long a letter may wait between the gate and its beginning without a second look, in milliseconds.
const FRESH: i64 = 100;
/// The same where a second look would cost a round trip to the server: for an announced letter.
const FRESH_ENOUGH: i64 = 1_000;

/// How long a refusal waits until those before it are written down.
const WRITTEN: Duration = Duration::from_secs(5);

/// One running mailing.
pub(super) struct Run {
    pub(super) inner: Arc<Inner>,
    pub(super) ledger: Ledger,
    pub(super) mailing: MailingId,
    pub(super) name: String,
    pub(super) sender: SenderId,
    pub(super) server: smtp::Server,
    pub(super) from: Address,
    pub(super) rehearsal: bool,
    pub(super) owner: UserId,
    ends_at: Option<Timestamp>,
    resumed_at: Option<Timestamp>,
    pub(super) press: Letterpress,
    pub(super) ids: MessageIds,
    /// As they were when letters were last claimed.
    limits: Mutex<Arc<Limits>>,
    pub(super) stock: Arc<Stock>,
    /// Connections that are open.
    pub(super) open: AtomicUsize,
    /// Those that the server may know of: also while they are opened and ended.
    pub(super) taken: AtomicUsize,
    /// Letters that were taken, and that were not, for the log.
    pub(super) sent: AtomicUsize,
    pub(super) failed: AtomicUsize,
    stop: Arc<AtomicBool>,
}

/// A delivery that is claimed, and its letter, or why it cannot be built.
pub(super) struct Built {
    pub(super) claimed: Claimed,
    pub(super) letter: Result<(smtp::Envelope, Letter)>,
}

/// A letter that has passed the gate.
pub(super) struct Ready {
    pub(super) claimed: Claimed,
    pub(super) envelope: smtp::Envelope,
    pub(super) letter: Letter,
    pub(super) attempt: AttemptId,
    /// When it asked to pass the gate: its lease has begun after that.
    pub(super) asked: Steady,
    /// When it was last looked at, whether it may begin.
    pub(super) looked: Steady,
}

#[derive(sqlx::FromRow)]
struct Frozen {
    owner_id: UserId,
    name: String,
    rehearsal: bool,
    ends_at: Option<Timestamp>,
    resumed_at: Option<Timestamp>,
    from_name: String,
    from_email: String,
}

impl Run {
    /// Reads what was frozen at the start and compiles it, once for all recipients.
    pub(super) async fn open(
        inner: &Arc<Inner>,
        ledger: Ledger,
        stop: Arc<AtomicBool>,
        mailing: MailingId,
        sender: SenderId,
    ) -> Result<Self> {
        let frozen: Frozen = inner
            .db
            .one(
                "select m.owner_id, m.name, m.rehearsal, m.ends_at, m.resumed_at, c.from_name, c.from_email
                 from mailings m join mailing_contents c on c.mailing_id = m.id
                 where m.id = $1",
                params![mailing],
            )
            .await?;
        let from = Address::parse(&frozen.from_email)?;
        let identity =
            Identity { name: mail::HeaderText::parse(&frozen.from_name, 200)?, address: from.clone() };
        let content = messages::frozen(&inner.db, mailing).await?;
        let press =
            Letterpress::compile(&content, &identity).map_err(|error| messages::letter_error(&error))?;
        let limits = Limits::of(&inner.db, sender).await?.ok_or_else(|| Error::not_found("sender"))?;
        senders::is_not_stopped(inner, sender).await?;
        Ok(Self {
            server: senders::server(inner, sender).await?,
            ids: MessageIds::new(&inner.message_key, from.domain()),
            stock: Arc::new(Stock::new(limits.connections())),
            limits: Mutex::new(Arc::new(limits)),
            open: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            sent: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            inner: Arc::clone(inner),
            ledger,
            mailing,
            name: frozen.name,
            sender,
            from,
            rehearsal: frozen.rehearsal,
            owner: frozen.owner_id,
            ends_at: frozen.ends_at,
            resumed_at: frozen.resumed_at,
            press,
            stop,
        })
    }

    /// Sends what is due, over as many connections as the sender allows and there is work for,
    /// until there is nothing due, somebody says stop, or something stands in the way.
    pub(super) async fn send_all(self) {
        let stock = Arc::clone(&self.stock);
        let active = Active { name: self.name.clone(), rehearsal: self.rehearsal, stock };
        lock(&self.inner.deliveries.active).insert(self.mailing, active);
        status::tell(&self.inner);
        waits::note(&self.inner, self.mailing).await;
        let began = Instant::now();
        tracing::info!(mailing.id = %self.mailing, sender.id = %self.sender, sender.host = self.server.host, "sending");
        let run = Arc::new(self);
        // Before the first gate, so that a server that is down costs no recipient an attempt.
        if run.may_write()
            && shares::wait(&run).await
            && let Some(session) = shares::keep_for(&run, connection::open(&run)).await
        {
            let mut connections = tokio::task::JoinSet::new();
            connections.spawn(connection::serve(Arc::clone(&run), 0, Some(session)));
            for place in 1..run.limits().connections() {
                connections.spawn(connection::serve(Arc::clone(&run), place, None));
            }
            let all_ended = async {
                while let Some(ended) = connections.join_next().await {
                    if let Err(error) = ended {
                        tracing::error!(mailing.id = %run.mailing, error = %error, "a connection's task died");
                    }
                }
                // Nobody is left to feed.
                run.stock.close();
            };
            tokio::join!(feed::fill(&run), shares::keep_for(&run, all_ended));
        }
        shares::give_back(&run).await;
        run.take_back_rest().await;
        run.ledger.flush().await;
        waits::note(&run.inner, run.mailing).await;
        lock(&run.inner.deliveries.active).remove(&run.mailing);
        status::tell(&run.inner);
        tracing::info!(
            mailing.id = %run.mailing,
            sender.id = %run.sender,
            sender.host = run.server.host,
            sent = run.sent.load(Ordering::Relaxed),
            failed = run.failed.load(Ordering::Relaxed),
            duration_ms = logs::millis(began),
            "sending has stopped"
        );
    }

    /// Takes back through the gate what nobody will begin.
    pub(super) async fn take_back_rest(&self) {
        let rest = self.stock.rest();
        let rest = rest.iter().map(|ready| (ready.claimed.id, ready.claimed.fence, ready.attempt)).collect();
        self.ledger.not_begun(self.mailing, rest).await;
    }

    /// Whether what is sent can be written into the journal; waits if not.
    fn may_write(&self) -> bool {
        let writable = self.inner.journal.is_writable();
        if let Err(error) = &writable {
            self.stop_until(self.now().plus(5 * SECOND), unwritable(error));
        }
        writable.is_ok()
    }

    /// Whether no further letter shall begin.
    pub(super) fn over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.stock.is_halted()
    }

    pub(super) fn limits(&self) -> Arc<Limits> {
        Arc::clone(&lock(&self.limits))
    }

    /// How many letters of `most` the sender allows now. Its limits may have changed, also by another program.
    pub(super) async fn allowance(&self, most: usize) -> Result<Allowance> {
        let db = &self.inner.db;
        let limits = Limits::of(db, self.sender).await?.ok_or_else(|| Error::not_found("sender"))?;
        let before = std::mem::replace(&mut *lock(&self.limits), Arc::new(limits.clone()));
        if before.updated_at != limits.updated_at {
            // Another program has changed the sender: the next run begins with what it is now.
            self.stock.halt();
            return Ok(Allowance::Letters(0));
        }
        limits.allowance(db, self.now(), most).await
    }

    pub(super) fn now(&self) -> Timestamp {
        self.inner.config.clock.now()
    }

    /// Lets the mailing wait, and says for what. What has passed the gate is still sent.
    pub(super) fn wait_until(&self, until: Timestamp, reason: Error) {
        tracing::info!(
            mailing.id = %self.mailing, sender.id = %self.sender, sender.host = self.server.host,
            code = %reason.code, until = until.rfc3339(), "a mailing waits"
        );
        lock(&self.inner.deliveries.waiting).insert(self.mailing, (until, reason));
        self.stock.close();
    }

    /// The same, and nothing more begins.
    pub(super) fn stop_until(&self, until: Timestamp, reason: Error) {
        self.wait_until(until, reason);
        self.stock.halt();
    }

    /// The same, and no other mailing of this sender begins either.
    pub(super) fn rest_until(&self, until: Timestamp, reason: Error) {
        lock(&self.inner.deliveries.resting).insert(self.sender, (until, reason.clone()));
        self.stop_until(until, reason);
    }

    /// Pauses the mailing because going on would do harm. Somebody may have let it go on meanwhile: then what was said
    /// to letters of before only ends this run.
    pub(super) async fn pause(&self, reason: Error) {
        self.stock.halt();
        let found =
            self.inner.db.find("select resumed_at from mailings where id = $1", params![self.mailing]);
        let resumed: db::Result<Option<(Option<Timestamp>,)>> = found.await;
        if resumed.is_ok_and(|at| at.is_some_and(|(at,)| at != self.resumed_at)) {
            return;
        }
        pause(&self.inner, &self.stop, self.mailing, reason).await;
    }

    /// Notes an answer about what the letter is or where it comes from. Whether to stop.
    pub(super) async fn is_refused_too_often(&self) -> bool {
        if self.note_in_breaker(Breaker::refused) {
            return true;
        }
        // No server is let wait for a database.
        let _ = tokio::time::timeout(WRITTEN, self.ledger.flush()).await;
        Breaker::of_all(&self.inner.db, self.mailing, self.resumed_at).await.unwrap_or_else(|error| {
            tracing::error!(mailing.id = %self.mailing, error = %error, "refusals could not be counted");
            false
        })
    }

    pub(super) fn accepted(&self) {
        self.note_in_breaker(Breaker::accepted);
    }

    fn note_in_breaker<T>(&self, note: impl FnOnce(&mut Breaker) -> T) -> T {
        note(lock(&self.inner.deliveries.breakers).entry(self.mailing).or_default().since(self.resumed_at))
    }

    /// Whether there is time for the server to answer before another worker may take the letter for lost. No
    /// database can stop a worker that was frozen: it stops itself, by a clock that went on meanwhile.
    pub(super) fn lease_holds(&self, ready: &Ready) -> bool {
        self.inner.config.clock.steady() < ready.asked.plus(gate::LEASE - gate::ANSWER)
    }

    /// Whether a letter that passed the gate may still begin. What waited long for a connection is looked at
    /// again: its mailing may have been paused by another program.
    pub(super) async fn may_begin(&self, ready: &mut Ready) -> bool {
        if !self.lease_holds(ready) || self.has_ended() {
            // The computer has slept: everything goes back, and through the gate again. Or its end has passed.
            self.stock.halt();
        }
        if self.over() || !self.may_write() {
            return false;
        }
        if self.is_fresh(ready, FRESH) {
            return true;
        }
        // The answer is of no later moment than this.
        let looked = self.inner.config.clock.steady();
        match gate::is_open(&self.inner.db, self.now(), ready.claimed.id).await {
            Ok(is_open) => {
                ready.looked = looked;
                if !is_open {
                    self.stock.halt();
                }
                is_open
            }
            Err(error) => {
                self.stop_until(self.now().plus(5 * SECOND), error);
                false
            }
        }
    }
}

impl Run {
    /// Whether the letter may begin at this very moment. What has just been looked at mostly may; the computer may
    /// have slept since, or a person paused the mailing.
    pub(super) fn begins(&self, ready: &Ready) -> bool {
        self.still_may(ready) && self.is_fresh(ready, FRESH)
    }

    /// The same for a letter that is announced with the end of the one before.
    pub(super) fn is_announced(&self, ready: &Ready) -> bool {
        self.still_may(ready) && self.is_fresh(ready, FRESH_ENOUGH)
    }

    fn still_may(&self, ready: &Ready) -> bool {
        !self.over() && !self.has_ended() && self.lease_holds(ready)
    }

    fn has_ended(&self) -> bool {
        self.ends_at.is_some_and(|end| end <= self.now())
    }

    fn is_fresh(&self, ready: &Ready, most: i64) -> bool {
        self.inner.config.clock.steady().since(ready.looked) < most
    }
}

/// Pauses a mailing that cannot go on without a person, and tells them. It waits for a database that is lost: what made
/// the mailing stop is known to nobody else.
pub(super) async fn pause(inner: &Inner, stop: &AtomicBool, mailing_id: MailingId, reason: Error) {
    let mut wait = RETRY_FIRST;
    // A commit may have been made of which only an error was heard.
    let mut is_unheard = false;
    loop {
        match mailings::pause_by_program(inner, mailing_id, &reason, is_unheard).await {
            Ok(Some(mailing_name)) => {
                let notice = Notice::MailingPaused { mailing_id, mailing_name, reason };
                return inner.events.send(Event::Notice { notice });
            }
            Ok(None) => return,
            Err(error) => {
                tracing::error!(mailing.id = %mailing_id, error = %error, "could not pause");
                is_unheard = true;
                if error.code != "database-lost" || stop.load(Ordering::Relaxed) {
                    return;
                }
            }
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(RETRY_LONGEST);
    }
}
