//! `vestnikctl mailings`: one message to one audience through one sender.

use crate::{arguments::Owner, screen, senders, session::Session, times};
use clap::{Args, Subcommand};
use engine::{
    Error, Result,
    mailings::{InDoubt, Mailing, MailingPage, Retried, SettleAs, Wait, WaitKind},
    texts::{sentence, text},
    users::Language,
};
use serde_json::{Value, json};

/// What a list of mailings shows.
pub const COLUMNS: &[&str] =
    &["id", "name", "status", "recipients", "counts.sent", "counts.failed", "starts_at", "ends_at"];

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "ctl-mailings-add")]
    Add(New),
    #[command(about = "ctl-mailings-list")]
    List {
        #[command(flatten)]
        owner: Owner,
        #[arg(long, help = "ctl-option-limit")]
        limit: Option<usize>,
    },
    #[command(about = "ctl-mailings-show")]
    Show { id: String },
    #[command(about = "ctl-mailings-start")]
    Start { id: String },
    #[command(about = "ctl-mailings-pause")]
    Pause { id: String },
    #[command(about = "ctl-mailings-resume")]
    Resume { id: String },
    #[command(about = "ctl-mailings-disable")]
    Disable {
        id: String,
        #[arg(long, help = "ctl-mailings-disable-reason")]
        reason: String,
    },
    #[command(about = "ctl-mailings-enable")]
    Enable { id: String },
    #[command(about = "ctl-mailings-finish")]
    Finish { id: String },
    #[command(about = "ctl-mailings-retry-failed")]
    RetryFailed(Retry),
    #[command(about = "ctl-mailings-settle")]
    Settle {
        id: String,
        #[arg(long = "as", value_name = "sent|again", help = "ctl-mailings-settle-as")]
        settle_as: SettleAs,
    },
}

#[derive(Args)]
pub struct Retry {
    id: String,
    #[arg(long, help = "ctl-mailings-retry-stage")]
    stage: Option<String>,
    #[arg(long, help = "ctl-mailings-retry-code")]
    code: Option<i64>,
    #[arg(long, help = "ctl-mailings-retry-enhanced")]
    enhanced: Option<String>,
}

#[derive(Args)]
pub struct New {
    #[command(flatten)]
    owner: Owner,
    #[arg(long, help = "ctl-mailings-add-name")]
    name: String,
    #[arg(long, value_name = "ID", help = "ctl-mailings-add-message")]
    message: String,
    #[arg(long, value_name = "NAME", help = "ctl-mailings-add-sender")]
    sender: String,
    #[arg(long, value_name = "all|tag:TAG", value_parser = audience, help = "ctl-mailings-add-audience")]
    audience: Value,
    #[arg(long, value_name = "TIME", value_parser = times::parse, help = "ctl-mailings-add-starts-at")]
    starts_at: Option<i64>,
    #[arg(long, value_name = "TIME", value_parser = times::parse, help = "ctl-mailings-add-ends-at")]
    ends_at: i64,
    #[arg(long, value_name = "resend|hold", default_value = "resend", help = "ctl-mailings-add-in-doubt")]
    in_doubt: InDoubt,
}

fn audience(words: &str) -> std::result::Result<Value, String> {
    match words.split_once(':') {
        None if words == "all" => Ok(json!({ "kind": "all" })),
        Some(("tag", tag)) => Ok(json!({ "kind": "tags", "any": [tag], "all": [], "none": [] })),
        _ => Err("expected all or tag:TAG".to_owned()),
    }
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    let (action, input) = match command {
        Command::Add(new) => return add(session, new).await,
        Command::List { owner, limit } => {
            let input = json!({ "owner_id": session.owner(&owner).await?, "status": null });
            return session.list("mailings.list", &input, COLUMNS, limit).await;
        }
        Command::Show { id } => return show(session, &id).await,
        Command::Start { id } => ("mailings.start", json!({ "id": id })),
        Command::Pause { id } => ("mailings.pause", json!({ "id": id })),
        Command::Resume { id } => ("mailings.resume", json!({ "id": id })),
        Command::Disable { id, reason } => ("mailings.disable", json!({ "id": id, "reason": reason })),
        Command::Enable { id } => ("mailings.enable", json!({ "id": id })),
        Command::Finish { id } => ("mailings.finish", json!({ "id": id })),
        Command::RetryFailed(retry) => return retry_failed(session, retry).await,
        Command::Settle { id, settle_as } => ("mailings.settle", json!({ "id": id, "as": settle_as })),
    };
    let mailing: Mailing = session.call(action, input).await?;
    session.screen.thing(COLUMNS, &mailing)
}

