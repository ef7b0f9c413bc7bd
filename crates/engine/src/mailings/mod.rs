//! Mailings: one message to one audience through one sender, between a start and an end.
//!
//! A mailing's life is `created` → `running` → `sent` → `finished`, and `paused` from the first
//! two. [`life`] has what a person does to it, [`schedule`] what time does, [`start`] the moment
//! in between: deliveries are made once and what is sent is frozen.

mod again;
mod audience;
mod counts;
mod edit;
mod failures;
mod forecast;
pub mod life;
mod list;
mod log;
mod pace;
mod page;
mod report;
mod review;
pub(crate) mod schedule;
mod start;
mod summary;
mod waits;

pub use again::{Retried, Retry, SettleAs, Settlement, retry_failed, settle};
pub use audience::{Audience, AudienceCount, AudienceQuery, count as audience};
pub use counts::Counts;
pub(crate) use counts::Moves;
pub use edit::{ChangedMailing, NewMailing, add, change, delete};
pub use failures::FailureGroup;
pub use forecast::Forecast;
pub(crate) use life::pause_by_program;
pub use life::{Disabling, disable, duplicate, enable, finish, pause, rehearse, resume, start};
pub use list::{MailingQuery, list, running};
pub use page::{MailingPage, Minute, show};
pub use report::{MailingReport, export};
pub use review::{Review, review};
pub use summary::{FailedLetter, Summary, summary};
pub use waits::{Wait, WaitKind};

use crate::{
    Error, Result, Timestamp,
    ids::{MailingId, MessageId, SenderId, UserId},
    line,
    words::words,
};
use db::{Db, Tx, Value, params};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use ts_rs::TS;

words! {
    /// Where a mailing is in its life.
    Status {
        /// Being written, or waiting for its start.
        Created = "created",
        /// Its start has come: deliveries are made, what is sent is frozen.
        Running = "running",
        /// Every delivery is in a final state and the end has not come yet.
        Sent = "sent",
        /// The end has passed, or the owner closed it. Nothing changes any more.
        Finished = "finished",
        Paused = "paused",
    }
}

words! {
    /// Who paused a mailing. What a manager paused only a manager or administrator resumes.
    PausedBy { Owner = "owner", Manager = "manager", Program = "program" }
}

words! {
    /// What becomes of a letter of which nobody can know whether it arrived.
    #[derive(Default)]
    InDoubt {
        #[default]
        /// It is sent again after its back-off, with the same Message-ID: better twice than never.
        Resend = "resend",
        /// It stays until a person decides, or until the end.
        Hold = "hold",
    }
}

/// What the owner decides about a mailing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct MailingSettings {
    pub name: String,
    pub message_id: Option<MessageId>,
    pub sender_id: Option<SenderId>,
    pub audience: Audience,
    /// None: it starts by hand.
    pub starts_at: Option<Timestamp>,
    /// None: it ends by hand.
    pub ends_at: Option<Timestamp>,
    /// The IANA zone in which the times were chosen.
    pub zone: String,
    /// False while it is being written: it never starts by itself.
    pub scheduled: bool,
    #[serde(default)]
    pub in_doubt: InDoubt,
}

/// Why a mailing stands still.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Pause {
    pub by: PausedBy,
    pub reason: Option<Error>,
    pub at: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Mailing {
    pub id: MailingId,
    pub owner_id: UserId,
    #[serde(flatten)]
    pub settings: MailingSettings,
    pub message_subject: Option<String>,
    pub sender_name: Option<String>,
    /// It goes to the rehearsal server: nobody gets a letter.
    pub rehearsal: bool,
    pub status: Status,
    pub pause: Option<Pause>,
    pub counts: Counts,
    /// How many deliveries the start made.
    pub recipients: i64,
    pub created_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
}

