//! Deliveries: one recipient of one mailing each, in exactly one state; and what moves them.
//!
//! | file | idea |
//! |---|---|
//! | [`worker`] | what runs the scheduler: looks what is due, runs it, sleeps until the next moment |
//! | `run` | one running mailing: what is frozen, why it stands still |
//! | `feed`, `stock` | letters claimed, built and gated ahead, and how many may be |
//! | `connection`, `breaker` | one SMTP connection: hand over, outcome, next; and when to stop |
//! | `ledger` | the one task that writes states, in groups: `claim`, `gate`, `outcome` are its statements |
//! | `retry` | what an outcome makes of a delivery, as a pure function |
//! | `identity` | the name of a worker, the same after a restart |
//! | `waits` | what a mailing waits for, written down for other programs |
//! | `lost` | what a worker that is gone left behind |
//! | `journal`, `replay` | what was sent, beside the database; and what of it the database does not know |
//! | `limits` | how many letters a sender may still send, counted from the real attempts |
//! | `pace` | half as fast after a server's complaint, and its recovery |
//! | `shares` | the connections of a sender, shared by the workers of a database |
//! | [`check`] | the invariants, proved on the rows |
//!
//! The states and the order of what becomes durable when:
//! `queued` → `leased` → (the gate, durable before MAIL FROM) `sending` → `sent`, `failed`,
//! `in_doubt` or back to `queued`; and `expired`, `skipped`.

mod breaker;
pub mod check;
mod claim;
mod connection;
mod feed;
mod gate;
mod identity;
mod journal;
mod late;
mod ledger;
mod limits;
mod lost;
mod notices;
mod outcome;
mod pace;
#[cfg(test)]
mod plans;
mod replay;
mod retry;
mod run;
mod shares;
mod status;
mod stock;
mod waits;
pub mod worker;

pub(crate) use journal::Journal;
pub(crate) use limits::{Limit, Limits};
pub(crate) use lost::{Left, reap, recover};
pub(crate) use replay::{recall, replay};
pub(crate) use retry::DOUBTS_MAX;
pub use status::{Activity, WorkerState, state};
pub(crate) use waits::wait;
pub use worker::Worker;

use crate::{
    Error, Result, Timestamp,
    ids::{MailingId, SenderId},
    open::Inner,
    secrets,
    words::words,
};
use breaker::Breaker;
use db::{Db, Tx, params};
use notices::Notices;
use status::Meter;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use stock::Stock;
use tokio::sync::Notify;
use waits::Me;

words! {
    /// Where a delivery is. `sent`, `failed`, `expired` and `skipped` are final.
    State {
        Queued = "queued",
        /// A worker has claimed it; nothing was sent.
        Leased = "leased",
        /// It has passed the gate: its letter may be on the way.
        Sending = "sending",
        /// The connection broke after the final dot: nobody can know.
        InDoubt = "in_doubt",
        Sent = "sent",
        Failed = "failed",
        /// The mailing's end passed first.
        Expired = "expired",
        /// Not written to: on the stop-list, or no longer a client.
        Skipped = "skipped",
    }
}

/// What the worker and the commands share.
#[derive(Default)]
pub struct Deliveries {
    me: Me,
    wake: Notify,
    pub(crate) notices: Notices,
    meter: Mutex<Meter>,
    /// The mailings that are being sent now.
    active: Mutex<HashMap<MailingId, Active>>,
    /// Mailings that wait for something else than their deliveries, until when, and for what.
    waiting: Mutex<HashMap<MailingId, (Timestamp, Error)>>,
    /// Senders whose server wants to be left alone: until when, and why.
    resting: Mutex<HashMap<SenderId, (Timestamp, Error)>>,
    /// How often in a row each sender's server could not be reached.
    unreachable: Mutex<HashMap<SenderId, u32>>,
    /// Mailings whose end is being committed, or was when only an error was heard; and whether they missed their start.
    pub(crate) ending: Mutex<HashMap<MailingId, bool>>,
    /// What servers have refused of each mailing; longer than a run, which any pause ends.
    breakers: Mutex<HashMap<MailingId, Breaker>>,
}

