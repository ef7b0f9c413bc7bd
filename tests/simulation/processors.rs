//! Each thread stays on a processor of its own, with the threads of its database, which it takes turns with: to wake
//! them up on another one takes longer than what they do.

#[cfg(target_os = "linux")]
pub use linux::{all, stay_on};

#[cfg(target_os = "linux")]
mod linux {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    /// Those that this program may use.
    pub fn all() -> Vec<CpuSet> {
        let all = sched_getaffinity(None).expect("the processors");
        let one = |number| {
            let mut one = CpuSet::new();
            one.set(number);
            one
        };
        (0..CpuSet::MAX_CPU).filter(|number| all.is_set(*number)).map(one).collect()
    }

    pub fn stay_on(processor: CpuSet) {
        sched_setaffinity(None, &processor).expect("a processor");
    }
}

/// Elsewhere the system knows best.
#[cfg(not(target_os = "linux"))]
pub fn all() -> Vec<()> {
    vec![(); std::thread::available_parallelism().map_or(1, usize::from)]
}

#[cfg(not(target_os = "linux"))]
pub fn stay_on((): ()) {}
