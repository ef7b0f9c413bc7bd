//! The writing half of an import: what is known already, what that leaves to be written, and the
//! statements that write it. One transaction is one batch; killed between two, an import that is
//! run again ends where one run would have.

use super::{
    feed::{Prepared, as_json},
    rows::ClientRow,
};
use crate::{
    Error, Result, Timestamp,
    clients::{FIELDS, TAGS, counts, resolve_tags},
    ids::{ClientId, TagId, UserId},
    tags::TagName,
};
use db::{Db, Dialect, Sql, Tx, params};
use std::collections::{BTreeMap, HashMap, HashSet};

/// How many of a batch's clients are new, changed and the same.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub new: u64,
    pub changed: u64,
    pub same: u64,
}

/// What became of a batch.
#[derive(Default)]
pub struct Written {
    pub counts: Counts,
    /// Who would get more fields or tags than a client can have, by [`ClientRow::key`], and why.
    pub refused: HashMap<String, Error>,
}

/// A client that the database has.
#[derive(sqlx::FromRow)]
struct Known {
    id: ClientId,
    email: String,
    email_key: String,
    name: String,
    comment: String,
    fields: String,
}

/// What a batch leaves to be written.
struct Work {
    new: Vec<(ClientId, String)>,
    changed: Vec<(ClientId, String)>,
    /// The client, and the tags that it lacks.
    tags: Vec<(ClientId, Vec<TagName>)>,
    same: u64,
    refused: HashMap<String, Error>,
}

/// Says what writing the batch would do.
pub async fn look(db: &Db, owner: UserId, batch: &[Prepared], tags: &[TagName]) -> Result<Written> {
    let params = params![owner, keys(batch)?];
    let known: Vec<Known> = db.all(Sql::pair(KNOWN_SQLITE, KNOWN_POSTGRES), params).await?;
    let labels = match any_tags(batch, tags) {
        true => db.all(Sql::pair(LABELS_SQLITE, LABELS_POSTGRES), params![ids(&known)]).await?,
        false => vec![],
    };
    work(batch, tags, known, labels).map(Work::written)
}

/// Writes the batch, in `tx`. `None` if somebody else has just added one of its clients: then the
/// transaction is given up and the batch written anew.
pub async fn write(
    tx: &mut Tx,
    now: Timestamp,
    owner: UserId,
    batch: &[Prepared],
    tags: &[TagName],
) -> Result<Option<Written>> {
    // Locked, so that what somebody else writes meanwhile is not lost under what was read here.
    let known = Sql::pair(KNOWN_SQLITE, KNOWN_POSTGRES_LOCKED);
    let known: Vec<Known> = tx.all(known, params![owner, keys(batch)?]).await?;
    let labels = match any_tags(batch, tags) {
        true => tx.all(Sql::pair(LABELS_SQLITE, LABELS_POSTGRES), params![ids(&known)]).await?,
        false => vec![],
    };
    let work = work(batch, tags, known, labels)?;
    if !work.new.is_empty() {
        let rows = values(&work.new);
        let inserted = tx.run(insert("do nothing"), params![owner, rows, now]).await?;
        if inserted < work.new.len() as u64 {
            return Ok(None);
        }
    }
    if !work.changed.is_empty() {
        tx.run(insert(UPDATE), params![owner, values(&work.changed), now]).await?;
    }
    label(tx, owner, &work.tags).await?;
    if !work.new.is_empty() {
        counts::more(tx, owner, work.new.len() as u64).await?;
    }
    index(tx, &work).await?;
    Ok(Some(work.written()))
}

impl Work {
    fn written(self) -> Written {
        let (new, changed) = (self.new.len() as u64, self.changed.len() as u64);
        Written { counts: Counts { new, changed, same: self.same }, refused: self.refused }
    }
}

