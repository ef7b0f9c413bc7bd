//! The start: the database first, then everything that stands on it.

use crate::{bridge, closing, notifications, preferences, tray, window};
use engine::{
    Config, Engine, Error,
    texts::{self, sentence},
};
use tauri::{AppHandle, Manager, async_runtime};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// Opens the engine and the window; says in a dialog why it cannot, and ends.
pub fn open(app: &AppHandle) {
    // The page asks the engine at once, so the engine comes first.
    let opened = async_runtime::block_on(start(app))
        .map_err(|error| sentence(texts::system_language(), &error))
        .and_then(|()| window::open(app).map_err(|error| error.to_string()));
    if let Err(reason) = opened {
        apologise(app, reason);
    }
}

async fn start(app: &AppHandle) -> Result<(), Error> {
    let config = Config::of_this_person().ok_or_else(|| Error::new("no-home-folder"))?;
    let engine = Engine::open(config).await?;
    // Before the worker: what it has to say first, such as a mailing that was missed, is said once.
    let events = engine.events();
    app.manage(closing::Closing::new(engine.start_worker()));
    app.manage(engine.clone());
    app.manage(tray::place(app, preferences::language(&engine).await));
    notifications::heed_clicks(app);
    async_runtime::spawn(bridge::forward(app.clone(), events));
    async_runtime::spawn(closing::heed_signals(app.clone()));
    preferences::follow(app).await;
    Ok(())
}

fn apologise(app: &AppHandle, reason: String) {
    tracing::error!(reason, "cannot start");
    let exit = app.clone();
    app.dialog().message(reason).title("Vestnik").kind(MessageDialogKind::Error).show(move |_| exit.exit(1));
}
