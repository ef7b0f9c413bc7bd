//! The encrypted file of passwords, for computers without a key store.
//!
//! All passwords together are sealed with XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under a
//! key that Argon2id (RFC 9106) makes from a passphrase. Each change seals them anew with a fresh
//! nonce and replaces the file in one step.

use super::{failed, failed_at};
use crate::{Error, Result};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce, aead::Aead};
use mail::Secret;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The shortest passphrase (NIST SP 800-63B §5.1.1.2), in characters.
const PASSPHRASE_MIN: usize = 8;

/// The second choice of RFC 9106 §4, with one lane.
const COST: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

/// Where the file is. Cheap to clone.
#[derive(Clone)]
pub(super) struct SealedFile(PathBuf);

/// What opens the file, kept in memory while the program runs; the passphrase is not.
#[derive(Clone)]
pub(super) struct Key {
    bytes: Zeroizing<[u8; 32]>,
    salt: [u8; 16],
    cost: Cost,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// The file, as JSON; bytes in base64.
#[derive(Serialize, Deserialize)]
struct Sealed {
    /// 1: as described above.
    version: u32,
    #[serde(flatten)]
    cost: Cost,
    salt: String,
    nonce: String,
    sealed: String,
}

/// What is sealed: a text for each id.
type Texts = BTreeMap<String, Zeroizing<String>>;

impl SealedFile {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self(folder.join("passwords.sealed"))
    }

    pub(super) fn exists(&self) -> bool {
        self.0.exists()
    }

    /// The key that the passphrase makes, proved on the file; without a file, one is made.
    pub(super) async fn unlock(&self, passphrase: Secret) -> Result<Key> {
        self.alone(move |file| match file.load()? {
            Some(sealed) => {
                let key = Key::derive(&passphrase, sealed.salt()?, sealed.cost)?;
                sealed.open(&key)?;
                Ok(key)
            }
            None if passphrase.expose().chars().count() < PASSPHRASE_MIN => {
                Err(Error::new("passphrase-short").with("least", PASSPHRASE_MIN).field("passphrase"))
            }
            None => {
                let key = Key::derive(&passphrase, rand::random(), COST)?;
                file.replace(&Sealed::seal(&key, &Texts::new())?)?;
                Ok(key)
            }
        })
        .await
    }

    pub(super) async fn read(&self, key: Key, id: String) -> Result<Option<Secret>> {
        self.alone(move |file| {
            let mut texts = file.texts(&key)?;
            Ok(texts.remove(&id).map(|text| Secret::new(text.as_str())))
        })
        .await
    }

    /// Writes a text, or with none deletes it.
    pub(super) async fn write(&self, key: Key, id: String, text: Option<Secret>) -> Result<()> {
        self.alone(move |file| {
            let mut texts = file.texts(&key)?;
            match text {
                Some(text) => texts.insert(id, Zeroizing::new(text.expose().to_owned())),
                None => texts.remove(&id),
            };
            file.replace(&Sealed::seal(&key, &texts)?)
        })
        .await
    }

    /// Does `work` off the runtime, while no other task or program touches the file.
    async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let file = self.clone();
        let work = move || {
            let lock = private(&file.0.with_extension("lock")).map_err(|error| file.failed(&error))?;
            lock.lock().map_err(|error| file.failed(&error))?;
            work(&file)
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal(&error))?
    }

    fn texts(&self, key: &Key) -> Result<Texts> {
        match self.load()? {
            Some(sealed) => sealed.open(key),
            // Somebody removed it: what is written next makes it anew.
            None => Ok(Texts::new()),
        }
    }

    fn load(&self) -> Result<Option<Sealed>> {
        match fs::read(&self.0) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|error| self.failed(&error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Puts a new file in place of the old one; a crash leaves one of the two.
    fn replace(&self, sealed: &Sealed) -> Result<()> {
        let replace = || {
            let new = self.0.with_extension("new");
            let mut file = private(&new)?;
            file.set_len(0)?;
            file.write_all(&serde_json::to_vec(sealed)?)?;
            file.sync_all()?;
            fs::rename(&new, &self.0)?;
            // On Unix the new name is durable once its folder is.
            #[cfg(unix)]
            if let Some(folder) = self.0.parent() {
                File::open(folder)?.sync_all()?;
            }
            Ok(())
        };
        replace().map_err(|error: io::Error| self.failed(&error))
    }

    fn failed(&self, error: &dyn std::error::Error) -> Error {
        failed_at(&self.0, error)
    }
}

impl Key {
    fn derive(passphrase: &Secret, salt: [u8; 16], cost: Cost) -> Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(bytes.len()))
            .map(|params| Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
            .and_then(|argon2| {
                argon2.hash_password_into(passphrase.expose().as_bytes(), &salt, bytes.as_mut())
            })
            .map_err(|error| failed(&error))?;
        Ok(Self { bytes, salt, cost })
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.bytes).into())
    }
}

impl Sealed {
    fn seal(key: &Key, texts: &Texts) -> Result<Self> {
        let plain = serde_json::to_vec(texts).map(Zeroizing::new).map_err(|error| failed(&error))?;
        let nonce: [u8; 24] = rand::random();
        let sealed =
            key.cipher().encrypt(&XNonce::from(nonce), plain.as_slice()).map_err(|error| failed(&error))?;
        Ok(Self {
            version: 1,
            cost: key.cost,
            salt: STANDARD.encode(key.salt),
            nonce: STANDARD.encode(nonce),
            sealed: STANDARD.encode(sealed),
        })
    }

    fn open(&self, key: &Key) -> Result<Texts> {
        let nonce: [u8; 24] = bytes(&self.nonce)?;
        let sealed = STANDARD.decode(&self.sealed).map_err(|error| failed(&error))?;
        // A wrong key and a changed file look the same, and the first is what happens.
        let plain = key
            .cipher()
            .decrypt(&XNonce::from(nonce), sealed.as_slice())
            .map(Zeroizing::new)
            .map_err(|_| Error::new("key-store-passphrase-wrong").field("passphrase"))?;
        serde_json::from_slice(&plain).map_err(|error| failed(&error))
    }

    fn salt(&self) -> Result<[u8; 16]> {
        bytes(&self.salt)
    }
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N]> {
    let bytes = STANDARD.decode(text).map_err(|error| failed(&error))?;
    bytes.as_slice().try_into().map_err(|error| failed(&error))
}

/// Opens a file for its owner alone, and makes it where it is not.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
