//! What the person should hear of though they look elsewhere. The engine has grouped it already.

use crate::window;
use engine::{Engine, events::Notice};
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_notification::NotificationExt;

/// The mailing that a click opens, as a property of the notification.
const MAILING: &str = "mailing";

/// Shows the notice, if the owner of its mailing wants to hear of it.
pub async fn show(app: &AppHandle, notice: &Notice) {
    let engine = app.state::<Engine>();
    let words = match engine.notice_words(notice).await {
        Ok(Some(words)) => words,
        Ok(None) => return,
        Err(error) => return tracing::warn!(%error, "a notice has no words"),
    };
    let shown = app
        .notification()
        .builder()
        .title(words.title)
        .body(words.body)
        .extra(MAILING, notice.mailing_id())
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
