//! `cargo xtask bench`: our speed beside the references', taken in turns in one run, because
//! figures of different runs or machines cannot be compared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that cannot go on says why and stops"
)]

mod ask;
mod clients;
mod home;
mod import;
mod lists;
mod load;
mod measure;
mod report;
mod send;
mod shop;
mod vestnik;

use db::Dialect;

/// Each way is measured so many times; the median counts.
const ROUNDS: usize = 3;
const DATABASES: [Dialect; 2] = [Dialect::Sqlite, Dialect::Postgres];

fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|one| one == name);
    if is_chosen("import") {
        report::keep("import", &import::measure(ROUNDS));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if is_chosen("send") {
        report::keep("send", &send::near(ROUNDS, &runtime));
        report::keep("send-far", &send::far(ROUNDS, &runtime));
    }
    if is_chosen("workers") {
        report::keep("workers", &send::workers(ROUNDS, &runtime));
    }
    if is_chosen("million") {
        report::keep("million", &runtime.block_on(send::million::measure()));
    }
    for dialect in DATABASES {
        if is_chosen("home") {
            report::keep(
                &format!("home-{}", report::name(dialect)),
                &runtime.block_on(home::measure(dialect)),
            );
        }
        if is_chosen("lists") {
            report::keep(
                &format!("lists-{}", report::name(dialect)),
                &runtime.block_on(lists::measure(dialect)),
            );
        }
    }
    report::write_table();
}
