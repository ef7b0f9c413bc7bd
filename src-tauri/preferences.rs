//! The person's settings, as far as they concern the desktop.

use crate::tray;
use engine::{Engine, Error, access::Actor, settings::Settings, users::Language};
use serde_json::Value;
use tauri::{AppHandle, Manager};
use tauri_plugin_autostart::ManagerExt;

/// The settings; those of a new account while they cannot be read.
pub async fn settings(engine: &Engine) -> Settings {
    let stored = engine.call("settings.show", Value::Null).await;
    stored.ok().and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default()
}

/// Remembers what closing the window means from now on.
pub async fn close_to_tray(engine: &Engine, keeps: bool) -> Result<(), Error> {
    let settings = Settings { close_to_tray: Some(keeps), ..settings(engine).await };
    let input = serde_json::to_value(settings).map_err(|error| Error::internal(&error))?;
    engine.call("settings.change", input).await.map(drop)
}

/// The language for tray, dialogs and notifications.
pub async fn language(engine: &Engine) -> Language {
    settings(engine).await.language.spoken()
}

/// Brings the desktop in line with the settings.
pub async fn follow(app: &AppHandle) {
    let settings = settings(&app.state::<Engine>()).await;
    tray::speak(app, settings.language.spoken());
    // What nobody in particular wants changes nothing.
    if app.state::<Engine>().actor().await == Actor::Nobody {
        return;
    }
    let autostart = app.autolaunch();
    let done = match (autostart.is_enabled(), settings.start_at_sign_in) {
        (Ok(true), false) => autostart.disable(),
        (Ok(false), true) => autostart.enable(),
        (Ok(_), _) => Ok(()),
        (Err(error), _) => Err(error),
    };
    if let Err(error) = done {
        tracing::warn!(%error, "the start at sign-in cannot be changed");
    }
}
