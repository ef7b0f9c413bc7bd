//! A bound parameter. A list of values rather than a tuple of types, so that a filter can grow
//! the list together with its text.

use crate::{Error, Result, error::Cause};
use sqlx::{Column, Row, TypeInfo, postgres::PgRow};
use uuid::Uuid;

/// A parameter of a statement. Integers are `bigint` in both databases.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Bool(bool),
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Vec<u8>),
    Uuid(Option<Uuid>),
}

/// The parameters of a statement, in order: `params![id, name]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        vec![$($crate::Value::from($value)),*]
    };
}

macro_rules! from {
    ($($type:ty => |$value:ident| $make:expr),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from($value: $type) -> Self { $make }
        })*
    };
}

from! {
    bool => |v| Self::Bool(v),
    i64 => |v| Self::Int(Some(v)),
    i32 => |v| Self::Int(Some(v.into())),
    u32 => |v| Self::Int(Some(v.into())),
    u16 => |v| Self::Int(Some(v.into())),
    usize => |v| Self::Int(Some(i64::try_from(v).unwrap_or(i64::MAX))),
    &str => |v| Self::Text(Some(v.to_owned())),
    &String => |v| Self::Text(Some(v.clone())),
    String => |v| Self::Text(Some(v)),
    Vec<u8> => |v| Self::Bytes(v),
    Uuid => |v| Self::Uuid(Some(v)),
}

/// A type that may be absent: PostgreSQL wants the type of a null, too.
pub trait Nullable: Into<Value> {
    const NULL: Value;
}

impl<T: Nullable> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(T::NULL, Into::into)
    }
}

macro_rules! nullable {
    ($($null:expr => $($type:ty),*;)*) => {$($(
        impl Nullable for $type { const NULL: Value = $null; }
    )*)*};
}

nullable! {
    Value::Int(None) => i64, u16, u32;
    Value::Text(None) => &str, String;
    Value::Uuid(None) => Uuid;
}

/// The values as the arguments of one driver.
pub(crate) fn arguments<A>(values: Vec<Value>) -> sqlx::Result<A>
where
    A: sqlx::Arguments,
    bool: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<i64>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<String>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Vec<u8>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
    Option<Uuid>: for<'q> sqlx::Encode<'q, A::Database> + sqlx::Type<A::Database>,
{
    let mut arguments = A::default();
    for value in values {
        match value {
            Value::Bool(value) => arguments.add(value),
            Value::Int(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value),
            Value::Bytes(value) => arguments.add(value),
            Value::Uuid(value) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

impl Value {
    /// As PostgreSQL's `jsonb` takes it.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Bool(value) => (*value).into(),
            Self::Int(value) => (*value).into(),
            Self::Text(text) => text.clone().into(),
            Self::Uuid(id) => id.map(|id| id.to_string()).into(),
            // No statement for many rows takes any.
            Self::Bytes(_) => serde_json::Value::Null,
        }
    }
}

/// The cells of a row, taken one after the other from the left.
#[derive(Debug)]
pub struct Cells(std::vec::IntoIter<Value>);

impl From<Vec<Value>> for Cells {
    fn from(cells: Vec<Value>) -> Self {
        Self(cells.into_iter())
    }
}

impl Cells {
    pub(crate) fn of_postgres(row: &PgRow) -> sqlx::Result<Self> {
        let cells = row.columns().iter().map(|column| {
            let at = column.ordinal();
            Ok(match column.type_info().name() {
                "UUID" => Value::Uuid(row.try_get(at)?),
                "BOOL" => Value::Bool(row.try_get(at)?),
                "INT8" => Value::Int(row.try_get(at)?),
                _ => Value::Text(row.try_get(at)?),
            })
        });
        Ok(cells.collect::<sqlx::Result<Vec<_>>>()?.into())
    }

    /// The next cell, an integer.
    pub fn int(&mut self) -> Result<i64> {
        match self.0.next() {
            Some(Value::Int(Some(value))) => Ok(value),
            other => Err(unexpected("an integer", other.as_ref())),
        }
    }

    /// The next cell, a text; an empty one for null.
    pub fn text(&mut self) -> Result<String> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(text.unwrap_or_default()),
            Some(Value::Int(None)) => Ok(String::new()),
            other => Err(unexpected("a text", other.as_ref())),
        }
    }

    /// The next cell, an id or null.
    pub fn uuid(&mut self) -> Result<Option<Uuid>> {
        let cell = self.0.next();
        match &cell {
            Some(Value::Uuid(id)) => Ok(*id),
            Some(Value::Int(None)) => Ok(None),
            Some(Value::Bytes(bytes)) => {
                Uuid::from_slice(bytes).map(Some).map_err(|_| unexpected("an id", cell.as_ref()))
            }
            _ => Err(unexpected("an id", cell.as_ref())),
        }
    }
}

fn unexpected(wanted: &str, found: Option<&Value>) -> Error {
    Error::Other(Cause::Sqlx(sqlx::Error::Decode(format!("{wanted} was expected, not {found:?}").into())))
}
