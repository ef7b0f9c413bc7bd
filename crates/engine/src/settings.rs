//! A person's choices for the program on their desk.

use crate::{
    Context, Result, access::Actor, commands::Nothing, events::Changed, ids::UserId, texts, users::Language,
    words::words,
};
use db::{Db, Tx, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// The language of the window.
    LanguageChoice { System = "system", En = "en", Ru = "ru" }
}

words! {
    /// The colours of the window.
    Theme { System = "system", Light = "light", Dark = "dark" }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    pub language: LanguageChoice,
    pub theme: Theme,
    /// None until the person has been asked, at the first close.
    pub close_to_tray: Option<bool>,
    pub notify_failures: bool,
    pub notify_ends: bool,
    pub start_at_sign_in: bool,
    /// Minutes without a touch after which the window locks; 0: never.
    pub lock_minutes: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: LanguageChoice::System,
            theme: Theme::System,
            close_to_tray: None,
            notify_failures: true,
            notify_ends: true,
            start_at_sign_in: false,
            lock_minutes: 30,
        }
    }
}

impl LanguageChoice {
    /// The language that is meant.
    #[must_use]
    pub fn spoken(self) -> Language {
        match self {
            Self::System => texts::system_language(),
            Self::En => Language::En,
            Self::Ru => Language::Ru,
        }
    }
}

/// What they are called among the settings of a person.
pub(crate) const NAME: &str = "desktop";

impl Settings {
    /// Those of a person.
    pub(crate) async fn of(db: &Db, user: UserId) -> Result<Self> {
        let stored: Option<(String,)> = db
            .find("select value from settings where user_id = $1 and name = $2", params![user, NAME])
            .await?;
        Ok(Self::read(stored.as_ref().map(|(text,)| text.as_str())))
    }

    /// What an older or newer program wrote is read as far as it is understood.
    pub(crate) fn read(stored: Option<&str>) -> Self {
        stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }
}

/// Before there is an account, those that a new one has.
pub async fn show(cx: &Context, _: Nothing) -> Result<Settings> {
    if cx.actor == Actor::Nobody {
        return Ok(Settings::default());
    }
    let user = cx.owner(None).await?;
    Settings::of(cx.db(), user).await
}

pub async fn change(cx: &Context, settings: Settings) -> Result<Settings> {
    let user = cx.owner(None).await?;
    let mut tx = cx.db().begin().await?;
    write(&mut tx, user, &settings).await?;
    tx.commit().await?;
    cx.changed(Changed::Settings, None);
    Ok(settings)
}

/// The window of somebody who made their account goes on in the language that they made it in.
pub(crate) async fn speak(tx: &mut Tx, user: UserId, language: Language) -> Result<()> {
    if language == texts::system_language() {
        return Ok(());
    }
    let language = match language {
        Language::En => LanguageChoice::En,
        Language::Ru => LanguageChoice::Ru,
    };
    write(tx, user, &Settings { language, ..Settings::default() }).await
}

async fn write(tx: &mut Tx, user: UserId, settings: &Settings) -> Result<()> {
    let text = serde_json::to_string(settings).map_err(|error| crate::Error::internal(&error))?;
    tx.run(
        "insert into settings (user_id, name, value) values ($1, $2, $3)
         on conflict (user_id, name) do update set value = excluded.value",
        params![user, NAME, text],
    )
    .await?;
    Ok(())
}
