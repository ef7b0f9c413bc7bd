//! Answers that are given again as long as nothing was written since: Home, statistics, mailings.

use crate::{
    Context, Error, Result,
    access::{Actor, Scope},
    clock::MINUTE,
};
use db::Generation;
use moka::future::Cache as Answers;
use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// At most so many: what a person looks at, not what everybody has ever seen.
const MOST: u64 = 64;

/// Everything that an answer depends on. Who asks is among it, so that nobody is ever given what another
/// one may see; and the quarter of an hour, in which no zone's day changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    generation: Generation,
    command: &'static str,
    actor: Actor,
    scope: Scope,
    query: String,
    quarter: i64,
}

/// What was answered.
pub struct Cache {
    answers: Answers<Key, Arc<dyn Any + Send + Sync>>,
    hits: AtomicU64,
}

impl Default for Cache {
    fn default() -> Self {
        Self { answers: Answers::new(MOST), hits: AtomicU64::default() }
    }
}

impl Cache {
    /// How often an answer was given again.
    #[must_use]
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }
}

impl Context {
    /// The answer to this command, asked about `scope` with `query`: one that was made since the last write,
    /// or what `make` reads now. Ask after the right was checked; `make` may depend on nothing else than
    /// the database, what is named here and the day.
    pub(crate) async fn cached<T: Clone + Send + Sync + 'static>(
        &self,
        scope: Scope,
        query: String,
        make: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let key = Key {
            // Before anything is read: see there.
            generation: self.db.generation().await?,
            command: self.command.name,
            actor: self.actor,
            scope,
            query,
            quarter: self.now().0.div_euclid(15 * MINUTE),
        };
        let answer = self
            .cache
            .answers
            .entry(key)
            .or_try_insert_with(async { Ok::<_, Error>(Arc::new(make.await?) as Arc<dyn Any + Send + Sync>) })
            .await
            .map_err(Arc::unwrap_or_clone)?;
        if !answer.is_fresh() {
            self.cache.hits.fetch_add(1, Ordering::Relaxed);
        }
        let answer = answer.into_value().downcast::<T>();
        // Of one command all answers are of one type.
        answer
            .map(Arc::unwrap_or_clone)
            .map_err(|_| Error::new("internal").with("command", self.command.name))
    }
}
