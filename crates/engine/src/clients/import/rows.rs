//! The rows of a list: each is a client, or is refused with a reason, one by one.

use super::{
    layout::Layout,
    records::{Cells, Fault, Record, Records},
    role::Role,
    text::UNDECODABLE,
};
use crate::{
    Error,
    clients::{COMMENT_LENGTH, FIELD_LENGTH, NAME_LENGTH, TAGS, cells::unguard},
    tags::TagName,
};
use mail::address::Address;
use std::{
    collections::{BTreeMap, HashMap},
    io::{self, Read},
    sync::Arc,
};

/// One row of a list.
#[derive(Debug)]
pub struct Row {
    /// The line of the file, from 1, where it begins.
    pub line: u64,
    pub result: Result<ClientRow, Rejected>,
}

/// What a row says about a client. What is empty says nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientRow {
    /// As [`Address`] writes it.
    pub email: String,
    /// [`Address::key`]: what two rows about one client have in common.
    pub key: String,
    pub name: String,
    pub comment: String,
    pub fields: BTreeMap<String, String>,
    /// Names that [`TagName`] takes.
    pub tags: Vec<String>,
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    pub reason: Error,
    /// Its cells, as far as they could be told apart.
    pub cells: Vec<String>,
    /// The row as it stands in the file.
    pub text: String,
}

impl ClientRow {
    /// Takes over what a later row about the same client says; what that leaves empty stays.
    pub fn update(&mut self, later: Self) {
        self.email = later.email;
        if !later.name.is_empty() {
            self.name = later.name;
        }
        if !later.comment.is_empty() {
            self.comment = later.comment;
        }
        self.fields.extend(later.fields);
        for tag in later.tags {
            if !self.tags.contains(&tag) {
                self.tags.push(tag);
            }
        }
    }
}

/// Reads rows from `R`.
pub struct Rows<R> {
    records: Records<R>,
    layout: Arc<Layout>,
    /// The columns of the name's parts, in the order in which the parts are joined.
    name_parts: Vec<usize>,
}

impl<R: Read> Rows<R> {
    pub fn new(mut records: Records<R>, layout: Arc<Layout>) -> Self {
        records.expect(layout.titles.len());
        Self { records, name_parts: name_parts(&layout), layout }
    }

    /// The next row that is not blank, or `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<Row>> {
        while let Some(record) = self.records.next()? {
            if record.cells.iter().all(is_blank) {
                continue;
            }
            let result = client(&record, &self.layout, &self.name_parts);
            let result = result.map_err(|reason| rejected(&record, reason));
            return Ok(Some(Row { line: record.line, result }));
        }
        Ok(None)
    }

    /// The line and the cells of the next good row about one of the clients that were refused
    /// afterwards, by their keys.
    pub fn next_refused(&mut self, refused: &HashMap<String, Error>) -> io::Result<Option<(u64, Rejected)>> {
        while let Some(record) = self.records.next()? {
            if let Ok(client) = client(&record, &self.layout, &self.name_parts)
                && let Some(reason) = refused.get(&client.key)
            {
                return Ok(Some((record.line, rejected(&record, reason.clone()))));
            }
        }
        Ok(None)
    }
}

/// Russian forms ask for Фамилия, Имя, Отчество, and the whole name is written in that order;
/// English ones are joined First Middle Last. The whole name comes before its parts.
fn name_parts(layout: &Layout) -> Vec<usize> {
    let column = |wanted: Role| layout.roles.iter().position(|role| *role == wanted);
    let last = column(Role::LastName);
    let is_cyrillic = |title: &String| title.chars().any(|c| ('А'..='я').contains(&c));
    let last_first = last.and_then(|last| layout.titles.get(last)).is_some_and(is_cyrillic);
    let (first, middle) = (column(Role::FirstName), column(Role::MiddleName));
    let parts = if last_first { [last, first, middle] } else { [first, middle, last] };
    parts.into_iter().flatten().collect()
}

fn rejected(record: &Record, reason: Error) -> Rejected {
    let cells = record.cells.iter().map(str::to_owned).collect();
    Rejected { reason, cells, text: record.text.to_owned() }
}

