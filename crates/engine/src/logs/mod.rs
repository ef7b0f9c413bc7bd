//! The log of events: lines of JSON in a file a day, which an administrator reads in the window and
//! sends to whoever helps.
//!
//! | file | idea |
//! |---|---|
//! | `aloud` | standard error, for whoever started the program there |
//! | `line` | what a line says: written from an event, read for the window |
//! | `redact` | text without the addresses in it |
//! | `backwards` | lines of a file from its end, without the whole of it |
//! | `list` | `logs.list`: a page of entries, newest first |
//!
//! Secrets are never logged, nor bodies and merge values. Addresses are logged at `debug` only: above
//! it every line is redacted, whoever wrote the text that it quotes.

mod aloud;
mod backwards;
mod line;
mod list;
mod redact;

pub use line::{LogEntry, LogLevel};
pub use list::{LogFolder, LogQuery, folder, list};
pub use redact::redact;

use crate::{
    Clock,
    daily::{DailyFile, Series},
};
use line::Lines;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};
use tracing::{Level, Metadata, Subscriber};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, FilterFn, LevelFilter},
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

/// A file a day, and the last fourteen of them.
const FILES: Series = Series { beginning: "vestnik-", ending: ".log", kept: 14 };

/// Lines that wait for the disk. Beyond that they are dropped: sending does not wait for its log.
const WAITING: usize = 32_768;

/// Dropped at the end of the program, it waits until what was logged is in the file.
#[must_use = "what is logged after the guard is gone is lost"]
pub struct Guard(#[expect(dead_code, reason = "it is there to be dropped")] Option<WorkerGuard>);

/// Where the logs of a data folder are.
#[must_use]
pub fn folder_in(data_folder: &Path) -> PathBuf {
    data_folder.join("logs")
}

/// Milliseconds since `began`, as a field.
pub(crate) fn millis(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Begins to log: into files in the data folder, if there is one, and to standard error what `RUST_LOG`
/// asks for (errors, where it says nothing). Files begin at `info`, where it says nothing.
pub fn start(data_folder: Option<&Path>) -> Guard {
    let aloud = tracing_subscriber::fmt::layer()
        .with_writer(aloud::Aloud)
        .with_filter(EnvFilter::from_default_env().and(ours_in_detail()));
    let asked = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into()).from_env_lossy();
    let (kept, guard) = data_folder.map(|folder| into_files(folder, Clock::default(), asked)).unzip();
    // A program logs to one place: whoever came first has it.
    let _ = tracing_subscriber::registry().with(kept).with(aloud).try_init();
    std::panic::set_hook({
        let tell = std::panic::take_hook();
        Box::new(move |panic| {
            // Without its words, which may quote anything.
            let place = panic.location().map(ToString::to_string);
            tracing::error!(place, "the program has a defect");
            tell(panic);
        })
    });
    Guard(guard)
}

/// The layer that writes into the files of a data folder what `asked` lets through.
pub fn into_files<S>(data_folder: &Path, clock: Clock, asked: EnvFilter) -> (impl Layer<S>, WorkerGuard)
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let file = DailyFile::new(FILES, folder_in(data_folder), clock.clone());
    let (writer, guard) =
        NonBlockingBuilder::default().buffered_lines_limit(WAITING).thread_name("logs").finish(file);
    let layer = tracing_subscriber::fmt::layer()
        .event_format(Lines::new(clock))
        .with_writer(writer)
        .with_filter(asked.and(ours_in_detail()));
    (layer, guard)
}

/// What libraries say in detail may hold anything, a password too: only our own details are logged.
fn ours_in_detail() -> FilterFn<fn(&Metadata<'_>) -> bool> {
    // The hint lets what is logged too finely cost nothing: without one, every level would be looked at.
    FilterFn::new(may_be_logged as fn(&Metadata<'_>) -> bool).with_max_level_hint(LevelFilter::TRACE)
}

fn may_be_logged(metadata: &Metadata<'_>) -> bool {
    const OURS: [&str; 5] = ["engine", "mail", "db", "vestnik", "vestnikctl"];
    let origin = metadata.target().split("::").next().unwrap_or_default();
    *metadata.level() <= Level::INFO || OURS.contains(&origin)
}
