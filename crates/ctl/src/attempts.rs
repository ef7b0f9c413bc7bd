//! `vestnikctl attempts`: every try to hand a letter over, with the server's answer.

use crate::{arguments::Owner, files, jobs, session::Session};
use clap::{Args, Subcommand, ValueEnum};
use engine::Result;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "ctl-attempts-list")]
    List {
        #[command(flatten)]
        which: Which,
        #[arg(long, help = "ctl-option-limit")]
        limit: Option<usize>,
    },
    #[command(about = "ctl-attempts-export")]
    Export {
        file: PathBuf,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Args)]
pub struct Which {
    #[command(flatten)]
    owner: Owner,
    #[arg(long, value_name = "ID", help = "ctl-attempts-mailing")]
    mailing: Option<String>,
    #[arg(long, value_enum, help = "ctl-attempts-outcome")]
    outcome: Option<Outcome>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Outcome {
    Success,
    Failure,
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    match command {
        Command::List { which, limit } => {
            let columns = ["started_at", "mailing_name", "email", "number", "outcome", "code", "answer"];
            let input = json!({ "owner_id": session.owner(&which.owner).await?, "filter": filter(&which) });
            session.list("attempts.list", &input, &columns, limit).await
        }
        Command::Export { file, which } => {
            let input = json!({
                "owner_id": session.owner(&which.owner).await?,
                "filter": filter(&which),
                "path": files::absolute(&file)?,
            });
            let written: Value = jobs::run(session, "attempts.export", input).await?;
            session.screen.exported(&written)
        }
    }
}

fn filter(which: &Which) -> Value {
    let outcome = which.outcome.and_then(|outcome| outcome.to_possible_value());
    json!({
        "mailing_id": which.mailing,
        "client_id": null,
        "outcome": outcome.map(|word| word.get_name().to_owned()),
        "code": null,
        "domain": null,
        "from": null,
        "to": null,
    })
}
