//! A filter, and the statements that answer with what it finds: one page, the count, all ids.

mod jump;
mod marks;

pub(crate) use marks::Marks;

use super::{
    BESIDE, COLUMNS, ClientRow, counts,
    search::{Listed, Search},
};
use crate::{
    Result,
    ids::{ClientId, TagId, UserId},
    open::Inner,
    owners::{Owners, merged, together},
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
    /// Two people may have clients of one address.
    pub owner: UserId,
}

/// Which part of what is found, in which order.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub sort: ClientSort,
    pub descending: bool,
    pub after: Option<Place>,
    pub offset: u32,
    pub limit: u32,
}

/// Where a client stands, seen from a place.
#[derive(Clone, Copy)]
enum Side {
    Before,
    UpTo,
    Behind,
}

/// How far the clients are walked in the order asked for, before those that are meant are gathered
/// and sorted instead.
const WALK: u32 = 1_000;

/// So many clients that were searched for are listed; more is "1,000+". See [`Listed`].
const LISTED: u32 = 1_000;

/// What a filter finds among the clients of these owners.
pub(super) struct Found {
    owners: Owners,
    search: Option<Search>,
    /// Of each owner who has one of that name.
    tags: Option<Vec<(UserId, TagId)>>,
}

/// A statement and its parameters.
type Statement = (String, Vec<Value>);

impl Found {
    /// None when the filter names a tag that does not exist.
    pub async fn of(db: &Db, owners: &Owners, filter: &ClientFilter) -> Result<Option<Self>> {
        let tags = match &filter.tag {
            None => None,
            Some(name) => match tags::called(db, owners, name).await? {
                none if none.is_empty() => return Ok(None),
                tags => Some(tags),
            },
        };
        Ok(Some(Self { owners: owners.clone(), search: Search::parse(&filter.search), tags }))
    }

    /// The rows of a window, and one more if there is one.
    ///
    /// A tag that many clients have is soon met by walking all clients in order. Walking on until enough
    /// are met is a trap: those who have it may all stand at the end. So the walk is short, and what it
    /// does not settle is gathered.
    pub async fn rows(&self, inner: &Inner, window: &Window) -> Result<Vec<ClientRow>> {
        let db = &inner.db;
        if self.is_everything() {
            let window = match &self.owners {
                Owners::One(owner) => inner.marks.closer(db, *owner, window).await?,
                Owners::Everybody(_) => jump::closer(db, &self.owners, window).await?,
            };
            let (statement, params) = self.gather(db.dialect(), &window);
            return Ok(db.all(statement, params).await?);
        }
        if let Some((statement, params)) = self.walk(db.dialect(), window) {
            let rows: Vec<ClientRow> = db.all(statement, params).await?;
            if rows.len() > window.limit as usize {
                return Ok(rows);
            }
        }
        let (statement, params) = self.gather(db.dialect(), window);
        Ok(db.all(statement, params).await?)
    }

    /// How many; unless it must be exact, at most one more than are listed.
    pub async fn count(&self, db: &Db, exact: bool) -> Result<i64> {
        let mut params = vec![];
        if self.is_everything() {
            return counts::clients(db, &self.owners).await;
        }
        let listed = Listed { most: LISTED + 1, newest_first: false };
        let listed = if exact { None } else { Some(listed) };
        let tables = self.tables(db.dialect(), ClientSort::CreatedAt, &["id"], listed, &mut params);
        let tables: Vec<String> = tables.iter().map(|table| format!("select 1 from {table}")).collect();
        let statement = format!("select count(*) from ({}) counted", together(db.dialect(), &tables));
        let (count,): (i64,) = db.one(statement, params).await?;
        Ok(count)
    }

