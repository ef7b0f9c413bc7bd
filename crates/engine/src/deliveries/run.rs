//! One running mailing in this worker: what it sends, what it has claimed, why it stands still.

use super::{
    claim::Claimed,
    gate,
    ledger::Ledger,
    limits::{Allowance, Limits},
    lock, message_key, status,
};
use crate::{
    Error, Result, Timestamp,
    ids::{AttemptId, MailingId, SenderId, UserId},
    mailings, messages,
    open::Inner,
    senders,
};
use db::params;
use mail::{
    Address,
    letter::{Identity, Letter, Letterpress},
    merge::Recipient,
    smtp,
};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

/// Claims taken at once for each connection.
const CLAIMS: usize = 4;

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
    pub(super) breaker: Mutex<super::connection::Breaker>,
    owner: UserId,
    press: Letterpress,
    key: Vec<u8>,
    limits: Limits,
    connections: usize,
    claims: tokio::sync::Mutex<VecDeque<Claimed>>,
    /// Allowed by the limits, with no attempt yet.
    in_hand: AtomicUsize,
    stop: Arc<AtomicBool>,
    ended: AtomicBool,
}

/// A letter that is built and claimed.
pub(super) struct Built {
    pub(super) claimed: Claimed,
    pub(super) envelope: Option<smtp::Envelope>,
    /// Or why it cannot be built.
    pub(super) letter: Result<Letter>,
}

/// A letter that has passed the gate.
pub(super) struct Ready {
    pub(super) built: Built,
    pub(super) attempt: AttemptId,
    pub(super) owner: UserId,
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
            connections: usize::try_from(frozen.connections).unwrap_or(1).max(1),
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
            claims: tokio::sync::Mutex::default(),
            in_hand: AtomicUsize::new(0),
            stop,
            ended: AtomicBool::new(false),
        })
    }

    /// Sends what is due, over as many connections as the sender allows and there is work for,
    /// until there is nothing due, somebody says stop, or something stands in the way.
    pub(super) async fn send_all(self) {
        lock(&self.inner.deliveries.active).insert(self.mailing, self.name.clone());
        status::tell(&self.inner);
        let run = Arc::new(self);
        let mut connections = tokio::task::JoinSet::new();
        for _ in 0..run.connections {
            connections.spawn(super::connection::serve(Arc::clone(&run)));
        }
        while let Some(ended) = connections.join_next().await {
            if let Err(error) = ended {
                tracing::error!(mailing.id = %run.mailing, error = %error, "a connection's task died");
            }
        }
        let left = run.claims.lock().await.drain(..).map(|c| (c.id, c.fence)).collect();
        run.ledger.release(run.mailing, left).await;
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
        match mailings::pause_by_program(&self.inner, self.mailing, &reason).await {
            Ok(true) => self.inner.events.send(crate::Event::Notice {
                notice: crate::events::Notice::MailingPaused {
                    mailing_id: self.mailing,
                    mailing_name: self.name.clone(),
                    reason,
                },
            }),
            Ok(false) => {}
            Err(error) => tracing::error!(mailing.id = %self.mailing, error = %error, "could not pause"),
        }
    }

    /// The next delivery, claimed and its letter built; none when there is nothing to do now.
    pub(super) async fn built(&self) -> Option<Built> {
        let claimed = self.claimed().await?;
        self.in_hand.fetch_add(1, Ordering::Relaxed);
        Some(self.build(claimed))
    }

    /// Takes the letter through the gate; none if it may not begin.
    pub(super) async fn gate(&self, built: Built) -> Option<Ready> {
        let claim = (built.claimed.id, built.claimed.fence);
        let attempt = AttemptId::begun_at(self.now());
        let request = gate::Request {
            delivery: built.claimed.id,
            fence: built.claimed.fence,
            attempt,
            owner: self.owner,
            mailing: self.mailing,
            sender: self.sender,
            client: built.claimed.client,
            email: built.claimed.email.clone(),
            number: built.claimed.tries + 1,
        };
        let answer = self.ledger.gate(request).await;
        self.in_hand.fetch_sub(1, Ordering::Relaxed);
        match answer {
            Ok(gate::Answer::Begin) => Some(Ready { built, attempt, owner: self.owner }),
            Ok(gate::Answer::Skip) => None,
            Ok(gate::Answer::Closed) => {
                self.end();
                None
            }
            Err(error) => {
                self.ledger.release(self.mailing, vec![claim]).await;
                self.wait_until(self.now().plus(5_000), error);
                None
            }
        }
    }

    /// The next letter that may begin.
    pub(super) async fn ready(&self) -> Option<Ready> {
        loop {
            let built = self.built().await?;
            if let Some(ready) = self.gate(built).await {
                return Some(ready);
            }
        }
    }

    /// Gives a letter back that did not come to its gate.
    pub(super) async fn give_back(&self, built: Built) {
        self.in_hand.fetch_sub(1, Ordering::Relaxed);
        self.ledger.release(self.mailing, vec![(built.claimed.id, built.claimed.fence)]).await;
    }

    async fn claimed(&self) -> Option<Claimed> {
        let mut claims = self.claims.lock().await;
        if self.over() {
            return None;
        }
        if claims.is_empty() {
            let most = self.connections * CLAIMS;
            let in_hand = self.in_hand.load(Ordering::Relaxed);
            let most = match self.limits.allowance(&self.inner.db, self.now(), in_hand, most).await {
                Ok(Allowance::Letters(most)) => most,
                Ok(Allowance::Wait(until, reason)) => {
                    self.wait_until(until, reason);
                    return None;
                }
                Err(error) => {
                    self.wait_until(self.now().plus(5_000), error);
                    return None;
                }
            };
            if most == 0 {
                // The others' letters use up what is allowed; they ask again when those are begun.
                return None;
            }
            match self.ledger.claim(self.mailing, most).await {
                Ok(claimed) => claims.extend(claimed),
                Err(error) => self.wait_until(self.now().plus(5_000), error),
            }
        }
        claims.pop_front()
    }

    fn build(&self, claimed: Claimed) -> Built {
        let address = match Address::parse(&claimed.email) {
            Ok(address) => address,
            Err(error) => return Built { claimed, envelope: None, letter: Err(error.into()) },
        };
        let id = mail::letter::message_id(claimed.id.0, &self.key, self.from.domain());
        let date =
            SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(self.now().0).unwrap_or_default());
        let recipient = Recipient {
            address: address.clone(),
            name: claimed.name.clone(),
            comment: claimed.comment.clone(),
            fields: claimed.fields.clone(),
        };
        let letter = self.press.letter(&recipient, &id, date).map_err(|error| messages::letter_error(&error));
        let envelope = Some(smtp::Envelope { from: self.from.clone(), to: address });
        Built { claimed, envelope, letter }
    }
}
