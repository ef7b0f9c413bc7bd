//! `cargo xtask bench`: our speed beside the references', taken in turns in one run, because
//! figures of different runs or machines cannot be compared.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement that cannot go on says why and stops"
)]

mod clients;
mod import;
mod measure;
mod report;
mod send;
mod vestnik;

/// Each way is measured so many times; the median counts.
const ROUNDS: usize = 3;

fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let is_chosen = |name: &str| chosen.is_empty() || chosen.iter().any(|one| one == name);
    if is_chosen("import") {
        report::keep("import", &import::measure(ROUNDS));
    }
    if is_chosen("send") {
        report::keep("send", &send::measure(ROUNDS));
    }
    report::write_table();
}
