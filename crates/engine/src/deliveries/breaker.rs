//! Counts refusals for what a letter is or where it comes from: 5 in a row, or more than 20 % of
//! the last 50, and going on would cost the sender's good name.
//!
//! A worker remembers its own, and stops at once. What other workers were told, and this one before it was started
//! anew, stands in the attempts: it is looked up at each further refusal.

use crate::{
    Result, Timestamp,
    attempts::{self, Outcome},
    ids::{AttemptId, MailingId},
};
use db::{Db, params};
use mail::smtp;
use std::collections::VecDeque;

#[derive(Debug, Default)]
pub(super) struct Breaker {
    /// When the mailing was let go on.
    since: Option<Timestamp>,
    last: VecDeque<bool>,
}

impl Breaker {
    const IN_A_ROW: usize = 5;
    const LAST: usize = 50;
    /// Attempts among which the last ones are looked for.
    const AMONG: usize = 200;

    /// Forgets what was before: somebody has looked at it, and let the mailing go on.
    pub(super) fn since(&mut self, since: Option<Timestamp>) -> &mut Self {
        if self.since != since {
            *self = Self { since, ..Self::default() };
        }
        self
    }

    pub(super) fn accepted(&mut self) {
        self.note(false);
    }

    /// Answers whether to stop.
    pub(super) fn refused(&mut self) -> bool {
        self.note(true);
        self.is_enough()
    }

    /// Whether to stop for what all workers have written down.
    pub(super) async fn of_all(db: &Db, mailing: MailingId, since: Option<Timestamp>) -> Result<bool> {
        let newest: Vec<Answered> = db
            .all(
                "select outcome, stage, answer from attempts
                 where mailing_id = $1 and id >= $2
                   and (outcome = 'success' or (outcome = 'failure' and code >= 500))
                 order by id desc limit $3",
                params![mailing, AttemptId::first_at(since.unwrap_or(Timestamp(0))), Self::AMONG],
            )
            .await?;
        let mut breaker = Self::default();
        newest.iter().rev().filter_map(Answered::is_refused).for_each(|refused| breaker.note(refused));
        Ok(breaker.is_enough())
    }

    fn is_enough(&self) -> bool {
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

/// What an attempt's row tells of it.
#[derive(sqlx::FromRow)]
struct Answered {
    outcome: Outcome,
    stage: String,
    answer: String,
}

impl Answered {
    /// None of those that say nothing about what the letter is.
    fn is_refused(&self) -> Option<bool> {
        if self.outcome == Outcome::Success {
            return Some(false);
        }
        let (stage, reply) = attempts::reply(&self.stage, &self.answer)?;
        let means = smtp::verdict(stage, smtp::Answer::Reply(&reply));
        (means == smtp::Outcome::PolicyRefused).then_some(true)
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
