//! Whose things a list shows.

use crate::ids::UserId;
use db::Value;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// In JSON: `null`, the id of a person, or `"everybody"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "Option<String>", into = "Option<String>")]
#[ts(type = "string | \"everybody\" | null")]
pub enum Whose {
    /// The caller's.
    #[default]
    Own,
    Of(UserId),
    /// Those of all people, for whoever may see them.
    Everybody,
}

/// Whose things are read, once that is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    Of(UserId),
    Everybody,
}

impl Scope {
    /// The condition on a column that holds the owner; of everybody's things there is none.
    #[must_use]
    pub fn condition(self, column: &str, params: &mut Vec<Value>) -> String {
        match self {
            Self::Of(owner) => {
                params.push(owner.into());
                format!("{column} = ${}", params.len())
            }
            Self::Everybody => "true".to_owned(),
        }
    }
}

const EVERYBODY: &str = "everybody";

impl TryFrom<Option<String>> for Whose {
    type Error = uuid::Error;

    fn try_from(text: Option<String>) -> Result<Self, uuid::Error> {
        match text.as_deref() {
            None => Ok(Self::Own),
            Some(EVERYBODY) => Ok(Self::Everybody),
            Some(id) => id.parse().map(Self::Of),
        }
    }
}

impl From<Whose> for Option<String> {
    fn from(whose: Whose) -> Self {
        match whose {
            Whose::Own => None,
            Whose::Of(id) => Some(id.to_string()),
            Whose::Everybody => Some(EVERYBODY.to_owned()),
        }
    }
}
