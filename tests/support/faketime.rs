//! Another clock on a program's wall: libfaketime (Debian's `faketime`).
//!
//! The library alone, not its wrapper: that one fails when a killed program of the same id has left something behind.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The same command so long before (`-3d`) or after (`+2h`) the true time.
pub fn moved(command: Command, by: &str) -> Command {
    let mut command = preloaded(command);
    command.env("FAKETIME", by);
    command
}

/// The same command with the library, which asks the environment what time it is.
pub fn preloaded(mut command: Command) -> Command {
    assert!(is_there(), "libfaketime is not installed");
    // $LIB is the loader's own word (ld.so(8)): where Debian keeps libraries of this machine's kind.
    command.env("LD_PRELOAD", "/usr/$LIB/faketime/libfaketimeMT.so.1");
    command
}

/// Without it the loader would go on with the true clock, and a story would prove nothing.
fn is_there() -> bool {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut folders = folders.map(|folder| folder.path());
    folders.any(|folder: PathBuf| Path::is_file(&folder.join("faketime/libfaketimeMT.so.1")))
}
