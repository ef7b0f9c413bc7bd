//! The main window: made once, then shown and put away.

use crate::tray;
use tauri::{AppHandle, Manager, WebviewWindow, WebviewWindowBuilder, webview::PageLoadEvent};

/// The argument of a start without a window, as at sign-in.
pub const HIDDEN: &str = "--hidden";

const LABEL: &str = "main";

/// Makes the window. It appears when its page is there, so that nobody sees it empty.
pub fn open(app: &AppHandle) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.iter().find(|window| window.label == LABEL) else {
        return Err(tauri::Error::WindowNotFound);
    };
    let is_hidden = std::env::args().any(|argument| argument == HIDDEN);
    WebviewWindowBuilder::from_config(app, config)?
        .on_page_load(move |window, page| {
            if page.event() == PageLoadEvent::Finished && !is_hidden {
                show(window.app_handle());
            }
        })
        .build()?;
    Ok(())
}

pub fn find(app: &AppHandle) -> Option<WebviewWindow> {
    app.get_webview_window(LABEL)
}

/// Brings the window before the person, wherever it was.
pub fn show(app: &AppHandle) {
    let Some(window) = find(app) else { return };
    let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window cannot be shown");
    }
}

/// Takes the window away while the program goes on: into the tray, or to the other minimised
/// windows where a person would look for a tray icon in vain.
pub async fn put_away(app: &AppHandle) {
    let Some(window) = find(app) else { return };
    let away = if tray::is_in_sight(app).await { window.hide() } else { window.minimize() };
    if let Err(error) = away {
        tracing::warn!(%error, "the window cannot be put away");
    }
}
