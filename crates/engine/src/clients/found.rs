//! A filter, and the statements that answer with what it finds: one page, the count, all ids.

use super::{BESIDE, COLUMNS, ClientRow, search::Search};
use crate::{
    Result,
    ids::{ClientId, TagId, UserId},
    tags,
    words::words,
};
use db::{Db, Dialect, Value, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which clients are meant. The default is all of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ClientFilter {
    /// Words that must all be in the address, name or comment, in any case.
    pub search: String,
    /// The name of a tag.
    pub tag: Option<String>,
}

words! {
    /// What a list of clients is sorted by. Each has its index.
    ClientSort {
        Name = "name",
        Email = "email",
        /// By id, which is by the time of creation.
        CreatedAt = "created_at",
    }
}

/// Where a page begins: behind this client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Place {
    /// Of the client, by the sort: its folded name, its folded address, nothing.
    pub key: String,
    pub id: ClientId,
}

/// Which part of what is found, in which order.
pub(super) struct Window {
    pub sort: ClientSort,
    pub descending: bool,
    pub after: Option<Place>,
    pub offset: u32,
    pub limit: u32,
}

/// How far the clients are walked in the order asked for, before those that are meant are gathered
/// and sorted instead.
const WALK: u32 = 1_000;

/// How far clients that were searched for are counted while somebody types: more is "1,000+".
/// Counting every "иван" among a million takes longer than a key may.
pub(super) const COUNTED: u32 = 1_001;

/// What a filter finds among the clients of one owner.
pub(super) struct Found {
    owner: UserId,
    search: Option<Search>,
    tag: Option<TagId>,
}

/// A statement and its parameters.
type Statement = (String, Vec<Value>);

impl Found {
    /// None when the filter names a tag that does not exist.
    pub async fn of(db: &Db, owner: UserId, filter: &ClientFilter) -> Result<Option<Self>> {
        let tag = match &filter.tag {
            None => None,
            Some(name) => match tags::find_by_name(db, owner, name).await? {
                None => return Ok(None),
                tag => tag,
            },
        };
        Ok(Some(Self { owner, search: Search::parse(&filter.search), tag }))
    }

    /// The rows of a window, and one more if there is one.
    ///
    /// What many clients have is soon met by walking all clients in order. Walking on until enough
    /// are met is a trap: Cyrillic sorts after Latin, so the first "иван" may stand behind hundreds
    /// of thousands. So the walk is short, and what it does not settle is gathered.
    pub async fn rows(&self, db: &Db, window: &Window) -> Result<Vec<ClientRow>> {
        if let Some((statement, params)) = self.walk(db.dialect(), window) {
            let rows: Vec<ClientRow> = db.all(statement, params).await?;
            if self.is_everybody() || rows.len() > window.limit as usize {
                return Ok(rows);
            }
        }
        let (statement, params) = self.gather(db.dialect(), window);
        Ok(db.all(statement, params).await?)
    }

    /// How many; at most `limit` when a text is searched for.
    pub async fn count(&self, db: &Db, limit: Option<u32>) -> Result<i64> {
        let mut params = params![self.owner];
        let table = self.table(db.dialect(), &["id"], &mut params);
        let statement = match limit.filter(|_| self.search.is_some()) {
            None => format!("select count(*) from {table}"),
            Some(limit) => format!("select count(*) from (select 1 from {table} limit {limit}) counted"),
        };
        let (count,): (i64,) = db.one(statement, params).await?;
        Ok(count)
    }

    /// All ids, in order: 16 MB for a million.
    pub async fn ids(&self, db: &Db) -> Result<Vec<ClientId>> {
        let mut params = params![self.owner];
        let table = self.table(db.dialect(), &["id"], &mut params);
        let rows: Vec<(ClientId,)> =
            db.all(format!("select f.id from {table} order by f.id"), params).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    fn is_everybody(&self) -> bool {
        self.search.is_none() && self.tag.is_none()
    }

    /// The page by walking: all of it for everybody's list, else what the first [`WALK`] clients of
    /// the window hold. None where walking is no help.
    fn walk(&self, dialect: Dialect, window: &Window) -> Option<Statement> {
        let mut params = params![self.owner];
        if self.is_everybody() {
            let keyset = window.keyset(&mut params);
            return Some(page(&format!("clients f where f.owner_id = $1{keyset}"), window, params));
        }
        let by_tag_alone = self.search.is_none() && window.sort == ClientSort::CreatedAt;
        if by_tag_alone || window.offset > 0 {
            return None;
        }
        let mut columns = vec!["id", "name_key", "email_key"];
        let mut condition = String::from("true");
        if let Some(search) = &self.search {
            condition = search.condition(dialect, &mut columns, &mut params)?;
        }
        let tag = self.has_tag(&mut params);
        let keyset = window.keyset(&mut params);
        let from = format!(
            "(select {} from clients f where f.owner_id = $1{keyset}
              order by {} limit {WALK}) f where {condition}{tag}",
            columns.join(", "),
            window.order("f"),
        );
        Some(page(&from, window, params))
    }

