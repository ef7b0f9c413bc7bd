//! E-mail addresses and header texts: what passed here may stand in an envelope or a header.

use std::fmt;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};

/// Octets before the `@` (RFC 5321 §4.5.3.1.1).
const LOCAL_LIMIT: usize = 64;
/// Octets of a whole address: a path of 256 without its angle brackets (RFC 5321 §4.5.3.1.3).
const ADDRESS_LIMIT: usize = 254;

/// An e-mail address, `local@domain`, with its domain in lower-case ASCII form (IDNA, UTS 46).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    text: String,
    local_length: usize,
}

/// Why a text is not an address, or may not stand in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("the address is empty")]
    Empty,
    #[error("the address has no @")]
    NoAt,
    #[error("the part before the @ is not valid")]
    Local,
    #[error("the domain is not valid")]
    Domain,
    #[error("the address is too long")]
    TooLong,
    #[error("the address holds a space")]
    Space,
    #[error("the text holds a control character")]
    ControlCharacter,
    #[error("the text is too long")]
    TextTooLong,
}

impl AddressError {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "address-empty",
            Self::NoAt => "address-no-at",
            Self::Local => "address-local",
            Self::Domain => "address-domain",
            Self::TooLong => "address-too-long",
            Self::Space => "address-space",
            Self::ControlCharacter => "text-control-character",
            Self::TextTooLong => "text-too-long",
        }
    }
}

impl Address {
    /// Reads an address as a person or a file writes it; white space around it is dropped.
    ///
    /// The local part is a dot-atom (RFC 5321 §4.1.2), also with letters of any script (RFC 6531); quoted strings
    /// and domain literals are refused, because in a client list they are mistakes. So is a domain without a dot,
    /// except `localhost`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if text.chars().any(char::is_control) {
            return Err(AddressError::ControlCharacter);
        }
        if text.chars().any(char::is_whitespace) {
            return Err(AddressError::Space);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::NoAt)?;
        if !is_dot_atom(local) {
            return Err(AddressError::Local);
        }
        let domain = ascii_domain(domain)?;
        if local.len() > LOCAL_LIMIT || local.len() + 1 + domain.len() > ADDRESS_LIMIT {
            return Err(AddressError::TooLong);
        }
        Ok(Self { text: format!("{local}@{domain}"), local_length: local.len() })
    }

    /// The address as it is shown and sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What two spellings of one address have in common: the unique key of a client.
    ///
    /// RFC 5321 §2.4 lets a server tell `Anna@` from `anna@`; no provider does, and two letters are worse.
    pub fn key(&self) -> String {
        self.text.to_lowercase()
    }

    pub fn local(&self) -> &str {
        self.text.get(..self.local_length).unwrap_or_default()
    }

    pub fn domain(&self) -> &str {
        self.text.get(self.local_length + 1..).unwrap_or_default()
    }

    /// Whether a server must offer SMTPUTF8 (RFC 6531) for this address.
    pub fn needs_smtputf8(&self) -> bool {
        !self.text.is_ascii()
    }
}

/// A domain, or the host name of a server, in lower-case ASCII form.
pub(crate) fn ascii_domain(domain: &str) -> Result<String, AddressError> {
    let ascii = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| AddressError::Domain)?;
    let top = ascii.rsplit('.').next().unwrap_or_default();
    let dotted = ascii.contains('.') && !top.bytes().all(|byte| byte.is_ascii_digit());
    if dotted || ascii == "localhost" { Ok(ascii.into_owned()) } else { Err(AddressError::Domain) }
}

fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character))
}

/// `atext` of RFC 5322 §3.2.3, and letters and digits of any script.
fn is_atom_character(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::str::FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;

    fn try_from(text: String) -> Result<Self, AddressError> {
        Self::parse(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.text
    }
}

/// One line of text that may stand in a header: a name, a subject, a file name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct HeaderText(String);

impl HeaderText {
    /// Trims the text and refuses control characters (a line break would start a header of its own: RFC 5322 §2.2)
    /// and more than `max` characters. An empty text is fine.
    pub fn parse(text: &str, max: usize) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err(AddressError::ControlCharacter);
        }
        if text.chars().count() > max {
            return Err(AddressError::TextTooLong);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HeaderText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
