//! What the outcome of an attempt makes of its delivery. Pure: given `now` and a number for the
//! jitter.

use super::State;
use crate::{
    Timestamp,
    attempts::Outcome,
    clock::{HOUR, MINUTE},
};
use mail::smtp;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The delivery after an attempt, and the attempt's own outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) state: State,
    /// When a delivery that is not final is due again.
    pub(super) due_at: Timestamp,
    /// It was one of the recipient's tries.
    pub(super) is_charged: bool,
    /// The server said "not now" to this very recipient.
    pub(super) refused_for_now: bool,
    /// The address goes onto the stop-list.
    pub(super) suppress: bool,
}

/// What a delivery has behind it, this attempt included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    pub(super) tries: i64,
    /// Earlier answers "not now" to this recipient.
    pub(super) refusals: i64,
}

/// About five days of tries at the longest interval (RFC 5321 §4.5.4.1).
const TRIES_MAX: i64 = 36;
const REFUSALS_MAX: i64 = 3;
/// Tries after which a letter that stays in doubt is not sent again by itself: each may have arrived, and nobody gets
/// copies for days from a server that never answers in time.
pub(crate) const DOUBTS_MAX: i64 = 5;
const BACKOFF_MINUTES: [i64; 7] = [5, 10, 20, 40, 80, 160, 240];

/// `jitter` is from 0 to 1: the back-off is spread by ± 20 %, so that what was refused together
/// does not come back together; the first one only upwards, because greylisting lasts five minutes.
pub(super) fn verdict(outcome: smtp::Outcome, past: Past, now: Timestamp, jitter: f64) -> Verdict {
    let pause = backoff(past.tries, jitter);
    let later = |due_at| Verdict {
        outcome: Outcome::Failure,
        state: State::Queued,
        due_at,
        is_charged: true,
        refused_for_now: false,
        suppress: false,
    };
    let failed = |suppress| Verdict { state: State::Failed, suppress, ..later(now) };
    match outcome {
        smtp::Outcome::Sent => Verdict { outcome: Outcome::Success, state: State::Sent, ..later(now) },
        smtp::Outcome::Deferred { charged: true, .. } | smtp::Outcome::CutBeforeDot
            if past.tries >= TRIES_MAX =>
        {
            failed(false)
        }
        smtp::Outcome::Deferred { charged, .. } => Verdict { is_charged: charged, ..later(now.plus(pause)) },
        smtp::Outcome::CutBeforeDot => later(now.plus(pause)),
        smtp::Outcome::Refused { suppress } => failed(suppress),
        smtp::Outcome::RefusedForNow if past.refusals + 1 >= REFUSALS_MAX => failed(false),
        smtp::Outcome::RefusedForNow => Verdict { refused_for_now: true, ..later(now.plus(pause.max(HOUR))) },
        smtp::Outcome::PolicyRefused => failed(false),
        // Not about the recipient, who is next when the mailing or another connection goes on.
        smtp::Outcome::SenderRefused | smtp::Outcome::Withheld | smtp::Outcome::Spent => {
            Verdict { is_charged: false, ..later(now) }
        }
        smtp::Outcome::InDoubt => {
            Verdict { outcome: Outcome::InDoubt, state: State::InDoubt, ..later(now.plus(pause)) }
        }
    }
}

/// From 0 to 1: always the same for a try of an address, and another one for each.
pub(super) fn jitter(email: &str, tries: i64) -> f64 {
    let mut hasher = DefaultHasher::new();
    (email, tries).hash(&mut hasher);
    #[expect(clippy::cast_possible_truncation, reason = "32 bits of it are enough")]
    let part = hasher.finish() as u32;
    f64::from(part) / f64::from(u32::MAX)
}

