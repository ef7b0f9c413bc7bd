//! A bound parameter. A list of values rather than a tuple of types, so that a filter can grow
//! the list together with its text.

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