/// Compares the list with what is known.
fn work(
    batch: &[Prepared],
    tags: &[TagName],
    known: Vec<Known>,
    labels: Vec<(ClientId, String)>,
) -> Result<Work> {
    let mut known: HashMap<String, Known> =
        known.into_iter().map(|known| (known.email_key.clone(), known)).collect();
    let mut labelled: HashMap<ClientId, HashSet<String>> = HashMap::new();
    for (id, tag) in labels {
        labelled.entry(id).or_default().insert(tag);
    }
    let mut work = Work { new: vec![], changed: vec![], tags: vec![], same: 0, refused: HashMap::new() };
    for Prepared { row, json, .. } in batch {
        let mut wanted = tags.to_vec();
        for tag in &row.tags {
            let tag = TagName::parse(tag)?;
            if wanted.iter().all(|other| other.key() != tag.key()) {
                wanted.push(tag);
            }
        }
        let Some(known) = known.remove(&row.key) else {
            if wanted.len() > TAGS {
                work.refused.insert(row.key.clone(), too_many_tags());
                continue;
            }
            let id = ClientId::new();
            work.new.push((id, json.clone()));
            if !wanted.is_empty() {
                work.tags.push((id, wanted));
            }
            continue;
        };
        let id = known.id;
        let mut now = row.clone();
        let fields = known.fields()?;
        let had = fields.len();
        let differs = known.take_over(fields, &mut now);
        let tags = labelled.remove(&id).unwrap_or_default();
        wanted.retain(|tag| !tags.contains(tag.key()));
        // Who has too many already may keep them.
        if now.fields.len() > FIELDS.max(had) {
            work.refused.insert(row.key.clone(), Error::new("row-fields-too-many").with("limit", FIELDS));
            continue;
        }
        if !wanted.is_empty() && tags.len() + wanted.len() > TAGS {
            work.refused.insert(row.key.clone(), too_many_tags());
            continue;
        }
        if differs || !wanted.is_empty() {
            work.changed.push((id, as_json(&now)?));
        } else {
            work.same += 1;
        }
        if !wanted.is_empty() {
            work.tags.push((id, wanted));
        }
    }
    Ok(work)
}

fn too_many_tags() -> Error {
    Error::new("row-tags-too-many").with("limit", TAGS)
}

impl Known {
    fn fields(&self) -> Result<BTreeMap<String, String>> {
        serde_json::from_str(&self.fields).map_err(|error| Error::internal(&error))
    }

    /// Puts into `row` what it leaves empty. Whether anything in it is new.
    fn take_over(self, mut fields: BTreeMap<String, String>, row: &mut ClientRow) -> bool {
        let before = fields.clone();
        fields.append(&mut row.fields);
        row.fields = fields;
        // The address is the same one, however it is spelt in the list.
        row.email = self.email;
        if row.name.is_empty() {
            row.name.clone_from(&self.name);
        }
        if row.comment.is_empty() {
            row.comment.clone_from(&self.comment);
        }
        row.name != self.name || row.comment != self.comment || row.fields != before
    }
}

fn any_tags(batch: &[Prepared], tags: &[TagName]) -> bool {
    !tags.is_empty() || batch.iter().any(|client| !client.row.tags.is_empty())
}

fn keys(batch: &[Prepared]) -> Result<String> {
    let keys: Vec<&str> = batch.iter().map(|client| client.row.key.as_str()).collect();
    serde_json::to_string(&keys).map_err(|error| Error::internal(&error))
}

fn ids(known: &[Known]) -> String {
    let ids: Vec<String> = known.iter().map(|known| format!("\"{}\"", known.id.0.simple())).collect();
    format!("[{}]", ids.join(","))
}

/// The rows as one JSON text: an array of [`as_json`] with the id appended.
fn values(rows: &[(ClientId, String)]) -> String {
    let mut all = String::with_capacity(rows.iter().map(|(_, row)| row.len() + 40).sum());
    for (id, row) in rows {
        all.push(if all.is_empty() { '[' } else { ',' });
        all.push_str(row.strip_suffix(']').unwrap_or(row));
        all.push_str(&format!(",\"{}\"]", id.0.simple()));
    }
    all.push(']');
    all
}

async fn label(tx: &mut Tx, owner: UserId, tags: &[(ClientId, Vec<TagName>)]) -> Result<()> {
    let mut names: Vec<TagName> = vec![];
    let mut seen = HashSet::new();
    for name in tags.iter().flat_map(|(_, names)| names) {
        if seen.insert(name.key()) {
            names.push(name.clone());
        }
    }
    names.sort_unstable_by(|a, b| a.key().cmp(b.key()));
    // One id for each name, in the order of the keys.
    let made: Vec<TagId> = resolve_tags(tx, owner, &names).await?;
    let by_key: HashMap<&str, TagId> = names.iter().map(TagName::key).zip(made).collect();
    let mut pairs = String::new();
    for (client, names) in tags {
        for tag in names.iter().filter_map(|name| by_key.get(name.key())) {
            pairs.push(if pairs.is_empty() { '[' } else { ',' });
            pairs.push_str(&format!("[\"{}\",\"{}\"]", client.0.simple(), tag.0.simple()));
        }
    }
    if !pairs.is_empty() {
        pairs.push(']');
        tx.run(Sql::pair(LINK_SQLITE, LINK_POSTGRES), params![owner, pairs]).await?;
    }
    Ok(())
}

