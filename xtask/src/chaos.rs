//! `cargo xtask chaos`: delivery under fire, in the long form. The short one is part of `cargo xtask test engine`.

use anyhow::Result;
use xshell::{Shell, cmd};

use crate::packages::{self, COMPILER, SERVERS, WINDOW};
use crate::postgres::Cluster;

/// Seeds of the simulation: some hours.
const SEEDS: &str = "1000000";

/// Runs all stories, or those whose names hold one of these.
pub fn chaos(sh: &Shell, names: &[&str]) -> Result<()> {
    packages::install(sh, &[COMPILER, WINDOW, SERVERS])?;
    let cluster = Cluster::start(sh)?;
    cmd!(sh, "cargo test --workspace --test chaos -- --nocapture {names...}")
        .env("VESTNIK_TEST_POSTGRES", cluster.url())
        .env("VESTNIK_CHAOS", "long")
        .run()?;
    let seeds = sh.var("VESTNIK_SEEDS").unwrap_or_else(|_| SEEDS.to_owned());
    cmd!(sh, "cargo test --workspace --test simulation -- --nocapture {names...}")
        .env("VESTNIK_CHAOS", "long")
        .env("VESTNIK_SEEDS", seeds)
        .run()?;
    Ok(())
}
