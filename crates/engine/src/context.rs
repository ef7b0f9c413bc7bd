//! What a command handler is given: the engine, who calls, and the right that was declared.

use crate::{
    Clock, Engine, Error, Result, Timestamp,
    access::{self, Actor, Scope, Whose},
    commands::Command,
    events::Changed,
    ids::UserId,
    open::Inner,
};
use chrono_tz::Tz;
use db::Db;
use uuid::Uuid;

/// One call of one command. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub engine: Engine,
    pub actor: Actor,
    /// Nothing but the password, or somebody else's, is of use at this window.
    pub locked: bool,
    /// Of whoever calls; UTC for the operator.
    pub zone: Tz,
    pub command: &'static Command,
}

impl std::ops::Deref for Context {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        self.engine.inner()
    }
}

impl Context {
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock().now()
    }

    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.config.clock
    }

    /// Whose things this call is about: those asked for, else the caller's own. For the operator
    /// of a file with one person, that person's.
    pub async fn owner(&self, asked: Option<UserId>) -> Result<UserId> {
        let owner = match asked.or(self.actor.id()) {
            Some(owner) => owner,
            None => {
                let users: Vec<(UserId,)> =
                    self.db.all("select id from users order by id limit 2", vec![]).await?;
                match users.as_slice() {
                    [(only,)] => *only,
                    [] => return Err(Error::new("no-owner-yet")),
                    _ => return Err(Error::new("owner-needed").field("owner")),
                }
            }
        };
        self.permit(owner, "user")?;
        Ok(owner)
    }

    /// Who is told of work on things of `owner`: whoever calls; the owner, where the operator does.
    #[must_use]
    pub fn caller_or(&self, owner: UserId) -> UserId {
        self.actor.id().unwrap_or(owner)
    }

    /// Whose things a list shows.
    ///
    /// # Errors
    /// `not-allowed` when the caller may not see everybody's; else as [`Self::owner`].
    pub async fn scope(&self, whose: Whose) -> Result<Scope> {
        match whose {
            Whose::Own => Ok(Scope::Of(self.owner(None).await?)),
            Whose::Of(owner) => Ok(Scope::Of(self.owner(Some(owner)).await?)),
            Whose::Everybody if access::allows_everybody(&self.actor, self.command.right) => {
                Ok(Scope::Everybody)
            }
            Whose::Everybody => Err(Error::new("not-allowed")),
        }
    }

    /// Refuses unless the caller may do this to things of `owner`. To somebody who may not, the
    /// thing does not even exist.
    pub fn permit(&self, owner: UserId, what: &'static str) -> Result<()> {
        if access::allows(&self.actor, self.command.right, owner) {
            Ok(())
        } else {
            Err(Error::not_found(what))
        }
    }

    /// Tells every shell that something changed. Call it after the commit.
    pub fn changed(&self, what: Changed, id: Option<Uuid>) {
        self.events.changed(what, id);
    }
}
