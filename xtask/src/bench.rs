//! `cargo xtask bench`: our speed against the references', in one run on one machine.

use anyhow::{Result, bail};
use xshell::{Shell, cmd};

use crate::packages::{self, COMPILER, SERVERS};
use crate::postgres::Cluster;
use crate::shell::target_folder;

const NAMES: [&str; 6] = ["import", "send", "workers", "million", "home", "lists"];
/// Those that want PostgreSQL, too.
const BOTH: [&str; 4] = ["send", "workers", "home", "lists"];

/// Runs all benchmarks, or the named ones.
pub fn bench(sh: &Shell, names: &[&str]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !NAMES.contains(name)) {
        bail!("there is no benchmark `{unknown}`, only {}", NAMES.join(", "));
    }
    packages::install(sh, &[COMPILER, SERVERS])?;
    // It is started by the benchmarks, and looked for beside them.
    cmd!(sh, "cargo build --release --package ctl --bin vestnikctl").run()?;
    let bench = cmd!(sh, "cargo run --release --package tests --bin bench -- {names...}");
    if names.is_empty() || names.iter().any(|name| BOTH.contains(name)) {
        // A database that takes minutes to make is kept beside what is built.
        let cluster = Cluster::kept(sh, &target_folder()?.join("bench/postgres"))?;
        bench.env("VESTNIK_BENCH_POSTGRES", cluster.url()).run()?;
    } else {
        bench.run()?;
    }
    Ok(())
}
