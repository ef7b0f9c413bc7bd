//! How this process waits for the database: letting go of its thread meanwhile. Everything that waits passes here.
//!
//! In a simulation (feature `simulation`, and only on a thread that asked for it) nothing is waited for: time stands
//! still while the database works, and a test says what becomes of it.

use crate::{Error, Result, error::Cause};

#[cfg(feature = "simulation")]
use crate::simulation::{self, Disk, Fate};
#[cfg(feature = "simulation")]
use std::sync::Arc;

#[derive(Clone, Default)]
pub(crate) struct Waits {
    #[cfg(feature = "simulation")]
    disk: Option<Arc<dyn Disk>>,
}

impl Waits {
    /// As whoever opens the database on this thread has it.
    pub(crate) fn here() -> Self {
        Self {
            #[cfg(feature = "simulation")]
            disk: simulation::disk(),
        }
    }

    #[cfg(feature = "simulation")]
    pub(crate) fn is_simulated(&self) -> bool {
        self.disk.is_some()
    }

    /// What the database answers.
    pub(crate) async fn answer<T, E: From<sqlx::Error>>(
        &self,
        answer: impl Future<Output = std::result::Result<T, E>>,
    ) -> std::result::Result<T, E> {
        #[cfg(feature = "simulation")]
        if let Some(disk) = &self.disk {
            return if disk.answers() {
                simulation::at_once(answer)
            } else {
                Err(sqlx::Error::PoolClosed.into())
            };
        }
        answer.await
    }

    /// Whether everything is durable. On an error nobody knows.
    pub(crate) async fn commit(&self, commit: impl Future<Output = Result<()>>) -> Result<()> {
        #[cfg(feature = "simulation")]
        if let Some(disk) = &self.disk {
            let lost = || Error::Lost(Cause::Sqlx(sqlx::Error::PoolClosed));
            let fate = disk.commits().await;
            if fate == Fate::Failed {
                return Err(lost());
            }
            simulation::at_once(commit)?;
            disk.committed().await;
            return if fate == Fate::Unheard { Err(lost()) } else { Ok(()) };
        }
        commit.await
    }

    /// Does what waits for the disk, on a thread that may; none when it died.
    pub(crate) async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        #[cfg(feature = "simulation")]
        if let Some(disk) = &self.disk {
            let done = work();
            disk.synced();
            return Some(done);
        }
        tokio::task::spawn_blocking(work).await.ok()
    }

    /// Goes on to its end also when whoever waits for it is dropped meanwhile.
    pub(crate) async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        #[cfg(feature = "simulation")]
        if self.disk.is_some() {
            return work.await;
        }
        tokio::spawn(work).await.unwrap_or_else(|_| Err(crashed()))
    }
}

pub(crate) fn crashed() -> Error {
    Error::Other(Cause::Sqlx(sqlx::Error::WorkerCrashed))
}
