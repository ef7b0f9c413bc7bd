//! The texts of `locales/` for the shells that are written in Rust. (The window reads the same
//! files by itself.)

use crate::{Error, users::Language};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use serde_json::Value;
use std::sync::LazyLock;
use unic_langid::{LanguageIdentifier, langid};

type Texts = FluentBundle<FluentResource>;

/// Every file of `locales/`, in both languages.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        const EN: &[&str] = &[$(include_str!(concat!("../../../locales/en/", $name, ".ftl"))),*];
        const RU: &[&str] = &[$(include_str!(concat!("../../../locales/ru/", $name, ".ftl"))),*];
        #[cfg(test)]
        const FILES: &[&str] = &[$(concat!($name, ".ftl")),*];
    };
}

files![
    "accounts",
    "accounts_errors",
    "attempts",
    "clients",
    "common",
    "ctl",
    "desktop",
    "entrance",
    "errors",
    "first_run",
    "home",
    "import",
    "import_errors",
    "logs",
    "mailings",
    "messages",
    "presets",
    "settings",
    "smtp_errors",
    "users",
    "waits",
    "whose",
];

static ENGLISH: LazyLock<Texts> = LazyLock::new(|| texts(langid!("en"), EN));
static RUSSIAN: LazyLock<Texts> = LazyLock::new(|| texts(langid!("ru"), RU));

fn texts(language: LanguageIdentifier, files: &[&str]) -> Texts {
    let mut texts = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are for mixed directions; here they would only show up in copied text.
    texts.set_use_isolating(false);
    // NUMBER; nothing of that name is there yet.
    let _ = texts.add_builtins();
    for file in files {
        // What cannot be read is left out; a test sees to it that there is no such thing.
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new((*file).to_owned());
        texts.add_resource_overriding(resource);
    }
    texts
}

fn of(language: Language) -> &'static Texts {
    match language {
        Language::En => &ENGLISH,
        Language::Ru => &RUSSIAN,
    }
}

/// The text `id`; its id where there is none. Numbers among the parameters choose the plural.
#[must_use]
pub fn text(language: Language, id: &str, parameters: &[(&str, FluentValue)]) -> String {
    find(language, id, parameters).unwrap_or_else(|| id.to_owned())
}

/// What a person reads when something is refused or has failed: what happened and what to do.
#[must_use]
pub fn sentence(language: Language, error: &Error) -> String {
    let parameters: Vec<(&str, FluentValue)> =
        error.parameters.iter().map(|(name, value)| (name.as_str(), parameter(value))).collect();
    find(language, &format!("error-{}", error.code), &parameters)
        .unwrap_or_else(|| text(language, "error-unknown", &[("code", error.code.as_ref().into())]))
}

/// The language that the system asks for.
#[must_use]
pub fn system_language() -> Language {
    match sys_locale::get_locale() {
        Some(locale) if locale.to_lowercase().starts_with("ru") => Language::Ru,
        _ => Language::En,
    }
}

fn find(language: Language, id: &str, parameters: &[(&str, FluentValue)]) -> Option<String> {
    let texts = of(language);
    let pattern = texts.get_message(id)?.value()?;
    let parameters: FluentArgs =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    // A parameter that is missing is shown as its name: better than no sentence.
    Some(texts.format_pattern(pattern, Some(&parameters), &mut vec![]).into_owned())
}

fn parameter(value: &Value) -> FluentValue<'_> {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => number.as_f64().unwrap_or_default().into(),
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests;
