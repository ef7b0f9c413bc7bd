//! No picture of the memory is left behind when the program crashes: passwords stand in it.

/// Forbids core dumps to this process and to those that it starts. `systemd-coredump` heeds it, too.
pub fn forbid() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let nothing = Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = setrlimit(Resource::Core, nothing) {
            tracing::warn!(%error, "core dumps cannot be forbidden");
        }
    }
}
