//! System calls of a program that are watched, or made to fail: `strace`.
//!
//! The program keeps the process id that it is started with (`-D`), so that signals reach it and not `strace`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};
use support::processes::{is_root, output, wrapped};

/// What a program that is watched has done.
pub struct Calls {
    log: PathBuf,
}

impl Calls {
    /// In a file of that folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { log: folder.join("calls") }
    }

    /// The same command with calls that fail, each thread counting its own: `fsync:error=EIO:when=3+`.
    pub fn injecting(&self, what: &str, command: &Command) -> Command {
        self.injecting_and(what, &[], command)
    }

    /// The same with calls that fail where they are about that file.
    pub fn injecting_at(&self, file: &Path, what: &str, command: &Command) -> Command {
        let file = format!("--trace-path={}", file.display());
        self.injecting_and(what, &[&file], command)
    }

    fn injecting_and(&self, what: &str, more: &[&str], command: &Command) -> Command {
        let calls = what.split(':').next().unwrap_or(what);
        let options = ["-D", "-f", "--seccomp-bpf", "--quiet=all", "--output", self.path()];
        let (trace, inject) = (format!("--trace={calls}"), format!("--inject={what}"));
        wrapped(command, "strace", &[&options[..], &[&trace, &inject], more].concat())
    }

    /// The same command with all it writes, whole, and when it is on the disk. Its memory is closed to everybody
    /// but root, because of core dumps.
    pub fn watching(&self, calls: &str, command: &Command) -> Command {
        self.watching_and(calls, &[], command)
    }

    /// The same with calls that fail.
    pub fn watching_and_injecting(&self, calls: &str, what: &str, command: &Command) -> Command {
        self.watching_and(calls, &[&format!("--inject={what}")], command)
    }

    fn watching_and(&self, calls: &str, more: &[&str], command: &Command) -> Command {
        let trace = format!("--trace={calls}");
        let options = ["-f", "--seccomp-bpf", "--quiet=all", "-yy", "--string-limit=262144", &trace];
        let options = [&options[..], &["--output", self.path()], more].concat();
        if is_root() {
            return wrapped(command, "strace", &options);
        }
        let user = output(Command::new("id").arg("--user").arg("--name"));
        let options =
            [&["--non-interactive", "--preserve-env", "strace", "--user", user.trim()][..], &options];
        wrapped(command, "sudo", &options.concat())
    }

    /// How many have been made to fail.
    pub fn injected(&self) -> usize {
        self.text().matches("(INJECTED)").count()
    }

    pub fn text(&self) -> String {
        // Not there before the program has begun.
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn path(&self) -> &str {
        self.log.to_str().expect("a path of text")
    }
}
