//! Senders: SMTP accounts. A server, a sign-in, a From identity, limits.
//!
//! | file | holds |
//! |---|---|
//! | `settings` | what a person says of a sender, checked |
//! | `edit` | `senders.add`, `senders.change`, `senders.delete` |
//! | `connection` | a sender as the server that letters are handed to, with its password |
//! | `check` | the connection test: `senders.test`, `senders.try` |
//! | `presets` | the settings of well-known providers |
//! | `rehearsal` | the sender that goes to the rehearsal server |

mod check;
mod connection;
mod edit;
mod presets;
mod rehearsal;
mod settings;

pub use check::{SenderTest, SenderTrial, Step, TestStep, test, try_settings};
pub(crate) use connection::{is_not_stopped, open_error, server, server_and_from, smtp_error, stop};
pub(crate) use edit::forget;
pub use edit::{ChangedSender, NewSender, add, change, delete};
pub use presets::{Preset, presets};
pub(crate) use rehearsal::rehearsal_of;
pub use rehearsal::{Rehearsal, rehearsal};
pub use settings::{Security, SenderSettings};

use crate::{
    Context, Error, Result, Timestamp,
    ids::{SenderId, UserId},
    open::Inner,
};
use db::{Db, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An SMTP account of a person.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Sender {
    pub id: SenderId,
    pub owner_id: UserId,
    #[serde(flatten)]
    #[ts(flatten)]
    pub settings: SenderSettings,
    /// Whether this computer can sign in: its password is in the key store, and that is open.
    pub has_password: bool,
    /// It goes to the rehearsal server: nobody gets a letter.
    pub rehearsal: bool,
    /// What stops it until its settings change or a test succeeds.
    pub problem: Option<Error>,
    pub created_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SenderRef {
    pub id: SenderId,
}

/// Somebody's senders; the caller's own when nobody is named.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SenderQuery {
    pub owner_id: Option<UserId>,
}

/// `senders.list`: all of them, by name. A person has a handful.
pub async fn list(cx: &Context, query: SenderQuery) -> Result<Vec<Sender>> {
    let owner = cx.owner(query.owner_id).await?;
    let rows: Vec<SenderRow> = cx
        .db()
        .all(format!("select {COLUMNS} from senders where owner_id = $1 order by name_key"), params![owner])
        .await?;
    let mut senders = Vec::with_capacity(rows.len());
    for row in rows {
        senders.push(row.sender(cx).await);
    }
    Ok(senders)
}

const COLUMNS: &str = "id, owner_id, name, host, port, security, username, from_name, from_email,
    per_minute, per_hour, per_day, connections, letters_per_connection, rehearsal, problem, created_at";

#[derive(sqlx::FromRow)]
struct SenderRow {
    id: SenderId,
    owner_id: UserId,
    #[sqlx(flatten)]
    settings: SenderSettings,
    rehearsal: bool,
    problem: Option<String>,
    created_at: Timestamp,
}

impl SenderRow {
    async fn sender(self, inner: &Inner) -> Sender {
        let has_password = match self.settings.account() {
            // A key store that cannot be asked is as good as an empty one: there is no signing in.
            Some(account) => {
                inner.secrets.find(self.id, &account).await.is_ok_and(|password| password.is_some())
            }
            None => false,
        };
        Sender {
            id: self.id,
            owner_id: self.owner_id,
            settings: self.settings,
            has_password,
            rehearsal: self.rehearsal,
            problem: self.problem.and_then(|text| serde_json::from_str(&text).ok()),
            created_at: self.created_at,
        }
    }
}

async fn find(db: &Db, id: SenderId) -> Result<SenderRow> {
    db.find(format!("select {COLUMNS} from senders where id = $1"), params![id])
        .await?
        .ok_or_else(|| Error::not_found("sender"))
}
