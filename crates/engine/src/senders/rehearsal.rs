//! "Try it without sending": a sender of its own whose letters go to a real SMTP server inside the
//! program and nowhere else.

use super::{Sender, SenderQuery, find};
use crate::{
    Context, Error, Result,
    events::Changed,
    ids::{SenderId, UserId},
    users,
};
use db::params;
use mail::{
    rehearsal::{Options, RehearsalServer},
    smtp::{Security, Server, Timeouts},
};
use std::net::Ipv4Addr;
use tokio::sync::OnceCell;

/// The rehearsal server of this process, started when first needed, on a port of the moment.
#[derive(Debug, Default)]
pub struct Rehearsal(OnceCell<RehearsalServer>);

impl Rehearsal {
    /// The running server itself.
    ///
    /// # Errors
    /// `rehearsal-unavailable` when the system gives no port.
    pub async fn running(&self) -> Result<&RehearsalServer> {
        // Letters are counted together and not kept: there may be a million.
        let options = Options { keep_letters: false, keep_counts: false, ..Options::default() };
        self.0
            .get_or_try_init(|| RehearsalServer::start(options))
            .await
            .map_err(|error| Error::new("rehearsal-unavailable").with("detail", error.to_string()))
    }

    pub(super) async fn server(&self) -> Result<Server> {
        Ok(Server {
            host: Ipv4Addr::LOCALHOST.to_string(),
            port: self.running().await?.port(),
            security: Security::None,
            credentials: None,
            hello_name: "localhost".to_owned(),
            letters_per_connection: None,
            timeouts: Timeouts::default(),
            extra_roots: Vec::new(),
        })
    }
}

/// `senders.rehearsal`: made when first asked for.
pub async fn rehearsal(cx: &Context, query: SenderQuery) -> Result<Sender> {
    let owner = cx.owner(query.owner_id).await?;
    rehearsal_of(cx, owner).await
}

pub(crate) async fn rehearsal_of(cx: &Context, owner: UserId) -> Result<Sender> {
    const OF_OWNER: &str = "select id from senders where owner_id = $1 and rehearsal";
    let found: Option<(SenderId,)> = cx.db().find(OF_OWNER, params![owner]).await?;
    let id = match found {
        Some((id,)) => id,
        None => {
            let user = users::find(cx.db(), owner).await?;
            let mut tx = cx.db().begin().await?;
            // No sender that a person made has an empty key, so this is the only one that does,
            // however many ask at once. Host and port are those of the moment when it is used.
            tx.run(
                "insert into senders (id, owner_id, name, name_key, host, port, security,
                   from_name, from_email, connections, rehearsal, created_at, updated_at)
                 values ($1, $2, 'Rehearsal', '', '127.0.0.1', 25, 'none', $3, $4, 4, $5, $6, $6)
                 on conflict (owner_id, name_key) do nothing",
                params![SenderId::new(), owner, user.name, user.email, true, cx.now()],
            )
            .await?;
            let (id,): (SenderId,) = tx.one(OF_OWNER, params![owner]).await?;
            tx.commit().await?;
            cx.changed(Changed::Senders, Some(id.0));
            id
        }
    };
    Ok(find(cx.db(), id).await?.sender(cx).await)
}
