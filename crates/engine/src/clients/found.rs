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

/// A tag on more clients than this is looked for client by client, in the order asked for.
const WIDE: i64 = 5_000;

/// How far clients that were searched for are counted: more is "1,000+". Counting every "иван"
/// among a million takes longer than a key may.
const COUNTED: i64 = 1_001;

/// What a filter finds among the clients of one owner.
pub(super) struct Found {
    owner: UserId,
    search: Option<Search>,
    tag: Option<TagId>,
}

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
    pub async fn rows(&self, db: &Db, window: &Window) -> Result<Vec<ClientRow>> {
        let columns = match window.sort {
            ClientSort::CreatedAt => Columns::Id,
            ClientSort::Name | ClientSort::Email if self.is_wide(db).await? => Columns::Walked,
            ClientSort::Name | ClientSort::Email => Columns::Keys,
        };
        let (statement, params) = self.page(db.dialect(), window, columns);
        Ok(db.all(statement, params).await?)
    }

    /// Finds the ids of the window first, from indexes alone where it can, then their rows.
    fn page(&self, dialect: Dialect, window: &Window, columns: Columns) -> (String, Vec<Value>) {
        let (table, mut params) = self.table(dialect, columns);
        let keyset = window.keyset(&mut params);
        params.extend(params![window.limit.saturating_add(1), window.offset]);
        let (limit, offset) = (params.len() - 1, params.len());
        let statement = format!(
            "select {COLUMNS}
             from (
               select f.id as found from {table}{keyset}
               order by {} limit ${limit} offset ${offset}
             ) page
             cross join clients c {BESIDE}
             where c.id = page.found order by {}",
            window.order("f"),
            window.order("c"),
        );
        (statement, params)
    }

    /// How many; at most [`COUNTED`] when a text is searched for.
    pub async fn count(&self, db: &Db) -> Result<i64> {
        let (table, params) = self.table(db.dialect(), Columns::Id);
        let statement = if self.search.is_none() {
            format!("select count(*) from {table}")
        } else {
            format!("select count(*) from (select 1 from {table} limit {COUNTED}) counted")
        };
        let (count,): (i64,) = db.one(statement, params).await?;
        Ok(count)
    }

    /// All ids, in order: 16 MB for a million.
    pub async fn ids(&self, db: &Db) -> Result<Vec<ClientId>> {
        let (table, params) = self.table(db.dialect(), Columns::Id);
        let rows: Vec<(ClientId,)> =
            db.all(format!("select f.id from {table} order by f.id"), params).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// Whether the clients of the tag are too many to gather and sort them for every page.
    async fn is_wide(&self, db: &Db) -> Result<bool> {
        let (None, Some(tag)) = (&self.search, self.tag) else {
            return Ok(false);
        };
        let (clients,): (i64,) = db
            .one(
                format!(
                    "select count(*) from (
                       select 1 from client_tags where owner_id = $1 and tag_id = $2
                       limit {WIDE} + 1
                     ) counted"
                ),
                params![self.owner, tag],
            )
            .await?;
        Ok(clients > WIDE)
    }

    /// What stands behind `from`, conditions included: a table `f` of at least the columns asked
    /// for, and its parameters.
    fn table(&self, dialect: Dialect, columns: Columns) -> (String, Vec<Value>) {
        let mut params = params![self.owner];
        let tagged = self.tag.map(|tag| {
            params.push(tag.into());
            format!("${}", params.len())
        });
        const HAS_TAG: &str = "exists (select 1 from client_tags ct
            where ct.client_id = f.id and ct.tag_id =";
        let table = match (&self.search, tagged, columns) {
            (None, None, _) => "clients f where f.owner_id = $1".to_owned(),
            (None, Some(tag), Columns::Id) => format!(
                "(select client_id as id from client_tags
                  where owner_id = $1 and tag_id = {tag}) f where true"
            ),
            (None, Some(tag), Columns::Keys) => format!(
                "(select c.id, c.name_key, c.email_key from client_tags ct cross join clients c
                  where ct.owner_id = $1 and ct.tag_id = {tag} and c.id = ct.client_id) f
                 where true"
            ),
            (None, Some(tag), Columns::Walked) => {
                format!("clients f where f.owner_id = $1 and {HAS_TAG} {tag})")
            }
            (Some(search), None, _) => format!("{} f where true", search.table(dialect, &mut params)),
            (Some(search), Some(tag), _) => {
                format!("{} f where {HAS_TAG} {tag})", search.table(dialect, &mut params))
            }
        };
        (table, params)
    }
}

/// What is needed of the clients that a tag finds.
#[derive(Clone, Copy)]
enum Columns {
    /// Their ids, which the tag knows.
    Id,
    /// What they are sorted by, too: they are gathered, then sorted.
    Keys,
    /// As `Keys`, but they are so many that walking all clients in order soon meets enough.
    Walked,
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
