//! What a statement can fail with, as far as a caller decides anything by it.

pub type Result<T> = std::result::Result<T, Error>;

/// A failed statement.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique key holds the value already. SQLite does not say which key: what the duplicate
    /// means is said beside the query.
    #[error("duplicate: {0}")]
    Duplicate(#[source] sqlx::Error),
    /// The row is still needed by, or needs, another one.
    #[error("reference: {0}")]
    Reference(#[source] sqlx::Error),
    /// The database cannot be reached at present; the same statement may succeed later.
    #[error("database lost: {0}")]
    Lost(#[source] sqlx::Error),
    /// Anything else: a defect, a full disk, a damaged file.
    #[error("database: {0}")]
    Other(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        match &error {
            sqlx::Error::Database(database) => match database.kind() {
                ErrorKind::UniqueViolation => Self::Duplicate(error),
                ErrorKind::ForeignKeyViolation => Self::Reference(error),
                // 57P01..03: the server shuts down, crashed or starts (PostgreSQL, appendix A).
                _ if database.code().is_some_and(|code| code.starts_with("57P0")) => Self::Lost(error),
                _ => Self::Other(error),
            },
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Self::Lost(error),
            _ => Self::Other(error),
        }
    }
}
