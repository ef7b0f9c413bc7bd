//! One running mailing in this worker: what it sends, what it has claimed, why it stands still.

use super::{
    Active, breaker::Breaker, claim::Claimed, connection, feed, ledger::Ledger, limits::Limits, lock,
    message_key, status, stock::Stock,
};
use crate::{
    Error, Result, Timestamp,
    events::{Event, Notice},
    ids::{AttemptId, MailingId, SenderId, UserId},
    mailings, messages,
    open::Inner,
    senders,
};
use db::params;
use mail::{
    Address,
    letter::{Identity, Letter, Letterpress},
    smtp,
};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

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
    pub(super) breaker: Mutex<Breaker>,
    pub(super) owner: UserId,
    pub(super) press: Letterpress,
    /// Of the Message-IDs.
    pub(super) key: Vec<u8>,
    pub(super) limits: Limits,
    pub(super) stock: Stock,
    /// Connections that are open.
    pub(super) open: AtomicUsize,
    connections: usize,
    stop: Arc<AtomicBool>,
    ended: AtomicBool,
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
}

#[derive(sqlx::FromRow)]
struct Frozen {
    owner_id: UserId,
    name: String,
    rehearsal: bool,
    from_name: String,
    from_email: String,
    host: String,
    per_minute: Option<i64>,
    per_hour: Option<i64>,
    per_day: Option<i64>,
    connections: i64,
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
                "select m.owner_id, m.name, m.rehearsal, c.from_name, c.from_email, s.host,
                   s.per_minute, s.per_hour, s.per_day, s.connections
                 from mailings m
                 join mailing_contents c on c.mailing_id = m.id
                 join senders s on s.id = m.sender_id
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
        let connections = usize::try_from(frozen.connections).unwrap_or(1).max(1);
        Ok(Self {
            server: senders::server(inner, sender).await?,
            key: message_key(&inner.db).await?,
            limits: Limits {
                sender,
                host: frozen.host,
                per_minute: frozen.per_minute,
                per_hour: frozen.per_hour,
                per_day: frozen.per_day,
            },
            stock: Stock::new(connections),
            open: AtomicUsize::new(0),
            connections,
            inner: Arc::clone(inner),
            ledger,
            mailing,
            name: frozen.name,
            sender,
            from,
            rehearsal: frozen.rehearsal,
            owner: frozen.owner_id,
            press,
            breaker: Mutex::default(),
            stop,
            ended: AtomicBool::new(false),
        })
    }

    /// Sends what is due, over as many connections as the sender allows and there is work for,
    /// until there is nothing due, somebody says stop, or something stands in the way.
    pub(super) async fn send_all(self) {
        let active = Active { name: self.name.clone(), rehearsal: self.rehearsal };
        lock(&self.inner.deliveries.active).insert(self.mailing, active);
        status::tell(&self.inner);
        let run = Arc::new(self);
        // Before the first gate, so that a server that is down costs no recipient an attempt.
        if let Some(session) = connection::open(&run).await {
            let mut connections = tokio::task::JoinSet::new();
            connections.spawn(connection::serve(Arc::clone(&run), Some(session)));
            for _ in 1..run.connections {
                connections.spawn(connection::serve(Arc::clone(&run), None));
            }
            feed::fill(&run).await;
            while let Some(ended) = connections.join_next().await {
                if let Err(error) = ended {
                    tracing::error!(mailing.id = %run.mailing, error = %error, "a connection's task died");
                }
            }
        }
        let rest = run.stock.rest().iter().map(|r| (r.claimed.id, r.claimed.fence, r.attempt)).collect();
        run.ledger.not_begun(run.mailing, rest).await;
        run.ledger.flush().await;
        lock(&run.inner.deliveries.active).remove(&run.mailing);
        status::tell(&run.inner);
    }

    /// Whether no further letter shall begin.
    pub(super) fn over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.ended.load(Ordering::Relaxed)
    }

    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::Relaxed);
        self.stock.close();
    }

    pub(super) fn now(&self) -> Timestamp {
        self.inner.config.clock.now()
    }

    /// Lets the mailing wait, and says for what.
    pub(super) fn wait_until(&self, until: Timestamp, reason: Error) {
        lock(&self.inner.deliveries.waiting).insert(self.mailing, (until, reason));
        self.end();
    }

    /// Pauses the mailing because going on would do harm.
    pub(super) async fn pause(&self, reason: Error) {
        self.end();
        pause(&self.inner, self.mailing, reason).await;
    }
}

/// Pauses a mailing that cannot go on without a person, and tells them.
pub(super) async fn pause(inner: &Inner, mailing_id: MailingId, reason: Error) {
    match mailings::pause_by_program(inner, mailing_id, &reason).await {
        Ok(Some(mailing_name)) => inner
            .events
            .send(Event::Notice { notice: Notice::MailingPaused { mailing_id, mailing_name, reason } }),
        Ok(None) => {}
        Err(error) => tracing::error!(mailing.id = %mailing_id, error = %error, "could not pause"),
    }
}