/// Feeds the search index of SQLite. One statement, the last one of the transaction: FTS5 writes
/// out what it has gathered before every statement after it, and whenever row ids go back. (In
/// PostgreSQL the text stands in the row.)
async fn index(tx: &mut Tx, work: &Work) -> Result<()> {
    if tx.dialect() == Dialect::Sqlite && !(work.new.is_empty() && work.changed.is_empty()) {
        let rows: Vec<_> = work.new.iter().chain(&work.changed).cloned().collect();
        tx.run(
            "insert or replace into clients_search (rowid, text)
             select c.seq, j.value->>6 from json_each($1) j
             cross join clients c on c.id = unhex(j.value->>7) order by c.seq",
            params![values(&rows)],
        )
        .await?;
    }
    Ok(())
}

/// Inserts clients from a JSON array of [`values`]; `conflict` is what happens to known ones.
fn insert(conflict: &str) -> Sql {
    Sql {
        sqlite: format!(
            "insert into clients (id, owner_id, email, email_key, name, name_key, comment, fields,
               created_at, updated_at)
             select unhex(j.value->>7), $1, j.value->>0, j.value->>1, j.value->>2, j.value->>3,
               j.value->>4, j.value->>5, $3, $3
             from json_each($2) j where true
             on conflict (owner_id, email_key) {conflict}"
        )
        .into(),
        postgres: format!(
            "insert into clients (id, owner_id, email, email_key, name, name_key, comment, fields,
               search, created_at, updated_at)
             select cast(j.value->>7 as uuid), $1, j.value->>0, j.value->>1, j.value->>2,
               j.value->>3, j.value->>4, j.value->>5, j.value->>6, $3, $3
             from jsonb_array_elements(cast($2 as jsonb)) j (value)
             on conflict (owner_id, email_key) {}",
            if conflict == UPDATE { format!("{UPDATE}, search = excluded.search") } else { conflict.into() }
        )
        .into(),
    }
}

// Not `update … from json_each`: its plan on SQLite is quadratic.
const UPDATE: &str = "do update set name = excluded.name, name_key = excluded.name_key,
   comment = excluded.comment, fields = excluded.fields, updated_at = excluded.updated_at";

// `cross join` is not reordered: one look into the index for each address of the batch
// (sqlite.org/optoverview.html#crossjoin).
const KNOWN_SQLITE: &str = "select c.id, c.email, c.email_key, c.name, c.comment, c.fields
   from json_each($2) j cross join clients c on c.owner_id = $1 and c.email_key = j.value";

const KNOWN_POSTGRES: &str = "select c.id, c.email, c.email_key, c.name, c.comment, c.fields
   from jsonb_array_elements_text(cast($2 as jsonb)) j (value)
   join clients c on c.owner_id = $1 and c.email_key = j.value";

// Weaker than `for update`: a mailing that is being started may still refer to the client.
const KNOWN_POSTGRES_LOCKED: &str = "select c.id, c.email, c.email_key, c.name, c.comment, c.fields
   from jsonb_array_elements_text(cast($2 as jsonb)) j (value)
   join clients c on c.owner_id = $1 and c.email_key = j.value
   order by c.email_key for no key update of c";

const LABELS_SQLITE: &str = "select ct.client_id, t.name_key from json_each($1) j
   cross join client_tags ct on ct.client_id = unhex(j.value)
   cross join tags t on t.id = ct.tag_id";

const LABELS_POSTGRES: &str = "select ct.client_id, t.name_key
   from jsonb_array_elements_text(cast($1 as jsonb)) j (value)
   join client_tags ct on ct.client_id = cast(j.value as uuid)
   join tags t on t.id = ct.tag_id";

const LINK_SQLITE: &str = "insert into client_tags (owner_id, client_id, tag_id)
   select $1, unhex(j.value->>0), unhex(j.value->>1) from json_each($2) j where true
   on conflict (client_id, owner_id, tag_id) do nothing";

const LINK_POSTGRES: &str = "insert into client_tags (owner_id, client_id, tag_id)
   select $1, cast(j.value->>0 as uuid), cast(j.value->>1 as uuid)
   from jsonb_array_elements(cast($2 as jsonb)) j (value)
   on conflict (client_id, owner_id, tag_id) do nothing";
