//! Closing the window is not quitting: the scheduler goes on. Quitting finishes the letters in
//! flight first.

use crate::{preferences, tray, window};
use engine::{Engine, deliveries::Worker, texts::text, users::Language};
use serde_json::Value;
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tauri::{AppHandle, Manager, Window, WindowEvent, async_runtime};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogResult};

/// How long quitting waits for letters in flight; one that takes longer is in doubt and is settled
/// at the next start.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Closing {
    /// Taken by whoever quits.
    worker: Mutex<Option<Worker>>,
    /// The question is on the screen.
    asking: AtomicBool,
}

impl Closing {
    pub fn new(worker: Worker) -> Self {
        Self { worker: Mutex::new(Some(worker)), asking: AtomicBool::new(false) }
    }

    fn take_worker(&self) -> Option<Worker> {
        self.worker.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

pub fn heed(window: &Window, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event {
        api.prevent_close();
        async_runtime::spawn(close(window.app_handle().clone()));
    }
}

/// A system that shuts down, or a terminal, asks by signal.
pub async fn heed_signals(app: AppHandle) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut term), Ok(mut hangup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
        else {
            return;
        };
        tokio::select! {
            _ = term.recv() => {}
            _ = hangup.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    quit(&app);
}

/// Finishes what is in flight, then ends the program.
pub fn quit(app: &AppHandle) {
    // Without an engine there is nothing to finish.
    let Some(closing) = app.try_state::<Closing>() else { return app.exit(0) };
    // Somebody quits already.
    let Some(worker) = closing.take_worker() else { return };
    if let Some(window) = window::find(app) {
        let _ = window.hide();
    }
    let app = app.clone();
    async_runtime::spawn(async move {
        tray::finishing(&app);
        if tokio::time::timeout(PATIENCE, worker.stop()).await.is_err() {
            tracing::warn!("quitting with a letter in flight");
        }
        app.exit(0);
    });
}

async fn close(app: AppHandle) {
    let engine = app.state::<Engine>().inner().clone();
    // Before there is an account there is nothing to send.
    let state = engine.call("setup.state", Value::Null).await;
    if state.is_ok_and(|state| state.get("needs_owner") == Some(&Value::Bool(true))) {
        return quit(&app);
    }
    match preferences::settings(&engine).await.close_to_tray {
        Some(true) => window::put_away(&app).await,
        Some(false) => quit(&app),
        None => ask(&app, preferences::language(&engine).await),
    }
}

/// Asks what closing means, once: the answer becomes a setting.
fn ask(app: &AppHandle, language: Language) {
    if app.state::<Closing>().asking.swap(true, Ordering::SeqCst) {
        return;
    }
    let [keep, quit, cancel] =
        ["closing-keep", "closing-quit", "closing-cancel"].map(|id| text(language, id, &[]));
    let buttons = MessageDialogButtons::YesNoCancelCustom(keep.clone(), quit.clone(), cancel);
    let mut dialog = app
        .dialog()
        .message(text(language, "closing-question", &[]))
        .title(text(language, "closing-title", &[]))
        .buttons(buttons);
    if let Some(window) = window::find(app) {
        dialog = dialog.parent(&window);
    }
    let app = app.clone();
    dialog.show_with_result(move |result| {
        app.state::<Closing>().asking.store(false, Ordering::SeqCst);
        let keeps = match result {
            MessageDialogResult::Custom(answer) if answer == keep => true,
            MessageDialogResult::Custom(answer) if answer == quit => false,
            _ => return,
        };
        async_runtime::spawn(answered(app, keeps));
    });
}

async fn answered(app: AppHandle, keeps: bool) {
    if let Err(error) = preferences::close_to_tray(&app.state::<Engine>(), keeps).await {
        tracing::warn!(%error, "the answer is forgotten");
    }
    if keeps { window::put_away(&app).await } else { quit(&app) }
}