    /// The page by gathering all who are meant, and sorting them.
    fn gather(&self, dialect: Dialect, window: &Window) -> Statement {
        let mut params = params![self.owner];
        let columns = match window.sort {
            ClientSort::Name => &["id", "name_key"][..],
            ClientSort::Email => &["id", "email_key"],
            ClientSort::CreatedAt => &["id"],
        };
        let table = self.table(dialect, columns, &mut params);
        let keyset = window.keyset(&mut params);
        page(&format!("{table}{keyset}"), window, params)
    }

    /// What stands behind `from`, conditions included: a table `f` of these columns.
    fn table(&self, dialect: Dialect, columns: &[&str], params: &mut Vec<Value>) -> String {
        let prefixed = |table: &str| {
            let columns: Vec<String> = columns.iter().map(|column| format!("{table}.{column}")).collect();
            columns.join(", ")
        };
        match (&self.search, self.tag) {
            (None, None) => "clients f where f.owner_id = $1".to_owned(),
            (Some(search), _) => {
                let table = search.table(dialect, &prefixed("c"), params);
                format!("({table}) f where true{}", self.has_tag(params))
            }
            (None, Some(tag)) => {
                params.push(tag.into());
                let tag = params.len();
                let tagged = format!("ct.owner_id = $1 and ct.tag_id = ${tag}");
                match columns {
                    // That the tag knows itself.
                    ["id"] => {
                        format!("(select ct.client_id as id from client_tags ct where {tagged}) f where true")
                    }
                    _ => format!(
                        "(select {} from client_tags ct cross join clients c
                          where {tagged} and c.id = ct.client_id) f where true",
                        prefixed("c"),
                    ),
                }
            }
        }
    }

    /// The condition that a client `f` has the tag, if one is asked for.
    fn has_tag(&self, params: &mut Vec<Value>) -> String {
        let Some(tag) = self.tag else {
            return String::new();
        };
        params.push(tag.into());
        format!(
            " and exists (select 1 from client_tags ct
               where ct.client_id = f.id and ct.tag_id = ${})",
            params.len()
        )
    }
}

/// Finds the ids of the window first, from indexes alone where it can, then their rows. `from` ends
/// in conditions on a table `f`.
fn page(from: &str, window: &Window, mut params: Vec<Value>) -> Statement {
    params.extend(params![window.limit.saturating_add(1), window.offset]);
    let (limit, offset) = (params.len() - 1, params.len());
    let statement = format!(
        "select {COLUMNS}
         from (
           select f.id as found from {from}
           order by {} limit ${limit} offset ${offset}
         ) page
         cross join clients c {BESIDE}
         where c.id = page.found order by {}",
        window.order("f"),
        window.order("c"),
    );
    (statement, params)
}

impl Window {
    /// The condition that begins behind [`Window::after`].
    fn keyset(&self, params: &mut Vec<Value>) -> String {
        let Some(after) = &self.after else {
            return String::new();
        };
        let beyond = if self.descending { "<" } else { ">" };
        let mut bind = |value: Value| {
            params.push(value);
            format!("${}", params.len())
        };
        match self.sort {
            ClientSort::Name => {
                let (key, id) = (bind((&after.key).into()), bind(after.id.into()));
                format!(" and (f.name_key, f.id) {beyond} ({key}, {id})")
            }
            ClientSort::Email => format!(" and f.email_key {beyond} {}", bind((&after.key).into())),
            ClientSort::CreatedAt => format!(" and f.id {beyond} {}", bind(after.id.into())),
        }
    }

    fn order(&self, table: &str) -> String {
        let direction = if self.descending { " desc" } else { "" };
        match self.sort {
            ClientSort::Name => format!("{table}.name_key{direction}, {table}.id{direction}"),
            ClientSort::Email => format!("{table}.email_key{direction}"),
            ClientSort::CreatedAt => format!("{table}.id{direction}"),
        }
    }
}

#[cfg(test)]
mod plans;
