//! What the rehearsal server saw: every letter it took, and counts for every recipient.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

/// A letter the server took.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub from: String,
    pub to: String,
    /// With its angle brackets; empty when the letter has none.
    pub message_id: String,
    /// Octets of the letter as it was meant: without doubled dots.
    pub size: usize,
    /// The letter itself.
    pub bytes: Arc<[u8]>,
    pub received_at: SystemTime,
}

/// Everything that happened so far.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// In the order they came; empty when letters are not kept.
    pub arrivals: Vec<Arrival>,
    /// By address, as written in RCPT; see [`super::Options::keep_counts`].
    pub recipients: HashMap<String, Counts>,
    /// Connections made.
    pub connections: u64,
    /// Those that are open.
    pub open: u64,
    /// The most that were open at once.
    pub most_at_once: u64,
    /// Letters taken.
    pub letters: u64,
}

/// What happened to one recipient.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// RCPT commands.
    pub attempts: u64,
    /// Letters taken, also those whose answer was never given.
    pub copies: u64,
}

impl Ledger {
    pub fn attempts(&self, to: &str) -> u64 {
        self.recipients.get(to).map_or(0, |counts| counts.attempts)
    }

    pub fn copies(&self, to: &str) -> u64 {
        self.recipients.get(to).map_or(0, |counts| counts.copies)
    }
}
