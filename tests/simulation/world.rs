//! What is outside of the program and lives on when it dies: the dice, what the servers have, what a person has done.

use crate::{heard::Heard, plan::Plan};
use engine::{Clock, Timestamp, clock::Steady};
use std::{
    collections::BTreeMap,
    future::pending,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use support::dice::Dice;
use tokio::sync::Notify;

/// The world of one seed.
pub struct World {
    pub plan: Plan,
    state: Mutex<State>,
    /// Something has happened, or the program is dead.
    pub happened: Notify,
}

pub struct State {
    pub dice: Dice,
    /// Whether somebody wants to read what happens: telling it takes time.
    pub is_told: bool,
    pub trace: Vec<String>,
    /// Rules that were broken.
    pub broken: Vec<String>,
    pub clock: Clock,
    pub events: usize,
    /// At that event the program dies.
    pub dies_at: Option<usize>,
    pub is_dead: bool,
    /// Faults are over.
    pub is_calm: bool,
    /// By the steady clock.
    pub outage_until: i64,
    /// What the servers have, in the order in which it came.
    pub letters: Vec<Letter>,
    pub heard: Heard,
    /// What a server has against an address for good.
    pub treatments: BTreeMap<String, &'static str>,
    pub connections: usize,
    /// A person knows that the mailing is paused.
    pub is_paused: bool,
    /// The same of its owner, who is blocked.
    pub is_blocked: bool,
    /// Somebody has tried.
    pub may_be_blocked: bool,
    /// A person knows these to be on the stop-list; by event.
    pub stopped: BTreeMap<String, usize>,
    /// Who may count as sent without a letter.
    pub settled_as_sent: bool,
    /// A database went back in time.
    pub restored: bool,
    /// Some part of the journal was lost.
    pub torn: bool,
    /// A person has finished the mailing.
    pub is_finished: bool,
    /// Octets of the journal that are on the disk.
    pub synced: u64,
    pub ends_at: Option<i64>,
}

/// A letter that a server has taken.
#[derive(Clone, Debug)]
pub struct Letter {
    pub to: String,
    pub message_id: String,
}

/// 2026-11-24 12:00 UTC.
pub const START: Timestamp = Timestamp(1_795_521_600_000);

/// More is an endless loop.
const MOST_EVENTS: usize = 20_000;

impl World {
    pub fn new(mut dice: Dice, is_told: bool) -> Arc<Self> {
        let plan = Plan::of(&mut dice);
        let state = State {
            dice,
            is_told,
            trace: vec![],
            broken: vec![],
            clock: Clock::by_hand(START),
            events: 0,
            dies_at: None,
            is_dead: false,
            is_calm: false,
            outage_until: 0,
            letters: vec![],
            heard: Heard::default(),
            treatments: BTreeMap::new(),
            connections: 0,
            is_paused: false,
            is_blocked: false,
            may_be_blocked: false,
            stopped: BTreeMap::new(),
            settled_as_sent: false,
            restored: false,
            torn: false,
            is_finished: false,
            synced: 0,
            ends_at: None,
        };
        Arc::new(Self { plan, state: Mutex::new(state), happened: Notify::new() })
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something happens at which the program may die; then this never returns.
    pub async fn event(&self, what: impl FnOnce() -> String) {
        if self.dies_of(what) {
            pending().await
        }
    }

    /// The same for those who cannot wait: whether the program is dead.
    pub fn dies_of(&self, what: impl FnOnce() -> String) -> bool {
        let mut state = self.lock();
        if state.is_dead {
            return true;
        }
        state.note(what);
        state.events += 1;
        if state.events > MOST_EVENTS {
            state.breaks("it comes to no end".to_owned());
            state.is_dead = true;
        }
        if state.dies_at.is_some_and(|at| state.events >= at) {
            state.note(|| "killed".to_owned());
            state.is_dead = true;
        }
        let is_dead = state.is_dead;
        drop(state);
        self.happened.notify_waiters();
        is_dead
    }
}

impl State {
    pub fn note(&mut self, what: impl FnOnce() -> String) {
        if self.is_told {
            let at = self.steady();
            self.trace.push(format!("{:>9}.{:03} {}", at / 1_000, at % 1_000, what()));
        }
    }

    pub fn breaks(&mut self, rule: String) {
        self.note(|| format!("BROKEN: {rule}"));
        self.broken.push(rule);
    }

    /// Milliseconds since the beginning.
    pub fn steady(&self) -> i64 {
        self.clock.steady().since(Steady::ZERO)
    }

    /// Whether something goes wrong that does so often in a thousand.
    pub fn goes_wrong(&mut self, thousandths: usize) -> bool {
        !self.is_calm && self.dice.happens(thousandths)
    }

    /// Milliseconds up to so many.
    pub fn delay(&mut self, most: usize) -> u64 {
        if most == 0 { 0 } else { self.dice.below(most + 1) as u64 }
    }
}
