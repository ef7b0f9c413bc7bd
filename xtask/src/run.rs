//! `cargo xtask run`: from the sources to the open window; without a display, to letters delivered.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::packages::{self, COMPILER, WINDOW};
use crate::shell::headline;
use crate::ui;

const SAMPLE: &str = "docs/sample/clients.csv";

pub fn run(sh: &Shell) -> Result<()> {
    if !has_display() {
        return rehearse(sh);
    }
    packages::install(sh, &[COMPILER, WINDOW])?;
    headline("Building the window");
    ui::build(sh)?;
    cmd!(sh, "cargo build --package vestnik").run()?;
    headline("Vestnik");
    cmd!(sh, "cargo run --quiet --package vestnik").run()?;
    Ok(())
}

/// The main job on the sample list: import, message, mailing, letters to the built-in rehearsal
/// server, report.
fn rehearse(sh: &Shell) -> Result<()> {
    packages::install(sh, &[COMPILER])?;
    headline("No display here: building vestnikctl instead of the window");
    cmd!(sh, "cargo build --package ctl").run()?;
    headline("A rehearsal: letters to the clients of the sample list, and none leaves this machine");
    cmd!(sh, "cargo run --quiet --package ctl -- rehearse {SAMPLE}").run()?;
    Ok(())
}

fn has_display() -> bool {
    // macOS and Windows have one without saying so.
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}