async fn add(session: &Session, new: New) -> Result<()> {
    let sender = senders::find(session, &new.owner, &new.sender).await?;
    let input = json!({
        "owner_id": session.owner(&new.owner).await?,
        "settings": {
            "name": new.name,
            "message_id": new.message,
            "sender_id": sender.id,
            "audience": new.audience,
            "starts_at": new.starts_at,
            "ends_at": new.ends_at,
            "zone": times::zone(),
            // Without a start it waits for a hand.
            "scheduled": new.starts_at.is_some(),
            "in_doubt": new.in_doubt,
        },
    });
    let mailing: Mailing = session.call("mailings.add", input).await?;
    session.screen.say(&mailing.id.to_string(), &mailing)
}

async fn retry_failed(session: &Session, Retry { id, stage, code, enhanced }: Retry) -> Result<()> {
    let input = json!({ "id": id, "stage": stage, "code": code, "enhanced": enhanced });
    let retried: Retried = session.call("mailings.retry_failed", input).await?;
    let counts = [("again", retried.again.into()), ("left_out", retried.left_out.into())];
    session.screen.say(&text(session.screen.language, "mailing-retried", &counts), &retried)
}

/// Prints the mailing's page: its state, what it waits for, and its failures by the server's reason.
pub async fn show(session: &Session, id: &str) -> Result<()> {
    let page: MailingPage = session.call("mailings.show", json!({ "id": id })).await?;
    session.screen.thing(
        &[
            "name",
            "status",
            "message_subject",
            "sender_name",
            "starts_at",
            "ends_at",
            "recipients",
            "counts.queued",
            "counts.leased",
            "counts.sending",
            "counts.in_doubt",
            "counts.sent",
            "counts.failed",
            "counts.expired",
            "counts.skipped",
            "perhaps_twice",
            "per_minute",
            "next_try_at",
            "forecast.at",
            "forecast.in_time",
            "forecast.too_late",
            "in_doubt",
        ],
        &flat(&page)?,
    )?;
    if session.screen.json {
        return Ok(());
    }
    say_waits(session.screen.language, &page.waits)?;
    if page.failures.is_empty() {
        return Ok(());
    }
    session.screen.rows(&["count", "failed", "code", "enhanced", "answer"], &page.failures)
}

/// Prints what a mailing waits for, to people.
pub fn say_waits(language: Language, waits: &[Wait]) -> Result<()> {
    waits.iter().try_for_each(|wait| screen::line(&words(language, wait)))
}

/// What the mailing waits for, and until when.
fn words(language: Language, wait: &Wait) -> String {
    let why = sentence(language, &wait.reason);
    let known = wait.until.is_some() || wait.count.is_some_and(|_| wait.kind == WaitKind::Mailing);
    if !known {
        return why;
    }
    let time = wait.until.map(|until| times::shown(until.0)).unwrap_or_default();
    let parameters = [("time", time.into()), ("count", wait.count.unwrap_or_default().into())];
    let when = text(language, &format!("wait-until-{}", wait.kind), &parameters);
    format!("{why} {when}")
}

/// The page with the mailing's own keys beside it.
fn flat(page: &MailingPage) -> Result<Value> {
    let mut page = serde_json::to_value(page).map_err(|error| Error::internal(&error))?;
    if let Some(keys) = page.as_object_mut()
        && let Some(Value::Object(mailing)) = keys.remove("mailing")
    {
        keys.extend(mailing);
    }
    Ok(page)
}
