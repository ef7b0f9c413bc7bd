//! One letter outside of any mailing: a test letter, or one about an account.

use super::{content::letter_error, test_letter::TestLetter};
use crate::{Result, Timestamp, senders};
use mail::{
    letter::{Identity, Letterpress, message_id},
    merge::Recipient,
    smtp::{Envelope, Handover, Server, Session},
};
use std::time::{Duration, UNIX_EPOCH};
use uuid::Uuid;

/// A person waits: no step may take as long as it may while a mailing is sent.
const PATIENCE: Duration = Duration::from_secs(60);

/// A letter ready to be handed over.
pub(crate) struct Single {
    envelope: Envelope,
    letter: mail::letter::Letter,
}

impl Single {
    pub(crate) fn make(
        press: &Letterpress,
        recipient: &Recipient,
        from: &Identity,
        now: Timestamp,
    ) -> Result<Self> {
        // Nobody looks such a letter up by its Message-ID, so its mac has no key to keep.
        let id = message_id(Uuid::now_v7(), Uuid::new_v4().as_bytes(), from.address.domain());
        let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or_default());
        let letter = press.letter(recipient, &id, date).map_err(|error| letter_error(&error))?;
        let envelope = Envelope { from: from.address.clone(), to: recipient.address.clone() };
        Ok(Self { envelope, letter })
    }

    pub(crate) async fn hand_over(&self, mut session: Session) -> Handover {
        let handover = session.send(&self.envelope, &self.letter).await;
        if handover.reusable {
            session.quit().await;
        }
        handover
    }
}

/// Connects and signs in, with a person's patience.
pub(crate) async fn connect(mut server: Server) -> Result<Session> {
    let limits = &mut server.timeouts;
    for limit in
        [&mut limits.connect, &mut limits.command, &mut limits.data, &mut limits.body, &mut limits.dot]
    {
        *limit = (*limit).min(PATIENCE);
    }
    Session::open(&server).await.map_err(|error| senders::open_error(&error, &server))
}

/// Why the letter was not taken, if it was not.
pub(crate) fn refusal(handover: &Handover) -> Option<crate::Error> {
    TestLetter::of(handover).problem
}
