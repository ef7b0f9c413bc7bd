//! When a mailing will be done, and how many of its letters will be too late: from its speed, what its
//! sender allows and has used up, and its end. Pure.
//!
//! Letters go out as fast as they can until a limit is reached, then as the windows of the limits move on: so
//! does the worker. What a server puts off once more nobody can foresee; each letter is counted once.

use crate::{Timestamp, clock::MINUTE, deliveries::Limit};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use ts_rs::TS;

/// What will become of the letters that are still to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Forecast {
    /// When the last of them will have been sent; none if the end comes first.
    pub at: Option<Timestamp>,
    /// Letters that will be sent before the end.
    pub in_time: i64,
    /// Letters that will not.
    pub too_late: i64,
}

/// How many letters may be begun in any stretch of time.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub(super) limit: Limit,
    /// Those begun in it, the oldest first; no more of them than the limit.
    pub(super) used: VecDeque<(Timestamp, i64)>,
}

/// What a forecast is made of.
#[derive(Clone, Debug)]
pub(super) struct Outlook {
    pub(super) now: Timestamp,
    pub(super) end: Option<Timestamp>,
    /// Letters a minute while nothing is waited for.
    pub(super) per_minute: i64,
    pub(super) windows: Vec<Window>,
    /// From when on how many letters may be sent.
    pub(super) letters: Vec<(Timestamp, i64)>,
}

/// So many moments are looked at one by one; beyond them the slowest limit alone is reckoned with.
const STEPS: usize = 50_000;

impl Window {
    fn free(&self) -> i64 {
        self.limit.letters - self.used.iter().map(|(_, letters)| letters).sum::<i64>()
    }

    fn move_to(&mut self, now: Timestamp) {
        while self.used.front().is_some_and(|(at, _)| at.plus(self.limit.length) <= now) {
            self.used.pop_front();
        }
    }

    /// From when on there is room again, if there is none now.
    pub(super) fn full_until(&self) -> Option<Timestamp> {
        let (oldest, _) = self.used.front()?;
        (self.free() <= 0).then(|| oldest.plus(self.limit.length))
    }
}

/// None when there is nothing to send.
pub(super) fn forecast(outlook: Outlook) -> Option<Forecast> {
    let Outlook { now, end, per_minute, mut windows, mut letters } = outlook;
    letters.retain(|(_, count)| *count > 0);
    letters.sort_by_key(|(at, _)| *at);
    let mut coming = VecDeque::from(letters);
    let mut left: i64 = coming.iter().map(|(_, count)| count).sum();
    if left == 0 {
        return None;
    }
    let speed = per_minute.max(1);
    let (mut time, mut ready, mut sent) = (now, 0, 0);
    for _ in 0..STEPS {
        while let Some((_, count)) = coming.pop_front_if(|(at, _)| *at <= time) {
            ready += count;
        }
        let Some(next) = (if ready == 0 { coming.front().map(|(at, _)| *at) } else { Some(time) }) else {
            return Some(Forecast { at: Some(time), in_time: sent, too_late: 0 });
        };
        time = next;
        if end.is_some_and(|end| time >= end) {
            break;
        }
        windows.iter_mut().for_each(|window| window.move_to(time));
        if ready == 0 {
            continue;
        }
        if let Some(until) = windows.iter().filter_map(Window::full_until).max() {
            time = until;
            continue;
        }
        let free = windows.iter().map(Window::free).min().unwrap_or(i64::MAX);
        let mut begun = ready.min(free);
        if let Some(end) = end {
            // The first of them begins at once, and none at the end itself.
            begun = begun.min((end.since(time).saturating_mul(speed) - 1) / MINUTE + 1);
        }
        for window in &mut windows {
            window.used.push_back((time, begun));
        }
        (ready, left, sent) = (ready - begun, left - begun, sent + begun);
        time = time.plus(begun.saturating_mul(MINUTE) / speed);
    }
    if left > 0 && end.is_none_or(|end| time < end) {
        let (rested, at) = at_the_slowest(time, end, speed, &windows, left);
        return Some(Forecast { at, in_time: sent + rested, too_late: left - rested });
    }
    Some(Forecast { at: (left == 0).then_some(time), in_time: sent, too_late: left })
}

