//! The connection test: every step by name, passed or not, with the server's words.

use super::open::{Reason, Step};
use super::server::Server;
use crate::Address;

/// One step of the connection test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepResult {
    pub step: Step,
    /// `None`: the step passed.
    pub reason: Option<Reason>,
    /// What the server said, or for the name the addresses found.
    pub answer: Option<String>,
}

/// Goes through the steps until one fails; with a `from`, also asks whether letters from it are taken (MAIL FROM,
/// then RSET: nothing is sent).
pub async fn check(_server: &Server, _from: Option<&Address>) -> Vec<StepResult> {
    unimplemented!()
}
