//! What must hold in the very moment in which the program tells a server of a letter.

use crate::{disk, ground::Ground, plan::MINUTE, world::World};
use rusqlite::OptionalExtension;
use std::{fs, sync::Arc};

/// Looks into the database as it is on the disk.
pub struct Rules {
    place: Arc<Ground>,
}

/// When a letter began: the events so far, and the steady clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Begun {
    event: usize,
    at: i64,
}

/// From a letter's gate to its dot: its lease, without the time that the answer may take.
const LONGEST: i64 = 12 * MINUTE;

const DELIVERY: &str = "select d.state, (
    select a.started_at from attempts a
    where a.delivery_id = d.id and a.fence = d.fence and a.outcome = 'pending')
  from deliveries d where d.email = ?1";

impl Rules {
    pub fn over(place: &Arc<Ground>) -> Self {
        Self { place: Arc::clone(place) }
    }

    /// A letter begins.
    pub fn mail_from(&self, world: &World) -> Begun {
        let runs = self.place.runs();
        let mut state = world.lock();
        if !runs {
            state.breaks("a letter begins, and on the disk its mailing does not run".to_owned());
        }
        if state.is_paused {
            state.breaks("a letter begins after a pause".to_owned());
        }
        if state.is_blocked {
            state.breaks("a letter begins though its owner is blocked".to_owned());
        }
        if let Some(rule) = state.heard.mail_from(&world.plan) {
            state.breaks(rule);
        }
        let (now, at) = (state.clock.now().0, state.steady());
        if state.ends_at.is_some_and(|end| end <= now) {
            state.breaks("a letter begins after the end".to_owned());
        }
        Begun { event: state.events, at }
    }

    /// It is to go to that address.
    pub fn rcpt(&self, world: &World, to: &str, begun: &Begun) {
        let database = self.place.database();
        let mut statement = database.prepare_cached(DELIVERY).expect("a statement");
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(String, Option<i64>)> = statement.query_row([to], row).optional().expect("a row");
        let mut state = world.lock();
        let Some((is, gated)) = found else {
            return state.breaks(format!("{to} is nobody's"));
        };
        let gated = gated.filter(|_| is == "sending");
        let Some(gated) = gated else {
            return state.breaks(format!("{to} begins before its gate is on the disk: {is}"));
        };
        let now = state.clock.now().0;
        if let Some(rule) = state.heard.rcpt(&world.plan, to, gated, now) {
            state.breaks(rule);
        }
        if state.stopped.get(to).is_some_and(|stopped| *stopped < begun.event) {
            state.breaks(format!("{to} begins and is on the stop-list"));
        }
        if self.knows(to) {
            state.breaks(format!("{to} begins again, and the journal knows that it has the letter"));
        }
    }

    /// The end of a letter is written.
    pub fn dot(&self, world: &World, begun: &Begun) {
        let mut state = world.lock();
        if state.steady() - begun.at >= LONGEST {
            state.breaks("a letter ends whose lease may be over".to_owned());
        }
    }

    /// Whether the journal has a whole line of that address.
    fn knows(&self, to: &str) -> bool {
        let is_whole = |line: &str| serde_json::from_str::<serde_json::Value>(line).is_ok();
        let files = disk::journal(self.place.path());
        let mut texts = files.iter().map(|file| fs::read_to_string(file).unwrap_or_default());
        texts.any(|text| text.lines().any(|line| line.contains(to) && is_whole(line)))
    }
}
