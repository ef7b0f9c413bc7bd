//! `vestnikctl senders`: SMTP accounts.

use crate::{arguments::Owner, passwords, session::Session};
use clap::{Args, Subcommand, ValueEnum};
use engine::{
    Error, Result,
    senders::{Sender, SenderTest},
    texts::{sentence, text},
};
use serde_json::json;

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "ctl-senders-add")]
    Add(Box<New>),
    #[command(about = "ctl-senders-list")]
    List {
        #[command(flatten)]
        owner: Owner,
    },
    #[command(about = "ctl-senders-test")]
    Test {
        name: String,
        #[command(flatten)]
        owner: Owner,
    },
}

#[derive(Args)]
pub struct New {
    #[command(flatten)]
    owner: Owner,
    #[arg(long, help = "ctl-senders-add-name")]
    name: String,
    #[arg(long, help = "ctl-senders-add-host")]
    host: String,
    #[arg(long, help = "ctl-senders-add-port")]
    port: u16,
    #[arg(long, value_enum, help = "ctl-senders-add-security")]
    security: Security,
    #[arg(long, value_name = "FROM", value_parser = from, help = "ctl-senders-add-from")]
    from: From,
    #[arg(long, help = "ctl-senders-add-username")]
    username: Option<String>,
    #[arg(long, help = "ctl-option-password-stdin")]
    password_stdin: bool,
    #[arg(long, help = "ctl-senders-add-per-minute")]
    per_minute: Option<u32>,
    #[arg(long, help = "ctl-senders-add-per-hour")]
    per_hour: Option<u32>,
    #[arg(long, help = "ctl-senders-add-per-day")]
    per_day: Option<u32>,
    #[arg(long, default_value_t = 1, help = "ctl-senders-add-connections")]
    connections: u32,
    #[arg(long, help = "ctl-senders-add-letters-per-connection")]
    letters_per_connection: Option<u32>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Security {
    None,
    Starttls,
    Tls,
}

#[derive(Clone)]
struct From {
    name: String,
    email: String,
}

/// `Name <a@b>`, or the address alone; the engine judges both.
fn from(words: &str) -> std::result::Result<From, String> {
    let Some((name, rest)) = words.split_once('<') else {
        return Ok(From { name: String::new(), email: words.trim().to_owned() });
    };
    let email = rest.trim_end().strip_suffix('>').ok_or("expected \"Name <a@b>\"")?;
    Ok(From { name: name.trim().trim_matches('"').to_owned(), email: email.trim().to_owned() })
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    match command {
        Command::Add(new) => add(session, *new).await,
        Command::List { owner } => {
            let columns = ["name", "from_email", "host", "port", "security", "username", "connections"];
            session.screen.rows(&columns, &list(session, &owner).await?)
        }
        Command::Test { name, owner } => test(session, &find(session, &owner, &name).await?).await,
    }
}

async fn add(session: &Session, new: New) -> Result<()> {
    let password = match new.username {
        Some(_) => passwords::read(new.password_stdin, session.screen.language)?,
        None => None,
    };
    let input = json!({
        "owner_id": session.owner(&new.owner).await?,
        "password": password,
        "settings": {
            "name": &new.name,
            "host": new.host,
            "port": new.port,
            "security": new.security.to_possible_value().map(|word| word.get_name().to_owned()),
            "username": new.username,
            "from_name": new.from.name,
            "from_email": new.from.email,
            "per_minute": new.per_minute,
            "per_hour": new.per_hour,
            "per_day": new.per_day,
            "connections": new.connections,
            "letters_per_connection": new.letters_per_connection,
        },
    });
    let sender: Sender = session.call("senders.add", input).await?;
    let about = [("name", new.name.as_str().into())];
    session.screen.say(&text(session.screen.language, "ctl-senders-added", &about), &sender)
}

/// Tries the sender step by step, up to the one that fails.
async fn test(session: &Session, sender: &Sender) -> Result<()> {
    let test: SenderTest = session.call("senders.test", json!({ "id": sender.id })).await?;
    let mut steps = Vec::new();
    for step in &test.steps {
        let problem = step.problem.as_ref().map(|problem| sentence(session.screen.language, problem));
        let (step, ok, answer) = (step.step, step.ok, &step.answer);
        steps.push(json!({ "step": step, "ok": ok, "answer": answer, "problem": problem }));
    }
    session.screen.rows(&["step", "ok", "answer"], &steps)?;
    match test.steps.into_iter().find_map(|step| step.problem) {
        None => Ok(()),
        Some(problem) => Err(problem),
    }
}

async fn list(session: &Session, owner: &Owner) -> Result<Vec<Sender>> {
    let owner = session.owner(owner).await?;
    session.call("senders.list", json!({ "owner_id": owner })).await
}

/// The owner's sender of that name.
pub async fn find(session: &Session, owner: &Owner, name: &str) -> Result<Sender> {
    let sender = list(session, owner).await?.into_iter().find(|sender| sender.settings.name == name);
    sender.ok_or_else(|| Error::new("ctl-sender-unknown").with("name", name))
}