    /// All ids, in order: 16 MB for a million.
    pub async fn ids(&self, db: &Db) -> Result<Vec<ClientId>> {
        let mut params = vec![];
        let tables = self.tables(db.dialect(), ClientSort::CreatedAt, &["id"], None, &mut params);
        let selects: Vec<String> =
            tables.iter().map(|table| format!("select f.id as id from {table}")).collect();
        let rows: Vec<(ClientId,)> = db.all(merged(db.dialect(), &selects, "id", None), params).await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    fn is_everything(&self) -> bool {
        self.search.is_none() && self.tags.is_none()
    }

    /// The page by walking: what the first [`WALK`] clients of the window hold. None where walking is
    /// no help.
    fn walk(&self, dialect: Dialect, window: &Window) -> Option<Statement> {
        let mut params = vec![];
        if self.search.is_some() || window.sort == ClientSort::CreatedAt || window.offset > 0 {
            return None;
        }
        let columns = ["id", "owner_id", "name_key", "email_key"];
        let tag = self.has_tag("f", &mut params);
        let keyset = window.keyset(&mut params);
        let columns = named("f", &columns);
        let selects: Vec<String> = self
            .everything(window.sort, &mut params)
            .iter()
            .map(|table| format!("select {columns} from {table}{keyset}"))
            .collect();
        let walked = merged(dialect, &selects, &window.order(""), Some(WALK.into()));
        let table = format!("({walked} limit {WALK}) f where true{tag}");
        Some(page(dialect, &[table], window, params))
    }

    /// The page by gathering all who are meant, and sorting them; where nothing is filtered they are in
    /// order already.
    fn gather(&self, dialect: Dialect, window: &Window) -> Statement {
        let mut params = vec![];
        let newest_first = window.descending && window.sort == ClientSort::CreatedAt;
        let listed = Some(Listed { most: LISTED, newest_first });
        let tables = self.tables(dialect, window.sort, window.sort.columns(), listed, &mut params);
        page(dialect, &tables, window, params)
    }

    /// What stands behind `from` for all clients: tables `f` that are each read in the order of the
    /// sort.
    fn everything(&self, sort: ClientSort, params: &mut Vec<Value>) -> Vec<String> {
        match (&self.owners, sort) {
            (Owners::Everybody(_), ClientSort::CreatedAt) => vec!["clients f where true".to_owned()],
            _ => {
                let owners = self.owners.marks(params);
                owners.iter().map(|owner| format!("clients f where f.owner_id = {owner}")).collect()
            }
        }
    }

    /// What stands behind `from`, conditions included: tables `f` of these columns, which hold all
    /// who are meant, or of a search what is listed of it.
    fn tables(
        &self,
        dialect: Dialect,
        sort: ClientSort,
        columns: &[&str],
        listed: Option<Listed>,
        params: &mut Vec<Value>,
    ) -> Vec<String> {
        match (&self.search, &self.tags) {
            (None, None) => self.everything(sort, params),
            (Some(search), _) => {
                let columns = named("c", columns);
                let also = self.has_tag("c", params);
                let table = search.table(dialect, &self.owners, &columns, &also, listed, params);
                vec![format!("({table}) f where true")]
            }
            (None, Some(tags)) => tags.iter().map(|tag| tagged(*tag, columns, params)).collect(),
        }
    }

    /// The condition that a client of that `table` has the tag, if one is asked for.
    fn has_tag(&self, table: &str, params: &mut Vec<Value>) -> String {
        let Some(tags) = &self.tags else {
            return String::new();
        };
        let mut bind = |tag: TagId| {
            params.push(tag.into());
            format!("${}", params.len())
        };
        let tags: Vec<String> = tags.iter().map(|(_, tag)| bind(*tag)).collect();
        format!(
            " and exists (select 1 from client_tags ct
               where ct.client_id = {table}.id and ct.tag_id in ({}))",
            tags.join(", "),
        )
    }
}

