//! What a column of a list holds.

use crate::Error;
use std::{fmt, str::FromStr};

/// The role of one column, as the window shows it and `--map` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The address. Of several such columns the first with something in it counts.
    Email,
    /// The whole name.
    Name,
    FirstName,
    MiddleName,
    LastName,
    Comment,
    /// Labels, parted by commas, semicolons or `:::`.
    Tags,
    /// Not read.
    Skip,
    /// A custom field of that name.
    Field(String),
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Email => "email",
            Self::Name => "name",
            Self::FirstName => "first_name",
            Self::MiddleName => "middle_name",
            Self::LastName => "last_name",
            Self::Comment => "comment",
            Self::Tags => "tags",
            Self::Skip => "skip",
            Self::Field(name) => return write!(f, "field:{name}"),
        })
    }
}

impl FromStr for Role {
    type Err = Error;

    /// Fails with `import-role` if there is no such role.
    fn from_str(text: &str) -> Result<Self, Error> {
        Ok(match text {
            "email" => Self::Email,
            "name" => Self::Name,
            "first_name" => Self::FirstName,
            "middle_name" => Self::MiddleName,
            "last_name" => Self::LastName,
            "comment" => Self::Comment,
            "tags" => Self::Tags,
            "skip" => Self::Skip,
            other => match other.strip_prefix("field:").map(str::trim) {
                Some(name) if !name.is_empty() => Self::Field(name.to_owned()),
                _ => return Err(Error::new("import-role").with("role", other).field("columns")),
            },
        })
    }
}
