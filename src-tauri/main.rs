//! The desktop program: a window, a tray icon and notifications around the engine.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod bridge;
mod closing;
mod notifications;
mod opening;
mod preferences;
mod tray;
mod window;

use engine::{Config, logs};
use std::process::ExitCode;
use tauri::{App, RunEvent};
use tauri_plugin_window_state::StateFlags;

fn main() -> ExitCode {
    engine::core_dumps::forbid();
    let folder = Config::of_this_person().map(|config| config.data_folder);
    let _logs = logs::start(folder.as_deref());
    match build() {
        Ok(app) => {
            let code = app.run_return(|app, event| match event {
                // The system's own "Quit": first finish what is in flight.
                RunEvent::ExitRequested { code: None, api, .. } => {
                    api.prevent_exit();
                    closing::quit(app);
                }
                #[cfg(target_os = "macos")]
                RunEvent::Reopen { .. } => window::show(app),
                _ => {}
            });
            u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from)
        }
        Err(error) => {
            tracing::error!(%error, "the window cannot be opened");
            ExitCode::FAILURE
        }
    }
}

fn build() -> tauri::Result<App> {
    tauri::Builder::default()
        // First of all, because a second start ends here and shows the first one's window.
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::show(app)))
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .plugin(tauri_plugin_autostart::Builder::new().arg(window::HIDDEN).build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .invoke_handler(tauri::generate_handler![bridge::call])
        .on_window_event(closing::heed)
        .setup(|app| {
            opening::open(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!())
}
