//! What a seed is: who gets letters, what goes wrong and how often, and what happens to the program.

use support::dice::Dice;

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;

#[derive(Clone, Debug)]
pub struct Plan {
    pub recipients: usize,
    pub connections: u32,
    /// What is in doubt waits for a person.
    pub hold: bool,
    pub pipelining: bool,
    pub per_minute: Option<u32>,
    /// Letters before another connection is opened.
    pub letters: Option<u32>,
    /// Milliseconds after the start at which the mailing ends.
    pub ends: Option<i64>,
    /// The server wants letters of nobody here.
    pub refused: bool,
    /// Milliseconds between a command and its answer, at most.
    pub latency: usize,
    /// How often a server does something wrong at a step, in a thousand.
    pub wrong: usize,
    /// The same for a commit of the database.
    pub ill: usize,
    /// Milliseconds that a commit takes, at most.
    pub slow: usize,
    pub lives: Vec<Life>,
}

/// One run of the program.
#[derive(Clone, Debug)]
pub struct Life {
    pub acts: Vec<(When, Act)>,
    pub end: End,
}

#[derive(Clone, Copy, Debug)]
pub enum When {
    /// Milliseconds after the one before.
    After(i64),
    /// So many events after the one before.
    Events(usize),
}

/// What happens to a program while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Pause,
    Resume,
    Suppress(usize),
    Finish,
    /// Whose mailing it is may do nothing any more.
    Block,
    Unblock,
    /// What failed is sent again.
    Retry,
    SettleAsSent,
    SettleAgain,
    Backup,
    /// The worker ends in good order, and another one starts.
    Restart,
    /// The computer sleeps; `timers` go on meanwhile, as on macOS and Windows.
    Sleep {
        time: i64,
        timers: bool,
    },
    SetClock(i64),
    /// The database does not answer for so long.
    Outage(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// `kill -9` at so many events after the last act.
    Killed(usize),
    /// What no sync has put on the disk is gone, too, as far as these thousandths.
    PowerCut(usize, usize),
    Stopped,
    /// Killed, and the last backup takes the place of the database.
    Restored(usize),
}

impl Plan {
    pub fn of(dice: &mut Dice) -> Self {
        let refused = dice.happens(10);
        // More than are refused before the mailing is paused.
        let recipients = if refused { 8 } else { dice.one_of(&[2, 2, 3, 3]) };
        let lives = (0..dice.one_of(&[1, 1, 1, 1, 1, 1, 1, 2])).map(|_| Life::of(dice, recipients)).collect();
        Self {
            recipients,
            connections: dice.one_of(&[1, 2, 3, 4]),
            hold: dice.happens(250),
            pipelining: dice.happens(600),
            per_minute: dice.happens(100).then_some(2),
            letters: dice.happens(150).then(|| dice.one_of(&[1, 2, 3])),
            ends: dice.happens(150).then(|| dice.below(3_600_000) as i64),
            refused,
            latency: dice.one_of(&[0, 1, 20, 200, 3_000]),
            wrong: dice.one_of(&[0, 20, 60, 150, 400]),
            ill: dice.one_of(&[0, 0, 10, 50, 200]),
            slow: dice.one_of(&[0, 0, 5, 50, 500]),
            lives,
        }
    }

    pub fn cuts_power(&self) -> bool {
        self.lives.iter().any(|life| matches!(life.end, End::PowerCut(..)))
    }
}

impl Life {
    fn of(dice: &mut Dice, recipients: usize) -> Self {
        let acts = (0..dice.below(4)).map(|_| (When::of(dice), Act::of(dice, recipients))).collect();
        let events = dice.below(60);
        let end = match dice.below(8) {
            0..4 => End::Killed(events),
            4 => End::PowerCut(events, dice.below(1_001)),
            5 => End::Stopped,
            _ => End::Restored(events),
        };
        Self { acts, end }
    }
}

impl When {
    fn of(dice: &mut Dice) -> Self {
        match dice.below(4) {
            0 => Self::After(dice.below(3 * 60_000) as i64),
            1 => Self::After(dice.below(2_000) as i64),
            _ => Self::Events(dice.below(40)),
        }
    }
}

impl Act {
    fn of(dice: &mut Dice, recipients: usize) -> Self {
        match dice.below(24) {
            0..3 => Self::Pause,
            3..5 => Self::Resume,
            5..8 => Self::Suppress(dice.below(recipients)),
            8 => dice.one_of(&[Self::Finish, Self::Retry]),
            9 => Self::SettleAsSent,
            10 => Self::SettleAgain,
            11..13 => Self::Backup,
            13..15 => Self::Restart,
            15..18 => {
                let longest = dice.one_of(&[1_000, 60_000, 1_800_000, 6 * 3_600_000]);
                Self::Sleep { time: 1 + dice.below(longest) as i64, timers: dice.happens(500) }
            }
            22 => Self::Block,
            23 => Self::Unblock,
            18..20 => {
                let farthest = dice.one_of(&[1_000, 120_000, 5 * 3_600_000]);
                Self::SetClock(dice.below(2 * farthest) as i64 - farthest as i64)
            }
            _ => Self::Outage(1 + dice.below(60_000) as i64),
        }
    }
}
