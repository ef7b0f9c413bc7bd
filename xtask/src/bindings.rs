//! `cargo xtask bindings`: the TypeScript types of the commands, written from the Rust ones.
//!
//! The file is committed; a test of the engine fails when it is stale.

use anyhow::Result;
use xshell::{Shell, cmd};

pub fn write(sh: &Shell) -> Result<()> {
    cmd!(sh, "cargo run --quiet --package engine --example bindings").run()?;
    Ok(())
}
