//! Hints to the shells: bounded and lossy. The database is the truth; a window that missed every
//! event is right after one reload.

mod hearing;

use crate::{Error, deliveries::WorkerState, ids::MailingId, jobs::Job, mailings::Status, words::words};
use serde::Serialize;
use tokio::sync::broadcast;
use ts_rs::TS;
use uuid::Uuid;

words! {
    /// What has changed.
    Changed {
        Clients = "clients",
        Tags = "tags",
        Messages = "messages",
        Senders = "senders",
        Mailings = "mailings",
        Attempts = "attempts",
        Settings = "settings",
        Suppressions = "suppressions",
        /// Accounts, their roles and invitations.
        Users = "users",
        /// Who sits at a window, and whether it is locked.
        Session = "session",
    }
}

/// A hint.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(rename = "EngineEvent")]
pub enum Event {
    Changed {
        what: Changed,
        #[ts(type = "string | null")]
        id: Option<Uuid>,
    },
    /// At most four a second for each job.
    Job { job: Job },
    /// At most four a second.
    Worker { state: WorkerState },
    /// Something a person should hear of though they look elsewhere.
    Notice { notice: Notice },
}

/// What the desktop shows as a notification.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// Failed attempts of one mailing, gathered: 500 failures are one notice.
    AttemptsFailed {
        mailing_id: MailingId,
        mailing_name: String,
        /// Letters that will not be delivered.
        failed: u32,
        /// Letters that will be tried again.
        delayed: u32,
        /// Of the first of them: how far it came, and what the server answered, as in an attempt.
        stage: String,
        code: Option<u16>,
        answer: String,
    },
    MailingEnded {
        mailing_id: MailingId,
        mailing_name: String,
        status: Status,
        sent: i64,
        failed: i64,
    },
    /// The program paused it.
    MailingPaused {
        mailing_id: MailingId,
        mailing_name: String,
        reason: Error,
    },
    /// Letters of it are in doubt, and the program sends them again no more by itself.
    MailingInDoubt {
        mailing_id: MailingId,
        mailing_name: String,
        letters: i64,
    },
    /// Its end passed while nothing was running.
    MailingMissed {
        mailing_id: MailingId,
        mailing_name: String,
        recipients: i64,
    },
}

/// Where hints are sent from.
#[derive(Clone, Debug)]
pub struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(256).0)
    }
}

impl Events {
    /// Sends a hint; that nobody listens is no error.
    pub fn send(&self, event: Event) {
        let _ = self.0.send(event);
    }

    pub fn changed(&self, what: Changed, id: Option<Uuid>) {
        self.send(Event::Changed { what, id });
    }

    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
