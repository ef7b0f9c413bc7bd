//! `vestnikctl statistics`: the numbers of the Home screen.

use crate::{arguments::Owner, session::Session};
use clap::Args;
use engine::Result;
use serde_json::{Value, json};

#[derive(Args)]
pub struct Command {
    #[command(flatten)]
    owner: Owner,
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    let input = json!({ "owner_id": session.owner(&command.owner).await? });
    let numbers: Value = session.call("statistics.show", input).await?;
    let keys = ["clients", "mailings", "mailings_running", "attempts_success", "attempts_failure"];
    session.screen.thing(&keys, &numbers)
}
