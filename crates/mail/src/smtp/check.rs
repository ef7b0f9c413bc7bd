//! The connection test: every step by name, passed or not, with the server's words.

use std::time::Duration;

use super::failure::{Reason, Step};
use super::open::open;
use super::reply::Reply;
use super::server::Server;
use super::session::Session;
use crate::Address;

/// A person waits for the answer: no step may take as long as it may while sending.
const PATIENCE: Duration = Duration::from_secs(20);

/// One step of the connection test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepResult {
    pub step: Step,
    /// `None`: the step passed.
    pub reason: Option<Reason>,
    /// What the server said; for the name, the addresses found.
    pub answer: Option<String>,
}

impl StepResult {
    pub fn ok(&self) -> bool {
        self.reason.is_none()
    }
}

/// Goes through the steps until one fails; with a `from`, also asks whether letters from it are taken (MAIL FROM,
/// then RSET: nothing is sent).
pub async fn check(server: &Server, from: Option<&Address>) -> Vec<StepResult> {
    let mut server = server.clone();
    server.timeouts.connect = server.timeouts.connect.min(PATIENCE);
    server.timeouts.command = server.timeouts.command.min(PATIENCE);
    let mut steps = Vec::new();
    match open(&server, &mut steps).await {
        Err(error) => steps.push(step(error.step, Some(error.reason), error.reply.as_ref())),
        Ok(mut session) => {
            if let Some(from) = from {
                steps.push(check_from(&mut session, from).await);
            }
            session.quit().await;
        }
    }
    steps
}

async fn check_from(session: &mut Session, from: &Address) -> StepResult {
    if from.needs_smtputf8() && !session.extensions.smtputf8 {
        return step(Step::From, Some(Reason::SmtpUtf8Missing), None);
    }
    match session.probe(from).await {
        Ok(reply) => {
            let reason = match reply.code {
                200..300 => None,
                400..500 => Some(Reason::Busy),
                500..600 => Some(Reason::FromRefused),
                _ => Some(Reason::NotSmtp),
            };
            step(Step::From, reason, Some(&reply))
        }
        Err(error) => step(Step::From, Some(error.kind().into()), None),
    }
}

fn step(step: Step, reason: Option<Reason>, reply: Option<&Reply>) -> StepResult {
    StepResult { step, reason, answer: reply.map(Reply::to_string) }
}
