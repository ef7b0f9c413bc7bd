//! Between the page in the window and the engine: calls one way, hints the other.

use crate::{notifications, preferences, tray};
use engine::{Engine, Error, Event, events::Changed};
use serde_json::Value;
use tauri::{AppHandle, Emitter, Manager, State};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// The one command of the window: whatever the engine can do.
#[tauri::command]
pub async fn call(engine: State<'_, Engine>, name: String, input: Value) -> Result<Value, Error> {
    engine.call(&name, input).await
}

/// Passes the engine's hints on, until the engine is gone.
pub async fn forward(app: AppHandle, mut events: Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(event) => heed(&app, event).await,
            // What was missed may have been anything.
            Err(RecvError::Lagged(_)) => {
                for &what in Changed::ALL {
                    heed(&app, Event::Changed { what, id: None }).await;
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

async fn heed(app: &AppHandle, event: Event) {
    match &event {
        Event::Changed { what: Changed::Settings | Changed::Session, .. } => preferences::follow(app).await,
        Event::Notice { notice } => notifications::show(app, notice).await,
        Event::Changed { .. } | Event::Job { .. } | Event::Worker { .. } => {}
    }
    // To whoever sits there.
    let Some(event) = app.state::<Engine>().heard(event).await else { return };
    if let Event::Worker { state } = &event {
        tray::tell(app, state);
    }
    if let Err(error) = app.emit("engine", event) {
        tracing::debug!(%error, "a hint did not reach the window");
    }
}
