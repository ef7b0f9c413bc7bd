//! The entries of one transaction.

use super::{Entry, GROUP, Reply, Written};
use crate::{
    Error,
    deliveries::{claim::Claimed, gate, outcome::Finished},
    ids::{DeliveryId, MailingId},
};
use mail::AbortPoint;
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

/// So many outcomes wait for no more company.
const COMPANY: usize = 40;

/// The entries of one transaction, by kind: outcomes first, because they free what claims take.
#[derive(Default)]
pub(super) struct Group {
    /// Somebody waits for something that is here.
    is_urgent: bool,
    pub(super) outcomes: Vec<Finished>,
    pub(super) releases: Vec<(MailingId, Vec<(DeliveryId, i64)>)>,
    /// Whose claims all go back.
    pub(super) unheard: Vec<MailingId>,
    pub(super) not_begun: Vec<(MailingId, Vec<gate::Unbegun>)>,
    pub(super) gates: Vec<gate::Request>,
    /// Of so many gates each.
    gate_replies: Vec<(usize, Reply<Vec<gate::Answer>>)>,
    pub(super) claims: Vec<(MailingId, usize, Reply<Vec<Claimed>>)>,
    flushes: Vec<oneshot::Sender<()>>,
}

impl Group {
    pub(super) fn of(entries: impl Iterator<Item = Entry>) -> Self {
        let mut group = Self::default();
        for entry in entries {
            group.is_urgent |= !matches!(entry, Entry::Outcome(_));
            match entry {
                Entry::Claim { mailing, most, reply } => group.claims.push((mailing, most, reply)),
                Entry::Gate { requests, reply } => {
                    group.gate_replies.push((requests.len(), reply));
                    group.gates.extend(requests);
                }
                Entry::Outcome(finished) => group.outcomes.push(finished),
                Entry::Release { mailing, claims } => group.releases.push((mailing, claims)),
                Entry::ReleaseAll(mailing) => group.unheard.push(mailing),
                Entry::NotBegun { mailing, letters } => group.not_begun.push((mailing, letters)),
                Entry::Flush(reply) => group.flushes.push(reply),
            }
        }
        group
    }

    /// What comes until `end`, as long as nobody waits for what is here; none: it is time to commit.
    pub(super) async fn company(&self, end: Instant, waiting: &mut mpsc::Receiver<Entry>) -> Option<Self> {
        if self.is_urgent || self.outcomes.len() >= COMPANY {
            return None;
        }
        let mut entries = vec![];
        match tokio::time::timeout_at(end, waiting.recv_many(&mut entries, GROUP)).await {
            Ok(1..) => Some(Self::of(entries.into_iter())),
            Ok(0) | Err(_) => None,
        }
    }

    pub(super) fn join(&mut self, company: Self) {
        let Self { is_urgent, outcomes, releases, unheard, not_begun, gates, gate_replies, claims, flushes } =
            company;
        self.is_urgent |= is_urgent;
        self.outcomes.extend(outcomes);
        self.releases.extend(releases);
        self.unheard.extend(unheard);
        self.not_begun.extend(not_begun);
        self.gates.extend(gates);
        self.gate_replies.extend(gate_replies);
        self.claims.extend(claims);
        self.flushes.extend(flushes);
    }

    /// Where a test lets the program die: with outcomes in the group, and with gates.
    pub(super) fn die(&self, outcomes: AbortPoint, gates: AbortPoint) {
        if !self.outcomes.is_empty() {
            outcomes.pass();
        }
        if !self.gates.is_empty() {
            gates.pass();
        }
    }

    // Whoever asked may be gone: then nobody waits for the answer.
    pub(super) fn answer(self, written: Written) {
        let mut gates = written.gates.into_iter();
        for (count, reply) in self.gate_replies {
            let _ = reply.send(Ok(gates.by_ref().take(count).collect()));
        }
        for ((_, _, reply), claimed) in self.claims.into_iter().zip(written.claims) {
            let _ = reply.send(Ok(claimed));
        }
        for reply in self.flushes {
            let _ = reply.send(());
        }
    }

    /// Nothing here must be written whatever happens.
    pub(super) fn keeps_nothing(&self) -> bool {
        self.outcomes.is_empty()
            && self.releases.is_empty()
            && self.unheard.is_empty()
            && self.not_begun.is_empty()
    }

    pub(super) fn refuse(&mut self, error: &Error) {
        self.gates.clear();
        for (_, reply) in self.gate_replies.drain(..) {
            let _ = reply.send(Err(error.clone()));
        }
        for (_, _, reply) in self.claims.drain(..) {
            let _ = reply.send(Err(error.clone()));
        }
    }
}
