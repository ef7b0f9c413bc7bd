//! Delivery under fire: `vestnikctl` is killed, frozen and cut off, and still nobody is forgotten and nobody is spammed.
//!
//! Each story ends before the [`oracle`]. They are short in `cargo xtask test engine`, and long in
//! `cargo xtask chaos`, which sets `VESTNIK_CHAOS=long`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says why and stops"
)]

mod clock_set;
mod database_lost;
mod disk;
mod frozen;
mod killed;
mod limits;
mod one_file;
mod oracle;
mod order;
mod points;
mod shop;
mod stopped;

/// As much as that in the short form, or in the long one.
fn much(short: usize, long: usize) -> usize {
    match std::env::var("VESTNIK_CHAOS").as_deref() {
        Ok("long") => long,
        _ => short,
    }
}

/// A story that hangs fails by its name.
async fn in_time(story: impl Future<Output = ()>) {
    let patience = std::time::Duration::from_secs(much(300, 1_800) as u64);
    tokio::time::timeout(patience, story).await.expect("the story comes to its end in time");
}
