//! Deliveries: one recipient of one mailing each, in exactly one state.

use crate::{Error, Result, open::Inner, words::words};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// What the worker does.
    Activity { Idle = "idle", Sending = "sending", Stopped = "stopped" }
}

/// What the worker of this process does now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct WorkerState {
    pub state: Activity,
    /// The name of the mailing that is being sent.
    pub mailing: Option<String>,
    /// Letters handed over in the last minute.
    pub per_minute: u32,
    pub problem: Option<Error>,
}

#[derive(Default)]
pub struct Deliveries {}

pub(crate) async fn recover(_inner: &Inner) -> Result<()> {
    Ok(())
}
