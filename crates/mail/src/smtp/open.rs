//! Opening a session: name, port, greeting, TLS, sign-in, each failing by its own name.

use serde::{Deserialize, Serialize};

use super::reply::Reply;
use super::server::Server;
use super::session::Session;

/// A step of the connection test. TLS comes before the greeting when the server speaks it from the first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Name,
    Port,
    Greeting,
    Tls,
    SignIn,
    From,
}

/// Which step of opening a session failed, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{step:?}: {}", reason.code())]
pub struct OpenError {
    pub step: Step,
    pub reason: Reason,
    /// What the server said, when it said something.
    pub reply: Option<Reply>,
}

impl OpenError {
    /// Whether trying again later may help without a change of the settings: back-off, or stop.
    pub fn is_temporary(&self) -> bool {
        self.reason.is_temporary()
    }
}

/// Why a step failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    NameNotFound,
    /// Nothing listens at that port.
    ConnectionRefused,
    /// No way to the host, or another failure of the network.
    Unreachable,
    TimedOut,
    /// The server closed the connection without a word.
    Closed,
    /// What came was not SMTP: often TLS expected on a plain port, or another service.
    NotSmtp,
    /// A reply that says no, for now (4xx) or for good (5xx).
    Busy,
    Refused,
    StartTlsMissing,
    StartTlsRefused,
    /// Plain text after the answer to STARTTLS: somebody tampers with the connection (CVE-2011-0411).
    BytesAfterStartTls,
    /// What came was not TLS: often a port for STARTTLS or plain text.
    NotTls,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateWrongHost,
    CertificateUnknownIssuer,
    CertificateInvalid,
    /// The server offers no sign-in, or only ways we do not know.
    SignInMissing,
    SignInRefused,
    SignInBusy,
    /// MAIL FROM was refused: this sign-in may not send as this address.
    FromRefused,
}

impl Reason {
    pub fn code(self) -> &'static str {
        match self {
            Self::NameNotFound => "name-not-found",
            Self::ConnectionRefused => "connection-refused",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed-out",
            Self::Closed => "connection-closed",
            Self::NotSmtp => "not-smtp",
            Self::Busy => "server-busy",
            Self::Refused => "server-refused",
            Self::StartTlsMissing => "starttls-missing",
            Self::StartTlsRefused => "starttls-refused",
            Self::BytesAfterStartTls => "bytes-after-starttls",
            Self::NotTls => "not-tls",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateNotYetValid => "certificate-not-yet-valid",
            Self::CertificateWrongHost => "certificate-wrong-host",
            Self::CertificateUnknownIssuer => "certificate-unknown-issuer",
            Self::CertificateInvalid => "certificate-invalid",
            Self::SignInMissing => "sign-in-missing",
            Self::SignInRefused => "sign-in-refused",
            Self::SignInBusy => "sign-in-busy",
            Self::FromRefused => "from-refused",
        }
    }

    fn is_temporary(self) -> bool {
        matches!(
            self,
            Self::NameNotFound
                | Self::ConnectionRefused
                | Self::Unreachable
                | Self::TimedOut
                | Self::Closed
                | Self::NotSmtp
                | Self::Busy
                | Self::Refused
                | Self::SignInBusy
        )
    }
}

impl Session {
    /// Connects, and signs in if the server has credentials.
    pub async fn open(_server: &Server) -> Result<Self, OpenError> {
        unimplemented!()
    }
}
