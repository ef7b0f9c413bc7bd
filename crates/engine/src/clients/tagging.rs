//! The tags of clients: given by name, made when they are new.

use super::{
    TAGS, changed,
    picked::{BATCH, Picked, PickedCount, both, these},
};
use crate::{
    Context, Error, Result,
    audit::{self, Deed},
    ids::{ClientId, TagId, UserId},
    tags::{self, TagName},
};
use db::{Tx, params};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientTagging {
    pub owner_id: Option<UserId>,
    pub picked: Picked,
    /// The names of the tags that the clients get; new ones are made.
    #[serde(default)]
    pub add: Vec<String>,
    /// The names of the tags that they lose.
    #[serde(default)]
    pub remove: Vec<String>,
}

/// `clients.tag`. Refused with `client-tags-too-many` at the first batch in which a client would
/// get more than 50; the batches before it stay.
pub async fn tag(cx: &Context, tagging: ClientTagging) -> Result<PickedCount> {
    let owner = cx.owner(tagging.owner_id).await?;
    let parse = |names: &[String], field: &str| -> Result<Vec<TagName>> {
        names.iter().map(|name| TagName::parse(name).map_err(|error| error.field(field))).collect()
    };
    let add = parse(&tagging.add, "add")?;
    let remove = parse(&tagging.remove, "remove")?;
    let mut removed = vec![];
    for name in &remove {
        removed.extend(tags::find_by_name(cx.db(), owner, name.as_str()).await?);
    }
    let mut count = 0;
    for ids in tagging.picked.ids(cx.db(), owner).await?.chunks(BATCH) {
        let mut tx = cx.db().begin().await?;
        let added = resolve_tags(&mut tx, owner, &add).await?;
        for tag in &removed {
            take(&mut tx, *tag, ids).await?;
        }
        for tag in &added {
            give(&mut tx, owner, *tag, ids).await?;
        }
        let mut params = params![owner];
        let these = these("id", ids, &mut params);
        let (clients,): (i64,) = tx
            .one(
                both(&these, |these| format!("select count(*) from clients where owner_id = $1 and {these}")),
                params,
            )
            .await?;
        if !added.is_empty() {
            refuse_too_many(&mut tx, ids).await?;
        }
        let what =
            json!({ "add": tagging.add, "remove": tagging.remove, "whom": tagging.picked.brief(ids.len()) });
        audit::note(cx, &mut tx, Deed::to(owner, "").after(&what)).await?;
        tx.commit().await?;
        count += u64::try_from(clients).unwrap_or(0);
        changed(cx, None);
    }
    Ok(PickedCount { count })
}

/// The tags of these names, each once; those that do not exist are made.
pub async fn resolve_tags(tx: &mut Tx, owner: UserId, names: &[TagName]) -> Result<Vec<TagId>> {
    // In one order, so that two who make the same tags never wait for each other.
    let mut names: Vec<&TagName> = names.iter().collect();
    names.sort_unstable_by_key(|name| name.key());
    names.dedup_by_key(|name| name.key());
    let mut ids = Vec::with_capacity(names.len());
    for name in names {
        tx.run(
            "insert into tags (id, owner_id, name, name_key) values ($1, $2, $3, $4)
             on conflict (owner_id, name_key) do nothing",
            params![TagId::new(), owner, name.as_str(), name.key()],
        )
        .await?;
        let (id,): (TagId,) = tx
            .one("select id from tags where owner_id = $1 and name_key = $2", params![owner, name.key()])
            .await?;
        ids.push(id);
    }
    Ok(ids)
}

/// Gives a client exactly these tags.
pub(super) async fn set(tx: &mut Tx, owner: UserId, client: ClientId, names: &[TagName]) -> Result<()> {
    let tags = resolve_tags(tx, owner, names).await?;
    let had: Vec<(TagId,)> =
        tx.all("select tag_id from client_tags where client_id = $1", params![client]).await?;
    for (tag,) in had.into_iter().filter(|(tag,)| !tags.contains(tag)) {
        take(tx, tag, &[client]).await?;
    }
    for tag in tags {
        give(tx, owner, tag, &[client]).await?;
    }
    Ok(())
}

async fn give(tx: &mut Tx, owner: UserId, tag: TagId, clients: &[ClientId]) -> Result<()> {
    let mut params = params![owner, tag];
    let these = these("id", clients, &mut params);
    tx.run(
        both(&these, |these| {
            format!(
                "insert into client_tags (owner_id, client_id, tag_id)
                 select owner_id, id, $2 from clients where owner_id = $1 and {these}
                 on conflict (client_id, owner_id, tag_id) do nothing"
            )
        }),
        params,
    )
    .await?;
    Ok(())
}

/// A tag and the clients that have it are always of one owner.
async fn take(tx: &mut Tx, tag: TagId, clients: &[ClientId]) -> Result<()> {
    let mut params = params![tag];
    let these = these("client_id", clients, &mut params);
    tx.run(both(&these, |these| format!("delete from client_tags where tag_id = $1 and {these}")), params)
        .await?;
    Ok(())
}

async fn refuse_too_many(tx: &mut Tx, clients: &[ClientId]) -> Result<()> {
    let mut params = params![TAGS];
    let these = these("client_id", clients, &mut params);
    let over: Option<(i64,)> = tx
        .find(
            both(&these, |these| {
                format!(
                    "select count(*) from client_tags where {these}
                     group by client_id having count(*) > $1 limit 1"
                )
            }),
            params,
        )
        .await?;
    match over {
        Some(_) => Err(Error::new("client-tags-too-many").with("most", TAGS).field("add")),
        None => Ok(()),
    }
}
