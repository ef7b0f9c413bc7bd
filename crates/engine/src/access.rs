//! Who may do what, to whose things: the one place where it is decided.

mod whose;

pub use whose::{Scope, Whose};

use crate::{ids::UserId, words::words};

words! {
    /// What a person is in Vestnik.
    Role {
        /// Manages their own things and sees nothing else.
        User = "user",
        /// Sees everybody's things, changes none, and may disable a mailing.
        Manager = "manager",
        /// May do everything.
        Administrator = "administrator",
    }
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Nobody has signed in, or there is no account yet.
    Nobody,
    User {
        id: UserId,
        role: Role,
    },
    /// Whoever may read the local file, by `vestnikctl`: as with any management command.
    Operator,
}

/// What a thing is, as far as rights differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noun {
    Clients,
    Messages,
    /// Never readable by a manager: they lead to passwords.
    Senders,
    Mailings,
    Attempts,
    Jobs,
}

/// The right that a command needs, named where the command is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Before there is an account, or before sign-in.
    Anyone,
    /// One's own account and settings, and what is nobody's.
    SignedIn,
    Read(Noun),
    Change(Noun),
    /// Stop a mailing of somebody else, and let it go on.
    Disable,
    /// The list of users.
    SeeUsers,
    /// Accounts of others, and the database itself.
    Administer,
}

impl Actor {
    #[must_use]
    pub fn id(&self) -> Option<UserId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::Nobody | Self::Operator => None,
        }
    }
}

/// Whether `actor` may use `right` at all, whoever the thing belongs to.
#[must_use]
pub fn may_call(actor: &Actor, right: Right) -> bool {
    match right {
        Right::Anyone => true,
        Right::SignedIn | Right::Read(_) | Right::Change(_) => *actor != Actor::Nobody,
        Right::Disable | Right::SeeUsers => {
            matches!(actor, Actor::Operator | Actor::User { role: Role::Manager | Role::Administrator, .. })
        }
        Right::Administer => {
            matches!(actor, Actor::Operator | Actor::User { role: Role::Administrator, .. })
        }
    }
}

/// Whether `actor` may use `right` on the things of everybody at once.
#[must_use]
pub fn allows_everybody(actor: &Actor, right: Right) -> bool {
    match *actor {
        Actor::Nobody => false,
        Actor::Operator => true,
        Actor::User { role, .. } => reaches_others(role, right),
    }
}

/// Whether `actor` may use `right` on a thing that belongs to `owner`.
#[must_use]
pub fn allows(actor: &Actor, right: Right, owner: UserId) -> bool {
    match *actor {
        Actor::Nobody => right == Right::Anyone,
        Actor::Operator => true,
        Actor::User { id, role } => id == owner || reaches_others(role, right),
    }
}

/// The columns "others'" of the matrix.
fn reaches_others(role: Role, right: Right) -> bool {
    match role {
        Role::User => false,
        Role::Manager => {
            matches!(
                right,
                Right::Read(Noun::Clients | Noun::Messages | Noun::Mailings | Noun::Attempts)
                    | Right::Disable
            )
        }
        Role::Administrator => true,
    }
}