fn client(record: &Record, layout: &Layout, name_parts: &[usize]) -> Result<ClientRow, Error> {
    if let Some(fault) = record.fault {
        return Err(Error::new(match fault {
            Fault::UnclosedQuote => "row-unclosed-quote",
            Fault::TooLong => "row-endless",
        }));
    }
    if record.text.contains(UNDECODABLE) {
        return Err(Error::new("row-undecodable"));
    }
    let (expected, found) = (layout.titles.len(), record.cells.len());
    // Some programs end a row with a delimiter, or with several.
    if found < expected || record.cells.iter().skip(expected).any(|cell| !is_blank(cell)) {
        return Err(Error::new("row-cells").with("expected", expected).with("found", found));
    }
    let email = email(record.cells, layout)?;
    let mut row = ClientRow {
        key: email.key(),
        email: email.into(),
        name: String::new(),
        comment: String::new(),
        fields: BTreeMap::new(),
        tags: vec![],
    };
    for (index, (role, cell)) in layout.roles.iter().zip(record.cells.iter()).enumerate() {
        let cell = trim(unguard(cell));
        let column = || layout.column(index);
        if cell.is_empty() {
            continue;
        }
        match role {
            Role::Name if row.name.is_empty() => row.name = line(cell, NAME_LENGTH, column)?,
            Role::Comment => row.comment = text(cell, COMMENT_LENGTH, column)?,
            Role::Field(name) => {
                row.fields.insert(name.clone(), line(cell, FIELD_LENGTH, column)?);
            }
            Role::Tags => {
                for tag in tags(cell) {
                    let refused = |_| Error::new("row-tag").with("text", shorten(tag, 100));
                    let tag = TagName::parse(tag).map_err(refused)?.as_str().to_owned();
                    if !row.tags.contains(&tag) {
                        row.tags.push(tag);
                    }
                }
                if row.tags.len() > TAGS {
                    return Err(Error::new("row-tags-too-many").with("limit", TAGS));
                }
            }
            _ => {}
        }
    }
    if row.name.is_empty()
        && let Some(first) = name_parts.first()
    {
        let cells = name_parts.iter().filter_map(|part| record.cells.get(*part));
        let parts = cells.map(|cell| trim(unguard(cell)));
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        row.name = line(&parts.join(" "), NAME_LENGTH, || layout.column(*first))?;
    }
    Ok(row)
}

/// The address of the first such column that has something in it.
fn email(cells: Cells, layout: &Layout) -> Result<Address, Error> {
    let columns = layout.roles.iter().zip(cells.iter()).filter(|(role, _)| **role == Role::Email);
    let text = columns
        .map(|(_, cell)| trim(unguard(cell)))
        .find(|cell| !cell.is_empty())
        .ok_or_else(|| Error::new("row-no-address"))?;
    Address::parse(text).map_err(|_| Error::new("row-address").with("text", shorten(text, 100)))
}

/// One line: a line break in a name would start a header of its own (RFC 5322 §2.2).
fn line(cell: &str, limit: usize, column: impl Fn() -> String) -> Result<String, Error> {
    if cell.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(Error::new("row-control-character").with("column", column()));
    }
    within(cell, limit, column)
}

/// Text that may have line breaks; they become line feeds.
fn text(cell: &str, limit: usize, column: impl Fn() -> String) -> Result<String, Error> {
    if cell.chars().any(|c| c.is_control() && !matches!(c, '\r' | '\n' | '\t')) {
        return Err(Error::new("row-control-character").with("column", column()));
    }
    if cell.contains('\r') {
        return within(&cell.replace("\r\n", "\n").replace('\r', "\n"), limit, column);
    }
    within(cell, limit, column)
}

fn within(cell: &str, limit: usize, column: impl Fn() -> String) -> Result<String, Error> {
    // A character has at least one byte.
    if cell.len() > limit && cell.chars().count() > limit {
        return Err(Error::new("row-too-long")
            .with("column", column())
            .with("length", cell.chars().count())
            .with("limit", limit));
    }
    Ok(cell.to_owned())
}

/// The tags of a cell, as Mailchimp (`"VIP","New"`), Google (`Friends ::: * myContacts`; what has
/// a star is Google's own) and people write them.
fn tags(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';'])
        .flat_map(|part| part.split(":::"))
        .map(|tag| tag.trim_matches(|c: char| c.is_whitespace() || c == '"'))
        .filter(|tag| !tag.is_empty() && !tag.starts_with("* "))
}

/// Without white space around it, also the kind that cannot be seen.
fn trim(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}'))
}

/// Ctrl-Z ends a file of DOS.
pub fn is_blank(cell: &str) -> bool {
    matches!(trim(cell), "" | "\u{1a}")
}

/// The text, cut to so many characters.
pub fn shorten(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}
