//! The only place that reads the clock. Everything else is given `now`.

use serde::{Deserialize, Serialize};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
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

/// The system's clock, or one that a test moves.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    by_hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// A clock that stands at `start` until [`Clock::advance`].
    #[must_use]
    pub fn by_hand(start: Timestamp) -> Self {
        Self { by_hand: Some(Arc::new(AtomicI64::new(start.0))) }
    }

    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        Timestamp(match &self.by_hand {
            Some(time) => time.load(Ordering::SeqCst),
            None => chrono::Utc::now().timestamp_millis(),
        })
    }

    /// Moves a clock made by [`Clock::by_hand`]; the system's clock stays as it is.
    pub fn advance(&self, milliseconds: i64) {
        if let Some(time) = &self.by_hand {
            time.fetch_add(milliseconds, Ordering::SeqCst);
        }
    }
}
