//! A test letter: the real letter with a client's values, through the real server, to oneself.

use super::{
    content::{current, letter_error},
    find,
    recipient::{client, recipient},
};
use crate::{
    Context, Error, Result,
    ids::{ClientId, MessageId, SenderId},
    senders, users,
};
use mail::{
    Address,
    letter::{Letterpress, message_id},
    merge::Recipient,
    smtp::{Envelope, Handover, Outcome, Reply, Session},
};
use serde::{Deserialize, Serialize};
use std::time::{Duration, UNIX_EPOCH};
use ts_rs::TS;
use uuid::Uuid;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct TestLetterOrder {
    pub id: MessageId,
    pub sender_id: SenderId,
    /// The address it goes to.
    pub to: String,
    /// Whose values it shows; none: the first client there is.
    pub client_id: Option<ClientId>,
}

/// What became of a test letter.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct TestLetter {
    pub ok: bool,
    /// The server's words; empty when it said none.
    pub answer: String,
    pub problem: Option<Error>,
}

impl TestLetter {
    fn failed(problem: Error) -> Self {
        Self { ok: false, answer: String::new(), problem: Some(problem) }
    }
}

/// A person waits: no step may take as long as it may while a mailing is sent.
const PATIENCE: Duration = Duration::from_secs(60);

/// `messages.send_test`
///
/// # Errors
/// What is wrong with `to`, and what the key store refuses with. That the letter could not be
/// built or handed over is an answer, not an error.
pub async fn send_test(cx: &Context, order: TestLetterOrder) -> Result<TestLetter> {
    let message = find(cx.db(), order.id).await?;
    cx.permit(message.owner_id, "message")?;
    let to = Address::parse(&order.to).map_err(|error| Error::from(error).field("to"))?;
    let client = client(cx, message.owner_id, order.client_id).await?;
    let user = users::find(cx.db(), message.owner_id).await?;
    let (mut server, from) = senders::server_and_from(cx, message.owner_id, order.sender_id).await?;

    let content = current(cx.db(), message.id, message.draft).await?;
    let press = match Letterpress::compile(&content, &from) {
        Ok(press) => press,
        Err(error) => return Ok(TestLetter::failed(letter_error(&error))),
    };
    // The values are the client's, the address is not: nobody but the writer gets it.
    let recipient = Recipient { address: to.clone(), ..recipient(client.as_ref(), &user, &press)? };
    // Nobody looks a test letter up by its Message-ID, so its mac has no key to keep.
    let id = message_id(Uuid::now_v7(), Uuid::new_v4().as_bytes(), from.address.domain());
    let date = UNIX_EPOCH + Duration::from_millis(u64::try_from(cx.now().0).unwrap_or_default());
    let letter = match press.letter(&recipient, &id, date) {
        Ok(letter) => letter,
        Err(error) => return Ok(TestLetter::failed(letter_error(&error))),
    };

    let limits = &mut server.timeouts;
    for limit in
        [&mut limits.connect, &mut limits.command, &mut limits.data, &mut limits.body, &mut limits.dot]
    {
        *limit = (*limit).min(PATIENCE);
    }
    let mut session = match Session::open(&server).await {
        Ok(session) => session,
        Err(error) => return Ok(TestLetter::failed(senders::open_error(&error, &server))),
    };
    let handover = session.send(&Envelope { from: from.address, to }, &letter).await;
    if handover.reusable {
        session.quit().await;
    }
    Ok(answered(&handover))
}

fn answered(handover: &Handover) -> TestLetter {
    let code = match handover.outcome {
        Outcome::Sent => None,
        Outcome::Deferred { .. } => Some("test-letter-deferred"),
        Outcome::Refused { .. } | Outcome::RefusedForNow => Some("test-letter-recipient-refused"),
        Outcome::PolicyRefused => Some("test-letter-refused"),
        Outcome::SenderRefused => Some("test-letter-sender-refused"),
        Outcome::CutBeforeDot | Outcome::Withheld => Some("test-letter-cut"),
        Outcome::InDoubt => Some("test-letter-in-doubt"),
    };
    let answer = handover.reply.as_ref().map(Reply::to_string).unwrap_or_default();
    TestLetter {
        ok: code.is_none(),
        problem: code.map(|code| Error::new(code).with("answer", answer.as_str())),
        answer,
    }
}
