//! A test letter: the real letter with a client's values, through the real server, to oneself.

use super::{
    content::{current, letter_error},
    find,
    recipient::{client, recipient},
    single::{self, Single},
};
use crate::{
    Context, Error, Result,
    ids::{ClientId, MessageId, SenderId},
    senders, users,
};
use mail::{
    Address,
    letter::Letterpress,
    merge::Recipient,
    smtp::{Handover, Outcome, Reply},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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

    pub(super) fn of(handover: &Handover) -> Self {
        let code = match handover.outcome {
            Outcome::Sent => None,
            Outcome::Deferred { .. } => Some("test-letter-deferred"),
            Outcome::Refused { .. } | Outcome::RefusedForNow => Some("test-letter-recipient-refused"),
            Outcome::PolicyRefused => Some("test-letter-refused"),
            Outcome::SenderRefused => Some("test-letter-sender-refused"),
            Outcome::CutBeforeDot | Outcome::Withheld | Outcome::Spent => Some("test-letter-cut"),
            Outcome::InDoubt => Some("test-letter-in-doubt"),
        };
        let answer = handover.reply.as_ref().map(Reply::to_string).unwrap_or_default();
        Self {
            ok: code.is_none(),
            problem: code.map(|code| Error::new(code).with("answer", answer.as_str())),
            answer,
        }
    }
}

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
    let (server, from) = senders::server_and_from(cx, message.owner_id, order.sender_id).await?;

    let content = current(cx.db(), message.id, message.draft).await?;
    let press = match Letterpress::compile(&content, &from) {
        Ok(press) => press,
        Err(error) => return Ok(TestLetter::failed(letter_error(&error))),
    };
    // The values are the client's, the address is not: nobody but the writer gets it.
    let recipient = Recipient { address: to.clone(), ..recipient(client.as_ref(), &user, &press)? };
    let letter = match Single::make(&press, &recipient, &from, cx.now()) {
        Ok(letter) => letter,
        Err(error) => return Ok(TestLetter::failed(error)),
    };
    match single::connect(server).await {
        Ok(session) => Ok(TestLetter::of(&letter.hand_over(session).await)),
        Err(error) => Ok(TestLetter::failed(error)),
    }
}
