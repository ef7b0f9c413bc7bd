//! What a message is made of, before it is compiled.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Address, HeaderText};

/// A message: a letter to many, with merge fields in its subject and bodies.
#[derive(Debug, Clone)]
pub struct Content {
    pub subject: String,
    pub format: Format,
    pub body: String,
    /// The plain-text part beside HTML; `None`: made from the body. Not used when the body is plain text itself.
    pub text_body: Option<String>,
    pub attachments: Vec<AttachedFile>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Html,
    Markdown,
    Text,
}

#[derive(Debug, Clone)]
pub struct AttachedFile {
    pub name: String,
    /// As in `application/pdf`; what cannot be read as a media type is sent as `application/octet-stream`.
    pub media_type: String,
    pub bytes: Arc<[u8]>,
}

/// The From of a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// May be empty.
    pub name: HeaderText,
    pub address: Address,
}
