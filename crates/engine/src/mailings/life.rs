//! What a person does to a mailing: start, pause, resume, finish, copy.

use super::{
    Mailing, MailingRef, MailingSettings, Pause, PausedBy, Status, edit, find, hold, log, schedule,
    start::start as begin,
};
use crate::{
    Context, Error, Result, Timestamp,
    access::{Actor, Right, Role},
    audit::{self, Deed},
    deliveries::DOUBTS_MAX,
    events::{Changed, Event, Notice},
    ids::{MailingId, UserId},
    open::Inner,
    senders,
};
use db::{Tx, params};
use mail::HeaderText;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tracing::field::{DisplayValue, display};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Disabling {
    pub id: MailingId,
    /// What its owner reads.
    pub reason: String,
}

/// In characters.
const REASON_MAX: usize = 500;

/// Starts now, whatever start was chosen.
pub async fn start(cx: &Context, MailingRef { id }: MailingRef) -> Result<Mailing> {
    let mut tx = cx.db().begin().await?;
    let mailing = held(cx, &mut tx, id).await?;
    if mailing.status != Status::Created {
        return Err(refused("mailing-started", &mailing));
    }
    if mailing.settings.ends_at.is_some_and(|end| end <= cx.now()) {
        return Err(refused("mailing-end-passed", &mailing).field("ends_at"));
    }
    begin(&mut tx, cx.now(), &mailing).await?;
    let mailing = done_to(cx, tx, &mailing).await?;
    log::started(&mailing, by(cx));
    Ok(mailing)
}

/// Once this is committed no further letter begins.
pub async fn pause(cx: &Context, MailingRef { id }: MailingRef) -> Result<Mailing> {
    let mut tx = cx.db().begin_brief().await?;
    let mailing = held(cx, &mut tx, id).await?;
    if !matches!(mailing.status, Status::Created | Status::Running) {
        return Err(refused("mailing-not-running", &mailing));
    }
    // An administrator does it in the owner's name: who wants to keep the owner from going on says why.
    paused(&mut tx, cx.now(), id, PausedBy::Owner, None).await?;
    let mailing = done_to(cx, tx, &mailing).await?;
    log::paused(id, by(cx), PausedBy::Owner);
    Ok(mailing)
}

/// Stops somebody else's mailing; its owner sees why, and cannot let it go on.
///
/// # Errors
/// `reason-empty`, `text-too-long` and `text-control-character` about the reason; `mailing-own`: one's own is paused;
/// `mailing-disabled-already`; `mailing-over` when it has ended.
pub async fn disable(cx: &Context, Disabling { id, reason }: Disabling) -> Result<Mailing> {
    let reason =
        HeaderText::parse(&reason, REASON_MAX).map_err(|error| Error::from(error).field("reason"))?;
    if reason.as_str().is_empty() {
        return Err(Error::new("reason-empty").field("reason"));
    }
    let name = audit::actor_name(cx).await?;
    let mut tx = cx.db().begin_brief().await?;
    let mailing = held(cx, &mut tx, id).await?;
    if cx.actor.id() == Some(mailing.owner_id) {
        return Err(refused("mailing-own", &mailing));
    }
    if mailing.pause.as_ref().is_some_and(|pause| pause.by == PausedBy::Manager) {
        return Err(refused("mailing-disabled-already", &mailing));
    }
    if !matches!(mailing.status, Status::Created | Status::Running | Status::Paused) {
        return Err(refused("mailing-over", &mailing));
    }
    let reason = Error::new("disabled-by").with("name", name).with("reason", reason.as_str());
    paused(&mut tx, cx.now(), id, PausedBy::Manager, Some(&reason)).await?;
    let before = mailing.pause.as_ref().map(serde_json::to_string).transpose();
    let before = before.map_err(|error| Error::internal(&error))?;
    tx.run("update mailings set pause_before = $2 where id = $1", params![id, before]).await?;
    let mailing = done_to(cx, tx, &mailing).await?;
    log::paused(id, by(cx), PausedBy::Manager);
    Ok(mailing)
}

