//! The rehearsal server: a real SMTP server on loopback that behaves as the recipient's name says.

mod behaviour;

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

pub use behaviour::{Action, Behaviour};
use rustls::ServerConfig;

use crate::smtp::Credentials;

/// What kind of server to rehearse with.
#[derive(Debug, Clone)]
pub struct Options {
    /// 0: any free port.
    pub port: u16,
    /// The keywords of EHLO beside STARTTLS and AUTH, which follow from the other options.
    pub extensions: Vec<String>,
    pub tls: Tls,
    /// A sign-in that is required before MAIL FROM.
    pub credentials: Option<Credentials>,
    /// A pause before each answer, as from a server far away.
    pub latency: Duration,
    /// How long a `slow` recipient takes.
    pub slow: Duration,
    /// Keep whole letters, or only counts: for a million letters.
    pub keep_letters: bool,
}

#[derive(Debug, Clone)]
pub enum Tls {
    None,
    StartTls(Arc<ServerConfig>),
    Implicit(Arc<ServerConfig>),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            extensions: ["PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"].map(String::from).into(),
            tls: Tls::None,
            credentials: None,
            latency: Duration::ZERO,
            slow: Duration::from_secs(2),
            keep_letters: true,
        }
    }
}

/// A letter the server took.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub from: String,
    pub to: String,
    /// With its angle brackets; empty when the letter has none.
    pub message_id: String,
    pub size: usize,
    /// Empty when only counts are kept.
    pub bytes: Arc<[u8]>,
    pub received_at: SystemTime,
}

/// What happened so far.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub arrivals: Vec<Arrival>,
    pub recipients: std::collections::HashMap<String, Counts>,
    pub connections: u64,
    pub letters: u64,
}

/// What happened to one recipient.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// RCPT commands.
    pub attempts: u64,
    /// Letters taken.
    pub copies: u64,
}

#[derive(Debug)]
pub struct RehearsalServer {
    _todo: (),
}

impl RehearsalServer {
    pub async fn start(_options: Options) -> io::Result<Self> { unimplemented!() }
    pub fn port(&self) -> u16 { unimplemented!() }
    /// Reads the ledger.
    pub fn ledger(&self) -> Ledger { unimplemented!() }
    /// Waits until the ledger is as asked.
    pub async fn wait_for(&self, _done: impl Fn(&Ledger) -> bool) -> Ledger { unimplemented!() }
    pub async fn stop(self) { unimplemented!() }
}
