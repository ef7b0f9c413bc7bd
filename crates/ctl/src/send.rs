//! `vestnikctl send`: what is due, sent to its end by hand.

use crate::{jobs, mailings, session::Session, worker};
use clap::Args;
use engine::{Error, Result, ids::MailingId};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

#[derive(Args)]
pub struct Command {
    #[arg(value_name = "ID", help = "ctl-send-id")]
    mailing: Option<MailingId>,
}

/// Between two looks at the progress.
const LOOK: Duration = Duration::from_millis(250);

/// The states in which a delivery stays.
const FINAL: [&str; 4] = ["sent", "failed", "expired", "skipped"];

pub async fn run(session: &Session, command: Command) -> Result<()> {
    let mut seen = BTreeSet::new();
    if let Some(id) = command.mailing {
        begin(session, id).await?;
        seen.insert(id.to_string());
    }
    send(session, command.mailing, &mut seen).await?;
    report(session, &seen).await
}

/// Starts the mailing, if it waits for its start.
async fn begin(session: &Session, id: MailingId) -> Result<()> {
    let page = mailings::page(session, &id.to_string()).await?;
    if page["status"] == "created" {
        session.engine.call("mailings.start", json!({ "id": id })).await?;
    }
    Ok(())
}

/// Sends until nothing is left to send, or somebody asks to end: then what is in flight is
/// finished first. Notes in `seen` which mailings ran.
async fn send(
    session: &Session,
    only: Option<MailingId>,
    seen: &mut BTreeSet<String>,
) -> Result<()> {
    let bar = jobs::bar(session.screen.json);
    let stop = Arc::new(AtomicBool::new(false));
    let work = session.engine.run_to_the_end(only, Arc::clone(&stop));
    tokio::pin!(work);
    loop {
        tokio::select! {
            () = &mut work => break,
            () = tokio::time::sleep(LOOK) => look(session, seen, &bar).await?,
            asked = worker::asked_to_end(), if !stop.load(Ordering::Relaxed) => {
                asked?;
                stop.store(true, Ordering::Relaxed);
                session.engine.inner().deliveries.wake();
            }
        }
    }
    look(session, seen, &bar).await?;
    bar.finish_and_clear();
    Ok(())
}

async fn look(session: &Session, seen: &mut BTreeSet<String>, bar: &ProgressBar) -> Result<()> {
    let running = json!({ "owner_id": null, "status": "running", "after": null, "limit": 100 });
    let page: Value = session.call("mailings.list", running).await?;
    let rows = page["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    seen.extend(rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)));
    let (mut done, mut total) = (0, 0);
    for id in seen.iter() {
        let mailing = mailings::page(session, id).await?;
        let finals = FINAL.iter().filter_map(|state| mailing["counts"][state].as_u64());
        done += finals.sum::<u64>();
        total += mailing["recipients"].as_u64().unwrap_or_default();
    }
    bar.set_length(total);
    bar.set_position(done);
    Ok(())
}

/// Prints what ran.
///
/// # Errors
/// Why the program paused one of them.
async fn report(session: &Session, seen: &BTreeSet<String>) -> Result<()> {
    let mut ran = Vec::new();
    for id in seen {
        ran.push(mailings::page(session, id).await?);
    }
    session.screen.rows(mailings::COLUMNS, &ran)?;
    let reason = ran.iter().map(|mailing| &mailing["pause"]["reason"]).find(|reason| !reason.is_null());
    match reason {
        None => Ok(()),
        Some(reason) => Err(serde_json::from_value(reason.clone())
            .unwrap_or_else(|error| Error::internal(&error))),
    }
}
