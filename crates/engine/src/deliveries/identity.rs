//! The name of a worker in a shared database: the same when its program was started again, so that it finds what it
//! left behind at once and does not wait for the leases to be over.
//!
//! A name is a file of the data folder, locked as long as its worker lives: the system lets go of it however the
//! program ends. A copy of the folder, or of the whole computer, has the same names and may run beside it; so names are
//! made anew when the computer has been started since, or the file is another one.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, Write},
    path::Path,
};

/// How many workers of one data folder are looked for.
const MOST: u32 = 1_000;

pub(super) struct Identity {
    name: String,
    /// Held for life.
    _lock: Option<File>,
}

impl Identity {
    /// The first name of the data folder that no running worker has. Where none can be kept, one that will not be
    /// found again.
    pub(super) fn take(data_folder: &Path) -> Self {
        match taken(&data_folder.join("workers")) {
            Ok((name, lock)) => Self { name, _lock: Some(lock) },
            Err(error) => {
                tracing::warn!(%error, "a worker has no name that it will find again");
                Self { name: new_name(), _lock: None }
            }
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

fn taken(folder: &Path) -> io::Result<(String, File)> {
    fs::create_dir_all(folder)?;
    for number in 1..=MOST {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(folder.join(format!("{number}.lock")))?;
        match file.try_lock() {
            Ok(()) => return Ok((name(&mut file)?, file)),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::other("too many workers"))
}

/// The name in the file, if it was written there since the computer was started; else a new one.
fn name(file: &mut File) -> io::Result<String> {
    let here = boot().map(|boot| format!("{boot}/{}", place(file).unwrap_or_default()));
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    if let Some((name, written)) = text.trim_end().split_once(' ')
        && here.as_deref() == Some(written)
    {
        return Ok(name.to_owned());
    }
    let name = new_name();
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{name} {}", here.unwrap_or_default())?;
    file.sync_all()?;
    Ok(name)
}

fn new_name() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

/// What is another one each time the computer is started; none where the system does not say.
fn boot() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

/// What is another one for each file of this computer; none where the system does not say.
#[cfg(unix)]
pub(super) fn place(file: &File) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let found = file.metadata().ok()?;
    Some(format!("{}/{}", found.dev(), found.ino()))
}

#[cfg(not(unix))]
pub(super) fn place(_: &File) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on says why and stops")]

    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_worker_that_is_started_again_has_its_name_again() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (Identity::take(folder.path()), Identity::take(folder.path()));
        assert_ne!(first.name(), second.name());
        let name = first.name().to_owned();
        drop(first);
        assert_eq!(Identity::take(folder.path()).name(), name);
    }

    #[test]
    fn a_name_from_before_the_computer_was_started_is_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let workers = folder.path().join("workers");
        fs::create_dir_all(&workers).unwrap();
        fs::write(workers.join("1.lock"), "0123 another-boot\n").unwrap();
        assert_ne!(Identity::take(folder.path()).name(), "0123");
    }

    #[test]
    fn a_copy_of_the_folder_has_other_names() {
        let (folder, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = Identity::take(folder.path());
        fs::create_dir_all(copy.path().join("workers")).unwrap();
        fs::copy(folder.path().join("workers/1.lock"), copy.path().join("workers/1.lock")).unwrap();
        assert_ne!(Identity::take(copy.path()).name(), first.name());
    }
}