/// How many of so many letters go out before the end, and when the last of all does, one after the other.
fn at_the_slowest(
    time: Timestamp,
    end: Option<Timestamp>,
    speed: i64,
    windows: &[Window],
    left: i64,
) -> (i64, Option<Timestamp>) {
    let pause =
        windows.iter().map(|window| window.limit.length / window.limit.letters.max(1)).max().unwrap_or(0);
    let pause = pause.max(MINUTE / speed).max(1);
    let done = time.plus(left.saturating_mul(pause));
    match end {
        Some(end) if done > end => ((end.since(time) / pause).clamp(0, left), None),
        _ => (left, Some(done)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{DAY, HOUR, SECOND};

    const NOW: Timestamp = Timestamp(1_000 * DAY);

    fn outlook(letters: i64) -> Outlook {
        Outlook { now: NOW, end: None, per_minute: 60, windows: vec![], letters: vec![(NOW, letters)] }
    }

    fn window(limit: i64, length: i64, used: &[(i64, i64)]) -> Window {
        let used = used.iter().map(|(ago, letters)| (NOW.plus(-ago), *letters)).collect();
        Window { limit: Limit { code: "limit-per-day", letters: limit, length }, used }
    }

    fn done_in(milliseconds: i64, letters: i64) -> Option<Forecast> {
        Some(Forecast { at: Some(NOW.plus(milliseconds)), in_time: letters, too_late: 0 })
    }

    #[test]
    fn without_limits_the_speed_decides() {
        assert_eq!(forecast(outlook(600)), done_in(10 * MINUTE, 600));
    }

    #[test]
    fn nothing_to_send_has_no_forecast() {
        assert_eq!(forecast(outlook(0)), None);
    }

    #[test]
    fn at_the_end_it_says_how_many_are_too_late() {
        let found = forecast(Outlook { end: Some(NOW.plus(10 * MINUTE)), ..outlook(1_000) });
        assert_eq!(found, Some(Forecast { at: None, in_time: 600, too_late: 400 }));
    }

    #[test]
    fn an_end_that_has_passed_lets_nothing_through() {
        let found = forecast(Outlook { end: Some(NOW), ..outlook(5) });
        assert_eq!(found, Some(Forecast { at: None, in_time: 0, too_late: 5 }));
    }

    #[test]
    fn a_day_is_a_rolling_window_and_its_first_letters_go_at_once() {
        let windows = vec![window(500, DAY, &[])];
        let ends = |days| Some(NOW.plus(days * DAY));
        let found = forecast(Outlook { windows: windows.clone(), end: ends(3), ..outlook(5_000) });
        assert_eq!(found, Some(Forecast { at: None, in_time: 1_500, too_late: 3_500 }));
        let found = forecast(Outlook { windows, end: ends(4), ..outlook(1_501) });
        assert_eq!(found, done_in(3 * DAY + SECOND, 1_501));
    }

    #[test]
    fn what_was_used_before_comes_free_when_it_is_a_day_old() {
        // 400 went out 20 hours ago, 100 an hour ago: the next may go in 4 hours.
        let windows = vec![window(500, DAY, &[(20 * HOUR, 400), (HOUR, 100)])];
        let found = forecast(Outlook { windows, ..outlook(60) });
        assert_eq!(found, done_in(4 * HOUR + MINUTE, 60));
    }

    #[test]
    fn the_tightest_of_several_limits_counts_each_time() {
        let windows = vec![window(30, MINUTE, &[]), window(100, HOUR, &[])];
        // 100 within the first four minutes, the rest when the hour is over.
        let found = forecast(Outlook { windows, per_minute: 6_000, ..outlook(110) });
        assert_eq!(found, done_in(HOUR + 10 * MINUTE / 6_000, 110));
    }

    #[test]
    fn a_limit_a_minute_is_kept_without_gaps() {
        let windows = vec![window(30, MINUTE, &[])];
        let found = forecast(Outlook { windows, per_minute: 30, ..outlook(300) });
        assert_eq!(found, done_in(10 * MINUTE, 300));
    }

    #[test]
    fn what_was_put_off_is_waited_for() {
        let letters = vec![(NOW, 60), (NOW.plus(HOUR), 30)];
        assert_eq!(forecast(Outlook { letters, ..outlook(0) }), done_in(HOUR + MINUTE / 2, 90));
    }

    #[test]
    fn years_are_reckoned_by_the_slowest_limit() {
        let windows = vec![window(1, MINUTE, &[])];
        let found = forecast(Outlook { windows, ..outlook(1_000_000) });
        let days = found.map(|found| (found.at.map(|at| at.since(NOW) / DAY), found.in_time));
        assert_eq!(days, Some((Some(694), 1_000_000)));
    }
}
