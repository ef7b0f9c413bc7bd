//! Tags: labels on clients, from which audiences are made.

use crate::{
    Context, Error, Result,
    audit::{self, Deed},
    clients::TAG_LENGTH,
    events::Changed,
    fold::fold,
    ids::{TagId, UserId},
};
use db::{Db, params};
use mail::address::HeaderText;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A tag, and how many clients have it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
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
    pub owner_id: Option<UserId>,
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
    let owner = cx.owner(query.owner_id).await?;
    Ok(cx
        .db()
        .all(
            "select t.id, t.name,
               (select count(*) from client_tags ct
                where ct.owner_id = t.owner_id and ct.tag_id = t.id) as clients
             from tags t where t.owner_id = $1 order by t.name_key",
            params![owner],
        )
        .await?)
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

fn changed(cx: &Context, id: TagId) {
    cx.changed(Changed::Tags, Some(id.0));
    cx.changed(Changed::Clients, None);
}

async fn owner_of(db: &Db, id: TagId) -> Result<UserId> {
    let owner: Option<(UserId,)> = db.find("select owner_id from tags where id = $1", params![id]).await?;
    owner.map(|(owner,)| owner).ok_or_else(|| Error::not_found("tag"))
}

async fn find(db: &Db, id: TagId) -> Result<Tag> {
    db.find(
        "select t.id, t.name,
           (select count(*) from client_tags ct
            where ct.owner_id = t.owner_id and ct.tag_id = t.id) as clients
         from tags t where t.id = $1",
        params![id],
    )
    .await?
    .ok_or_else(|| Error::not_found("tag"))
}
