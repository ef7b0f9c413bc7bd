//! `vestnikctl messages`: reusable letters.

use crate::{arguments::Owner, files, session::Session};
use clap::{Args, Subcommand};
use engine::{Result, ids::UserId, messages::Message};
use serde_json::json;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "ctl-messages-add")]
    Add(New),
    #[command(about = "ctl-messages-list")]
    List {
        #[command(flatten)]
        owner: Owner,
        #[arg(long, help = "ctl-option-limit")]
        limit: Option<usize>,
    },
}

#[derive(Args)]
pub struct New {
    #[command(flatten)]
    owner: Owner,
    #[arg(long, help = "ctl-messages-add-subject")]
    subject: String,
    #[command(flatten)]
    body: Body,
    #[arg(long, value_name = "FILE", help = "ctl-messages-add-attach")]
    attach: Vec<PathBuf>,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Body {
    #[arg(long, value_name = "FILE", help = "ctl-messages-add-html")]
    html: Option<PathBuf>,
    #[arg(long, value_name = "FILE", help = "ctl-messages-add-markdown")]
    markdown: Option<PathBuf>,
    #[arg(long, value_name = "FILE", help = "ctl-messages-add-text")]
    text: Option<PathBuf>,
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    match command {
        Command::Add(new) => {
            let owner = session.owner(&new.owner).await?;
            let message = add(session, owner, &new).await?;
            session.screen.say(&message.id.to_string(), &message)
        }
        Command::List { owner, limit } => {
            let input = json!({ "owner_id": session.owner(&owner).await?, "search": "" });
            let columns = ["id", "subject", "format", "attachments", "updated_at"];
            session.list("messages.list", &input, &columns, limit).await
        }
    }
}

/// Adds the message with its attachments, or nothing.
async fn add(session: &Session, owner: Option<UserId>, new: &New) -> Result<Message> {
    let (format, file) = match &new.body {
        Body { html: Some(file), .. } => ("html", file),
        Body { markdown: Some(file), .. } => ("markdown", file),
        Body { text: Some(file), .. } => ("text", file),
        // clap has asked for one of them.
        Body { .. } => return Err(engine::Error::new("ctl-body-missing")),
    };
    let draft = json!({
        "owner_id": owner,
        "subject": new.subject,
        "format": format,
        "body": files::content(file)?,
        "text_body": null,
    });
    let message: Message = session.call("messages.add", draft).await?;
    let id = message.id;
    for file in &new.attach {
        let attachment = json!({ "id": id, "path": files::absolute(file)? });
        if let Err(error) = session.engine.call("messages.attach", attachment).await {
            session.engine.call("messages.delete", json!({ "ids": [id] })).await?;
            return Err(error);
        }
    }
    session.call("messages.show", json!({ "id": id })).await
}
