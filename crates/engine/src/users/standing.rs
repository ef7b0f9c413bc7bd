//! What a person may do: the role, and whether they may do anything at all.

use super::{User, UserByEmail, find, find_by_email};
use crate::{
    Context, Error, Result,
    access::{Actor, Role},
    events::Changed,
    ids::UserId,
};
use db::{Sql, Tx, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct RoleChange {
    pub email: String,
    pub role: Role,
}

/// # Errors
/// `user-unknown`; `last-administrator` when nobody would be left who may do everything.
pub async fn set_role(cx: &Context, RoleChange { email, role }: RoleChange) -> Result<User> {
    let user = find_by_email(cx.db(), &email).await?;
    let mut tx = cx.db().begin().await?;
    if role != Role::Administrator {
        keep_an_administrator(&mut tx, &user).await?;
    }
    tx.run("update users set role = $2, updated_at = $3 where id = $1", params![user.id, role, cx.now()])
        .await?;
    let (before, after) = (json!({ "role": user.role }), json!({ "role": role }));
    note(cx, &mut tx, &user, "users.set_role", [before, after]).await?;
    done(cx, tx, &user).await
}

/// Blocks an account: no further letter of its owner begins, and nobody uses it.
///
/// # Errors
/// As [`set_role`].
pub async fn block(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<User> {
    let user = find_by_email(cx.db(), &email).await?;
    let mut tx = cx.db().begin().await?;
    keep_an_administrator(&mut tx, &user).await?;
    tx.run(
        "update users set blocked_at = coalesce(blocked_at, $2), updated_at = $2 where id = $1",
        params![user.id, cx.now()],
    )
    .await?;
    let (before, after) = (json!({ "blocked": user.blocked_at.is_some() }), json!({ "blocked": true }));
    note(cx, &mut tx, &user, "users.block", [before, after]).await?;
    let blocked = done(cx, tx, &user).await?;
    cx.deliveries.look_again(None);
    Ok(blocked)
}

/// Lets the person go on where they stood.
///
/// # Errors
/// `user-unknown`.
pub async fn unblock(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<User> {
    let user = find_by_email(cx.db(), &email).await?;
    let mut tx = cx.db().begin().await?;
    tx.run("update users set blocked_at = null, updated_at = $2 where id = $1", params![user.id, cx.now()])
        .await?;
    let (before, after) = (json!({ "blocked": user.blocked_at.is_some() }), json!({ "blocked": false }));
    note(cx, &mut tx, &user, "users.unblock", [before, after]).await?;
    done(cx, tx, &user).await
}

/// Refuses when nobody but `user` may do everything.
async fn keep_an_administrator(tx: &mut Tx, user: &User) -> Result<()> {
    // Locked, so that two administrators cannot take the right from each other at once.
    let others: Vec<(UserId,)> = tx.all(Sql::pair(ADMINISTRATORS, ADMINISTRATORS_LOCKED), params![]).await?;
    let (these, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|(id,)| *id == user.id);
    if !these.is_empty() && others.is_empty() {
        return Err(Error::new("last-administrator").with("email", user.email.as_str()));
    }
    Ok(())
}

const ADMINISTRATORS: &str =
    "select id from users where role = 'administrator' and blocked_at is null order by id";
const ADMINISTRATORS_LOCKED: &str =
    "select id from users where role = 'administrator' and blocked_at is null order by id for update";

async fn note(
    cx: &Context,
    tx: &mut Tx,
    user: &User,
    action: &str,
    [before, after]: [Value; 2],
) -> Result<()> {
    tx.run(
        "insert into audit (id, owner_id, actor_id, action, subject, before, after, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            uuid::Uuid::now_v7(),
            user.id,
            cx.actor.id(),
            action,
            user.email.as_str(),
            before.to_string(),
            after.to_string(),
            cx.now(),
        ],
    )
    .await?;
    Ok(())
}

async fn done(cx: &Context, tx: Tx, user: &User) -> Result<User> {
    tx.commit().await?;
    let user = find(cx.db(), user.id).await?;
    // Whoever did it to themselves goes on as what they are now.
    if cx.actor.id() == Some(user.id) {
        cx.engine.sign_in(match user.blocked_at {
            None => Actor::User { id: user.id, role: user.role },
            Some(_) => Actor::Nobody,
        });
    }
    // What waited for a blocked owner is due again, and the other way round.
    cx.deliveries.wake();
    cx.changed(Changed::Settings, None);
    Ok(user)
}
