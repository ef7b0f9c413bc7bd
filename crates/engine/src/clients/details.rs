//! What is known of a client, as it is typed and as it is kept.

use crate::{Error, Result, fold::fold, tags::TagName};
use mail::address::{Address, HeaderText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// In characters, all four.
pub const NAME_LENGTH: usize = 200;
pub const COMMENT_LENGTH: usize = 10_000;
pub const FIELD_LENGTH: usize = 1_000;
pub const TAG_LENGTH: usize = 100;
/// Custom fields of one client.
pub const FIELDS: usize = 50;
/// Tags of one client.
pub const TAGS: usize = 50;

/// In characters.
const FIELD_NAME_LENGTH: usize = 100;

/// What every client has anyway; `fields` is what a message calls all custom ones by.
const TAKEN: [&str; 4] = ["email", "name", "comment", "fields"];

/// What a person says of a client.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
pub struct ClientDetails {
    pub email: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub comment: String,
    /// Custom fields by name. An empty one is as good as none.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The names of the tags; those that do not exist yet are made.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// Details that may be written.
pub(super) struct Checked {
    pub email: Address,
    pub name: HeaderText,
    pub comment: String,
    pub fields: BTreeMap<String, String>,
    pub tags: Vec<TagName>,
}

impl ClientDetails {
    /// Trims everything and refuses what no letter or list could hold, naming the field.
    pub(super) fn check(self) -> Result<Checked> {
        let tags: Vec<TagName> = self.tags.iter().map(|name| TagName::parse(name)).collect::<Result<_>>()?;
        if tags.len() > TAGS {
            return Err(Error::new("client-tags-too-many").with("most", TAGS).field("tags"));
        }
        Ok(Checked {
            email: Address::parse(&self.email).map_err(|error| Error::from(error).field("email"))?,
            name: line(&self.name, NAME_LENGTH, "name")?,
            comment: comment(&self.comment)?,
            fields: fields(self.fields)?,
            tags,
        })
    }
}

impl Checked {
    pub fn name_key(&self) -> String {
        fold(self.name.as_str())
    }

    pub fn fields_json(&self) -> Result<String> {
        serde_json::to_string(&self.fields).map_err(|error| Error::internal(&error))
    }
}

fn line(text: &str, most: usize, field: &str) -> Result<HeaderText> {
    HeaderText::parse(text, most).map_err(|error| Error::from(error).field(field))
}

/// Text that may have line breaks; they become line feeds.
fn comment(text: &str) -> Result<String> {
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::new("text-control-character").field("comment"));
    }
    if text.chars().count() > COMMENT_LENGTH {
        return Err(Error::new("text-too-long").field("comment"));
    }
    Ok(text)
}

/// What a custom field may be called.
pub(super) fn field_name(name: &str) -> Result<HeaderText> {
    let name = line(name, FIELD_NAME_LENGTH, "fields")?;
    if name.as_str().is_empty() {
        return Err(Error::new("client-field-unnamed").field("fields"));
    }
    if TAKEN.contains(&fold(name.as_str()).as_str()) {
        return Err(Error::new("client-field-taken").with("name", name.as_str()).field("fields"));
    }
    Ok(name)
}

fn fields(typed: BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let mut fields = BTreeMap::new();
    for (name, value) in typed {
        let value = line(&value, FIELD_LENGTH, "fields")?;
        if value.as_str().is_empty() {
            continue;
        }
        fields.insert(field_name(&name)?.as_str().to_owned(), value.as_str().to_owned());
    }
    if fields.len() > FIELDS {
        return Err(Error::new("client-fields-too-many").with("most", FIELDS).field("fields"));
    }
    Ok(fields)
}
