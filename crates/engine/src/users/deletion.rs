//! The end of an account: its things go to another person, or with it.

mod inheritance;

use super::{User, UserByEmail, find_by_email, standing};
use crate::{
    Context, Error, Result,
    clock::MINUTE,
    events::Changed,
    ids::{SenderId, UserId},
    jobs::{self, Job, JobKind},
    senders,
};
use db::params;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct Deletion {
    pub email: String,
    /// The address of whoever gets the person's things; none: they are deleted, too.
    pub heir: Option<String>,
}

/// What a person has.
#[derive(Debug, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Holdings {
    pub clients: i64,
    pub messages: i64,
    pub senders: i64,
    pub mailings: i64,
    pub mailings_running: i64,
    pub attempts: i64,
}

/// `users.holdings`
pub async fn holdings(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<Holdings> {
    let user = find_by_email(cx.db(), &email).await?;
    held(cx, user.id).await
}

async fn held(cx: &Context, user: UserId) -> Result<Holdings> {
    Ok(cx
        .db()
        .one(
            "select
               (select count(*) from clients where owner_id = $1) as clients,
               (select count(*) from messages where owner_id = $1) as messages,
               (select count(*) from senders where owner_id = $1 and not rehearsal) as senders,
               (select count(*) from mailings where owner_id = $1) as mailings,
               (select count(*) from mailings where owner_id = $1 and status = 'running') as mailings_running,
               (select count(*) from attempts where owner_id = $1) as attempts",
            params![user],
        )
        .await?)
}

/// `users.delete`, as a job. The person is blocked at once; what is on its way gets its answer first.
///
/// # Errors
/// `last-administrator`; `user-self`: nobody deletes their own account; `user-only`; `heir-self`; `heir-blocked`;
/// `user-unknown`. The job fails with `user-still-sending` when letters on their way take too long.
pub async fn delete(cx: &Context, Deletion { email, heir }: Deletion) -> Result<Job> {
    let user = find_by_email(cx.db(), &email).await?;
    if cx.actor.id() == Some(user.id) {
        return Err(Error::new("user-self"));
    }
    let heir = match heir {
        Some(heir) => Some(checked_heir(cx, &user, &heir).await?),
        None => None,
    };
    let holdings = held(cx, user.id).await?;
    let told = told_of(cx, &user).await?;
    let mut tx = cx.db().begin().await?;
    let user = standing::hold(cx, &mut tx, &user.email).await?;
    standing::shut_out(cx, &mut tx, &user).await?;
    let job = jobs::write(cx, &mut tx, told, JobKind::UserDelete).await?;
    standing::commit(cx, tx, &user).await?;
    let work = cx.clone();
    Ok(jobs::run(cx, job, move |_| async move {
        let cx = work;
        wait_for_works(&cx, user.id).await?;
        let passwords: Vec<(SenderId,)> =
            cx.db().all("select id from senders where owner_id = $1", params![user.id]).await?;
        let mut tx = cx.db().begin().await?;
        standing::hold_people(&cx, &mut tx, [Some(user.id), heir.as_ref().map(|heir| heir.id)]).await?;
        standing::keep_an_administrator(&mut tx, &user).await?;
        let before = json!({ "user": user, "holdings": holdings });
        let after = json!({ "heir": heir.as_ref().map(|heir| &heir.email) });
        standing::note(&cx, &mut tx, &user, [before, after]).await?;
        inheritance::loosen(&mut tx).await?;
        if let Some(heir) = &heir {
            inheritance::hand_over(&mut tx, &user, heir).await?;
        }
        tx.run("delete from users where id = $1", params![user.id]).await?;
        tx.commit().await?;
        if heir.is_none() {
            for (sender,) in passwords {
                senders::forget(&cx, sender).await;
            }
        }
        tracing::info!(user.id = %user.id, heir.id = ?heir.as_ref().map(|heir| heir.id), "account deleted");
        for &what in Changed::ALL {
            cx.changed(what, None);
        }
        cx.deliveries.wake();
        Ok(json!(holdings))
    }))
}

async fn checked_heir(cx: &Context, user: &User, heir: &str) -> Result<User> {
    let heir = find_by_email(cx.db(), heir).await.map_err(|error| error.field("heir"))?;
    if heir.id == user.id {
        return Err(Error::new("heir-self").field("heir"));
    }
    if heir.blocked_at.is_some() {
        return Err(Error::new("heir-blocked").with("email", heir.email.as_str()).field("heir"));
    }
    Ok(heir)
}

/// Who is told of the work: whoever calls; where the operator does, one of those who are left, best an administrator.
async fn told_of(cx: &Context, user: &User) -> Result<UserId> {
    if let Some(caller) = cx.actor.id() {
        return Ok(caller);
    }
    let left: Option<(UserId,)> = cx
        .db()
        .find(
            "select id from users where id <> $1 and blocked_at is null
             order by case role when 'administrator' then 0 when 'manager' then 1 else 2 end, id limit 1",
            params![user.id],
        )
        .await?;
    left.map(|(id,)| id).ok_or_else(|| Error::new("user-only").with("email", user.email.as_str()))
}

/// Whose outcome comes after the account is gone would have no place in the log, and what a job of theirs still
/// writes none in the table.
async fn wait_for_works(cx: &Context, user: UserId) -> Result<()> {
    const LOOK: Duration = Duration::from_millis(100);
    // Longer than a server may take for its last answer (RFC 5321 §4.5.3.2.6).
    const LOOKS: i64 = 11 * MINUTE / 100;
    for _ in 0..LOOKS {
        let (busy,): (bool,) = cx
            .db()
            .one(
                "select exists (select 1 from deliveries d join mailings m on m.id = d.mailing_id
                   where m.owner_id = $1 and (d.state = 'leased' or d.state = 'sending'))
                 or exists (select 1 from jobs where owner_id = $1 and state = 'running')",
                params![user],
            )
            .await?;
        if !busy {
            return Ok(());
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(Error::new("user-still-sending"))
}
