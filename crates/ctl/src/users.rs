//! `vestnikctl users`: the people who sign in.

use crate::{jobs, passwords, session::Session, times};
use clap::{Args, Subcommand, ValueEnum};
use engine::{
    Error, Result,
    texts::text,
    users::{Invited, User},
};
use serde_json::{Value, json};

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "ctl-users-add")]
    Add {
        email: String,
        #[arg(long, value_enum, help = "ctl-users-add-role")]
        role: Role,
        #[arg(long, help = "ctl-users-add-name")]
        name: Option<String>,
        #[arg(long, help = "ctl-option-password-stdin")]
        password_stdin: bool,
    },
    #[command(about = "ctl-users-list")]
    List,
    #[command(about = "ctl-users-set-role")]
    SetRole {
        email: String,
        #[arg(value_enum)]
        role: Role,
    },
    #[command(about = "ctl-users-block")]
    Block { email: String },
    #[command(about = "ctl-users-unblock")]
    Unblock { email: String },
    #[command(about = "ctl-users-invite")]
    Invite {
        email: String,
        #[arg(long, value_enum, help = "ctl-users-add-role")]
        role: Role,
    },
    #[command(about = "ctl-users-delete")]
    Delete {
        email: String,
        #[command(flatten)]
        things: Things,
    },
    #[command(about = "ctl-users-audit")]
    Audit {
        #[arg(long, help = "ctl-option-limit")]
        limit: Option<usize>,
    },
    #[command(about = "ctl-users-set-password")]
    SetPassword {
        email: String,
        #[arg(long, help = "ctl-option-password-stdin")]
        password_stdin: bool,
    },
}

/// What becomes of the things of an account that is deleted.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Things {
    #[arg(long, value_name = "EMAIL", help = "ctl-users-delete-to")]
    to: Option<String>,
    #[arg(long, help = "ctl-users-delete-with-data")]
    with_data: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Role {
    User,
    Manager,
    Administrator,
}

impl Role {
    fn word(self) -> Option<String> {
        self.to_possible_value().map(|role| role.get_name().to_owned())
    }
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    match command {
        Command::Add { email, role, name, password_stdin } => {
            let language = session.screen.language;
            let account = json!({
                // Without a name, people are called by what stands before the @.
                "name": name.as_deref().or(email.split('@').next()),
                "email": email,
                "role": role.word(),
                "language": language,
                "zone": times::zone(),
                "password": passwords::read(password_stdin, language)?,
            });
            let user: User = session.call("users.add", account).await?;
            session.screen.say(&words(session, "ctl-users-added", &user), &user)
        }
        Command::List => {
            let users: Vec<Value> = session.call("users.list", Value::Null).await?;
            session.screen.rows(&["email", "name", "role", "blocked_at", "created_at"], &users)
        }
        Command::SetRole { email, role } => {
            let input = json!({ "email": email, "role": role.word() });
            changed(session, "users.set_role", input, "ctl-users-role-set").await
        }
        Command::Block { email } => {
            changed(session, "users.block", json!({ "email": email }), "ctl-users-blocked").await
        }
        Command::Unblock { email } => {
            changed(session, "users.unblock", json!({ "email": email }), "ctl-users-unblocked").await
        }
        Command::Invite { email, role } => {
            let language = session.screen.language;
            let input = json!({ "email": email, "role": role.word(), "language": language });
            let invited: Invited = session.call("users.invite", input).await?;
            let about = [("email", invited.email.as_str().into()), ("code", invited.code.as_str().into())];
            session.screen.say(&text(language, "ctl-users-invited", &about), &invited)?;
            invited.problem.iter().for_each(|problem| session.screen.warn(problem));
            Ok(())
        }
        Command::Delete { email, things: Things { to, .. } } => {
            let input = json!({ "email": email, "heir": to });
            let gone: Value = jobs::run(session, "users.delete", input).await?;
            let about = [("email", email.as_str().into())];
            session.screen.say(&text(session.screen.language, "ctl-users-deleted", &about), &gone)
        }
        Command::Audit { limit } => {
            let columns = ["at", "actor", "action", "owner", "subject"];
            session.list("audit.list", &json!({ "filter": {} }), &columns, limit).await
        }
        Command::SetPassword { email, password_stdin } => {
            let password = passwords::read(password_stdin, session.screen.language)?
                .ok_or_else(|| Error::new("ctl-password-missing"))?;
            let input = json!({ "email": email, "password": password });
            session.engine.call("users.set_password", input).await?;
            let about = [("email", email.as_str().into())];
            let words = text(session.screen.language, "ctl-users-password-set", &about);
            session.screen.say(&words, &json!({ "email": email }))
        }
    }
}

/// Changes an account by a call, and says what came of it.
async fn changed(session: &Session, call: &str, input: Value, id: &str) -> Result<()> {
    let user: User = session.call(call, input).await?;
    session.screen.say(&words(session, id, &user), &user)
}

/// The text with the address and the role of the account in it.
fn words(session: &Session, id: &str, user: &User) -> String {
    let language = session.screen.language;
    let role = text(language, &format!("ctl-role-{}", user.role), &[]);
    text(language, id, &[("email", user.email.as_str().into()), ("role", role.into())])
}
