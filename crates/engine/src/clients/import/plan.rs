//! What the shells say about an import, and what they are told.

use crate::Error;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

/// How to read a list. What is `None` is guessed from the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct ImportPlan {
    #[ts(type = "string")]
    pub path: PathBuf,
    /// A name from the Encoding Standard, or `cp866`.
    pub encoding: Option<String>,
    /// `,` `;` `|` or a tab.
    pub delimiter: Option<String>,
    /// Whether the first row holds titles.
    pub header: Option<bool>,
    /// The role of each column, from the left.
    pub columns: Option<Vec<String>>,
    /// Tags for every client of the list.
    pub tags: Vec<String>,
}

/// How a list will be read, with its first rows.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportPreview {
    /// The file's name without its folder.
    pub name: String,
    /// In bytes.
    #[ts(type = "number")]
    pub size: u64,
    pub encoding: String,
    pub delimiter: String,
    pub header: bool,
    pub columns: Vec<ImportColumn>,
    /// The first five, without the header.
    pub rows: Vec<Vec<String>>,
}

/// One column of a list.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ImportColumn {
    pub index: usize,
    /// Empty if the list has no header.
    pub title: String,
    pub role: String,
    /// The first two values that are not empty.
    pub samples: Vec<String>,
}

/// What an import did, or (a dry run) would do. Every row counts once, except blank ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportReport {
    #[ts(type = "number")]
    pub new: u64,
    /// Known clients that get at least one new value or tag.
    #[ts(type = "number")]
    pub changed: u64,
    /// Known clients that the list says nothing new about.
    #[ts(type = "number")]
    pub same: u64,
    #[ts(type = "number")]
    pub invalid: u64,
    /// Rows whose address stood higher up in the same list already.
    #[ts(type = "number")]
    pub repeated: u64,
    pub seconds: f64,
    /// The file with the refused rows, if there are any and a file was asked for.
    pub rejects: Option<String>,
    /// At most the first hundred.
    pub first_rejects: Vec<Reject>,
}

/// A refused row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Reject {
    /// The line of the file, from 1, where the row begins.
    #[ts(type = "number")]
    pub line: u64,
    pub reason: Error,
    /// The row as it stands in the file, cut to 300 characters.
    pub text: String,
}
