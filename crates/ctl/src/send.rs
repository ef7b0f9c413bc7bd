//! `vestnikctl send`: what is due, sent to its end by hand.

use crate::{
    jobs,
    mailings::{COLUMNS, page},
    session::Session,
    worker,
};
use clap::Args;
use engine::{Error, Result, ids::MailingId};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use std::{
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
    let mailings = match command.mailing {
        Some(id) => {
            begin(session, id).await?;
            vec![id.to_string()]
        }
        None => due(session).await?,
    };
    send(session, command.mailing, &mailings).await?;
    report(session, &mailings).await
}

/// The mailings that run, and those whose start has come.
async fn due(session: &Session) -> Result<Vec<String>> {
    let now = session.engine.inner().config.clock.now().0;
    let mailings = session.all("mailings.list", json!({ "owner_id": null, "status": null })).await?;
    let is_due = |mailing: &Value| match mailing["status"].as_str() {
        Some("running") => true,
        Some("created") => {
            mailing["scheduled"] == true && mailing["starts_at"].as_i64().is_some_and(|at| at <= now)
        }
        _ => false,
    };
    let ids = mailings.iter().filter(|mailing| is_due(mailing)).filter_map(|due| due["id"].as_str());
    Ok(ids.map(str::to_owned).collect())
}

/// Starts the mailing, if it waits for its start.
async fn begin(session: &Session, id: MailingId) -> Result<()> {
    let mailing = page(session, &id.to_string()).await?;
    if mailing["status"] == "created" {
        session.engine.call("mailings.start", json!({ "id": id })).await?;
    }
    Ok(())
}

/// Sends until nothing is left to send, or somebody asks to end: then what is in flight is
/// finished first.
async fn send(session: &Session, only: Option<MailingId>, mailings: &[String]) -> Result<()> {
    let bar = jobs::bar(session.screen.json);
    let stop = Arc::new(AtomicBool::new(false));
    let work = session.engine.run_to_the_end(only, Arc::clone(&stop));
    tokio::pin!(work);
    loop {
        tokio::select! {
            () = &mut work => break,
            () = tokio::time::sleep(LOOK) => look(session, mailings, &bar).await?,
            asked = worker::asked_to_end(), if !stop.load(Ordering::Relaxed) => {
                asked?;
                stop.store(true, Ordering::Relaxed);
                session.engine.inner().deliveries.wake();
            }
        }
    }
    look(session, mailings, &bar).await?;
    bar.finish_and_clear();
    Ok(())
}

async fn look(session: &Session, mailings: &[String], bar: &ProgressBar) -> Result<()> {
    let (mut done, mut total) = (0, 0);
    for id in mailings {
        let mailing = page(session, id).await?;
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
async fn report(session: &Session, mailings: &[String]) -> Result<()> {
    let mut ran = Vec::new();
    for id in mailings {
        ran.push(page(session, id).await?);
    }
    session.screen.rows(COLUMNS, &ran)?;
    let reason = ran.iter().map(|mailing| &mailing["pause"]["reason"]).find(|reason| !reason.is_null());
    match reason {
        None => Ok(()),
        Some(reason) => Err(serde_json::from_value(reason.clone())
            .unwrap_or_else(|error| Error::internal(&error))),
    }
}
