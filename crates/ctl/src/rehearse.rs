//! `vestnikctl rehearse FILE`: the main job from the list to the report, with letters that reach
//! nobody. It has a database of its own, which goes when it is over.

use crate::{clients, files, jobs, mailings, screen::Screen, session::Session, times, worker};
use clap::Args;
use engine::{
    Config, Error, Result, clients::import::ImportReport, ids::MailingId, mailings::Mailing,
    messages::Message, senders::Sender, texts::text,
};
use serde_json::json;
use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
};

#[derive(Args)]
pub struct Command {
    #[arg(help = "ctl-rehearse-file")]
    file: PathBuf,
}

pub async fn run(screen: Screen, command: Command) -> Result<()> {
    let folder = tempfile::tempdir().map_err(|error| Error::internal(&error))?;
    let config = Config { system_key_store: false, ..Config::in_folder(folder.path().to_owned()) };
    let session = Session::with(config, screen).await?;
    let say = |id: &str| text(screen.language, id, &[]);

    let owner = json!({
        "name": say("ctl-rehearse-owner"),
        "email": "owner@example.com",
        "role": "administrator",
        "language": screen.language,
        "zone": times::zone(),
        "password": null,
    });
    session.engine.call("users.add", owner).await?;

    let plan = json!({ "path": files::absolute(&command.file)? });
    let import = json!({ "owner_id": null, "plan": plan, "dry_run": false, "rejects": null });
    let report: ImportReport = jobs::run(&session, "imports.start", import).await?;
    screen.heading("ctl-rehearse-imported")?;
    clients::report_import(&session, &report)?;

    let id = mailing(&session).await?;
    session.engine.call("mailings.start", json!({ "id": id })).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let work = session.engine.run_until_idle_or(Arc::clone(&stop));
    worker::attend(&session, &stop, work, |problem| {
        screen.warn(problem);
        Ok(())
    })
    .await?;
    screen.heading("ctl-rehearse-sent")?;
    mailings::show(&session, &id.to_string()).await
}

/// A mailing of a ready-made letter to everybody, through the rehearsal server.
async fn mailing(session: &Session) -> Result<MailingId> {
    let say = |id: &str| text(session.screen.language, id, &[]);
    let draft = json!({
        "owner_id": null,
        "subject": say("ctl-rehearse-subject"),
        "format": "markdown",
        "body": say("ctl-rehearse-body"),
        "text_body": null,
    });
    let message: Message = session.call("messages.add", draft).await?;
    let sender: Sender = session.call("senders.rehearsal", json!({ "owner_id": null })).await?;
    let settings = json!({
        "name": say("ctl-rehearse-name"),
        "message_id": message.id,
        "sender_id": sender.id,
        "audience": { "kind": "all" },
        "starts_at": null,
        "ends_at": null,
        "zone": times::zone(),
        "scheduled": false,
    });
    let input = json!({ "owner_id": null, "settings": settings });
    let mailing: Mailing = session.call("mailings.add", input).await?;
    Ok(mailing.id)
}
