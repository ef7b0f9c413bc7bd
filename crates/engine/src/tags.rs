//! Tags: labels on clients, from which audiences are made.

use crate::{
    Context, Error, Result,
    access::Whose,
    audit::{self, Deed},
    clients::TAG_LENGTH,
    events::Changed,
    fold::fold,
    ids::{TagId, UserId},
    owners::Owners,
};
use db::{Db, params};
use mail::address::HeaderText;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A tag, and how many clients have it. In the list of everybody's, tags of one name are one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Tag {
    /// Of several, the one that was made first, as are its owner and its spelling.
    pub id: TagId,
    pub owner_id: UserId,
    pub name: String,
    /// How many people have a tag of that name: where it is not one, the id stands for one of many.
    pub owners: i64,
    pub clients: i64,
}

/// What a tag is called: one line, and nothing that parts one tag from the next in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct TagName {
    name: HeaderText,
    key: String,
}

impl TagName {
    /// # Errors
    /// `tag-empty`, `tag-characters`, `text-too-long` or `text-control-character`.
    pub fn parse(name: &str) -> Result<Self> {
        let refused = |error: Error| error.field("tags");
        let name = HeaderText::parse(name, TAG_LENGTH).map_err(|error| refused(Error::from(error)))?;
        let text = name.as_str();
        if text.is_empty() {
            return Err(refused(Error::new("tag-empty")));
        }
        // What an import parts tags by, or leaves out, as it reads them from one cell.
        if text.contains([',', ';', '"']) || text.contains(":::") || text.starts_with("* ") {
            return Err(refused(Error::new("tag-characters").with("name", text)));
        }
        Ok(Self { key: fold(text), name })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        self.name.as_str()
    }

    /// What two spellings of one tag have in common.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct TagQuery {
    #[serde(default)]
    pub owner_id: Whose,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct TagRename {
    pub id: TagId,
    pub name: String,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct TagRef {
    pub id: TagId,
}

/// `tags.list`, by name.
pub async fn list(cx: &Context, query: TagQuery) -> Result<Vec<Tag>> {
    let owners = Owners::asked(cx, query.owner_id).await?;
    let mut params = vec![];
    let theirs = owners.are("t.owner_id", &mut params);
    let sql = format!("{SELECT} where {theirs} order by t.name_key, t.id");
    let tags: Vec<TagRow> = cx.db().all(sql, params).await?;
    let mut rows: Vec<TagRow> = vec![];
    for row in tags {
        match rows.last_mut() {
            Some(last) if last.name_key == row.name_key => {
                last.tag.owners += 1;
                last.tag.clients += row.tag.clients;
            }
            _ => rows.push(row),
        }
    }
    Ok(rows.into_iter().map(|row| row.tag).collect())
}

const SELECT: &str = "select t.id, t.owner_id, t.name, t.name_key, cast(1 as bigint) as owners,
    (select count(*) from client_tags ct
     where ct.owner_id = t.owner_id and ct.tag_id = t.id) as clients
  from tags t";

#[derive(sqlx::FromRow)]
struct TagRow {
    #[sqlx(flatten)]
    tag: Tag,
    name_key: String,
}

/// `tags.rename`. Refused with `tag-exists` when another tag is called so.
pub async fn rename(cx: &Context, rename: TagRename) -> Result<Tag> {
    let owner = owner_of(cx.db(), rename.id).await?;
    cx.permit(owner, "tag")?;
    let before = find(cx.db(), rename.id).await?;
    let name = TagName::parse(&rename.name).map_err(|error| error.field("name"))?;
    let mut tx = cx.db().begin().await?;
    tx.run(
        "update tags set name = $2, name_key = $3 where id = $1",
        params![rename.id, name.as_str(), name.key()],
    )
    .await
    .map_err(|error| match error {
        db::Error::Duplicate(_) => Error::new("tag-exists").with("name", name.as_str()).field("name"),
        other => other.into(),
    })?;
    let deed = Deed::to(owner, &before.name).before(&before.name).after(&name.as_str());
    audit::note(cx, &mut tx, deed).await?;
    tx.commit().await?;
    changed(cx, rename.id);
    find(cx.db(), rename.id).await
}

/// Clients that lose a tag in one transaction.
const BATCH: u32 = 5_000;

/// `tags.delete`. Its clients stay.
pub async fn delete(cx: &Context, TagRef { id }: TagRef) -> Result<()> {
    let owner = owner_of(cx.db(), id).await?;
    cx.permit(owner, "tag")?;
    let tag = find(cx.db(), id).await?;
    // In batches, so that others can write in between.
    loop {
        let mut tx = cx.db().begin().await?;
        let clients = tx
            .run(
                "delete from client_tags where tag_id = $1 and client_id in (
                   select ct.client_id from tags t
                   join client_tags ct on ct.owner_id = t.owner_id and ct.tag_id = t.id
                   where t.id = $1 limit $2)",
                params![id, BATCH],
            )
            .await?;
        if clients == 0 {
            tx.run("delete from tags where id = $1", params![id]).await?;
            audit::note(cx, &mut tx, Deed::to(owner, &tag.name).before(&tag)).await?;
            tx.commit().await?;
            break;
        }
        tx.commit().await?;
    }
    changed(cx, id);
    Ok(())
}

/// The tag of that name, in any case.
pub async fn find_by_name(db: &Db, owner: UserId, name: &str) -> Result<Option<TagId>> {
    let found: Option<(TagId,)> = db
        .find("select id from tags where owner_id = $1 and name_key = $2", params![owner, fold(name)])
        .await?;
    Ok(found.map(|(id,)| id))
}

/// The tags of that name, in any case, of these owners.
pub(crate) async fn called(db: &Db, owners: &Owners, name: &str) -> Result<Vec<(UserId, TagId)>> {
    let mut params = params![fold(name)];
    let theirs = owners.are("owner_id", &mut params);
    Ok(db.all(format!("select owner_id, id from tags where {theirs} and name_key = $1"), params).await?)
}

fn changed(cx: &Context, id: TagId) {
    cx.changed(Changed::Tags, Some(id.0));
    cx.changed(Changed::Clients, None);
}

async fn owner_of(db: &Db, id: TagId) -> Result<UserId> {
    let owner: Option<(UserId,)> = db.find("select owner_id from tags where id = $1", params![id]).await?;
    owner.map(|(owner,)| owner).ok_or_else(|| Error::not_found("tag"))
}

async fn find(db: &Db, id: TagId) -> Result<Tag> {
    db.find(format!("{SELECT} where t.id = $1"), params![id]).await?.ok_or_else(|| Error::not_found("tag"))
}
