//! SQLite's own connection, for [`crate::Batch`]: its statements run where they are called.
//!
//! Through sqlx each statement is handed to a thread and back, which costs more than what most of them do.

use crate::{Error, Result, Value, error::Cause, slot::Slot};
use rusqlite::{Connection, OpenFlags, Statement, ToSql, types::ToSqlOutput, types::ValueRef};
use std::{path::Path, sync::Arc, time::Duration};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Whose turn it is to write into the file: one transaction at a time, in the order of asking. It holds the
/// native connection, none once the database is closed.
pub(crate) type Turn = Arc<Mutex<Slot<Connection>>>;
pub(crate) type Taken = OwnedMutexGuard<Slot<Connection>>;

/// Statements that stay prepared.
const PREPARED: usize = 64;

/// Opens the file a second time, as the connection of sqlx has it.
pub(crate) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    for (name, value) in
        [("foreign_keys", "on"), ("synchronous", "full"), ("fullfsync", "on"), ("temp_store", "memory")]
    {
        connection.pragma_update(None, name, value)?;
    }
    // For `state in (…)` SQLite makes a table of the list for each row that it writes: a tenth of the time of a
    // letter. What is written here are words of our own types.
    connection.pragma_update(None, "ignore_check_constraints", "on")?;
    // A commit looks at each page of the cache, and what is written here lies together: the usual 2 MB are enough.
    connection.pragma_update(None, "cache_size", -2_000)?;
    // 16 MB: what is written again and again is copied into the file less often.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.set_prepared_statement_cache_capacity(PREPARED);
    Ok(connection)
}

/// Runs a statement once for each row; answers how many rows of the table each run changed.
pub(crate) fn each(connection: &Connection, sql: &str, rows: &[Vec<Value>]) -> Result<Vec<usize>> {
    let mut statement = connection.prepare_cached(sql)?;
    let places = places(&statement);
    let changed = rows.iter().map(|row| {
        bind(&mut statement, &places, row)?;
        statement.raw_execute()
    });
    Ok(changed.collect::<rusqlite::Result<_>>()?)
}

/// Every row of a query.
pub(crate) fn fetch(connection: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare_cached(sql)?;
    let columns = statement.column_count();
    let places = places(&statement);
    bind(&mut statement, &places, params)?;
    let rows = statement.raw_query().mapped(|row| {
        (0..columns).map(|column| Ok(value(row.get_ref(column)?))).collect::<rusqlite::Result<_>>()
    });
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Which value each parameter of the statement is. To SQLite `$2` is a name like any other, and it counts
/// parameters in the order in which they appear (sqlite.org/lang_expr.html#varparam).
fn places(statement: &Statement<'_>) -> Vec<usize> {
    let number = |name: &str| name.get(1..)?.parse::<usize>().ok();
    (1..=statement.parameter_count())
        .map(|at| statement.parameter_name(at).and_then(number).unwrap_or(at).saturating_sub(1))
        .collect()
}

fn bind(statement: &mut Statement<'_>, places: &[usize], values: &[Value]) -> rusqlite::Result<()> {
    for (at, place) in (1..).zip(places) {
        let value =
            values.get(*place).ok_or(rusqlite::Error::InvalidParameterCount(values.len(), places.len()))?;
        statement.raw_bind_parameter(at, value)?;
    }
    Ok(())
}

fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Int(None),
        ValueRef::Integer(value) => value.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned().into(),
        ValueRef::Blob(bytes) => bytes.to_vec().into(),
        // There are none in a schema whose numbers are all `bigint`.
        ValueRef::Real(value) => value.to_string().into(),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Bool(value) => ValueRef::Integer((*value).into()),
            Self::Int(Some(value)) => ValueRef::Integer(*value),
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Uuid(Some(id)) => ValueRef::Blob(id.as_bytes()),
            Self::Int(None) | Self::Text(None) | Self::Uuid(None) => ValueRef::Null,
        }))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        let code = error.sqlite_error().map(|error| error.extended_code);
        match code {
            Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
                Self::Duplicate(Cause::Native(error))
            }
            Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Self::Reference(Cause::Native(error)),
            _ => Self::Other(Cause::Native(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on says why and stops")]

    use super::*;
    use crate::params;

    #[test]
    fn a_parameter_is_the_value_of_its_number() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("create table t (id bigint, a text, b text)").unwrap();
        each(&connection, "insert into t (b, id, a) values ($3, $1, $2)", &[params![7_i64, "a", "b"]])
            .unwrap();
        let changed = each(
            &connection,
            "update t set b = $2 where id = $1",
            &[params![8_i64, "x"], params![7_i64, "y"]],
        );
        assert_eq!(changed.unwrap(), [0, 1]);
        let sought = params![7_i64, "y"];
        let rows = fetch(&connection, "select id, a, b from t where b = $2 and id = $1", &sought);
        assert_eq!(rows.unwrap(), [params![7_i64, "a", "y"]]);
    }
}
