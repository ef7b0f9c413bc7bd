//! Clients: the people who receive mail. Each belongs to one user, its owner, and no two clients
//! of one owner have the same address.
//!
//! | file | holds |
//! |---|---|
//! | `counts` | how many clients each person has |
//! | `details` | what is known of a client, checked |
//! | `found` | a filter and what it finds: the pages, the count, the ids |
//! | `search` | the text that is searched, and how |
//! | `list` | `clients.list` and `clients.count` |
//! | `picked` | rows picked in the table, and `clients.delete` |
//! | `tagging` | the tags of clients |
//! | `export` | the list as a CSV file |
//! | `cells` | cells that a spreadsheet would run |
//! | `import` | lists from elsewhere |

pub mod cells;
mod counts;
mod details;
mod export;
mod found;
pub mod import;
mod list;
mod picked;
mod search;
mod tagging;

pub use details::{COMMENT_LENGTH, ClientDetails, FIELD_LENGTH, FIELDS, NAME_LENGTH, TAG_LENGTH, TAGS};
pub use export::{ClientExport, export};
pub(crate) use found::Marks;
pub use found::{ClientFilter, ClientSort};
pub use list::{ClientCount, ClientCountQuery, ClientQuery, count, list};
pub use picked::{ClientDeletion, Picked, PickedCount, delete};
pub use search::search_text;
pub use tagging::{ClientTagging, resolve_tags, tag};

use crate::{
    Context, Error, Result, Timestamp,
    attempts::{self, Attempt},
    audit::{self, Deed},
    events::Changed,
    ids::{ClientId, UserId},
    suppressions::SuppressionReason,
};
use db::{Db, Tx, params};
use details::Checked;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A person who receives mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Client {
    pub id: ClientId,
    pub owner_id: UserId,
    pub email: String,
    pub name: String,
    pub comment: String,
    /// Custom fields by name; none is empty.
    pub fields: BTreeMap<String, String>,
    /// The names of the tags, in order.
    pub tags: Vec<String>,
    /// Why the address must not get mail, if it is on the stop-list.
    pub suppressed: Option<SuppressionReason>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientRef {
    pub id: ClientId,
}

/// A client's own page.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientPage {
    pub client: Client,
    /// The last hundred, newest first.
    pub attempts: Vec<Attempt>,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct NewClient {
    pub owner_id: Option<UserId>,
    #[serde(flatten)]
    #[ts(flatten)]
    pub details: ClientDetails,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientChange {
    pub id: ClientId,
    #[serde(flatten)]
    #[ts(flatten)]
    pub details: ClientDetails,
}

/// `clients.show`
pub async fn show(cx: &Context, ClientRef { id }: ClientRef) -> Result<ClientPage> {
    let client = find(cx.db(), id).await?;
    cx.permit(client.owner_id, "client")?;
    let attempts = attempts::of_client(cx.db(), id).await?;
    Ok(ClientPage { client, attempts })
}

/// `clients.add`. Refused with `client-exists` when the owner has a client of that address.
pub async fn add(cx: &Context, new: NewClient) -> Result<Client> {
    let owner = cx.owner(new.owner_id).await?;
    let deed = Deed::to(owner, &new.details.email).after(&new.details);
    let details = new.details.check()?;
    let id = ClientId::new();
    let mut tx = cx.db().begin().await?;
    tx.run(
        "insert into clients
           (id, owner_id, email, email_key, name, name_key, comment, fields, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        params![
            id,
            owner,
            details.email.as_str(),
            details.email.key(),
            details.name.as_str(),
            details.name_key(),
            &details.comment,
            details.fields_json()?,
            cx.now(),
        ],
    )
    .await
    .map_err(|error| exists(error, &details))?;
    write_around(&mut tx, owner, id, &details).await?;
    audit::note(cx, &mut tx, deed).await?;
    counts::more(&mut tx, owner, 1).await?;
    tx.commit().await?;
    changed(cx, Some(id));
    find(cx.db(), id).await
}

/// `clients.change`. Refused with `client-exists` when another client has that address.
pub async fn change(cx: &Context, change: ClientChange) -> Result<Client> {
    let id = change.id;
    let before = find(cx.db(), id).await?;
    let owner = before.owner_id;
    cx.permit(owner, "client")?;
    let deed = Deed::to(owner, &before.email).before(&before).after(&change.details);
    let details = change.details.check()?;
    let mut tx = cx.db().begin().await?;
    let rows = tx
        .run(
            "update clients set email = $2, email_key = $3, name = $4, name_key = $5, comment = $6,
               fields = $7, updated_at = $8
             where id = $1",
            params![
                id,
                details.email.as_str(),
                details.email.key(),
                details.name.as_str(),
                details.name_key(),
                &details.comment,
                details.fields_json()?,
                cx.now(),
            ],
        )
        .await
        .map_err(|error| exists(error, &details))?;
    if rows == 0 {
        return Err(Error::not_found("client"));
    }
    write_around(&mut tx, owner, id, &details).await?;
    audit::note(cx, &mut tx, deed).await?;
    tx.commit().await?;
    changed(cx, Some(id));
    find(cx.db(), id).await
}

/// What stands beside the row of a client: the search index and the tags.
async fn write_around(tx: &mut Tx, owner: UserId, id: ClientId, details: &Checked) -> Result<()> {
    let text = search_text(details.email.as_str(), details.name.as_str(), &details.comment);
    search::index(tx, id, text).await?;
    tagging::set(tx, owner, id, &details.tags).await
}

/// The client of that id, whoever it belongs to.
pub async fn find(db: &Db, id: ClientId) -> Result<Client> {
    let row: Option<ClientRow> =
        db.find(format!("select {COLUMNS} from clients c {BESIDE} where c.id = $1"), params![id]).await?;
    Ok(row.ok_or_else(|| Error::not_found("client"))?.into())
}

/// Tells every shell that clients and the counts of their tags have changed.
fn changed(cx: &Context, id: Option<ClientId>) {
    cx.changed(Changed::Clients, id.map(|id| id.0));
    cx.changed(Changed::Tags, None);
}

fn exists(error: db::Error, details: &Checked) -> Error {
    match error {
        db::Error::Duplicate(_) => {
            Error::new("client-exists").with("email", details.email.as_str()).field("email")
        }
        other => other.into(),
    }
}

/// The columns of a [`ClientRow`], from `clients c` with [`BESIDE`]. No tag has a line break in its
/// name.
const COLUMNS: &str = "c.id, c.owner_id, c.email, c.email_key, c.name, c.name_key, c.comment,
    c.fields, s.reason as suppressed, c.created_at, c.updated_at,
    (select string_agg(t.name, '\n' order by t.name_key) from client_tags ct
     join tags t on t.id = ct.tag_id where ct.client_id = c.id) as tags";

const BESIDE: &str = "left join suppressions s on s.owner_id = c.owner_id and s.email_key = c.email_key";

#[derive(sqlx::FromRow)]
struct ClientRow {
    id: ClientId,
    owner_id: UserId,
    email: String,
    email_key: String,
    name: String,
    name_key: String,
    comment: String,
    fields: String,
    tags: Option<String>,
    suppressed: Option<SuppressionReason>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl From<ClientRow> for Client {
    fn from(row: ClientRow) -> Self {
        Self {
            id: row.id,
            owner_id: row.owner_id,
            email: row.email,
            name: row.name,
            comment: row.comment,
            fields: serde_json::from_str(&row.fields).unwrap_or_default(),
            tags: row.tags.iter().flat_map(|tags| tags.split('\n')).map(str::to_owned).collect(),
            suppressed: row.suppressed,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
