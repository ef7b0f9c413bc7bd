//! The list as a CSV file that an import reads back as the same: UTF-8 with a mark, so that Excel
//! reads it too; the columns email, name, comment, tags and one `field:NAME` for each custom field;
//! in a list of everybody's clients the last one is `owner`, an e-mail address.
//!
//! The file appears at its path whole or not at all.

use super::{
    BESIDE, COLUMNS, Client, ClientFilter, ClientRow,
    found::Found,
    picked::{BATCH, both, these},
};
use crate::{
    Context, Engine, Result,
    access::Whose,
    csv_file::CsvFile,
    ids::ClientId,
    jobs::{self, Job, JobKind, Progress},
    owners::Owners,
};
use db::{Db, Sql};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ClientExport {
    #[serde(default)]
    pub owner_id: Whose,
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
    let owners = Owners::asked(cx, export.owner_id).await?;
    let file = CsvFile::create(&export.path)?;
    let engine = cx.engine.clone();
    jobs::start(cx, owners.told(cx)?, JobKind::ClientExport, |progress| {
        write(engine, owners, export.filter, file, progress)
    })
    .await
}

async fn write(
    engine: Engine,
    owners: Owners,
    filter: ClientFilter,
    mut file: CsvFile,
    mut progress: Progress,
) -> Result<serde_json::Value> {
    let db = &engine.inner().db;
    let ids = match Found::of(db, &owners, &filter).await? {
        Some(found) => found.ids(db).await?,
        None => vec![],
    };
    let total = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let fields = field_names(db, &owners).await?;
    let emails = owners.emails(db).await?;
    let titles = ["email", "name", "comment", "tags"].map(str::to_owned).into_iter();
    let titles = titles.chain(fields.iter().map(|name| format!("field:{name}")));
    file.row(titles.chain(emails.is_some().then(|| "owner".to_owned())))?;
    for ids in ids.chunks(BATCH) {
        for client in clients(db, &owners, ids).await? {
            let owner = emails.as_ref().map(|emails| emails.get(&client.owner_id).cloned());
            file.row(cells(client, &fields).chain(owner.map(Option::unwrap_or_default)))?;
        }
        progress.report(file.rows(), total).await?;
    }
    file.finish()
}

async fn clients(db: &Db, owners: &Owners, ids: &[ClientId]) -> Result<Vec<Client>> {
    let mut params = vec![];
    let these = these("c.id", ids, &mut params);
    let theirs = owners.narrow("c.owner_id", &mut params);
    let statement = both(&these, |these| {
        format!("select {COLUMNS} from clients c {BESIDE} where {these}{theirs} order by c.id")
    });
    let rows: Vec<ClientRow> = db.all(statement, params).await?;
    Ok(rows.into_iter().map(Client::from).collect())
}

fn cells(mut client: Client, fields: &[String]) -> impl Iterator<Item = String> {
    let tags = client.tags.join(", ");
    let custom = fields.iter().map(move |name| client.fields.remove(name).unwrap_or_default());
    [client.email, client.name, client.comment, tags].into_iter().chain(custom)
}

/// The names of all custom fields of these owners' clients, in order.
async fn field_names(db: &Db, owners: &Owners) -> Result<Vec<String>> {
    let mut params = vec![];
    let theirs = owners.narrow("c.owner_id", &mut params);
    let text = |fields: &str| {
        format!(
            "select distinct f.key from clients c, {fields} where c.fields <> '{{}}'{theirs} order by f.key"
        )
    };
    let sql = Sql {
        sqlite: text("json_each(c.fields) f").into(),
        postgres: text("json_object_keys(cast(c.fields as json)) f (key)").into(),
    };
    let names: Vec<(String,)> = db.all(sql, params).await?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}
