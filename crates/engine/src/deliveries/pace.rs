//! A server that found us too fast gets half of the letters that it got before, and then more again, twice as many
//! every ten minutes, until it may have as many as before.
//!
//! Nobody has to write down that it recovers: the pace of a moment follows from what stands in the sender's row.

use super::limits::Limit;
use crate::{
    Result, Timestamp,
    clock::{MINUTE, SECOND},
    ids::SenderId,
};
use db::{Db, params};

/// As it was when the server complained.
#[derive(Clone, Copy, Debug, Default, sqlx::FromRow)]
pub(super) struct Pace {
    /// Letters a minute.
    pace: Option<i64>,
    paced_at: Option<Timestamp>,
}

/// Short enough that what may go in it does not look like a rush.
const WINDOW: i64 = 10 * SECOND;
/// Letters a minute that any server takes: one in a window.
const SLOWEST: i64 = 6;
/// In this time the pace doubles.
const DOUBLES: i64 = 10 * MINUTE;
/// So often it doubles before it is forgotten: it is a thousandfold then.
const DOUBLINGS: i64 = 10;

impl Pace {
    pub(super) fn limit(self, now: Timestamp) -> Option<Limit> {
        let doublings = now.since(self.paced_at?).max(0) / DOUBLES;
        if doublings >= DOUBLINGS {
            return None;
        }
        let letters = (self.pace? << doublings) * WINDOW / MINUTE;
        Some(Limit { code: "limit-pace", letters: letters.max(1), length: WINDOW })
    }

    /// Right after a complaint nothing goes out for a minute: until when, and what is allowed then.
    pub(super) fn rest(self, now: Timestamp) -> Option<(Timestamp, Limit)> {
        let since = self.paced_at?;
        let until = since.plus(MINUTE);
        // The clock may have been set back.
        self.limit(now).filter(|_| since <= now && now < until).map(|limit| (until, limit))
    }
}

/// Halves the pace, from what was begun in the last minute. Several connections hear the complaint at once: it counts
/// once a minute.
pub(super) async fn halve(db: &Db, sender: SenderId, now: Timestamp) -> Result<()> {
    let mut tx = db.begin_brief().await?;
    tx.run(
        "update senders set paced_at = $2, pace = (
           select case when count(*) / 2 > $3 then count(*) / 2 else $3 end
           from attempts where sender_id = $1 and started_at > $4)
         where id = $1 and (paced_at is null or paced_at <= $4)",
        params![sender, now, SLOWEST, now.plus(-MINUTE)],
    )
    .await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_recovers_by_itself() {
        let pace = Pace { pace: Some(60), paced_at: Some(Timestamp(0)) };
        let letters = |minutes| pace.limit(Timestamp(minutes * MINUTE)).map(|limit| limit.letters);
        assert_eq!([0, 9, 10, 25].map(letters), [Some(10), Some(10), Some(20), Some(40)]);
        assert_eq!((letters(99), letters(100)), (Some(5_120), None));
    }

    #[test]
    fn the_slowest_pace_lets_a_letter_through() {
        let pace = Pace { pace: Some(1), paced_at: Some(Timestamp(0)) };
        assert_eq!(pace.limit(Timestamp(1)).map(|limit| limit.letters), Some(1));
        assert!(Pace::default().limit(Timestamp(1)).is_none());
    }
}
