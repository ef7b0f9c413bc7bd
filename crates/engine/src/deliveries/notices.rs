//! Failed attempts become notices: the first soon, then at most one in some minutes for each mailing, however
//! many they are.

use super::{State, lock, outcome::Finished};
use crate::{
    events::{Event, Notice},
    ids::MailingId,
    open::Inner,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

/// How long the first failures of a mailing are gathered before the bell rings.
const GATHER: Duration = Duration::from_secs(3);
/// Between two bells of one mailing.
const QUIET: Duration = Duration::from_secs(5 * 60);

#[derive(Default)]
pub(crate) struct Notices(Mutex<HashMap<MailingId, Gathered>>);

struct Gathered {
    name: String,
    failed: u32,
    delayed: u32,
    /// The worst so far: a letter that will not be delivered rather than one that is late.
    example: Option<Finished>,
    rang: Option<Instant>,
}

impl Notices {
    /// Notes a failed attempt; the first of a batch sets the bell.
    pub(super) fn failed(&self, inner: &Arc<Inner>, name: &str, attempt: &Finished) {
        let mut mailings = lock(&self.0);
        let gathered = mailings.entry(attempt.mailing).or_insert_with(|| Gathered {
            name: name.to_owned(),
            failed: 0,
            delayed: 0,
            example: None,
            rang: None,
        });
        let is_first = gathered.example.is_none();
        let is_final = attempt.verdict.state == State::Failed;
        if is_first || (is_final && gathered.failed == 0) {
            gathered.example = Some(attempt.clone());
        }
        *(if is_final { &mut gathered.failed } else { &mut gathered.delayed }) += 1;
        if is_first {
            let wait = gathered.rang.map_or(GATHER, |rang| QUIET.saturating_sub(rang.elapsed()).max(GATHER));
            // Whoever closes the database does not wait for the bell.
            let (inner, mailing) = (Arc::downgrade(inner), attempt.mailing);
            tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                let Some(inner) = inner.upgrade() else { return };
                if let Some(gathered) = lock(&inner.deliveries.notices.0).get_mut(&mailing) {
                    gathered.ring(&inner, mailing);
                }
            });
        }
    }

    /// Rings now for whatever has been gathered, and begins anew.
    pub(crate) fn flush(&self, inner: &Inner) {
        for (mailing, mut gathered) in std::mem::take(&mut *lock(&self.0)) {
            gathered.ring(inner, mailing);
        }
    }

    /// The mailing has ended: rings for what was gathered of it.
    pub(crate) fn ended(&self, inner: &Inner, mailing: MailingId) {
        if let Some(mut gathered) = lock(&self.0).remove(&mailing) {
            gathered.ring(inner, mailing);
        }
    }
}

impl Gathered {
    /// Nothing when it has rung meanwhile.
    fn ring(&mut self, inner: &Inner, mailing_id: MailingId) {
        let Some(Finished { stage, code, answer, .. }) = self.example.take() else { return };
        self.rang = Some(Instant::now());
        inner.events.send(Event::Notice {
            notice: Notice::AttemptsFailed {
                mailing_id,
                mailing_name: self.name.clone(),
                failed: std::mem::take(&mut self.failed),
                delayed: std::mem::take(&mut self.delayed),
                stage: stage.to_owned(),
                code,
                answer,
            },
        });
    }
}
