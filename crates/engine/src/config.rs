//! What a shell says when it opens the engine.

use crate::Clock;
use mail::Secret;
use std::path::PathBuf;

/// Where everything is, and who stands at the door.
#[derive(Clone, Debug)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// The folder for what is not in the database: the secrets file, reports, rejects.
    pub data_folder: PathBuf,
    pub clock: Clock,
    /// True for `vestnikctl` on a local file: whoever may read the file may do everything.
    pub operator: bool,
    /// False keeps passwords out of the system's key store and in the encrypted file.
    pub system_key_store: bool,
    /// Opens the encrypted file of passwords, where there is no key store.
    pub passphrase: Option<Secret>,
}

impl Config {
    /// The files of the person who runs the program, shared by the window and `vestnikctl`.
    /// `None` where the system names no home folder.
    #[must_use]
    pub fn of_this_person() -> Option<Self> {
        let folder = match std::env::var_os("VESTNIK_DATA") {
            Some(folder) => PathBuf::from(folder),
            None => directories::ProjectDirs::from("", "", "Vestnik")?.data_dir().to_owned(),
        };
        Some(Self::in_folder(folder))
    }

    /// A local database in `folder`.
    #[must_use]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            database: format!("sqlite:{}", folder.join("vestnik.db").display()),
            data_folder: folder,
            clock: Clock::default(),
            operator: false,
            system_key_store: true,
            passphrase: std::env::var("VESTNIK_PASSPHRASE").ok().map(Secret::new),
        }
    }
}
