//! The only place that reads the clock. Everything else is given `now`.
//!
//! In a shared database the time is the database's, so that all computers mean the same by "now". Between two
//! questions it is told by a clock that nobody sets.

use serde::{Deserialize, Serialize};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

/// An instant: milliseconds since 1970-01-01 00:00 UTC.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    sqlx::Type,
    ts_rs::TS,
)]
#[serde(transparent)]
#[sqlx(transparent)]
#[ts(type = "number")]
pub struct Timestamp(pub i64);

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// That many milliseconds later.
    #[must_use]
    pub const fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// As in `2026-11-24T12:00:00.000Z` (RFC 3339), for files that programs read.
    #[must_use]
    pub fn rfc3339(self) -> String {
        chrono::DateTime::from_timestamp_millis(self.0)
            .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
            .unwrap_or_default()
    }

    /// Milliseconds from `earlier` to this instant; negative if it is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<Timestamp> for db::Value {
    fn from(at: Timestamp) -> Self {
        at.0.into()
    }
}

impl db::Nullable for Timestamp {
    const NULL: db::Value = db::Value::Int(None);
}

/// An instant of a clock that nobody sets and that goes on while the computer sleeps: only for measuring how much
/// time has passed in this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Steady(i64);

impl Steady {
    /// When a test begins.
    pub const ZERO: Self = Self(0);

    /// That many milliseconds later.
    #[must_use]
    pub const fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds from `earlier` to this instant.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The system's clock, the database's, or one that a test moves.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    by_hand: Option<Arc<Hand>>,
    database: Arc<Database>,
}

/// A clock that a test has in its hands.
#[derive(Debug)]
struct Hand {
    shows: AtomicI64,
    /// Without what it goes by itself, as the other one.
    steady: AtomicI64,
    /// Since when it goes on with the time of the runtime, which a test may pause.
    going: Option<tokio::time::Instant>,
}

impl Hand {
    fn of(now: Timestamp, steady: Steady, going: Option<tokio::time::Instant>) -> Clock {
        let hand = Self { shows: AtomicI64::new(now.0), steady: AtomicI64::new(steady.0), going };
        Clock { by_hand: Some(Arc::new(hand)), database: Arc::default() }
    }

    /// What it shows once it has gone on by itself.
    fn read(&self, hand: &AtomicI64) -> i64 {
        let gone = self.going.map_or(0, |since| since.elapsed().as_millis());
        hand.load(Ordering::SeqCst).saturating_add(i64::try_from(gone).unwrap_or(i64::MAX))
    }
}

/// What is known of the database's clock.
#[derive(Debug, Default)]
struct Database {
    is_known: AtomicBool,
    /// Milliseconds from the steady clock to it.
    ahead: AtomicI64,
    /// When it was asked, by the steady clock.
    asked: AtomicI64,
}

/// The database's clock is asked again after this time: two clocks drift apart.
const STALE: i64 = MINUTE;

impl Clock {
    /// A clock that stands at `start` until [`Clock::advance`].
    #[must_use]
    pub fn by_hand(start: Timestamp) -> Self {
        Hand::of(start, Steady(start.0), None)
    }

    /// A clock that shows `now` and goes on with the time of the runtime, which a test may pause.
    #[must_use]
    pub fn going(now: Timestamp, steady: Steady) -> Self {
        Hand::of(now, steady, Some(tokio::time::Instant::now()))
    }

    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        Timestamp(match &self.by_hand {
            Some(hand) => hand.read(&hand.shows),
            None if self.database.is_known.load(Ordering::SeqCst) => {
                self.steady().0.saturating_add(self.database.ahead.load(Ordering::SeqCst))
            }
            None => chrono::Utc::now().timestamp_millis(),
        })
    }

    /// The clock for how much time has passed.
    #[must_use]
    pub fn steady(&self) -> Steady {
        Steady(match &self.by_hand {
            Some(hand) => hand.read(&hand.steady),
            None => awake_or_asleep(),
        })
    }

    /// Whether the database's clock should be asked: a shared database's, and not just asked.
    pub(crate) fn is_stale(&self) -> bool {
        let asked = Steady(self.database.asked.load(Ordering::SeqCst));
        let is_known = self.database.is_known.load(Ordering::SeqCst);
        self.by_hand.is_none() && (!is_known || self.steady().since(asked) >= STALE)
    }

    /// Goes by the database's clock from now on, which showed `now` at some moment after `asked`.
    pub(crate) fn follow(&self, now: Timestamp, asked: Steady) {
        let answered = self.steady();
        let between = asked.0.midpoint(answered.0);
        self.database.ahead.store(now.0.saturating_sub(between), Ordering::SeqCst);
        self.database.asked.store(answered.0, Ordering::SeqCst);
        self.database.is_known.store(true, Ordering::SeqCst);
    }

    /// Lets time pass on a clock of a test, as the sleep of a computer does; the system's clock stays as it is.
    pub fn advance(&self, milliseconds: i64) {
        if let Some(hand) = &self.by_hand {
            hand.steady.fetch_add(milliseconds, Ordering::SeqCst);
        }
        self.set(milliseconds);
    }

    /// Sets a clock of a test forward or back by so much, as a person does: no time passes.
    pub fn set(&self, milliseconds: i64) {
        if let Some(hand) = &self.by_hand {
            hand.shows.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}

/// Milliseconds since some moment. Linux stops `CLOCK_MONOTONIC` while the computer sleeps, other systems do not
/// (clock_gettime(2) of Linux and of macOS; QueryPerformanceCounter).
#[cfg(any(target_os = "linux", target_os = "android"))]
fn awake_or_asleep() -> i64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    time.tv_sec.saturating_mul(1_000).saturating_add(time.tv_nsec / 1_000_000)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn awake_or_asleep() -> i64 {
    static BEGINNING: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    i64::try_from(BEGINNING.elapsed().as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_databases_clock_is_the_clock() {
        let clock = Clock::default();
        assert!(clock.is_stale());
        let asked = clock.steady();
        clock.follow(Timestamp(5 * DAY), asked);
        let since = clock.now().since(Timestamp(5 * DAY));
        assert!((0..MINUTE).contains(&since), "{since}");
        assert!(!clock.is_stale());
    }

    #[test]
    fn a_clock_moved_by_hand_follows_nobody() {
        let clock = Clock::by_hand(Timestamp(DAY));
        assert!(!clock.is_stale());
        clock.advance(MINUTE);
        assert_eq!((clock.now(), clock.steady()), (Timestamp(DAY + MINUTE), Steady(DAY + MINUTE)));
    }

    #[test]
    fn setting_a_clock_that_goes_passes_no_time() {
        let clock = Clock::going(Timestamp(DAY), Steady(HOUR));
        clock.set(-MINUTE);
        assert!((DAY - MINUTE..DAY).contains(&clock.now().0));
        assert!((HOUR..HOUR + MINUTE).contains(&clock.steady().0));
    }
}
