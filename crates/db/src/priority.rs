//! Whoever looks at the screen comes first: threads that work behind it let others go before them.
//!
//! On two cores that are both taken a question would wait behind a whole turn of an import. On Linux, threads have
//! priorities of their own; elsewhere nothing is changed.

/// How nice such a thread is (setpriority(2)); it cannot become less so again.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// Makes this thread one of them. Only for a thread of one's own: a pool would keep it so.
pub fn work_behind() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "a thread keeps its priority");
    }
}

/// The same for the threads of this process that have that name.
#[cfg_attr(
    not(target_os = "linux"),
    expect(unused_variables, reason = "there it has no priority of its own")
)]
pub(crate) fn let_work_behind(thread: &str) {
    #[cfg(target_os = "linux")]
    for task in std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let name = std::fs::read_to_string(task.path().join("comm")).unwrap_or_default();
        let id = task.file_name().to_str().and_then(|id| id.parse().ok());
        if name.trim_end() == thread
            && let Some(id) = id.and_then(rustix::process::Pid::from_raw)
            && let Err(error) = rustix::process::setpriority_process(Some(id), NICE)
        {
            tracing::debug!(%error, "a thread keeps its priority");
        }
    }
}
