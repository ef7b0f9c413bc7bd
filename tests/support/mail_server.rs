//! What the tests ask of every mail server that keeps letters, whoever wrote it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::processes::{as_root, is_root, output, wait_until};

/// The domain that the servers have mailboxes in.
pub const DOMAIN: &str = "example.test";

/// A library that lets programs go on without waiting for the disk: these letters live for minutes.
pub(crate) const WITHOUT_SYNC: &str = "libeatmydata.so.1";

/// A server of our own on a port of loopback, with a Maildir for each name.
pub trait MailServer {
    fn port(&self) -> u16;

    /// The folder of the Maildirs.
    fn mailboxes(&self) -> PathBuf;

    /// The folders of letters that were taken and are not yet in a mailbox.
    fn queues(&self) -> Vec<PathBuf>;

    /// The letters in the mailbox of `name@example.test`, whole, in no particular order.
    fn letters(&self, name: &str) -> Vec<Vec<u8>> {
        let Ok(new) = fs::read_dir(self.mailboxes().join(name).join("new")) else {
            return Vec::new();
        };
        new.map(|letter| fs::read(letter.expect("a letter").path()).expect("a readable letter")).collect()
    }

    /// Waits until every letter that was taken is where it goes: no further one can come. As long as they become
    /// fewer it has patience.
    fn finish(&self) {
        // Most queues are closed to all but the server.
        let find = ["-ignore_readdir_race", "-type", "f"];
        let queued = || output(as_root("find").args(self.queues()).args(find)).lines().count();
        let mut left = queued();
        while left > 0 {
            let before = left;
            wait_until("a letter to leave the queue", || {
                left = queued();
                left < before
            });
        }
    }
}

/// The user (and the group) that the mailboxes belong to: whoever runs the tests; but servers deliver to nobody
/// who is root.
#[must_use]
pub fn reader() -> String {
    if is_root() { "65534".to_owned() } else { output(Command::new("id").arg("-u")).trim().to_owned() }
}

/// Gives a folder to [`reader`], if it is not theirs.
pub fn give_to_reader(folder: &Path) {
    if is_root() {
        output(Command::new("chown").arg(reader()).arg(folder));
    }
}
