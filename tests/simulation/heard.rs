//! What the servers have heard and said: against the sender's limits, a recipient's back-off and the breaker.

use crate::plan::{MINUTE, Plan};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub struct Heard {
    /// Letters of which a server has heard, by when they passed the gate.
    letters: BTreeSet<(i64, String)>,
    /// Who was told "not now", and when.
    deferred: BTreeMap<String, i64>,
    /// Refusals by policy in a row.
    refusals: usize,
    /// Letters begun since they were too many.
    since: u32,
}

/// The first back-off.
const BACK_OFF: i64 = 5 * MINUTE;
const IN_A_ROW: usize = 5;

impl Heard {
    /// A letter begins; which rule that breaks.
    pub fn mail_from(&mut self, plan: &Plan) -> Option<String> {
        self.since += u32::from(self.refusals >= IN_A_ROW);
        // What the other connections had begun they have begun.
        let is_wrong = self.since >= plan.connections;
        is_wrong.then(|| format!("{} letters begin after {} refusals in a row", self.since, self.refusals))
    }

    /// It goes to that address, and has passed the gate at that time.
    pub fn rcpt(&mut self, plan: &Plan, to: &str, gated: i64, now: i64) -> Option<String> {
        // One that was announced over a connection that broke is begun anew over another.
        self.letters.insert((gated, to.to_owned()));
        let times: Vec<i64> = self.letters.iter().map(|(gated, _)| *gated).collect();
        if let Some(limit) = plan.per_minute
            && times.windows(limit as usize + 1).any(|times| times[times.len() - 1] - times[0] < MINUTE)
        {
            return Some(format!("more than {limit} letters in a minute: {times:?}"));
        }
        let waited = now - self.deferred.get(to)?;
        (waited < BACK_OFF).then(|| format!("{to} begins again {waited} ms after it was told \"not now\""))
    }

    /// No further refusal comes after those before: a letter is taken, a person has looked at it, or the program that
    /// has counted them is gone before all were written down.
    pub fn ends_row(&mut self) {
        (self.refusals, self.since) = (0, 0);
    }

    /// The letter to that address is refused, and the program has read it if it lives.
    pub fn refuses(&mut self, to: &str, answer: &str, now: i64) {
        if answer.starts_with('4') {
            self.deferred.insert(to.to_owned(), now);
        }
        self.refusals += usize::from(answer.starts_with("554") || answer.contains(" 5.7.1 "));
    }

    /// The computer sleeps: an answer may come too late to be read.
    pub fn sleeps(&mut self) {
        self.deferred.clear();
    }

    /// Of the others nobody knows any more that they were told.
    pub fn retain_deferred(&mut self, is_known: impl Fn(&str, i64) -> bool) {
        self.deferred.retain(|to, at| is_known(to, *at));
    }

    /// The clock was set, or a backup knows nothing of what came after it.
    pub fn forgets(&mut self) {
        self.letters.clear();
        self.deferred.clear();
        self.ends_row();
    }
}
