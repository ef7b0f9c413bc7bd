//! A sender as the server that letters are handed to.

use super::{SenderRow, SenderSettings, edit::password_needed, find};
use crate::{
    Error, Result,
    events::Changed,
    ids::{SenderId, UserId},
    open::Inner,
};
use db::params;
use mail::{
    Secret,
    letter::Identity,
    smtp::{Credentials, OpenError, Reason, Reply, Server, SignIn, Timeouts},
};

/// The server of a sender, with its password. For the rehearsal sender, the rehearsal server,
/// started when first asked for.
///
/// # Errors
/// `sender-password-needed` when this computer has no password for it, or what the key store
/// refuses with.
pub(crate) async fn server(inner: &Inner, id: SenderId) -> Result<Server> {
    server_of(inner, &find(&inner.db, id).await?).await
}

/// The server of a sender, and who its letters are from. A sender that is not the owner's does
/// not exist.
pub(crate) async fn server_and_from(
    inner: &Inner,
    owner: UserId,
    id: SenderId,
) -> Result<(Server, Identity)> {
    let sender = find(&inner.db, id).await?;
    if sender.owner_id != owner {
        return Err(Error::not_found("sender"));
    }
    Ok((server_of(inner, &sender).await?, sender.settings.identity()?))
}

pub(super) async fn server_of(inner: &Inner, sender: &SenderRow) -> Result<Server> {
    if sender.rehearsal {
        return inner.rehearsal.server().await;
    }
    let password = match sender.settings.account() {
        Some(account) => inner.secrets.find(sender.id, &account).await?,
        None => None,
    };
    server_with(&sender.settings, password)
}

/// The server that these settings describe.
pub(super) fn server_with(settings: &SenderSettings, password: Option<Secret>) -> Result<Server> {
    let credentials = match &settings.username {
        Some(username) => {
            let password = password.ok_or_else(password_needed)?;
            Some(SignIn::Password(Credentials { username: username.clone(), password }))
        }
        None => None,
    };
    Ok(Server {
        host: settings.host.clone(),
        port: u16::try_from(settings.port).map_err(|error| Error::internal(&error))?,
        security: settings.security.into(),
        credentials,
        // Not the computer's own name, which is nobody's business and often no full one, as
        // Postfix demands (reject_non_fqdn_helo_hostname).
        hello_name: settings.identity()?.address.domain().to_owned(),
        letters_per_connection: settings
            .letters_per_connection
            .and_then(|letters| u32::try_from(letters).ok()),
        timeouts: Timeouts::default(),
        extra_roots: Vec::new(),
    })
}

/// Why a connection could not be opened, as a person will hear of it.
pub(crate) fn open_error(error: &OpenError, server: &Server) -> Error {
    let answer = error.reply.as_ref().map(Reply::to_string);
    smtp_error(error.reason, server, answer.as_deref())
}

/// `smtp-…` with the server's name and port, and its words if it said any.
pub(crate) fn smtp_error(reason: Reason, server: &Server, answer: Option<&str>) -> Error {
    Error { code: format!("smtp-{}", reason.code()).into(), ..Error::new("") }
        .with("host", server.host.as_str())
        // As text: a port is a name, and no language groups its digits.
        .with("port", server.port.to_string())
        .with("answer", answer.unwrap_or_default())
}

/// Notes what stops a sender until its settings change or a test succeeds.
pub(crate) async fn stop(inner: &Inner, id: SenderId, problem: &Error) -> Result<()> {
    set_problem(inner, id, Some(problem)).await
}

/// # Errors
/// The problem that stops it, until a person does something: servers lock accounts whose password is tried again and
/// again.
pub(crate) async fn is_not_stopped(inner: &Inner, id: SenderId) -> Result<()> {
    let (problem,): (Option<String>,) =
        inner.db.one("select problem from senders where id = $1", params![id]).await?;
    match problem {
        Some(problem) => Err(serde_json::from_str(&problem).map_err(|error| Error::internal(&error))?),
        None => Ok(()),
    }
}

pub(super) async fn set_problem(inner: &Inner, id: SenderId, problem: Option<&Error>) -> Result<()> {
    let problem = problem.map(serde_json::to_string).transpose();
    let problem = problem.map_err(|error| Error::internal(&error))?;
    let mut tx = inner.db.begin().await?;
    tx.run("update senders set problem = $2 where id = $1", params![id, problem]).await?;
    tx.commit().await?;
    inner.events.changed(Changed::Senders, Some(id.0));
    Ok(())
}