/// Lets a disabled mailing go on where it stood: it is paused if it was before.
///
/// # Errors
/// `mailing-not-disabled`
pub async fn enable(cx: &Context, MailingRef { id }: MailingRef) -> Result<Mailing> {
    let mut tx = cx.db().begin().await?;
    let mailing = held(cx, &mut tx, id).await?;
    if mailing.pause.as_ref().is_none_or(|pause| pause.by != PausedBy::Manager) {
        return Err(refused("mailing-not-disabled", &mailing));
    }
    if cx.actor.id() == Some(mailing.owner_id)
        && !matches!(cx.actor, Actor::User { role: Role::Administrator, .. })
    {
        return Err(refused("mailing-disabled", &mailing));
    }
    let (before,): (Option<String>,) =
        tx.one("select pause_before from mailings where id = $1", params![id]).await?;
    match before.and_then(|before| serde_json::from_str::<Pause>(&before).ok()) {
        Some(before) => {
            paused(&mut tx, before.at, id, before.by, before.reason.as_ref()).await?;
            let mailing = done_to(cx, tx, &mailing).await?;
            log::paused(id, by(cx), before.by);
            Ok(mailing)
        }
        None => go_on(cx, tx, &mailing).await,
    }
}

/// Goes on where it stood. What stopped its sender is tried once more.
pub async fn resume(cx: &Context, MailingRef { id }: MailingRef) -> Result<Mailing> {
    let mut tx = cx.db().begin().await?;
    let mailing = held(cx, &mut tx, id).await?;
    let Some(pause) = mailing.pause.as_ref().filter(|_| mailing.status == Status::Paused) else {
        return Err(refused("mailing-not-paused", &mailing));
    };
    let administers = !matches!(cx.actor, Actor::User { role: Role::User | Role::Manager, .. });
    if pause.by == PausedBy::Manager && !administers {
        return Err(refused("mailing-disabled", &mailing));
    }
    tx.run("update senders set problem = null where id = $1", params![mailing.settings.sender_id]).await?;
    cx.changed(Changed::Senders, mailing.settings.sender_id.map(|sender| sender.0));
    go_on(cx, tx, &mailing).await
}

/// Nothing stops it any more.
async fn go_on(cx: &Context, mut tx: Tx, mailing: &Mailing) -> Result<Mailing> {
    let status = if mailing.started_at.is_some() { Status::Running } else { Status::Created };
    tx.run(
        "update mailings set status = $2, resumed_at = $3, paused_by = null, paused_reason = null, paused_at = null
         where id = $1",
        params![mailing.id, status, cx.now()],
    )
    .await?;
    let mailing = done_to(cx, tx, mailing).await?;
    log::goes_on(&mailing, by(cx));
    Ok(mailing)
}

/// Closes it: what was not sent is `expired`. Letters in flight get their answer first.
pub async fn finish(cx: &Context, MailingRef { id }: MailingRef) -> Result<Mailing> {
    let mut tx = cx.db().begin().await?;
    let mailing = held(cx, &mut tx, id).await?;
    if mailing.started_at.is_none() || mailing.status == Status::Finished {
        return Err(refused("mailing-not-running", &mailing));
    }
    tx.run("update mailings set ends_at = $2 where id = $1", params![id, cx.now()]).await?;
    schedule::close(&mut tx, cx.now(), id).await?;
    let mailing = done_to(cx, tx, &mailing).await?;
    log::ended(&mailing, by(cx));
    Ok(mailing)
}

/// A new mailing with the same message, audience and sender, and no times.
pub async fn duplicate(cx: &Context, MailingRef { id }: MailingRef) -> Result<Mailing> {
    let copy = copy_of(cx, id).await?;
    let id = edit::insert(cx, copy.0, &copy.1, false).await?;
    cx.changed(Changed::Mailings, Some(id.0));
    find(cx.db(), id).await
}

/// The same mailing to the same people through the rehearsal server, started at once. Nobody
/// gets a letter, and no answer of the rehearsal puts anybody on the stop-list.
pub async fn rehearse(cx: &Context, MailingRef { id }: MailingRef) -> Result<Mailing> {
    let (owner, mut settings) = copy_of(cx, id).await?;
    settings.sender_id = Some(senders::rehearsal_of(cx, owner).await?.id);
    let id = edit::insert(cx, owner, &settings, true).await?;
    start(cx, MailingRef { id }).await
}

async fn copy_of(cx: &Context, id: MailingId) -> Result<(UserId, MailingSettings)> {
    let original = find(cx.db(), id).await?;
    cx.permit(original.owner_id, "mailing")?;
    let settings = MailingSettings { starts_at: None, ends_at: None, scheduled: false, ..original.settings };
    Ok((original.owner_id, settings))
}

