//! The people whose rows a list shows, and what they become in SQL.
//!
//! The indexes of what belongs to people begin with the owner. The rows of one person are a range of
//! such an index and come in its order; those of everybody are as many ranges as there are people,
//! [`merged`] as far as somebody reads. An index of everybody's rows would make every import slower.

use crate::{
    Context, Error, Result,
    access::{Scope, Whose},
    ids::UserId,
};
use db::{Db, Dialect, Value, params};
use std::collections::HashMap;

/// One person, or all there are.
#[derive(Clone, Debug)]
pub(crate) enum Owners {
    One(UserId),
    Everybody(Vec<UserId>),
}

impl Owners {
    /// Those whose rows are asked for, if the caller may see them.
    ///
    /// # Errors
    /// Those of [`Context::scope`].
    pub async fn asked(cx: &Context, whose: Whose) -> Result<Self> {
        let owners: Vec<(UserId,)> = match cx.scope(whose).await? {
            Scope::Of(owner) => return Ok(Self::One(owner)),
            Scope::Everybody => cx.db().all("select id from users order by id", params![]).await?,
        };
        match owners.as_slice() {
            [] => Err(Error::new("no-owner-yet")),
            [(only,)] => Ok(Self::One(*only)),
            _ => Ok(Self::Everybody(owners.into_iter().map(|(owner,)| owner).collect())),
        }
    }

    /// Who is told of work on these rows.
    pub fn told(&self, cx: &Context) -> Result<UserId> {
        let first = match self {
            Self::One(owner) => Some(owner),
            Self::Everybody(owners) => owners.first(),
        };
        first.map(|owner| cx.caller_or(*owner)).ok_or_else(|| Error::new("no-owner-yet"))
    }

    /// The condition that `column` is one of them, where an index finds the rows by it.
    pub fn are(&self, column: &str, params: &mut Vec<Value>) -> String {
        match self.marks(params).as_slice() {
            [only] => format!("{column} = {only}"),
            marks => format!("{column} in ({})", marks.join(", ")),
        }
    }

    /// The same where the rows are found by something else: everybody's need not be asked.
    pub fn narrow(&self, column: &str, params: &mut Vec<Value>) -> String {
        match self {
            Self::One(_) => format!(" and {}", self.are(column, params)),
            Self::Everybody(_) => String::new(),
        }
    }

    /// The parameter of each.
    pub fn marks(&self, params: &mut Vec<Value>) -> Vec<String> {
        let owners = match self {
            Self::One(owner) => std::slice::from_ref(owner),
            Self::Everybody(owners) => owners,
        };
        let mut bind = |owner: &UserId| {
            params.push((*owner).into());
            format!("${}", params.len())
        };
        owners.iter().map(&mut bind).collect()
    }

    /// The addresses that an export names the owners by; none where all rows are one person's.
    pub async fn emails(&self, db: &Db) -> Result<Option<HashMap<UserId, String>>> {
        match self {
            Self::One(_) => Ok(None),
            Self::Everybody(_) => {
                let emails: Vec<(UserId, String)> = db.all("select id, email from users", params![]).await?;
                Ok(Some(emails.into_iter().collect()))
            }
        }
    }
}

/// The most selects that are merged at once: SQLite takes 500 in one compound select.
const MERGED: usize = 250;

/// The rows of all `selects`.
pub(crate) fn together(dialect: Dialect, selects: &[String]) -> String {
    match dialect {
        Dialect::Sqlite if selects.len() > MERGED => in_groups(selects, |group| group),
        Dialect::Sqlite | Dialect::Postgres => selects.join(" union all "),
    }
}

/// The rows of all `selects` in one order, of which the first `rows` are asked for. `order` names
/// columns of theirs, and each has its index for it.
///
/// Neither database reads more of an index than it must: SQLite turns such a compound select into
/// co-routines, PostgreSQL into a Merge Append if each of its parts says the order, too. (It plans the
/// parts one by one: without a limit of its own, each would gather its rows and sort them.)
pub(crate) fn merged(dialect: Dialect, selects: &[String], order: &str, rows: Option<u64>) -> String {
    let limit = rows.map(|rows| format!(" limit {rows}")).unwrap_or_default();
    let ordered = |select: &str| format!("{select} order by {order}");
    match (selects, dialect) {
        ([only], _) => ordered(only),
        (_, Dialect::Sqlite) if selects.len() <= MERGED => ordered(&selects.join(" union all ")),
        (_, Dialect::Sqlite) => ordered(&in_groups(selects, |group| ordered(&group) + &limit)),
        (_, Dialect::Postgres) => {
            let parts: Vec<String> =
                selects.iter().map(|select| format!("({}{limit})", ordered(select))).collect();
            ordered(&parts.join(" union all "))
        }
    }
}

fn in_groups(selects: &[String], group: impl Fn(String) -> String) -> String {
    let groups: Vec<String> = selects
        .chunks(MERGED)
        .map(|some| format!("select * from ({})", group(some.join(" union all "))))
        .collect();
    groups.join(" union all ")
}
