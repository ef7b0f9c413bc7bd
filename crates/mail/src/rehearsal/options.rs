//! What kind of server to rehearse with.

use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

use super::Behaviour;
use crate::smtp::Credentials;

#[derive(Debug, Clone)]
pub struct Options {
    /// 0: any free port.
    pub port: u16,
    /// The keywords of EHLO beside STARTTLS and AUTH, which follow from the options below. Empty: EHLO is unknown.
    pub extensions: Vec<String>,
    pub tls: Tls,
    /// A sign-in that is required before MAIL FROM; by XOAUTH2 the password is the token.
    pub credentials: Option<Credentials>,
    /// The ways to sign in that are offered.
    pub mechanisms: &'static str,
    /// A pause before each batch of answers, as from a server far away.
    pub latency: Duration,
    /// What a recipient meets.
    pub treatment: fn(&str) -> Behaviour,
    /// How long a `slow` recipient takes.
    pub slow: Duration,
    /// Letters that are taken over one connection; then MAIL is refused as OpenSMTPD does it.
    pub letters_per_connection: Option<u32>,
    /// Refused commands in a row after which the server hangs up, as Postfix does.
    pub errors_per_connection: Option<u32>,
    /// Keep whole letters.
    pub keep_letters: bool,
    /// Keep counts for every recipient; without, only for those who ask for a [`super::Behaviour`], so that a
    /// million others take no memory.
    pub keep_counts: bool,
}

#[derive(Debug, Clone)]
pub enum Tls {
    None,
    /// Offered, and required before anything else.
    StartTls(Arc<ServerConfig>),
    /// From the first byte.
    Implicit(Arc<ServerConfig>),
}

impl Default for Options {
    fn default() -> Self {
        let extensions = ["PIPELINING", "SIZE 52428800", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];
        Self {
            port: 0,
            extensions: extensions.map(String::from).into(),
            tls: Tls::None,
            credentials: None,
            mechanisms: "PLAIN LOGIN",
            latency: Duration::ZERO,
            treatment: Behaviour::of,
            slow: Duration::from_secs(2),
            letters_per_connection: None,
            errors_per_connection: None,
            keep_letters: true,
            keep_counts: true,
        }
    }
}
