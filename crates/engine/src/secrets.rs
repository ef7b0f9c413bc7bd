//! Passwords of senders: in the system's key store, else in an encrypted file.

use crate::{Config, words::words};

words! {
    /// Where passwords are kept.
    KeyStore { System = "system", File = "file", Locked = "locked" }
}

pub struct Secrets {}

impl Secrets {
    pub fn new(_config: &Config) -> Self {
        Self {}
    }

    pub fn key_store(&self) -> KeyStore {
        KeyStore::Locked
    }
}