/// Milliseconds until the next try after `tries` of them.
fn backoff(tries: i64, jitter: f64) -> i64 {
    let step = usize::try_from(tries.saturating_sub(1)).unwrap_or(0).min(BACKOFF_MINUTES.len() - 1);
    let minutes = BACKOFF_MINUTES.get(step).copied().unwrap_or(240);
    let least = if step == 0 { 1.0 } else { 0.8 };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "minutes, far below 2^52"
    )]
    let spread = ((minutes * MINUTE) as f64 * (least + (1.2 - least) * jitter)) as i64;
    spread
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail::smtp::Pace;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn after(outcome: smtp::Outcome, tries: i64, refusals: i64) -> Verdict {
        verdict(outcome, Past { tries, refusals }, NOW, 0.5)
    }

    #[test]
    fn a_greylisted_recipient_is_tried_again_after_five_minutes() {
        let deferred = smtp::Outcome::Deferred { charged: true, pace: Pace::Keep };
        let verdict = after(deferred, 1, 0);
        assert_eq!((verdict.state, verdict.due_at), (State::Queued, NOW.plus(5 * MINUTE + MINUTE / 2)));
        assert!(verdict.is_charged);
        assert_eq!(verdict.outcome, Outcome::Failure);
    }

    #[test]
    fn the_back_off_grows_to_four_hours_and_stays_there() {
        let deferred = smtp::Outcome::Deferred { charged: true, pace: Pace::Keep };
        let minutes: Vec<i64> =
            (1..10).map(|tries| after(deferred, tries, 0).due_at.since(NOW) / MINUTE).collect();
        assert_eq!(minutes, [5, 10, 20, 40, 80, 160, 240, 240, 240]);
        assert_eq!(after(deferred, TRIES_MAX, 0).state, State::Failed);
    }

    #[test]
    fn the_back_off_is_spread_by_a_fifth_and_the_first_is_never_too_short_for_greylisting() {
        assert_eq!([0.0, 1.0].map(|jitter| backoff(1, jitter)), [5 * MINUTE, 6 * MINUTE]);
        assert_eq!([0.0, 1.0].map(|jitter| backoff(2, jitter)), [8 * MINUTE, 12 * MINUTE]);
    }

    #[test]
    fn what_is_not_about_the_recipient_is_none_of_their_tries() {
        let busy = smtp::Outcome::Deferred { charged: false, pace: Pace::Halve };
        for outcome in [busy, smtp::Outcome::SenderRefused, smtp::Outcome::Withheld, smtp::Outcome::Spent] {
            let verdict = after(outcome, TRIES_MAX, 0);
            assert_eq!((verdict.state, verdict.is_charged), (State::Queued, false), "{outcome:?}");
        }
        assert_eq!(after(smtp::Outcome::CutBeforeDot, TRIES_MAX, 0).state, State::Failed);
    }

    #[test]
    fn the_jitter_of_a_try_repeats_and_is_spread() {
        let of = |n: i64| jitter(&format!("client{n}@example.org"), 1);
        assert_eq!(of(7).to_bits(), of(7).to_bits());
        assert_ne!(of(7).to_bits(), jitter("client7@example.org", 2).to_bits());
        let mean = (0..1_000).map(of).sum::<f64>() / 1_000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
    }

    #[test]
    fn a_full_mailbox_gets_three_tries_an_hour_apart() {
        let first = after(smtp::Outcome::RefusedForNow, 1, 0);
        assert_eq!((first.state, first.due_at), (State::Queued, NOW.plus(HOUR)));
        assert!(first.refused_for_now);
        assert_eq!(after(smtp::Outcome::RefusedForNow, 3, 2).state, State::Failed);
    }

    #[test]
    fn an_unknown_mailbox_fails_and_is_suppressed() {
        let verdict = after(smtp::Outcome::Refused { suppress: true }, 1, 0);
        assert_eq!((verdict.state, verdict.suppress), (State::Failed, true));
    }

    #[test]
    fn a_connection_cut_after_the_dot_leaves_doubt() {
        let verdict = after(smtp::Outcome::InDoubt, 1, 0);
        assert_eq!((verdict.state, verdict.outcome), (State::InDoubt, Outcome::InDoubt));
    }
}
