//! The engine in a world that is thrown by dice: its network, its disk, its clocks and its deaths come from a seed, and
//! whatever a seed does it does again.
//!
//! The program is the real one, with its real database in a file. What is not real is told in `world`: servers that
//! answer anything at any time, commits that fail, computers that sleep, `kill -9`, power cuts, backups that come back.
//! Time is that of a runtime that is paused: hours pass at once, and nothing happens while the database works.
//!
//! | file | idea |
//! |---|---|
//! | `plan` | what a seed is |
//! | `seed`, `life`, `last`, `person` | lives of the program, and who has it before them |
//! | `world`, `disk`, `network`, `server`, `answers` | what is outside of the program |
//! | `rules`, `heard`, `oracle` | what must hold whenever a letter begins, and in the end |
//! | `ground`, `template` | where it all happens, thousands of times |
//!
//! `VESTNIK_SEED` asks for one seed and tells all that happens in it, `VESTNIK_SEEDS` for so many.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says why and stops"
)]

mod answers;
mod disk;
mod ground;
mod heard;
mod last;
mod life;
mod network;
mod oracle;
mod person;
mod plan;
mod processors;
mod rules;
mod seed;
mod server;
mod template;
mod world;

use ground::Ground;
use plan::Plan;
use seed::Told;
use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind, set_hook},
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    thread,
    time::Instant,
};
use support::dice::{self, Dice};

/// In the short form.
const SEEDS: u64 = 20_000;
/// Enough to choose one from.
const MOST_FAILURES: usize = 20;

#[test]
fn nobody_is_forgotten_and_nobody_is_spammed_in_any_of_twenty_thousand_worlds() {
    // A task of the engine that panics is one of its faults.
    set_hook(Box::new(|panic| PANIC.set(Some(panic.to_string()))));
    if let Some(seed) = dice::asked() {
        let told = told(seed, true);
        println!("{}", failure(seed, &told));
        return assert!(told.broken.is_empty(), "seed {seed} breaks rules");
    }
    let count = std::env::var("VESTNIK_SEEDS").map_or(SEEDS, |count| count.parse().expect("a number"));
    // The short form is the same each time.
    let first = if std::env::var_os("VESTNIK_CHAOS").is_some() { dice::fresh() >> 16 } else { 0 };
    let began = Instant::now();
    let (next, failed) = (AtomicU64::new(first), AtomicUsize::new(0));
    thread::scope(|scope| {
        for processor in processors::all() {
            let (next, failed) = (&next, &failed);
            scope.spawn(move || {
                processors::stay_on(processor);
                while failed.load(Ordering::SeqCst) < MOST_FAILURES {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= first + count {
                        return;
                    }
                    if !told(seed, false).broken.is_empty() {
                        // The first one is told in full.
                        let is_first = failed.fetch_add(1, Ordering::SeqCst) == 0;
                        println!("{}", failure(seed, &told(seed, is_first)));
                    }
                }
            });
        }
    });
    println!("{count} seeds from {first} on in {:?}", began.elapsed());
    let failed = failed.into_inner();
    assert!(failed == 0, "{failed} seeds break rules: see above");
}

#[test]
fn a_seed_does_the_same_again() {
    for seed in [1, 2, 3, 5, 8, 13, 21, 34, 55, 89] {
        let (once, again) = (seed::run(seed, true), seed::run(seed, true));
        for (first, second) in once.trace.iter().zip(&again.trace) {
            assert_eq!(first, second, "seed {seed}");
        }
        assert_eq!(once.trace.len(), again.trace.len(), "seed {seed}");
    }
}

thread_local! {
    /// The last of this thread.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What a seed does; a panic breaks a rule, too.
fn told(seed: u64, is_told: bool) -> Told {
    PANIC.take();
    let told = catch_unwind(AssertUnwindSafe(|| seed::run(seed, is_told)));
    let mut told = told.unwrap_or_else(|_| {
        Ground::forget();
        Told { plan: Plan::of(&mut Dice::of(seed)), trace: vec![], broken: vec![] }
    });
    told.broken.extend(PANIC.take());
    told
}

fn failure(seed: u64, told: &Told) -> String {
    let Told { plan, trace, broken } = told;
    let story = if trace.is_empty() { String::new() } else { format!("{plan:#?}\n{}\n", trace.join("\n")) };
    let rules = broken.join("\n  ");
    format!(
        "{story}VESTNIK_SEED={seed} breaks\n  {rules}\n\
         Again: VESTNIK_SEED={seed} cargo xtask test engine --test simulation"
    )
}
