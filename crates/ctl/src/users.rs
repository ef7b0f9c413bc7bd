//! `vestnikctl users`: the people who sign in.

use crate::{passwords, session::Session, times};
use clap::{Subcommand, ValueEnum};
use engine::{Error, Result, texts::text, users::User};
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
    #[command(about = "ctl-users-set-password")]
    SetPassword {
        email: String,
        #[arg(long, help = "ctl-option-password-stdin")]
        password_stdin: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Role {
    User,
    Manager,
    Administrator,
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    match command {
        Command::Add { email, role, name, password_stdin } => {
            let language = session.screen.language;
            let account = json!({
                // Without a name, people are called by what stands before the @.
                "name": name.as_deref().or(email.split('@').next()),
                "email": email,
                "role": role.to_possible_value().map(|role| role.get_name().to_owned()),
                "language": language,
                "zone": times::zone(),
                "password": passwords::read(password_stdin, language)?,
            });
            let user: User = session.call("users.add", account).await?;
            let about = [("email", user.email.as_str().into()), ("role", user.role.as_str().into())];
            session.screen.say(&text(language, "ctl-users-added", &about), &json!(user))
        }
        Command::List => {
            let users: Vec<Value> = session.call("users.list", Value::Null).await?;
            session.screen.rows(&["email", "name", "role", "created_at"], &users)
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
