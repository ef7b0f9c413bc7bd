//! Mailings.
use crate::words::words;
words! {
    /// Where a mailing is in its life.
    Status {
        Created = "created", Running = "running", Sent = "sent", Finished = "finished", Paused = "paused",
    }
}
