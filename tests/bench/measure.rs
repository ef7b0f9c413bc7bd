//! What a program took: time on the wall, and the most memory it held.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::processes::{Signal, signal};

#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub seconds: f64,
    /// The peak of the resident set, in bytes (`VmHWM`), where it was looked at.
    pub peak: Option<u64>,
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Run {
    run_for(command, Duration::MAX)
}

/// The same; one that takes longer than `most` is asked to end.
pub fn run_for(command: &mut Command, most: Duration) -> Run {
    let start = Instant::now();
    let mut child = spawn(command);
    let (mut peak, mut is_asked) = (None, false);
    let status = loop {
        // The kernel keeps the high-water mark, so the last look before the end is the figure.
        peak = peak_of(child.id()).or(peak);
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        if start.elapsed() > most && !is_asked {
            signal(child.id(), Signal::TERM);
            is_asked = true;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(status.success(), "{command:?} failed: {status}");
    Run { seconds: start.elapsed().as_secs_f64(), peak }
}

/// Runs programs at the same time, until the last one has ended.
pub fn run_together(commands: impl Iterator<Item = Command>) -> Run {
    let start = Instant::now();
    let running: Vec<_> = commands.map(|mut command| (spawn(&mut command), command)).collect();
    for (mut child, command) in running {
        let status = child.wait().expect("a child can be waited for");
        assert!(status.success(), "{command:?} failed: {status}");
    }
    Run { seconds: start.elapsed().as_secs_f64(), peak: None }
}

fn spawn(command: &mut Command) -> Child {
    let started = command.stdin(Stdio::null()).spawn();
    started.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"))
}

fn peak_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(kilobytes.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

/// So many things a second, in the middle one of the runs.
pub fn per_second(runs: &[Run], things: u32) -> f64 {
    median(runs.iter().map(|run| f64::from(things) / run.seconds))
}

/// The middle one of the values.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