/// Pauses a running mailing because going on would do harm. Answers its name if it was running, or if an earlier try
/// that was not heard of has paused it.
pub(crate) async fn pause_by_program(
    inner: &Inner,
    id: MailingId,
    reason: &Error,
    is_unheard: bool,
) -> Result<Option<String>> {
    let mut tx = inner.db.begin_brief().await?;
    let mailing = hold(&mut tx, id).await?;
    if mailing.status != Status::Running {
        let is_ours = |pause: &Pause| pause.by == PausedBy::Program && pause.reason.as_ref() == Some(reason);
        return Ok(mailing.pause.filter(|pause| is_unheard && is_ours(pause)).map(|_| mailing.settings.name));
    }
    paused(&mut tx, inner.config.clock.now(), id, PausedBy::Program, Some(reason)).await?;
    tx.commit().await?;
    log::stopped(id, reason);
    inner.events.changed(Changed::Mailings, Some(id.0));
    Ok(Some(mailing.settings.name))
}

/// Of a mailing one of whose letters has been in doubt too often nothing in doubt is sent again by itself any more:
/// the person decides. It is the same whether the server never confirms or the program dies each time.
pub(super) async fn hold_doubts(inner: &Inner, now: Timestamp) -> Result<()> {
    let doubtful: Vec<(MailingId,)> = inner.db.all(DOUBTFUL, params![now, DOUBTS_MAX]).await?;
    for (id,) in doubtful {
        let mut tx = inner.db.begin_brief().await?;
        hold(&mut tx, id).await?;
        tx.run("update mailings set in_doubt = 'hold' where id = $1", params![id]).await?;
        tx.commit().await?;
        tracing::warn!(mailing.id = %id, "letters are in doubt again and again: what is in doubt waits for a person");
        inner.events.changed(Changed::Mailings, Some(id.0));
        let mailing = find(&inner.db, id).await?;
        inner.events.send(Event::Notice {
            notice: Notice::MailingInDoubt {
                mailing_id: id,
                mailing_name: mailing.settings.name,
                letters: mailing.counts.in_doubt,
            },
        });
    }
    Ok(())
}

const DOUBTFUL: &str = "select distinct m.id from mailings m join deliveries d on d.mailing_id = m.id
  where m.status <> 'finished' and m.status = 'running' and m.in_doubt = 'resend'
    and d.state = 'in_doubt' and d.due_at <= $1
    and (select count(*) from attempts a where a.delivery_id = d.id and a.outcome = 'in_doubt') >= $2";

pub(super) async fn paused(
    tx: &mut Tx,
    now: Timestamp,
    id: MailingId,
    by: PausedBy,
    reason: Option<&Error>,
) -> Result<()> {
    let reason = reason.and_then(|reason| serde_json::to_string(reason).ok());
    tx.run(
        "update mailings set status = 'paused', paused_by = $2, paused_reason = $3, paused_at = $4
         where id = $1",
        params![id, by, reason, now],
    )
    .await?;
    Ok(())
}

/// Who does it, for the log; nobody by name where `vestnikctl` does.
pub(super) fn by(cx: &Context) -> Option<DisplayValue<UserId>> {
    cx.actor.id().map(display)
}

pub(super) async fn held(cx: &Context, tx: &mut Tx, id: MailingId) -> Result<Mailing> {
    let mailing = hold(tx, id).await?;
    cx.permit(mailing.owner_id, "mailing")?;
    Ok(mailing)
}

/// As [`done`]; what somebody else does to a mailing is in the audit trail, as it stood and as it stands now. So is
/// every disabling and its end, also by the operator.
async fn done_to(cx: &Context, mut tx: Tx, before: &Mailing) -> Result<Mailing> {
    if audit::concerns(cx, before.owner_id) || cx.command.right == Right::Disable {
        let after = hold(&mut tx, before.id).await?;
        let deed = Deed::to(before.owner_id, &before.settings.name);
        audit::always(cx, &mut tx, deed.before(&standing(before)).after(&standing(&after))).await?;
    }
    done(cx, tx, before.id).await
}

pub(super) async fn done(cx: &Context, tx: Tx, id: MailingId) -> Result<Mailing> {
    cx.deliveries.commit(tx, Some(id)).await?;
    cx.changed(Changed::Mailings, Some(id.0));
    find(cx.db(), id).await
}

pub(super) fn refused(code: &'static str, mailing: &Mailing) -> Error {
    Error::new(code).with("name", mailing.settings.name.as_str())
}

fn standing(mailing: &Mailing) -> Value {
    json!({ "status": mailing.status, "pause": mailing.pause, "ends_at": mailing.settings.ends_at })
}
