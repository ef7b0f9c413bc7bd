//! Being asked to end: by SIGTERM, or by Ctrl+C.

use engine::{Error, Result};
#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

/// Hears it from the moment it is made, also while nobody waits for it: otherwise a signal at a wrong
/// moment would end the program with letters in flight.
pub struct Ending {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(windows)]
    interrupt: CtrlC,
}

impl Ending {
    pub fn listen() -> Result<Self> {
        let listen = || {
            Ok(Self {
                #[cfg(unix)]
                terminate: signal(SignalKind::terminate())?,
                #[cfg(unix)]
                interrupt: signal(SignalKind::interrupt())?,
                #[cfg(windows)]
                interrupt: ctrl_c()?,
            })
        };
        listen().map_err(|error: std::io::Error| Error::internal(&error))
    }

    /// Until somebody asks to end. Given up and called again, it misses nothing.
    pub async fn asked(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        #[cfg(windows)]
        self.interrupt.recv().await;
    }
}
