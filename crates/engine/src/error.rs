//! What a command refuses with: a code with parameters. The sentence is made at the rim, from
//! `error-<code>` in `locales/`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A refusal or failure, as a person will hear of it. `field` names the input that is at fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error, ts_rs::TS)]
#[error("{code} {parameters:?}")]
#[ts(rename = "Failure")]
pub struct Error {
    #[ts(type = "string")]
    pub code: Cow<'static, str>,
    #[serde(default)]
    #[ts(type = "Record<string, string | number>")]
    pub parameters: BTreeMap<String, Value>,
    #[serde(default)]
    pub field: Option<String>,
}

impl Error {
    #[must_use]
    pub fn new(code: &'static str) -> Self {
        Self { code: Cow::Borrowed(code), parameters: BTreeMap::new(), field: None }
    }

    /// Adds a parameter for the sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }

    /// Names the input that is at fault.
    #[must_use]
    pub fn field(mut self, name: &str) -> Self {
        self.field = Some(name.to_owned());
        self
    }

    /// Something that nobody can put right at the keyboard. Logged here, once, with its chain.
    #[must_use]
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            chain.push_str(": ");
            chain.push_str(&error.to_string());
            source = error.source();
        }
        tracing::error!(error = %chain, "unexpected");
        Self::new("internal").with("detail", chain)
    }

    #[must_use]
    pub fn not_found(what: &'static str) -> Self {
        Self::new("not-found").with("what", what)
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            // Said in the log once, where it is noticed.
            db::Error::Lost(_) => Self::new("database-lost"),
            other => Self::internal(&other),
        }
    }
}

impl From<mail::address::AddressError> for Error {
    fn from(error: mail::address::AddressError) -> Self {
        Self::new(error.code())
    }
}

/// As JSON text, for a column.
impl From<&Error> for db::Value {
    fn from(error: &Error) -> Self {
        serde_json::to_string(error).unwrap_or_default().into()
    }
}
