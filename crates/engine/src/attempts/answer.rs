//! What a person reads as the answer to an attempt.

use crate::{
    Error,
    texts::{sentence, text},
    users::Language,
};
use mail::smtp;

/// A server's reply as its attempt keeps it, and where it was given. None of what was no reply.
pub(crate) fn reply(stage: &str, answer: &str) -> Option<(smtp::Stage, smtp::Reply)> {
    let stage = serde_json::from_value(stage.into()).ok()?;
    let (code, text) = answer.split_once(' ')?;
    Some((stage, smtp::Reply::of(code.parse().ok()?, text.to_owned())))
}

/// The server's words as they came; where it said nothing, what happened instead.
#[must_use]
pub fn answer_words(language: Language, stage: &str, code: Option<i64>, answer: &str) -> String {
    match code {
        Some(_) => answer.to_owned(),
        None if answer.is_empty() => text(language, "attempt-answer-none", &[]),
        // Why a letter could not be built is kept as the error that it was.
        None if stage == "build" => serde_json::from_str(answer)
            .map_or_else(|_| answer.to_owned(), |error: Error| sentence(language, &error)),
        None => {
            let id = format!("attempt-answer-{answer}");
            let words = text(language, &id, &[]);
            // What another version has written is better than the name of a text.
            if words == id { answer.to_owned() } else { words }
        }
    }
}