/// All clients with a tag, as a table `f`.
fn tagged((owner, tag): (UserId, TagId), columns: &[&str], params: &mut Vec<Value>) -> String {
    params.extend(params![owner, tag]);
    let (owner, tag) = (params.len() - 1, params.len());
    let tagged = format!("ct.owner_id = ${owner} and ct.tag_id = ${tag}");
    match columns {
        // That the tag knows itself.
        ["id"] => format!("(select ct.client_id as id from client_tags ct where {tagged}) f where true"),
        _ => format!(
            "(select {} from client_tags ct cross join clients c
              where {tagged} and c.id = ct.client_id) f where true",
            named("c", columns),
        ),
    }
}

/// Finds the window first, from indexes alone where it can, then its rows. Each of `tables` ends in
/// conditions on a table `f`.
fn page(dialect: Dialect, tables: &[String], window: &Window, mut params: Vec<Value>) -> Statement {
    let keyset = window.keyset(&mut params);
    let columns = named("f", window.sort.columns());
    let selects: Vec<String> =
        tables.iter().map(|table| format!("select {columns} from {table}{keyset}")).collect();
    // In the text, so that a plan which is made once for all values knows how little is read.
    let limit = u64::from(window.limit) + 1;
    let mut offset = String::new();
    if window.offset > 0 {
        params.push(window.offset.into());
        offset = format!(" offset ${}", params.len());
    }
    let found = merged(dialect, &selects, &window.order(""), Some(limit + u64::from(window.offset)));
    let same = match window.sort {
        ClientSort::Email => "c.owner_id = page.owner_id and c.email_key = page.email_key",
        ClientSort::Name | ClientSort::CreatedAt => "c.id = page.id",
    };
    let statement = format!(
        "select {COLUMNS}
         from ({found} limit {limit}{offset}) page
         cross join clients c {BESIDE}
         where {same} order by {}",
        window.order("c."),
    );
    (statement, params)
}

fn named(table: &str, columns: &[&str]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| format!("{table}.{column} as {column}")).collect();
    columns.join(", ")
}

impl ClientSort {
    /// What the index of the sort knows: the order, and which client it is.
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["id", "name_key"],
            Self::Email => &["owner_id", "email_key"],
            Self::CreatedAt => &["id"],
        }
    }
}

impl Window {
    fn skipping(self, offset: u32) -> Self {
        Self { offset, ..self }
    }

    /// The condition that begins behind [`Window::after`].
    fn keyset(&self, params: &mut Vec<Value>) -> String {
        self.after.as_ref().map(|after| self.side(Side::Behind, after, params)).unwrap_or_default()
    }

    /// The condition that a client `f` stands on that side of a place.
    fn side(&self, side: Side, place: &Place, params: &mut Vec<Value>) -> String {
        let compared = match (side, self.descending) {
            (Side::Behind, false) | (Side::Before, true) => ">",
            (Side::Behind, true) | (Side::Before, false) => "<",
            (Side::UpTo, false) => "<=",
            (Side::UpTo, true) => ">=",
        };
        let mut bind = |value: Value| {
            params.push(value);
            format!("${}", params.len())
        };
        match self.sort {
            ClientSort::Name => {
                let (key, id) = (bind((&place.key).into()), bind(place.id.into()));
                format!(" and (f.name_key, f.id) {compared} ({key}, {id})")
            }
            ClientSort::Email => {
                let (key, owner) = (bind((&place.key).into()), bind(place.owner.into()));
                format!(" and (f.email_key, f.owner_id) {compared} ({key}, {owner})")
            }
            ClientSort::CreatedAt => format!(" and f.id {compared} {}", bind(place.id.into())),
        }
    }

    /// By columns of `table`, which is empty or ends in a dot.
    fn order(&self, table: &str) -> String {
        let direction = if self.descending { " desc" } else { "" };
        match self.sort {
            ClientSort::Name => format!("{table}name_key{direction}, {table}id{direction}"),
            ClientSort::Email => format!("{table}email_key{direction}, {table}owner_id{direction}"),
            ClientSort::CreatedAt => format!("{table}id{direction}"),
        }
    }
}

#[cfg(test)]
mod plans;
