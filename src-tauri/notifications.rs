//! What the person should hear of though they look elsewhere. The engine has grouped it already.

use crate::{preferences, window};
use engine::{
    Engine,
    events::Notice,
    ids::MailingId,
    texts::{sentence, text},
    users::Language,
};
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_notification::NotificationExt;

/// The mailing that a click opens, as a property of the notification.
const MAILING: &str = "mailing";

/// The longest answer of a mail server that a notification quotes, in characters.
const QUOTE: usize = 200;

/// Shows the notice, if the person wants to hear of it.
pub async fn show(app: &AppHandle, notice: &Notice) {
    let engine = app.state::<Engine>();
    let settings = preferences::settings(&engine).await;
    let is_wanted = match notice {
        Notice::MailingEnded { .. } => settings.notify_ends,
        _ => settings.notify_failures,
    };
    if !is_wanted {
        return;
    }
    let words = words(notice, preferences::language(&engine).await);
    let shown = app
        .notification()
        .builder()
        .title(words.title)
        .body(words.body)
        .extra(MAILING, words.mailing)
        .show();
    if let Err(error) = shown {
        tracing::warn!(%error, "a notification cannot be shown");
    }
}

/// A click opens the mailing.
pub fn heed_clicks(app: &AppHandle) {
    let target = app.clone();
    let heard = app.notification().on_action(move |action| {
        window::show(&target);
        let mailing = action.notification().and_then(|notification| notification.extra().get(MAILING));
        if let Some(id) = mailing.and_then(|id| id.as_str())
            && let Err(error) = target.emit("open", format!("mailings/{id}"))
        {
            tracing::warn!(%error, "the mailing of a notification cannot be opened");
        }
    });
    if let Err(error) = heard {
        tracing::warn!(%error, "clicks on notifications are not heard");
    }
}

struct Words {
    title: String,
    body: String,
    mailing: MailingId,
}

fn words(notice: &Notice, language: Language) -> Words {
    let say = |id: &str, parameters: &[(&str, serde_json::Value)]| text(language, id, parameters);
    match notice {
        Notice::AttemptsFailed { mailing_id, mailing_name, count, answer } => Words {
            title: say(
                "notice-failed",
                &[("mailing", mailing_name.as_str().into()), ("count", (*count).into())],
            ),
            body: answer.chars().take(QUOTE).collect(),
            mailing: *mailing_id,
        },
        Notice::MailingEnded { mailing_id, mailing_name, sent, failed, .. } => Words {
            title: say("notice-ended", &[("mailing", mailing_name.as_str().into())]),
            body: say("notice-ended-body", &[("sent", (*sent).into()), ("failed", (*failed).into())]),
            mailing: *mailing_id,
        },
        Notice::MailingPaused { mailing_id, mailing_name, reason } => Words {
            title: say("notice-paused", &[("mailing", mailing_name.as_str().into())]),
            body: sentence(language, reason),
            mailing: *mailing_id,
        },
        Notice::MailingMissed { mailing_id, mailing_name, recipients } => Words {
            title: say("notice-missed", &[("mailing", mailing_name.as_str().into())]),
            body: say("notice-missed-body", &[("recipients", (*recipients).into())]),
            mailing: *mailing_id,
        },
    }
}
