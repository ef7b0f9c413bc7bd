//! Everything of one person becomes another's, in one transaction. What both have is one thing afterwards.

use crate::{
    Error, Result,
    fold::fold,
    ids::{ClientId, MailingId, SenderId, UserId},
    mailings::Audience,
    users::User,
};
use db::{Sql, Tx, params};
use std::collections::HashMap;

/// Until the transaction ends the parts of a thing may belong to different people, or be gone.
pub(super) async fn loosen(tx: &mut Tx) -> Result<()> {
    tx.run(Sql::pair("pragma defer_foreign_keys = on", "set constraints all deferred"), params![]).await?;
    Ok(())
}

/// # Errors
/// `heir-blocked` when the heir was blocked, or deleted, meanwhile.
pub(super) async fn hand_over(tx: &mut Tx, from: &User, to: &User) -> Result<()> {
    hold(tx, from, to).await?;
    tags(tx, from, to).await?;
    audiences(tx, from, to).await?;
    twins(tx, from, to).await?;
    senders(tx, from, to).await?;
    for statement in MOVES {
        tx.run(*statement, params![from.id, to.id]).await?;
    }
    Ok(())
}

/// Whoever adds a client now comes before all of this, or after it, as whoever blocks the heir does: both people
/// are held.
async fn hold(tx: &mut Tx, from: &User, to: &User) -> Result<()> {
    let heir: Option<(UserId,)> =
        tx.find("select id from users where id = $1 and blocked_at is null", params![to.id]).await?;
    if heir.is_none() {
        return Err(Error::new("heir-blocked").with("email", to.email.as_str()));
    }
    tx.run("update owner_counts set clients = clients where owner_id in ($1, $2)", params![from.id, to.id])
        .await?;
    Ok(())
}

/// From `$1` to `$2`, in this order.
const MOVES: &[&str] = &[
    "update client_tags set owner_id = $2 where owner_id = $1",
    "update clients set owner_id = $2 where owner_id = $1",
    "delete from suppressions where owner_id = $1
       and exists (select 1 from suppressions o where o.owner_id = $2 and o.email_key = suppressions.email_key)",
    "update suppressions set owner_id = $2 where owner_id = $1",
    "update attachments set owner_id = $2 where owner_id = $1",
    "update mailing_attachments set owner_id = $2 where owner_id = $1",
    "update blobs set owner_id = $2 where owner_id = $1
       and not exists (select 1 from blobs o where o.owner_id = $2 and o.hash = blobs.hash)",
    "delete from blobs where owner_id = $1 and $2 is not null",
    "update messages set owner_id = $2 where owner_id = $1",
    "update mailings set owner_id = $2 where owner_id = $1",
    "update deliveries set owner_id = $2 where owner_id = $1",
    "update attempts set owner_id = $2 where owner_id = $1",
    "insert into attempt_counts as c (owner_id, quarter, success, failure)
     select $2, quarter, success, failure from attempt_counts where owner_id = $1
     on conflict (owner_id, quarter) do update
     set success = c.success + excluded.success, failure = c.failure + excluded.failure",
    "insert into owner_counts as c (owner_id, clients)
     select $2, count(*) from clients where owner_id = $2 and $1 is not null
     on conflict (owner_id) do update set clients = excluded.clients",
];

/// Tags of the same name become the heir's.
async fn tags(tx: &mut Tx, from: &User, to: &User) -> Result<()> {
    let same = "select o.id from tags t join tags o on o.name_key = t.name_key and o.owner_id = $2
                where t.id = client_tags.tag_id and t.owner_id = $1";
    tx.run(
        format!("update client_tags set tag_id = ({same}) where owner_id = $1 and exists ({same})"),
        params![from.id, to.id],
    )
    .await?;
    tx.run(
        "delete from tags where owner_id = $1
           and exists (select 1 from tags o where o.owner_id = $2 and o.name_key = tags.name_key)",
        params![from.id, to.id],
    )
    .await?;
    tx.run("update tags set owner_id = $2 where owner_id = $1", params![from.id, to.id]).await?;
    Ok(())
}

