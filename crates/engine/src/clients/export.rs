//! The list as a CSV file that an import reads back as the same: UTF-8 with a mark, so that Excel
//! reads it too; the columns email, name, comment, tags and one `field:NAME` for each custom field.
//!
//! The file appears at its path whole or not at all.

use super::{
    BESIDE, COLUMNS, Client, ClientFilter, ClientRow,
    found::Found,
    picked::{BATCH, both, these},
};
use crate::{
    Context, Engine, Result,
    csv_file::CsvFile,
    ids::{ClientId, UserId},
    jobs::{self, Job, JobKind, Progress},
};
use db::{Db, Sql, params};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientExport {
    pub owner_id: Option<UserId>,
    #[serde(default)]
    pub filter: ClientFilter,
    /// Where the file shall be; one that is there is replaced.
    #[ts(type = "string")]
    pub path: PathBuf,
}

/// `clients.export`. The job's `done` and `total` are clients, its result is `{rows, path}`; they
/// are written in the order in which they were made.
///
/// # Errors
/// `file-write` when the file cannot be written.
pub async fn export(cx: &Context, export: ClientExport) -> Result<Job> {
    let owner = cx.owner(export.owner_id).await?;
    let file = CsvFile::create(&export.path)?;
    let engine = cx.engine.clone();
    jobs::start(cx, owner, JobKind::ClientExport, |progress| {
        write(engine, owner, export.filter, file, progress)
    })
    .await
}

async fn write(
    engine: Engine,
    owner: UserId,
    filter: ClientFilter,
    mut file: CsvFile,
    mut progress: Progress,
) -> Result<serde_json::Value> {
    let db = &engine.inner().db;
    let ids = match Found::of(db, owner, &filter).await? {
        Some(found) => found.ids(db).await?,
        None => vec![],
    };
    let total = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let fields = field_names(db, owner).await?;
    let titles = ["email", "name", "comment", "tags"].map(str::to_owned).into_iter();
    file.row(titles.chain(fields.iter().map(|name| format!("field:{name}"))))?;
    for ids in ids.chunks(BATCH) {
        for client in clients(db, owner, ids).await? {
            file.row(cells(client, &fields))?;
        }
        progress.report(file.rows(), total).await?;
    }
    file.finish()
}

async fn clients(db: &Db, owner: UserId, ids: &[ClientId]) -> Result<Vec<Client>> {
    let mut params = params![owner];
    let these = these("c.id", ids, &mut params);
    let statement = both(&these, |these| {
        format!(
            "select {COLUMNS} from clients c {BESIDE}
             where c.owner_id = $1 and {these} order by c.id"
        )
    });
    let rows: Vec<ClientRow> = db.all(statement, params).await?;
    Ok(rows.into_iter().map(Client::from).collect())
}

fn cells(mut client: Client, fields: &[String]) -> impl Iterator<Item = String> {
    let tags = client.tags.join(", ");
    let custom = fields.iter().map(move |name| client.fields.remove(name).unwrap_or_default());
    [client.email, client.name, client.comment, tags].into_iter().chain(custom)
}

/// The names of all custom fields of an owner's clients, in order.
pub async fn field_names(db: &Db, owner: UserId) -> Result<Vec<String>> {
    let names: Vec<(String,)> = db
        .all(
            Sql::pair(
                "select distinct f.key from clients c, json_each(c.fields) f
                 where c.owner_id = $1 and c.fields <> '{}' order by f.key",
                "select distinct f.key from clients c, json_object_keys(cast(c.fields as json)) f (key)
                 where c.owner_id = $1 and c.fields <> '{}' order by f.key",
            ),
            params![owner],
        )
        .await?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}