impl Mailing {
    /// Whether what it sends and to whom is settled: its start has come, or its end without one.
    fn has_begun(&self) -> bool {
        self.started_at.is_some() || self.status == Status::Finished
    }
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MailingRef {
    pub id: MailingId,
}

/// The columns of a [`MailingRow`], from `mailings m` with its message and sender.
const SELECT: &str = "select m.id, m.owner_id, m.name, m.message_id, m.sender_id, m.audience,
    m.starts_at, m.ends_at, m.zone, m.scheduled, m.in_doubt, m.rehearsal, m.status, m.paused_by,
    m.paused_reason, m.paused_at, m.recipients, m.created_at, m.started_at, m.finished_at,
    coalesce(f.subject, t.subject) as message_subject, s.name as sender_name
  from mailings m
  left join messages t on t.id = m.message_id
  left join mailing_contents f on f.mailing_id = m.id
  left join senders s on s.id = m.sender_id";

#[derive(sqlx::FromRow)]
struct MailingRow {
    id: MailingId,
    owner_id: UserId,
    name: String,
    message_id: Option<MessageId>,
    sender_id: Option<SenderId>,
    audience: String,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    zone: String,
    scheduled: bool,
    in_doubt: InDoubt,
    rehearsal: bool,
    status: Status,
    paused_by: Option<PausedBy>,
    paused_reason: Option<String>,
    paused_at: Option<Timestamp>,
    recipients: i64,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    finished_at: Option<Timestamp>,
    message_subject: Option<String>,
    sender_name: Option<String>,
}

impl MailingRow {
    fn mailing(self, counts: Counts) -> Result<Mailing> {
        let pause = match (self.paused_by, self.paused_at) {
            (Some(by), Some(at)) => Some(Pause {
                by,
                reason: self.paused_reason.and_then(|text| serde_json::from_str(&text).ok()),
                at,
            }),
            _ => None,
        };
        Ok(Mailing {
            id: self.id,
            owner_id: self.owner_id,
            settings: MailingSettings {
                name: self.name,
                message_id: self.message_id,
                sender_id: self.sender_id,
                audience: serde_json::from_str(&self.audience).map_err(|error| Error::internal(&error))?,
                starts_at: self.starts_at,
                ends_at: self.ends_at,
                zone: self.zone,
                scheduled: self.scheduled,
                in_doubt: self.in_doubt,
            },
            message_subject: self.message_subject,
            sender_name: self.sender_name,
            rehearsal: self.rehearsal,
            status: self.status,
            pause,
            counts,
            recipients: self.recipients,
            created_at: self.created_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
        })
    }
}

/// The mailing as readers see it.
pub async fn find(db: &Db, id: MailingId) -> Result<Mailing> {
    let row: Option<MailingRow> = db.find(format!("{SELECT} where m.id = $1"), params![id]).await?;
    let row = row.ok_or_else(|| Error::not_found("mailing"))?;
    let counts = counts::of(db, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    row.mailing(counts)
}

/// The mailing inside a transaction that is about to change it, without its counts. PostgreSQL
/// holds it against gates and other changes until the commit; SQLite has one writer anyway.
pub(crate) async fn hold(tx: &mut Tx, id: MailingId) -> Result<Mailing> {
    line::hold(tx, [id.0]).await?;
    tx.run("update mailings set status = status where id = $1", params![id]).await?;
    let row: Option<MailingRow> = tx.find(format!("{SELECT} where m.id = $1"), params![id]).await?;
    row.ok_or_else(|| Error::not_found("mailing"))?.mailing(Counts::default())
}

async fn with_counts(db: &Db, rows: Vec<MailingRow>) -> Result<Vec<Mailing>> {
    let ids: Vec<MailingId> = rows.iter().map(|row| row.id).collect();
    let mut counts: HashMap<MailingId, Counts> = counts::of(db, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let counts = counts.remove(&row.id).unwrap_or_default();
            row.mailing(counts)
        })
        .collect()
}

/// `$from, $from+1, …` for a list of `values`, appended to `params`.
fn placeholders<T: Into<Value> + Copy>(params: &mut Vec<Value>, values: &[T]) -> String {
    let marks: Vec<String> = values
        .iter()
        .map(|value| {
            params.push((*value).into());
            format!("${}", params.len())
        })
        .collect();
    marks.join(", ")
}
