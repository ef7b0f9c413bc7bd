//! Whether the database answers: told when it is lost and when it is back, not with every statement.

use crate::{Error, Result};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// Shared by all clones of a [`crate::Db`] and its transactions.
#[derive(Clone, Default)]
pub(crate) struct Health {
    is_lost: Arc<AtomicBool>,
    losses: Arc<AtomicU64>,
}

/// What is news.
#[derive(Debug, PartialEq)]
enum Turn {
    Lost,
    Back,
}

impl Health {
    /// Notes how a statement ended.
    pub(crate) fn noted<T>(&self, result: Result<T>) -> Result<T> {
        match (self.turn(&result), &result) {
            (Some(Turn::Lost), Err(error)) => {
                self.losses.fetch_add(1, Ordering::SeqCst);
                tracing::error!(%error, "the database is lost");
            }
            (Some(Turn::Back), _) => tracing::info!("the database is back"),
            _ => {}
        }
        result
    }

    /// How often it was lost.
    pub(crate) fn losses(&self) -> u64 {
        self.losses.load(Ordering::SeqCst)
    }

    fn turn<T>(&self, result: &Result<T>) -> Option<Turn> {
        let is_lost = match result {
            Ok(_) => false,
            Err(Error::Lost(_)) => true,
            // It has answered, but nobody knows what comes next.
            Err(_) => return None,
        };
        // Nearly always nothing has changed: then nothing is written.
        if self.is_lost.load(Ordering::Relaxed) == is_lost {
            return None;
        }
        let was_lost = self.is_lost.swap(is_lost, Ordering::Relaxed);
        (was_lost != is_lost).then_some(if is_lost { Turn::Lost } else { Turn::Back })
    }
}

#[cfg(test)]
mod tests {
    use super::{Health, Turn};
    use crate::{Error, error::Cause};

    #[test]
    fn only_the_first_of_a_kind_is_news() {
        let health = Health::default();
        let lost = || Err::<(), _>(Error::Lost(Cause::Sqlx(sqlx::Error::PoolTimedOut)));
        let refused = || Err::<(), _>(Error::Other(Cause::Sqlx(sqlx::Error::RowNotFound)));
        assert_eq!(health.turn(&Ok(())), None);
        assert_eq!(health.turn(&refused()), None);
        assert_eq!(health.clone().turn(&lost()), Some(Turn::Lost));
        assert_eq!(health.turn(&lost()), None);
        assert_eq!(health.turn(&refused()), None);
        assert_eq!(health.turn(&Ok(())), Some(Turn::Back));
        assert_eq!(health.turn(&Ok(())), None);
    }
}