const TWINS: &str = "(select a.id as gone, b.id as left_over from clients a
    join clients b on b.owner_id = $2 and b.email_key = a.email_key where a.owner_id = $1)";

/// Who was picked by hand for a mailing that has not started is still meant, where the heir has them, too.
async fn audiences(tx: &mut Tx, from: &User, to: &User) -> Result<()> {
    let picked: Vec<(MailingId, String)> = tx
        .all(
            "select id, audience from mailings
             where owner_id = $1 and started_at is null and audience like '%\"picked\"%'",
            params![from.id],
        )
        .await?;
    if picked.is_empty() {
        return Ok(());
    }
    let twins: Vec<(ClientId, ClientId)> =
        tx.all(format!("select gone, left_over from {TWINS} w"), params![from.id, to.id]).await?;
    let twins: HashMap<ClientId, ClientId> = twins.into_iter().collect();
    for (mailing, audience) in picked {
        let audience: Audience = serde_json::from_str(&audience).map_err(|error| Error::internal(&error))?;
        let Audience::Picked { ids } = audience else { continue };
        let ids = ids.into_iter().map(|id| twins.get(&id).copied().unwrap_or(id)).collect();
        let audience =
            serde_json::to_string(&Audience::Picked { ids }).map_err(|error| Error::internal(&error))?;
        tx.run("update mailings set audience = $2 where id = $1", params![mailing, audience]).await?;
    }
    Ok(())
}

/// A client that both have stays as the heir has it, with the tags of both and with what either sent.
async fn twins(tx: &mut Tx, from: &User, to: &User) -> Result<()> {
    tx.run(
        format!(
            "insert into client_tags (owner_id, client_id, tag_id)
             select $2, w.left_over, t.tag_id from client_tags t join {TWINS} w on w.gone = t.client_id where true
             on conflict do nothing"
        ),
        params![from.id, to.id],
    )
    .await?;
    for table in ["deliveries", "attempts"] {
        tx.run(
            format!(
                "update {table} set client_id = w.left_over from {TWINS} w
                 where {table}.client_id = w.gone and {table}.owner_id = $1"
            ),
            params![from.id, to.id],
        )
        .await?;
    }
    for (table, column) in [("client_tags", "client_id"), ("clients", "id")] {
        tx.run(
            format!("delete from {table} where owner_id = $1 and {column} in (select gone from {TWINS} w)"),
            params![from.id, to.id],
        )
        .await?;
    }
    Ok(())
}

/// Names of senders are unique: one that is taken gets the address of whoever had it. There is one rehearsal.
async fn senders(tx: &mut Tx, from: &User, to: &User) -> Result<()> {
    let rehearsal = "(select id from senders where owner_id = $2 and rehearsal limit 1)";
    for table in ["mailings", "attempts"] {
        tx.run(
            format!(
                "update {table} set sender_id = {rehearsal} where owner_id = $1 and {rehearsal} is not null
                   and sender_id in (select id from senders where owner_id = $1 and rehearsal)"
            ),
            params![from.id, to.id],
        )
        .await?;
    }
    tx.run(
        format!("delete from senders where owner_id = $1 and rehearsal and {rehearsal} is not null"),
        params![from.id, to.id],
    )
    .await?;
    let taken: Vec<(SenderId, String)> = tx
        .all(
            "select s.id, s.name from senders s
             join senders o on o.owner_id = $2 and o.name_key = s.name_key where s.owner_id = $1",
            params![from.id, to.id],
        )
        .await?;
    for (id, name) in taken {
        let name = format!("{name} ({})", from.email);
        tx.run("update senders set name = $2, name_key = $3 where id = $1", params![id, &name, fold(&name)])
            .await?;
    }
    tx.run("update senders set owner_id = $2 where owner_id = $1", params![from.id, to.id]).await?;
    Ok(())
}
