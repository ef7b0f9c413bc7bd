//! What a statement can fail with, as far as a caller decides anything by it.

pub type Result<T> = std::result::Result<T, Error>;

/// A failed statement.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A unique key holds the value already. SQLite does not say which key: what the duplicate
    /// means is said beside the query.
    #[error("duplicate: {0}")]
    Duplicate(#[source] Cause),
    /// The row is still needed by, or needs, another one.
    #[error("reference: {0}")]
    Reference(#[source] Cause),
    /// The database cannot be reached at present; the same statement may succeed later.
    #[error("database lost: {0}")]
    Lost(#[source] Cause),
    /// Anything else: a defect, a full disk, a damaged file.
    #[error("database: {0}")]
    Other(#[source] Cause),
}

/// What a driver said.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    #[error(transparent)]
    Sqlx(sqlx::Error),
    #[error(transparent)]
    Native(rusqlite::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::error::ErrorKind;
        match &error {
            sqlx::Error::Database(database) => match database.kind() {
                ErrorKind::UniqueViolation => Self::Duplicate(Cause::Sqlx(error)),
                ErrorKind::ForeignKeyViolation => Self::Reference(Cause::Sqlx(error)),
                // 57P01..03: the server shuts down, crashed or starts; 25P03: it hung up because the transaction did
                // nothing for long; 55P03: somebody else holds for long what it needs (PostgreSQL, appendix A).
                _ if database
                    .code()
                    .is_some_and(|code| code.starts_with("57P0") || code == "25P03" || code == "55P03") =>
                {
                    Self::Lost(Cause::Sqlx(error))
                }
                _ => Self::Other(Cause::Sqlx(error)),
            },
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                Self::Lost(Cause::Sqlx(error))
            }
            _ => Self::Other(Cause::Sqlx(error)),
        }
    }
}
