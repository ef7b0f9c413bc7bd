//! Handing over letters, one recipient each, over one connection that is owned by one task.

use super::reply::Reply;
use super::verdict::{Outcome, Stage};
use crate::Address;
use crate::letter::Letter;

/// Who a letter is from and for, as the server is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub from: Address,
    pub to: Address,
}

/// What came of handing over one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    pub outcome: Outcome,
    /// How far the letter came.
    pub stage: Stage,
    /// The answer that decided; `None` when the connection broke or was cut by us.
    pub reply: Option<Reply>,
    /// Whether the session can take another letter; if not, drop it.
    pub reusable: bool,
}

/// An open, signed-in connection.
#[derive(Debug)]
pub struct Session {
    _todo: (),
}

impl Session {
    pub async fn send(&mut self, envelope: &Envelope, letter: &Letter) -> Handover {
        self.send_guarded(envelope, letter, None, || true).await
    }

    pub async fn send_guarded(
        &mut self,
        _envelope: &Envelope,
        _letter: &Letter,
        _next: Option<(&Envelope, &Letter)>,
        _before_dot: impl Fn() -> bool + Send,
    ) -> Handover {
        unimplemented!()
    }

    pub async fn quit(self) {
        unimplemented!()
    }
}
