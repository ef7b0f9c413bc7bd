//! `cargo xtask test`: every suite, each with its own set-up, stopping at the first that fails.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::packages::{self, COMPILER, DESKTOP, SERVERS, WINDOW};
use crate::postgres::Cluster;
use crate::shell::{headline, target_folder};
use crate::ui;
use crate::unpacked::{self, LIBRARIES};

struct Suite {
    name: &'static str,
    about: &'static str,
    packages: &'static [&'static [&'static str]],
    /// Takes the filters for `cargo test`.
    run: fn(&Shell, &[&str]) -> Result<()>,
}

const SUITES: [Suite; 5] = [
    Suite { name: "ui", about: "the window's TypeScript: types, unit tests, build", packages: &[], run: ui },
    Suite {
        name: "style",
        about: "formatting and lints of all Rust",
        packages: &[COMPILER, WINDOW],
        run: style,
    },
    Suite {
        name: "engine",
        about: "the engine on SQLite and PostgreSQL, letters, vestnikctl, mail servers",
        packages: &[COMPILER, WINDOW, SERVERS, LIBRARIES],
        run: engine,
    },
    Suite {
        name: "fuzz",
        about: "answers, letters and lists of any bytes, half a minute each",
        packages: &[COMPILER],
        run: fuzz,
    },
    Suite {
        name: "desktop",
        about: "the real window on a display of its own",
        packages: &[COMPILER, WINDOW, DESKTOP],
        run: desktop,
    },
];

/// Runs all suites; or the named one, with the rest as filters for its tests.
pub fn test(sh: &Shell, arguments: &[&str]) -> Result<()> {
    let (chosen, filters) = match arguments.split_first() {
        None => (SUITES.iter().collect(), arguments),
        Some((name, filters)) => (vec![named(name)?], filters),
    };
    let wanted: Vec<&[&str]> = chosen.iter().flat_map(|suite| suite.packages).copied().collect();
    packages::install(sh, &wanted)?;

    let mut times = Vec::new();
    for suite in chosen {
        headline(&format!("{}: {}", suite.name, suite.about));
        let start = Instant::now();
        (suite.run)(sh, filters)
            .with_context(|| format!("the suite `{}` failed after {}", suite.name, clock(start.elapsed())))?;
        println!("\n{}: passed in {}", suite.name, clock(start.elapsed()));
        times.push((suite.name, start.elapsed()));
    }

    headline("Passed");
    for (name, time) in &times {
        println!("{name:<8} {:>6}", clock(*time));
    }
    println!("{:<8} {:>6}", "all", clock(times.iter().map(|(_, time)| *time).sum()));
    Ok(())
}

fn named(name: &str) -> Result<&'static Suite> {
    let Some(suite) = SUITES.iter().find(|suite| suite.name == name) else {
        bail!("there is no suite `{name}`, only {}", SUITES.map(|suite| suite.name).join(", "));
    };
    Ok(suite)
}

fn ui(sh: &Shell, _: &[&str]) -> Result<()> {
    ui::test(sh)?;
    ui::build(sh)
}

fn style(sh: &Shell, _: &[&str]) -> Result<()> {
    // A minimal Rust comes without them.
    if cmd!(sh, "cargo fmt --version").quiet().ignore_stdout().run().is_err()
        || cmd!(sh, "cargo clippy --version").quiet().ignore_stdout().run().is_err()
    {
        cmd!(sh, "rustup component add rustfmt clippy").run()?;
    }
    cmd!(sh, "cargo fmt --all --check").run()?;
    cmd!(sh, "cargo clippy --workspace --all-targets -- --deny warnings").run()?;
    Ok(())
}

fn engine(sh: &Shell, filters: &[&str]) -> Result<()> {
    unpacked::fetch(sh)?;
    let cluster = Cluster::start(sh)?;
    // The whole workspace, the desktop too: one choice of features, so nothing is compiled twice.
    cmd!(sh, "cargo test --workspace {filters...}").env("VESTNIK_TEST_POSTGRES", cluster.url()).run()?;
    Ok(())
}

/// With the toolchain at hand: what guides the fuzzer is LLVM's own, and only the sanitizers, which find little in
/// safe Rust, need a nightly one. What was found worth keeping is kept beside what is built, and taken up next time.
fn fuzz(sh: &Shell, filters: &[&str]) -> Result<()> {
    if cmd!(sh, "cargo fuzz --version").quiet().ignore_stdout().ignore_stderr().run().is_err() {
        cmd!(sh, "cargo install cargo-fuzz --locked").run()?;
    }
    let target = target_folder()?.join("fuzz");
    for name in ["reply", "letter", "csv"] {
        if !filters.is_empty() && !filters.contains(&name) {
            continue;
        }
        let found = target.join("found").join(name);
        sh.create_dir(&found)?;
        let dictionary = format!("-dict=fuzz/{name}.dict");
        cmd!(sh, "cargo fuzz run --sanitizer none --target-dir {target} {name} {found} fuzz/corpus/{name} -- -max_total_time=30 -timeout=60 {dictionary}")
            .run()?;
    }
    Ok(())
}

fn desktop(sh: &Shell, filters: &[&str]) -> Result<()> {
    ui::build(sh)?;
    cmd!(sh, "cargo build --workspace --bins").run()?;
    cmd!(sh, "cargo test --workspace --test desktop {filters...}").run()?;
    Ok(())
}

/// Minutes and seconds, as `4:07`.
fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}
