//! What a person says of a sender, and what of it may be kept.

use crate::{Error, Result, secrets::Account, words::words};
use mail::{
    address::{Address, HeaderText},
    letter::Identity,
    smtp,
};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use ts_rs::TS;

words! {
    /// How the connection is kept private. What is asked for is had, or nothing is sent.
    Security {
        /// Plain text, for a server on this computer or in the same office.
        None = "none",
        /// STARTTLS, usually port 587.
        StartTls = "starttls",
        /// TLS from the first byte, usually port 465.
        Tls = "tls",
    }
}

impl From<Security> for smtp::Security {
    fn from(security: Security) -> Self {
        match security {
            Security::None => Self::None,
            Security::StartTls => Self::StartTls,
            Security::Tls => Self::Tls,
        }
    }
}

/// What its owner decides about a sender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct SenderSettings {
    /// For the owner; no recipient sees it.
    pub name: String,
    /// A host name or an IP address.
    pub host: String,
    pub port: i64,
    pub security: Security,
    /// None: the server takes letters without a sign-in.
    pub username: Option<String>,
    pub from_name: String,
    pub from_email: String,
    /// Letters; None: no limit.
    pub per_minute: Option<i64>,
    pub per_hour: Option<i64>,
    pub per_day: Option<i64>,
    /// Connections at a time, 1 to 50, of all workers together.
    pub connections: i64,
    /// Letters before another connection is opened; None: as many as the server takes.
    #[serde(default)]
    pub letters_per_connection: Option<i64>,
}

/// In characters, all three.
const NAME_MAX: usize = 200;
const USERNAME_MAX: usize = 320;
/// RFC 1035 §2.3.4.
const HOST_MAX: usize = 253;

const CONNECTIONS_MAX: i64 = 50;
/// More letters than any limit means.
const LETTERS_MAX: i64 = 1_000_000_000;

impl SenderSettings {
    /// The settings as they are kept, or what is wrong with the first input that is.
    pub(super) fn checked(self) -> Result<Self> {
        let name = line(&self.name, NAME_MAX, "name")?;
        if name.is_empty() {
            return Err(Error::new("name-empty").field("name"));
        }
        let username = line(self.username.as_deref().unwrap_or_default(), USERNAME_MAX, "username")?;
        if !(1..=i64::from(u16::MAX)).contains(&self.port) {
            return Err(Error::new("sender-port").field("port"));
        }
        if !(1..=CONNECTIONS_MAX).contains(&self.connections) {
            return Err(Error::new("sender-connections").with("most", CONNECTIONS_MAX).field("connections"));
        }
        for (limit, field) in [
            (self.per_minute, "per_minute"),
            (self.per_hour, "per_hour"),
            (self.per_day, "per_day"),
            (self.letters_per_connection, "letters_per_connection"),
        ] {
            if limit.is_some_and(|letters| !(1..=LETTERS_MAX).contains(&letters)) {
                return Err(Error::new("sender-limit").field(field));
            }
        }
        Ok(Self {
            name,
            host: host(&self.host)?,
            username: Some(username).filter(|username| !username.is_empty()),
            from_name: line(&self.from_name, NAME_MAX, "from_name")?,
            from_email: Address::parse(&self.from_email)
                .map_err(|error| Error::from(error).field("from_email"))?
                .as_str()
                .to_owned(),
            ..self
        })
    }

    /// What a password is bound to; none where there is no sign-in.
    pub(super) fn account(&self) -> Option<Account> {
        Some(Account {
            host: self.host.clone(),
            port: u16::try_from(self.port).ok()?,
            security: self.security,
            username: self.username.clone()?,
        })
    }

    /// Who letters are from.
    pub(super) fn identity(&self) -> Result<Identity> {
        Ok(Identity {
            name: HeaderText::parse(&self.from_name, NAME_MAX)?,
            address: Address::parse(&self.from_email)?,
        })
    }
}

fn line(text: &str, most: usize, field: &str) -> Result<String> {
    let text = HeaderText::parse(text, most).map_err(|error| Error::from(error).field(field))?;
    Ok(text.as_str().to_owned())
}

/// A host name in any script, also of one word (a server in the same office), or an IP address.
fn host(text: &str) -> Result<String> {
    let host = text.trim().trim_end_matches('.').to_lowercase();
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_host =
        host.parse::<IpAddr>().is_ok() || (host.chars().count() <= HOST_MAX && host.split('.').all(label));
    if is_host { Ok(host) } else { Err(Error::new("sender-host").field("host")) }
}
