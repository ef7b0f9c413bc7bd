//! A mail server as its owner describes it: where it is, how to sign in, how long to wait.

use std::time::Duration;

use rustls::pki_types::CertificateDer;
use serde::{Deserialize, Serialize};

use crate::Secret;

/// Where letters are handed over.
#[derive(Debug, Clone)]
pub struct Server {
    /// A name (also an internationalised one) or an IP address.
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// `None`: the server takes letters without a sign-in.
    pub credentials: Option<SignIn>,
    /// What this computer calls itself in EHLO (RFC 5321 §4.1.1.1); replaced by `localhost` when not a host name.
    pub hello_name: String,
    /// Letters before another connection is opened; `None`: as many as the server takes.
    pub letters_per_connection: Option<u32>,
    pub timeouts: Timeouts,
    /// Certificates trusted beside those of the system: a company's own, or a test's.
    pub extra_roots: Vec<CertificateDer<'static>>,
}

/// How the connection is kept private. There is no "if possible": what is asked for is had, or nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Plain text, for a server on this computer or in the same office.
    None,
    /// STARTTLS (RFC 3207), usually port 587.
    StartTls,
    /// TLS from the first byte (RFC 8314), usually port 465.
    Tls,
}

/// How a server learns who we are.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// By AUTH PLAIN or AUTH LOGIN.
    Password(Credentials),
    /// By AUTH XOAUTH2, with an access token (RFC 6750) that lasts about an hour. When it has run out the server
    /// refuses the sign-in: then a new one is due.
    Token { username: String, token: Secret },
}

#[derive(Debug, Clone)]
pub struct Credentials {
    pub username: String,
    pub password: Secret,
}

/// How long to wait for each step; the defaults are those of RFC 5321 §4.5.3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For all addresses of the name together.
    pub connect: Duration,
    /// For the greeting, the TLS handshake and each command.
    pub command: Duration,
    /// For the answer to DATA.
    pub data: Duration,
    /// For each piece of the body to be taken.
    pub body: Duration,
    /// For the answer to the final dot.
    pub dot: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(5 * 60),
            data: Duration::from_secs(2 * 60),
            body: Duration::from_secs(3 * 60),
            dot: Duration::from_secs(10 * 60),
        }
    }
}
