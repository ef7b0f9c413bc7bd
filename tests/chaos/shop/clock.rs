//! A clock of a program's own, that is moved while it runs.

use super::Shop;
use std::{path::PathBuf, process::Command};
use support::faketime::preloaded;

pub struct FakeClock {
    file: PathBuf,
}

impl FakeClock {
    /// Shows the true time, so far.
    pub fn beside(shop: &Shop) -> Self {
        let clock = Self { file: shop.path().join("clock") };
        clock.set("+0");
        clock
    }

    /// So many seconds before (`-3600`) or after (`+3600`) the true time.
    pub fn set(&self, seconds: &str) {
        // At once: the program never reads half of it.
        let new = self.file.with_extension("new");
        std::fs::write(&new, seconds).expect("a file is written");
        std::fs::rename(&new, &self.file).expect("a file is renamed");
    }

    /// The same command with this clock on its wall. What measures how long something takes is left alone, as it
    /// is when a person sets the clock.
    pub fn of_the_wall(&self, command: Command) -> Command {
        let mut command = self.of_everything(command);
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        command
    }

    /// The same command with this clock for everything, as after a sleep.
    pub fn of_everything(&self, command: Command) -> Command {
        let mut command = preloaded(command);
        command.env("FAKETIME_TIMESTAMP_FILE", &self.file).env("FAKETIME_NO_CACHE", "1");
        command
    }
}
