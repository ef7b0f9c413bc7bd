//! `cargo xtask bench`: our speed against the references', in one run on one machine.

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use crate::packages::{self, COMPILER, SERVERS};

/// Runs all benchmarks, or the named one.
pub fn bench(sh: &Shell, names: &[&str]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !["import", "send"].contains(name)) {
        bail!("there is no benchmark `{unknown}`, only import and send");
    }
    packages::install(sh, &[COMPILER, SERVERS])?;
    cmd!(sh, "cargo run --release --package tests --bin bench -- {names...}").run()?;
    Ok(())
}
