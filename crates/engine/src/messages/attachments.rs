//! Files that go with a message. Their bytes are in the database, each once for its owner, so that
//! a letter never depends on a path of some computer.

use super::{MessageId, edit::hold};
use crate::{
    Context, Error, Result,
    audit::{self, Deed},
    events::Changed,
    ids::{AttachmentId, UserId},
};
use db::{Db, Tx, params};
use mail::address::HeaderText;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    io::{self, ErrorKind},
    path::Path,
};
use tokio::{fs::File, io::AsyncReadExt};
use ts_rs::TS;

/// A file that goes with a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Attachment {
    pub id: AttachmentId,
    /// Without any folder.
    pub name: String,
    /// In bytes.
    pub size: i64,
    /// As in `application/pdf`, by the name.
    pub media_type: String,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct FileToAttach {
    /// Of the message.
    pub id: MessageId,
    pub path: String,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AttachmentRef {
    pub id: AttachmentId,
}

/// In bytes. Base64 makes a third more of them, and most servers take 25 MB.
const FILE_MAX: usize = 10 * MEGABYTE;
const MESSAGE_MAX: usize = 20 * MEGABYTE;
const MEGABYTE: usize = 1_000_000;
/// In characters.
const NAME_MAX: usize = 200;

/// `messages.attach`
///
/// # Errors
/// `file-not-found`, `file-is-folder`, `file-empty`, `file-unreadable`, `attachment-too-big`,
/// `attachments-too-big` or `attachment-name`.
pub async fn attach(cx: &Context, FileToAttach { id, path }: FileToAttach) -> Result<Attachment> {
    let message = super::find(cx.db(), id).await?;
    cx.permit(message.owner_id, "message")?;
    let path = Path::new(&path);
    let name = name(path)?;
    let bytes = read(path, &name).await?;
    let attachment = Attachment {
        id: AttachmentId::new(),
        media_type: mime_guess::from_path(&name).first_or_octet_stream().essence_str().to_owned(),
        name,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    };
    write(cx, id, &attachment, bytes).await?;
    cx.changed(Changed::Messages, Some(id.0));
    Ok(attachment)
}

/// `messages.detach`
pub async fn detach(cx: &Context, AttachmentRef { id }: AttachmentRef) -> Result<()> {
    let mut tx = cx.db().begin().await?;
    let found: Option<(UserId, MessageId, String, String)> = tx
        .find("select owner_id, message_id, hash, name from attachments where id = $1", params![id])
        .await?;
    let (owner, message, hash, name) = found.ok_or_else(|| Error::not_found("attachment"))?;
    cx.permit(owner, "attachment")?;
    tx.run("delete from attachments where id = $1", params![id]).await?;
    free(&mut tx, owner, vec![hash]).await?;
    audit::note(cx, &mut tx, Deed::to(owner, name)).await?;
    tx.run("update messages set updated_at = $2 where id = $1", params![message, cx.now()]).await?;
    tx.commit().await?;
    cx.changed(Changed::Messages, Some(message.0));
    Ok(())
}

/// In the order in which they were attached.
pub(super) async fn of_message(db: &Db, id: MessageId) -> Result<Vec<Attachment>> {
    Ok(db
        .all(
            "select id, name, size, media_type from attachments where message_id = $1 order by id",
            params![id],
        )
        .await?)
}

pub(super) async fn hashes_of_message(tx: &mut Tx, id: MessageId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        tx.all("select distinct hash from attachments where message_id = $1", params![id]).await?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

/// Removes bytes that no message and no mailing refers to any more.
pub(super) async fn free(tx: &mut Tx, owner: UserId, hashes: Vec<String>) -> Result<()> {
    for hash in hashes {
        tx.run(
            "delete from blobs where owner_id = $1 and hash = $2
               and not exists (select 1 from attachments a
                 where a.owner_id = blobs.owner_id and a.hash = blobs.hash)
               and not exists (select 1 from mailing_attachments a
                 where a.owner_id = blobs.owner_id and a.hash = blobs.hash)",
            params![owner, hash],
        )
        .await?;
    }
    Ok(())
}

async fn write(cx: &Context, id: MessageId, attachment: &Attachment, bytes: Vec<u8>) -> Result<()> {
    let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut tx = cx.db().begin().await?;
    // Held, so that two files at once cannot pass the limit together.
    let (owner, _) = hold(&mut tx, id).await?.ok_or_else(|| Error::not_found("message"))?;
    let (size,): (i64,) = tx
        .one(
            "select cast(coalesce(sum(size), 0) as bigint) from attachments where message_id = $1",
            params![id],
        )
        .await?;
    if size.saturating_add(attachment.size) > i64::try_from(MESSAGE_MAX).unwrap_or(i64::MAX) {
        return Err(too_big("attachments-too-big", &attachment.name, MESSAGE_MAX));
    }
    tx.run(
        "insert into blobs (owner_id, hash, bytes) values ($1, $2, $3)
         on conflict (owner_id, hash) do nothing",
        params![owner, &hash, bytes],
    )
    .await?;
    tx.run(
        "insert into attachments (id, owner_id, message_id, name, media_type, size, hash)
         values ($1, $2, $3, $4, $5, $6, $7)",
        params![attachment.id, owner, id, &attachment.name, &attachment.media_type, attachment.size, hash,],
    )
    .await?;
    tx.run("update messages set updated_at = $2 where id = $1", params![id, cx.now()]).await?;
    audit::note(cx, &mut tx, Deed::to(owner, &attachment.name).after(attachment)).await?;
    tx.commit().await?;
    Ok(())
}

/// The file's name as recipients will see it: one line, and no path to anywhere.
fn name(path: &Path) -> Result<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = HeaderText::parse(&name, NAME_MAX).map_err(|error| Error::from(error).field("path"))?;
    if name.as_str().is_empty() || name.as_str().contains(['/', '\\']) {
        return Err(Error::new("attachment-name").with("name", name.as_str()).field("path"));
    }
    Ok(name.as_str().to_owned())
}

async fn read(path: &Path, name: &str) -> Result<Vec<u8>> {
    let unreadable = |error: io::Error| {
        let error = match error.kind() {
            ErrorKind::NotFound => Error::new("file-not-found"),
            _ => Error::new("file-unreadable").with("detail", error.to_string()),
        };
        error.with("name", name).field("path")
    };
    let kind = tokio::fs::metadata(path).await.map_err(unreadable)?.file_type();
    if kind.is_dir() {
        return Err(Error::new("file-is-folder").with("name", name).field("path"));
    }
    // A pipe or a device would be waited for without end.
    if !kind.is_file() {
        return Err(unreadable(ErrorKind::Unsupported.into()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).await.map_err(unreadable)?;
    // One byte more than is allowed tells of all the others.
    file.take(FILE_MAX as u64 + 1).read_to_end(&mut bytes).await.map_err(unreadable)?;
    match bytes.len() {
        0 => Err(Error::new("file-empty").with("name", name).field("path")),
        size if size > FILE_MAX => Err(too_big("attachment-too-big", name, FILE_MAX)),
        _ => Ok(bytes),
    }
}

fn too_big(code: &'static str, name: &str, most: usize) -> Error {
    Error::new(code).with("name", name).with("most", most / MEGABYTE).field("path")
}
