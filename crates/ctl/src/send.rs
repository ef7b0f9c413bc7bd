//! `vestnikctl send`: what is due, sent to its end by hand.

use crate::{
    jobs,
    mailings::{COLUMNS, say_waits},
    session::Session,
    worker,
};
use clap::Args;
use engine::{
    Error, Result,
    ids::MailingId,
    mailings::{Mailing, MailingPage, Status, WaitKind},
    texts::text,
    users::User,
};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use std::{
    convert::Infallible,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

#[derive(Args)]
pub struct Command {
    #[arg(value_name = "ID", help = "ctl-send-id")]
    mailing: Option<MailingId>,
}

/// Between two looks at the progress.
const LOOK: Duration = Duration::from_millis(250);

pub async fn run(session: &Session, command: Command) -> Result<()> {
    let mailings = match command.mailing {
        Some(id) => {
            begin(session, id).await?;
            vec![id]
        }
        None => due(session).await?,
    };
    send(session, command.mailing, &mailings).await?;
    report(session, &mailings).await
}

/// Starts the mailing, if it waits for its start.
///
/// # Errors
/// When it is paused or has ended: there is nothing to send.
async fn begin(session: &Session, id: MailingId) -> Result<()> {
    let mailing = find(session, id).await?;
    match mailing.status {
        Status::Created => {
            session.engine.call("mailings.start", json!({ "id": id })).await?;
        }
        Status::Running => {}
        Status::Paused | Status::Sent | Status::Finished => {
            let word = format!("mailing-status-{}", mailing.status.as_str());
            let status = text(session.screen.language, &word, &[]);
            return Err(Error::new("ctl-nothing-to-send")
                .with("name", mailing.settings.name.as_str())
                .with("status", status));
        }
    }
    Ok(())
}

/// The mailings that run, and those whose start has come, whoever they belong to.
async fn due(session: &Session) -> Result<Vec<MailingId>> {
    let now = session.engine.inner().config.clock.now();
    let mut mailings: Vec<Mailing> = Vec::new();
    let users: Vec<User> = session.call("users.list", Value::Null).await?;
    for user in users {
        let theirs = json!({ "owner_id": user.id, "status": null });
        mailings.extend(session.all::<Mailing>("mailings.list", &theirs).await?);
    }
    mailings.retain(|mailing| match mailing.status {
        Status::Running => true,
        Status::Created => {
            mailing.settings.scheduled && mailing.settings.starts_at.is_some_and(|start| start <= now)
        }
        Status::Sent | Status::Finished | Status::Paused => false,
    });
    Ok(mailings.into_iter().map(|mailing| mailing.id).collect())
}

/// Sends until nothing is left to send, or somebody asks to end: then what is in flight is
/// finished first.
async fn send(session: &Session, only: Option<MailingId>, mailings: &[MailingId]) -> Result<()> {
    let bar = jobs::bar(session.screen.json);
    let stop = Arc::new(AtomicBool::new(false));
    let work = async {
        tokio::select! {
            () = session.engine.run_to_the_end(only, Arc::clone(&stop)) => {}
            never = watch(session, mailings, &bar) => match never {},
        }
    };
    let told = worker::attend(session, &stop, work, |problem| {
        bar.suspend(|| session.screen.warn(problem));
        Ok(())
    });
    told.await?;
    bar.finish_and_clear();
    Ok(())
}

async fn watch(session: &Session, mailings: &[MailingId], bar: &ProgressBar) -> Infallible {
    loop {
        tokio::time::sleep(LOOK).await;
        // A look that fails costs a bar that stands still, not the letters in flight.
        let _ = look(session, mailings, bar).await;
    }
}

async fn look(session: &Session, mailings: &[MailingId], bar: &ProgressBar) -> Result<()> {
    let (mut open, mut total) = (0, 0);
    for id in mailings {
        let mailing = find(session, *id).await?;
        open += mailing.counts.open();
        total += mailing.recipients;
    }
    bar.set_length(u64::try_from(total).unwrap_or_default());
    bar.set_position(u64::try_from(total - open).unwrap_or_default());
    Ok(())
}

/// Prints what ran.
///
/// # Errors
/// Why the program paused one of them.
async fn report(session: &Session, mailings: &[MailingId]) -> Result<()> {
    let (mut ran, mut waits) = (Vec::new(), Vec::new());
    for id in mailings {
        let page = show(session, *id).await?;
        ran.push(page.mailing);
        // That this program sends no more everybody sees.
        waits.extend(page.waits.into_iter().filter(|wait| wait.kind != WaitKind::Worker));
    }
    session.screen.rows(COLUMNS, &ran)?;
    if !session.screen.json {
        say_waits(session.screen.language, &waits)?;
    }
    match ran.into_iter().find_map(|mailing| mailing.pause?.reason) {
        None => Ok(()),
        Some(reason) => Err(reason),
    }
}

async fn find(session: &Session, id: MailingId) -> Result<Mailing> {
    Ok(show(session, id).await?.mailing)
}

async fn show(session: &Session, id: MailingId) -> Result<MailingPage> {
    session.call("mailings.show", json!({ "id": id })).await
}
