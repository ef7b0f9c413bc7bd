//! The tray icon: what the program does now, and the way back to its window.

use crate::{closing, window};
use engine::{
    deliveries::{Activity, WorkerState},
    texts::{self, text},
    users::Language,
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};
use tauri::{
    AppHandle, Manager, Wry,
    menu::{Menu, MenuItem, PredefinedMenuItem},
    tray::{MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent},
};

/// What stands in the tray, where there is one.
pub struct Tray(Option<Icon>);

struct Icon {
    doing: MenuItem<Wry>,
    open: MenuItem<Wry>,
    quit: MenuItem<Wry>,
    now: Mutex<(Language, Doing)>,
    /// Dropping it takes the icon away.
    _icon: TrayIcon,
}

enum Doing {
    Work(Option<WorkerState>),
    Finishing,
}

/// Puts the icon into the tray; a system without one is no reason not to start.
pub fn place(app: &AppHandle, language: Language) -> Tray {
    // On Linux the library behind the icon is looked for at run time, and `libappindicator-sys`
    // panics when it is not installed.
    match catch_unwind(AssertUnwindSafe(|| build(app, language))) {
        Ok(Ok(icon)) => Tray(Some(icon)),
        Ok(Err(error)) => {
            tracing::warn!(%error, "no icon in the tray");
            Tray(None)
        }
        Err(_) => Tray(None),
    }
}

fn build(app: &AppHandle, language: Language) -> tauri::Result<Icon> {
    let doing = MenuItem::with_id(app, "doing", "", false, None::<&str>)?;
    let open = MenuItem::with_id(app, "open", "", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "", true, None::<&str>)?;
    let line = PredefinedMenuItem::separator(app)?;
    let menu = Menu::with_items(app, &[&doing, &line, &open, &quit])?;
    let mut builder = TrayIconBuilder::new()
        .tooltip("Vestnik")
        .menu(&menu)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|app, event| match event.id.as_ref() {
            "open" => window::show(app),
            "quit" => closing::quit(app),
            _ => {}
        })
        .on_tray_icon_event(|icon, event| {
            let TrayIconEvent::Click { button, button_state, .. } = event else { return };
            let is_click = button == MouseButton::Left && button_state == MouseButtonState::Up;
            if is_click && !cfg!(target_os = "macos") {
                window::show(icon.app_handle());
            }
        });
    if let Some(image) = app.default_window_icon() {
        builder = builder.icon(image.clone());
    }
    let now = Mutex::new((language, Doing::Work(None)));
    let icon = Icon { doing, open, quit, now, _icon: builder.build(app)? };
    icon.write();
    Ok(icon)
}

/// Says what the worker does now.
pub fn tell(app: &AppHandle, state: &WorkerState) {
    change(app, |now| now.1 = Doing::Work(Some(state.clone())));
}

/// Says that the program is about to end, which is the last word.
pub fn finishing(app: &AppHandle) {
    change(app, |now| now.1 = Doing::Finishing);
}

/// Speaks that language from now on.
pub fn speak(app: &AppHandle, language: Language) {
    change(app, |now| now.0 = language);
}

fn change(app: &AppHandle, change: impl FnOnce(&mut (Language, Doing))) {
    let Some(icon) = &app.state::<Tray>().0 else { return };
    let mut now = icon.now.lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(now.1, Doing::Finishing) {
        return;
    }
    change(&mut now);
    drop(now);
    icon.write();
}

impl Icon {
    fn write(&self) {
        for (item, words) in self.words() {
            if let Err(error) = item.set_text(words) {
                tracing::warn!(%error, "the tray's menu cannot be changed");
            }
        }
    }

    /// Apart from the writing, which waits for the main thread: nobody may hold the lock then.
    fn words(&self) -> [(&MenuItem<Wry>, String); 3] {
        let (language, doing) = &*self.now.lock().unwrap_or_else(PoisonError::into_inner);
        [
            (&self.doing, doing.words(*language)),
            (&self.open, text(*language, "tray-open", &[])),
            (&self.quit, text(*language, "tray-quit", &[])),
        ]
    }
}

impl Doing {
    fn words(&self, language: Language) -> String {
        match self {
            Self::Finishing => text(language, "tray-finishing", &[]),
            Self::Work(Some(WorkerState { problem: Some(problem), .. })) => {
                texts::sentence(language, problem)
            }
            Self::Work(Some(WorkerState {
                state: Activity::Sending,
                mailing: Some(mailing),
                per_minute,
                ..
            })) => text(
                language,
                "worker-sending-mailing",
                &[("mailing", mailing.as_str().into()), ("pace", (*per_minute).into())],
            ),
            Self::Work(_) => text(language, "worker-idle", &[]),
        }
    }
}

/// Whether the person can see the icon. On Linux somebody must be there to show it, which may
/// change at any time; elsewhere the system does.
#[cfg(target_os = "linux")]
pub async fn is_in_sight(app: &AppHandle) -> bool {
    /// A panel that does not answer in this time shows no icon either.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

    let asked = tokio::time::timeout(PATIENCE, has_host()).await;
    app.state::<Tray>().0.is_some() && matches!(asked, Ok(Ok(true)))
}

#[cfg(not(target_os = "linux"))]
pub async fn is_in_sight(app: &AppHandle) -> bool {
    app.state::<Tray>().0.is_some()
}

/// <https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/>
#[cfg(target_os = "linux")]
async fn has_host() -> zbus::Result<bool> {
    const WATCHER: &str = "org.kde.StatusNotifierWatcher";

    let bus = zbus::Connection::session().await?;
    let watcher = zbus::Proxy::new(&bus, WATCHER, "/StatusNotifierWatcher", WATCHER).await?;
    watcher.get_property("IsStatusNotifierHostRegistered").await
}
