//! Which step of opening a session failed, and why.

use std::io;

use serde::{Deserialize, Serialize};

use super::reply::Reply;

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
    /// TLS, but too old or with an alert.
    TlsFailed,
    CertificateExpired,
    CertificateNotYetValid,
    CertificateWrongHost,
    CertificateUnknownIssuer,
    CertificateInvalid,
    /// The server offers no sign-in, or none for what we have: a password or a token.
    SignInMissing,
    SignInRefused,
    SignInBusy,
    /// MAIL FROM was refused: this sign-in may not send as this address.
    FromRefused,
    /// The address has letters that only SMTPUTF8 can say (RFC 6531), which the server does not offer.
    SmtpUtf8Missing,
    /// The letter is larger than the server says it takes (RFC 1870).
    LetterTooBig,
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
            Self::TlsFailed => "tls-failed",
            Self::CertificateExpired => "certificate-expired",
            Self::CertificateNotYetValid => "certificate-not-yet-valid",
            Self::CertificateWrongHost => "certificate-wrong-host",
            Self::CertificateUnknownIssuer => "certificate-unknown-issuer",
            Self::CertificateInvalid => "certificate-invalid",
            Self::SignInMissing => "sign-in-missing",
            Self::SignInRefused => "sign-in-refused",
            Self::SignInBusy => "sign-in-busy",
            Self::FromRefused => "from-refused",
            Self::SmtpUtf8Missing => "smtputf8-missing",
            Self::LetterTooBig => "letter-too-big",
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

/// A step's failure, before it is known which step it was.
#[derive(Debug)]
pub(super) struct Failure {
    pub reason: Reason,
    pub reply: Option<Reply>,
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self { reason, reply: None }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Reason::from(error.kind()).into()
    }
}

impl From<io::ErrorKind> for Reason {
    fn from(kind: io::ErrorKind) -> Self {
        use io::ErrorKind::*;
        match kind {
            TimedOut => Self::TimedOut,
            ConnectionRefused => Self::ConnectionRefused,
            UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe => Self::Closed,
            InvalidData => Self::NotSmtp,
            _ => Self::Unreachable,
        }
    }
}
