//! The text of a statement: one for both databases, or a pair.

use crate::Dialect;
use std::borrow::Cow;

/// One text, or one for each dialect where they differ.
#[derive(Clone, Debug)]
pub struct Sql {
    pub sqlite: Cow<'static, str>,
    pub postgres: Cow<'static, str>,
}

impl Sql {
    pub(crate) fn text(self, dialect: Dialect) -> sqlx::SqlStr {
        let text = match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        };
        // A text reaches here from a literal or is put together from literals; values are bound.
        match text {
            Cow::Borrowed(text) => sqlx::SqlSafeStr::into_sql_str(text),
            Cow::Owned(text) => sqlx::SqlSafeStr::into_sql_str(sqlx::AssertSqlSafe(text)),
        }
    }

    /// The texts of two dialects.
    pub fn pair(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite: Cow::Borrowed(sqlite), postgres: Cow::Borrowed(postgres) }
    }

    /// A query whose rows nobody else changes until the transaction ends: SQLite has one that writes.
    pub fn for_update(query: &'static str) -> Self {
        Self { sqlite: Cow::Borrowed(query), postgres: Cow::Owned(format!("{query} for update")) }
    }
}

impl From<&'static str> for Sql {
    fn from(text: &'static str) -> Self {
        Self::pair(text, text)
    }
}

impl From<String> for Sql {
    fn from(text: String) -> Self {
        Self { sqlite: Cow::Owned(text.clone()), postgres: Cow::Owned(text) }
    }
}
