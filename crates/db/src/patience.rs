//! How long PostgreSQL is waited for. A link may end without a word (a cable, a VPN, a sleeping computer), and TCP
//! itself notices that only after a quarter of an hour.

use sqlx::{Error, Result};
use std::{
    io,
    pin::Pin,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// A statement that takes a moment: what reads, what the ledger writes, a begin.
pub(crate) const SHORT: Duration = Duration::from_secs(30);
/// One that may be about a million rows.
pub(crate) const LONG: Duration = Duration::from_secs(15 * 60);
/// A word from a server that has nothing else to do.
pub(crate) const PING: Duration = Duration::from_secs(3);
/// After a statement was given up, every connection is suspect for as long as it may have been waited for.
const SUSPICION: Duration = Duration::from_secs(60);

/// What the server holds for this program it lets go when nothing is heard of it: other programs wait for it.
pub(crate) const SERVER: [(&str, &str); 5] = [
    ("idle_in_transaction_session_timeout", "20s"),
    ("tcp_keepalives_idle", "30"),
    ("tcp_keepalives_interval", "10"),
    ("tcp_keepalives_count", "3"),
    ("tcp_user_timeout", "60000"),
];

static GIVEN_UP: Mutex<Option<Instant>> = Mutex::new(None);

/// Whether a statement of this program was given up shortly before.
pub(crate) fn has_given_up_lately() -> bool {
    let at = *GIVEN_UP.lock().unwrap_or_else(PoisonError::into_inner);
    at.is_some_and(|at| at.elapsed() < SUSPICION)
}

fn give_up() -> Error {
    *GIVEN_UP.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    Error::Io(io::ErrorKind::TimedOut.into())
}

/// What `work` answers; an error when it takes longer. It is kept on the heap: every caller's own future holds it.
pub(crate) fn within<'a, T: 'a>(
    limit: Duration,
    work: impl Future<Output = Result<T>> + Send + 'a,
) -> impl Future<Output = Result<T>> + Send + 'a {
    let work: Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>> = Box::pin(work);
    async move { timeout(limit, work).await.unwrap_or_else(|_| Err(give_up())) }
}
