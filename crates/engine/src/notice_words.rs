//! The words of a notice, for every shell that tells a person.

use crate::{
    Error,
    attempts::answer_words,
    events::Notice,
    ids::MailingId,
    texts::{sentence, text},
    users::Language,
};

/// A notice in a person's language.
pub struct Words {
    pub title: String,
    pub body: String,
}

/// The longest answer of a mail server that a notice quotes, in characters.
const QUOTE: usize = 200;

impl Notice {
    /// The mailing that it is about.
    #[must_use]
    pub fn mailing_id(&self) -> MailingId {
        match self {
            Self::AttemptsFailed { mailing_id, .. }
            | Self::MailingEnded { mailing_id, .. }
            | Self::MailingPaused { mailing_id, .. }
            | Self::MailingInDoubt { mailing_id, .. }
            | Self::MailingMissed { mailing_id, .. } => *mailing_id,
        }
    }

    #[must_use]
    pub fn words(&self, language: Language) -> Words {
        match self {
            Self::AttemptsFailed { mailing_name, failed, delayed, stage, code, answer, .. } => {
                let (id, count) =
                    if *failed > 0 { ("notice-failed", *failed) } else { ("notice-delayed", *delayed) };
                let about = [("mailing", mailing_name.as_str().into()), ("count", count.into())];
                Words {
                    title: text(language, id, &about),
                    body: answer_words(language, stage, code.map(i64::from), answer)
                        .chars()
                        .take(QUOTE)
                        .collect(),
                }
            }
            Self::MailingEnded { mailing_name, sent, failed, .. } => {
                let counts = [("sent", (*sent).into()), ("failed", (*failed).into())];
                Words {
                    title: title(language, "notice-ended", mailing_name),
                    body: text(language, "notice-ended-body", &counts),
                }
            }
            Self::MailingPaused { mailing_name, reason, .. } => Words {
                title: title(language, "notice-paused", mailing_name),
                body: sentence(language, reason),
            },
            Self::MailingInDoubt { mailing_name, letters, .. } => Words {
                title: title(language, "notice-in-doubt", mailing_name),
                body: sentence(language, &Error::new("waits-for-decision").with("count", *letters)),
            },
            Self::MailingMissed { mailing_name, recipients, .. } => Words {
                title: title(language, "notice-missed", mailing_name),
                body: text(language, "notice-missed-body", &[("recipients", (*recipients).into())]),
            },
        }
    }
}

fn title(language: Language, id: &str, mailing: &str) -> String {
    text(language, id, &[("mailing", mailing.into())])
}
