//! No picture of the memory is left behind when the program crashes: passwords stand in it.

/// Forbids core dumps to this process and to those that it starts.
pub fn forbid() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let nothing = Rlimit { current: Some(0), maximum: Some(0) };
        if let Err(error) = setrlimit(Resource::Core, nothing) {
            tracing::warn!(%error, "core dumps cannot be forbidden");
        }
    }
    // The limit does not hold where dumps are piped to a program (core(5)), as Ubuntu's and Fedora's are.
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "core dumps cannot be forbidden");
        }
    }
}