/// A mailing that is being sent now.
#[derive(Clone)]
struct Active {
    name: String,
    rehearsal: bool,
    stock: Arc<Stock>,
}

impl Deliveries {
    /// Something has changed: the worker looks at once.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Commits what lets letters begin or not, of one mailing or of all, so that none begins after the commit: what
    /// has passed the gate and not begun is held back before it, and gates that are asked for meanwhile wait for it.
    ///
    /// # Errors
    /// As [`Tx::commit`]. It may have been made all the same.
    pub(crate) async fn commit(&self, tx: Tx, mailing: Option<MailingId>) -> db::Result<()> {
        self.halt(mailing);
        let committed = tx.commit().await;
        self.look_again(mailing);
        committed
    }

    /// What lets letters begin has changed: what has passed the gate and not begun goes back and through
    /// the gate again. What one mailing waited for is forgotten. None: of all mailings.
    fn look_again(&self, mailing: Option<MailingId>) {
        if let Some(mailing) = mailing
            && let Some((until, _)) = lock(&self.waiting).remove(&mailing)
        {
            // Also if it waited for what another mailing of its sender has found.
            lock(&self.resting).retain(|_, (rest, _)| *rest != until);
        }
        self.halt(mailing);
        self.wake();
    }

    fn halt(&self, mailing: Option<MailingId>) {
        for (id, active) in lock(&self.active).iter() {
            if mailing.is_none_or(|mailing| mailing == *id) {
                active.stock.halt();
            }
        }
    }

    /// The settings of a sender are new, or were found to work: nothing waits for what they were, and what runs
    /// starts anew with them.
    pub(crate) async fn sender_changed(&self, db: &Db, sender: SenderId) -> Result<()> {
        let mailings: Vec<(MailingId,)> = db
            .all(
                "select id from mailings
                 where status <> 'finished' and status = 'running' and sender_id = $1",
                params![sender],
            )
            .await?;
        lock(&self.unreachable).remove(&sender);
        lock(&self.resting).remove(&sender);
        for (mailing,) in mailings {
            self.look_again(Some(mailing));
        }
        self.wake();
        Ok(())
    }

    /// The key store has been opened: what waited for that goes on.
    pub(crate) fn unlocked(&self, inner: &Inner) {
        lock(&self.waiting).retain(|_, (_, reason)| !secrets::is_locked(reason));
        self.wake();
        status::tell(inner);
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where an address is.
fn domain(email: &str) -> &str {
    email.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// Whether this process has a worker.
pub(crate) fn is_running(inner: &Inner) -> bool {
    lock(&inner.deliveries.meter).running
}

/// Rows for a statement that takes many at once.
pub(crate) fn as_json(rows: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(rows).map_err(|error| Error::internal(&error))
}

/// The key of the Message-IDs of this database: made once.
pub(crate) async fn message_key(db: &Db) -> Result<Vec<u8>> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    const NAME: &str = "message_id_key";
    const FIND: &str = "select value from instance where name = $1";
    let made: Option<(String,)> = db.find(FIND, params![NAME]).await?;
    if let Some((text,)) = made {
        return STANDARD.decode(text).map_err(|error| Error::internal(&error));
    }
    let fresh: [u8; 32] = rand::random();
    let mut tx = db.begin().await?;
    tx.run(
        "insert into instance (name, value) values ($1, $2) on conflict (name) do nothing",
        params![NAME, STANDARD.encode(fresh)],
    )
    .await?;
    let (text,): (String,) = tx.one(FIND, params![NAME]).await?;
    tx.commit().await?;
    STANDARD.decode(text).map_err(|error| Error::internal(&error))
}
