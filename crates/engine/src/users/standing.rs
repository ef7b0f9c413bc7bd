//! What a person may do: the role, whether they may do anything at all, and a password from an administrator.

use super::{COLUMNS, User, UserByEmail, address, find, find_by_email, unknown};
use crate::{
    Context, Error, Result, Timestamp,
    access::Role,
    audit::{self, Deed},
    events::Changed,
    ids::UserId,
    jobs, line, passwords, sessions,
};
use db::{Dialect, Tx, params};
use mail::Secret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct RoleChange {
    pub email: String,
    pub role: Role,
}

#[derive(Debug, Deserialize, TS)]
pub struct NewPassword {
    pub email: String,
    #[ts(type = "string")]
    pub password: Secret,
}

/// # Errors
/// `user-unknown`; `last-administrator` when nobody would be left who may do everything.
pub async fn set_role(cx: &Context, RoleChange { email, role }: RoleChange) -> Result<User> {
    let mut tx = cx.db().begin().await?;
    let user = hold(cx, &mut tx, &email).await?;
    if role != Role::Administrator {
        keep_an_administrator(&mut tx, &user).await?;
    }
    tx.run("update users set role = $2, updated_at = $3 where id = $1", params![user.id, role, cx.now()])
        .await?;
    if role != user.role {
        // What it was begun as may be more than the new role may do.
        end_works(cx, &mut tx, &user).await?;
    }
    let (before, after) = (json!({ "role": user.role }), json!({ "role": role }));
    note(cx, &mut tx, &user, [before, after]).await?;
    done(cx, tx, &user).await
}

/// Ends what goes on in a person's name: their jobs, and the invitations they gave.
async fn end_works(cx: &Context, tx: &mut Tx, user: &User) -> Result<()> {
    jobs::cancel_all(cx, tx, user.id).await?;
    tx.run("delete from codes where purpose = 'invite' and invited_by = $1", params![user.id]).await?;
    Ok(())
}

/// Blocks an account: no further letter of its owner begins, and nobody uses it.
///
/// # Errors
/// As [`set_role`].
pub async fn block(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<User> {
    let mut tx = cx.db().begin().await?;
    let user = hold(cx, &mut tx, &email).await?;
    shut_out(cx, &mut tx, &user).await?;
    done(cx, tx, &user).await
}

/// Blocks in a transaction that does more, and ends by [`commit`].
///
/// # Errors
/// As [`set_role`].
pub(super) async fn shut_out(cx: &Context, tx: &mut Tx, user: &User) -> Result<()> {
    keep_an_administrator(tx, user).await?;
    tx.run(
        "update users set blocked_at = coalesce(blocked_at, $2), updated_at = $2 where id = $1",
        params![user.id, cx.now()],
    )
    .await?;
    sessions::end_all(tx, user.id, None).await?;
    end_works(cx, tx, user).await?;
    let (before, after) = (json!({ "blocked": user.blocked_at.is_some() }), json!({ "blocked": true }));
    // Whoever is deleted is blocked before.
    let deed = Deed::to(user.id, &user.email).by("users.block").before(&before).after(&after);
    audit::always(cx, tx, deed).await
}

/// Lets the person go on where they stood.
///
/// # Errors
/// `user-unknown`.
pub async fn unblock(cx: &Context, UserByEmail { email }: UserByEmail) -> Result<User> {
    let mut tx = cx.db().begin().await?;
    let user = hold(cx, &mut tx, &email).await?;
    tx.run("update users set blocked_at = null, updated_at = $2 where id = $1", params![user.id, cx.now()])
        .await?;
    let (before, after) = (json!({ "blocked": user.blocked_at.is_some() }), json!({ "blocked": false }));
    note(cx, &mut tx, &user, [before, after]).await?;
    done(cx, tx, &user).await
}

/// Gives somebody a new password, without knowing the old one. Their sessions end.
pub async fn set_password(cx: &Context, new: NewPassword) -> Result<()> {
    let user = find_by_email(cx.db(), &new.email).await?;
    let hash = passwords::hash(new.password, vec![user.name.clone(), user.email.clone()]).await?;
    let mut tx = cx.db().begin().await?;
    store_password(&mut tx, cx.now(), user.id, &hash).await?;
    // Whoever does so to themselves stays at this window.
    let own = cx.engine.seat().session().filter(|_| cx.actor.id() == Some(user.id));
    sessions::end_all(&mut tx, user.id, own).await?;
    note(cx, &mut tx, &user, [Value::Null, Value::Null]).await?;
    done(cx, tx, &user).await.map(drop)
}

pub(crate) async fn store_password(tx: &mut Tx, now: Timestamp, id: UserId, hash: &str) -> Result<()> {
    tx.run("update users set password = $2, updated_at = $3 where id = $1", params![id, hash, now]).await?;
    Ok(())
}

/// The person of that address, who does not change until the transaction ends.
pub(super) async fn hold(cx: &Context, tx: &mut Tx, email: &str) -> Result<User> {
    let email = address(email)?;
    let found = format!("select {COLUMNS} from users where email_key = $1");
    let user: Option<User> = tx.find(found.clone(), params![email.key()]).await?;
    hold_people(cx, tx, [user.map(|user| user.id), None]).await?;
    tx.find(found, params![email.key()]).await?.ok_or_else(|| unknown(&email))
}

/// Holds these people, the caller and whoever may do everything until the transaction ends, all of them in one
/// order: transactions that hold what the other one wants would wait for ever.
pub(super) async fn hold_people(cx: &Context, tx: &mut Tx, people: [Option<UserId>; 2]) -> Result<()> {
    if tx.dialect() == Dialect::Postgres {
        let [one, other] = people;
        let find = "select id from users
             where role = 'administrator' and blocked_at is null or id in ($1, $2, $3)
             order by id";
        let params = params![one, other, cx.actor.id()];
        let people: Vec<(UserId,)> = tx.all(find, params.clone()).await?;
        // Gates share their owner's row.
        line::hold(tx, people.into_iter().map(|(id,)| id.0)).await?;
        let _: Vec<(UserId,)> = tx.all(format!("{find} for update"), params).await?;
    }
    Ok(())
}

/// Refuses when nobody but `user` may do everything. They are held: see [`hold_people`].
pub(super) async fn keep_an_administrator(tx: &mut Tx, user: &User) -> Result<()> {
    let all: Vec<(UserId,)> =
        tx.all("select id from users where role = 'administrator' and blocked_at is null", params![]).await?;
    let (these, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(id,)| *id == user.id);
    if !these.is_empty() && others.is_empty() {
        return Err(Error::new("last-administrator").with("email", user.email.as_str()));
    }
    Ok(())
}

/// Every change of an account is in the trail, whoever made it.
pub(super) async fn note(cx: &Context, tx: &mut Tx, user: &User, [before, after]: [Value; 2]) -> Result<()> {
    audit::always(cx, tx, Deed::to(user.id, &user.email).before(&before).after(&after)).await
}

async fn done(cx: &Context, tx: Tx, user: &User) -> Result<User> {
    commit(cx, tx, user).await?;
    find(cx.db(), user.id).await
}

/// Commits what was changed about an account, and tells whom it concerns.
pub(super) async fn commit(cx: &Context, tx: Tx, user: &User) -> Result<()> {
    // What waited for a blocked owner is due again, and the other way round.
    cx.deliveries.commit(tx, None).await?;
    tracing::info!(user.id = %user.id, by = ?cx.actor.id(), action = cx.command.name, "account changed");
    cx.changed(Changed::Users, Some(user.id.0));
    cx.changed(Changed::Session, None);
    Ok(())
}
