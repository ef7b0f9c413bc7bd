//! Counts refusals for what a letter is or where it comes from: 5 in a row, or more than 20 % of
//! the last 50, and going on would cost the sender's good name.

use std::collections::VecDeque;

#[derive(Debug, Default)]
pub(super) struct Breaker {
    last: VecDeque<bool>,
}

impl Breaker {
    const IN_A_ROW: usize = 5;
    const LAST: usize = 50;

    pub(super) fn accepted(&mut self) {
        self.note(false);
    }

    /// Answers whether to stop.
    pub(super) fn refused(&mut self) -> bool {
        self.note(true);
        let refused = self.last.iter().filter(|refused| **refused).count();
        let in_a_row = self.last.iter().rev().take_while(|refused| **refused).count();
        in_a_row >= Self::IN_A_ROW || (self.last.len() == Self::LAST && refused * 5 > Self::LAST)
    }

    fn note(&mut self, refused: bool) {
        if self.last.len() == Self::LAST {
            self.last.pop_front();
        }
        self.last.push_back(refused);
    }
}

#[cfg(test)]
mod tests {
    use super::Breaker;

    #[test]
    fn five_refusals_in_a_row_are_enough() {
        let mut breaker = Breaker::default();
        breaker.accepted();
        let stopped: Vec<bool> = (0..5).map(|_| breaker.refused()).collect();
        assert_eq!(stopped, [false, false, false, false, true]);
    }

    #[test]
    fn more_than_a_fifth_of_the_last_fifty_is_enough() {
        let mut breaker = Breaker::default();
        let mut stopped_at = None;
        for letter in 1..=60 {
            if letter % 4 == 0 {
                if breaker.refused() {
                    stopped_at = Some(letter);
                    break;
                }
            } else {
                breaker.accepted();
            }
        }
        assert_eq!(stopped_at, Some(52));
    }
}
