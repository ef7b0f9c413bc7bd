//! The system's key store: Secret Service, Windows Credential Manager, macOS Keychain.
//!
//! Its calls block, some as long as the system asks a person to unlock it. They run on threads of
//! their own: a thread of the runtime's pool that never answers would keep the program from ending.

use super::failed;
use crate::{Error, Result};
use keyring::Entry;
use mail::Secret;
use std::time::Duration;
use tokio::sync::oneshot;

const SERVICE: &str = "Vestnik";
/// To find out whether there is a store; no person is asked anything.
const DETECTION: Duration = Duration::from_secs(5);
/// For a person to unlock it.
const ANSWER: Duration = Duration::from_secs(120);

/// Whether there is a store, and it answers.
pub(super) async fn is_there() -> bool {
    let looked = on_a_thread(DETECTION, || {
        let entry = Entry::new(SERVICE, "is-there")?;
        match entry.get_password() {
            Ok(_) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        }
    });
    match looked.await {
        Some(Ok(())) => true,
        Some(Err(error)) => {
            tracing::info!(error = %error, "no key store");
            false
        }
        None => {
            tracing::warn!("the key store does not answer");
            false
        }
    }
}

pub(super) async fn read(id: String) -> Result<Option<Secret>> {
    let found = call(move || Entry::new(SERVICE, &id)?.get_password());
    match found.await? {
        Ok(text) => Ok(Some(Secret::new(text))),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(failed(&error)),
    }
}

/// Writes a text, or with none deletes it.
pub(super) async fn write(id: String, text: Option<Secret>) -> Result<()> {
    let written = call(move || {
        let entry = Entry::new(SERVICE, &id)?;
        match text {
            Some(text) => entry.set_password(text.expose()),
            None => entry.delete_credential(),
        }
    });
    match written.await? {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(failed(&error)),
    }
}

async fn call<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    on_a_thread(ANSWER, work).await.ok_or_else(|| Error::new("key-store-silent"))
}

async fn on_a_thread<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (done, answer) = oneshot::channel();
    std::thread::Builder::new()
        .name("key-store".to_owned())
        .spawn(move || {
            // Nobody waits any more when the time was up.
            let _ = done.send(work());
        })
        .ok()?;
    tokio::time::timeout(patience, answer).await.ok()?.ok()
}
