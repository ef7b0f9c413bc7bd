//! Passwords of senders: in the system's key store, and where there is none in an encrypted file.
//!
//! A password is kept together with the [`Account`] it was given for and handed out for nothing
//! else, so that nobody who can change a sender's row can have its password sent to another server.

mod file;
mod system;

use crate::{
    Config, Context, Error, Result, events::Changed, ids::SenderId, senders::Security, words::words,
};
use file::{Key, SealedFile};
use mail::Secret;
use serde::{Deserialize, Serialize};
use std::{
    path::Path,
    sync::{PoisonError, RwLock},
};
use ts_rs::TS;
use zeroize::Zeroizing;

words! {
    /// Where passwords are kept.
    KeyStore {
        /// In the system's key store.
        System = "system",
        /// In the encrypted file, which is open.
        File = "file",
        /// In the encrypted file, which waits for its passphrase; the first one makes the file.
        Locked = "locked",
    }
}

/// What a password was given for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// In lower case.
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub username: String,
}

/// What is kept for a sender, as JSON.
#[derive(Serialize, Deserialize)]
struct Kept {
    account: Account,
    password: Zeroizing<String>,
}

/// Where passwords are, whichever place that is.
pub struct Secrets {
    file: SealedFile,
    state: RwLock<State>,
}

#[derive(Clone)]
enum State {
    System,
    File(Key),
    /// What whoever needs a password is told.
    Locked(Error),
}

/// The passphrase of the encrypted file.
#[derive(Deserialize, TS)]
pub struct Passphrase {
    #[ts(type = "string")]
    pub passphrase: Secret,
}

/// `key_store.unlock`. The first passphrase makes the file.
///
/// # Errors
/// `key-store-passphrase-wrong`, `passphrase-short`, `key-store-failed`.
pub async fn unlock(cx: &Context, Passphrase { passphrase }: Passphrase) -> Result<()> {
    cx.secrets.unlock(passphrase).await?;
    cx.deliveries.unlocked(cx);
    cx.changed(Changed::Senders, None);
    Ok(())
}

/// Whether a refusal says that the key store has only to be opened: what needs a password waits.
pub(crate) fn is_locked(refusal: &Error) -> bool {
    const LOCKED: [&str; 4] =
        ["key-store-locked", "key-store-new", "key-store-silent", "key-store-passphrase-wrong"];
    LOCKED.contains(&&*refusal.code)
}

impl Secrets {
    /// Finds out where passwords are kept; never waits for more than a few seconds, nor for a person.
    ///
    /// Once the file was made it stays in use. A passphrase that is given at the start asks for it, too:
    /// a server may have a key store that nobody is there to unlock.
    pub async fn open(config: &Config) -> Self {
        let file = SealedFile::in_folder(&config.data_folder);
        let chosen = config.passphrase.is_some() || file.exists();
        if config.system_key_store && !chosen && system::is_there().await {
            return Self { file, state: RwLock::new(State::System) };
        }
        let secrets = Self { state: RwLock::new(State::Locked(locked(&file))), file };
        if let Some(passphrase) = &config.passphrase
            && let Err(error) = secrets.unlock(passphrase.clone()).await
        {
            tracing::warn!(code = %error.code, "the file of passwords stays locked");
            secrets.enter(State::Locked(error));
        }
        secrets
    }

    #[must_use]
    pub fn key_store(&self) -> KeyStore {
        match self.state() {
            State::System => KeyStore::System,
            State::File(_) => KeyStore::File,
            State::Locked(_) => KeyStore::Locked,
        }
    }

    /// Opens the encrypted file, or makes it; does nothing where the system has a key store.
    async fn unlock(&self, passphrase: Secret) -> Result<()> {
        if self.key_store() != KeyStore::System {
            let key = self.file.unlock(passphrase).await?;
            self.enter(State::File(key));
        }
        Ok(())
    }

    /// Refuses what would need a password, while the file is locked.
    ///
    /// # Errors
    /// `key-store-new` until there is a passphrase, `key-store-locked` until it is given.
    pub fn ready(&self) -> Result<()> {
        match self.state() {
            State::Locked(error) => Err(error),
            State::System | State::File(_) => Ok(()),
        }
    }

    /// The password of a sender, if one was given for just this account.
    pub async fn find(&self, id: SenderId, account: &Account) -> Result<Option<Secret>> {
        let Some(text) = self.text(&id.to_string()).await? else { return Ok(None) };
        // What cannot be read was not written by us, and is as good as nothing.
        let Ok(kept) = serde_json::from_str::<Kept>(text.expose()) else { return Ok(None) };
        Ok((kept.account == *account).then(|| Secret::new(kept.password.as_str())))
    }

    /// Keeps a password for a sender, in place of the one before.
    ///
    /// # Errors
    /// `key-store-new` also when the system's key store turns out to keep nothing, as where nobody can be
    /// asked to unlock it: from then on the file is used.
    pub async fn keep(&self, id: SenderId, account: Account, password: &Secret) -> Result<()> {
        let kept = Kept { account, password: Zeroizing::new(password.expose().to_owned()) };
        let text = Secret::new(serde_json::to_string(&kept).map_err(|error| Error::internal(&error))?);
        match self.keep_text(&id.to_string(), Some(text)).await {
            Err(error) if error.code == "key-store-failed" && self.key_store() == KeyStore::System => {
                tracing::warn!(error = %error, "the key store keeps nothing");
                let locked = locked(&self.file);
                self.enter(State::Locked(locked.clone()));
                Err(locked)
            }
            written => written,
        }
    }

    /// Forgets the password of a sender; that there is none is no error.
    pub async fn forget(&self, id: SenderId) -> Result<()> {
        self.keep_text(&id.to_string(), None).await
    }

    /// What is kept under that name and is no password of a sender.
    pub(crate) async fn text(&self, name: &str) -> Result<Option<Secret>> {
        match self.state() {
            State::System => system::read(name.to_owned()).await,
            State::File(key) => self.file.read(key, name.to_owned()).await,
            State::Locked(error) => Err(error),
        }
    }

    /// Keeps a text under that name; with none, forgets it.
    pub(crate) async fn keep_text(&self, name: &str, text: Option<Secret>) -> Result<()> {
        match self.state() {
            State::System => system::write(name.to_owned(), text).await,
            State::File(key) => self.file.write(key, name.to_owned(), text).await,
            State::Locked(error) => Err(error),
        }
    }

    fn state(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn enter(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

fn locked(file: &SealedFile) -> Error {
    Error::new(if file.exists() { "key-store-locked" } else { "key-store-new" })
}

fn failed(error: &dyn std::error::Error) -> Error {
    Error::new("key-store-failed").with("detail", error.to_string())
}

fn failed_at(path: &Path, error: &dyn std::error::Error) -> Error {
    Error::new("key-store-failed").with("detail", format!("{}: {error}", path.display()))
}
