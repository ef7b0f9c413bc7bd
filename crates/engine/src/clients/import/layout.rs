//! How a list is written: what the person said of it, and what the file tells about the rest.

use super::{
    delimiter, encoding, header,
    plan::ImportPlan,
    records::Records,
    role::Role,
    source::{SAMPLE, Source},
    text::Text,
    titles::OWN_PREFIX,
};
use crate::{
    Error, Result,
    clients::{FIELDS, details::field_name},
};
use encoding_rs::{Encoding, UTF_8};
use std::{collections::BTreeSet, fs::File, io::Read};

/// How many rows are looked at.
const ROWS: usize = 100;

/// Everything that reading the rows takes.
#[derive(Clone, Debug)]
pub struct Layout {
    pub encoding: &'static Encoding,
    pub delimiter: u8,
    /// Whether the first row holds titles.
    pub header: bool,
    /// The first line is Excel's `sep=;`.
    declared: bool,
    /// Of each column; empty texts without a header.
    pub titles: Vec<String>,
    /// Of each column.
    pub roles: Vec<Role>,
    /// How many of the columns, at the left, are the additions of a rejects file.
    pub own: usize,
}

impl Layout {
    /// Reads the beginning of the file. Answers with the first rows too, without the header.
    ///
    /// Fails as [`Source::open`] does, and with `import-encoding`, `import-delimiter` or
    /// `import-role` for what the plan says.
    pub fn read(source: &Source, plan: &ImportPlan) -> Result<(Self, Vec<Vec<String>>)> {
        let encoding = match &plan.encoding {
            Some(label) => encoding::named(label)?,
            None => encoding::detect(source.reader()?).map_err(|error| source.failed(&error))?,
        };
        let sample = sample(source, encoding)?;
        let declared = delimiter::declared(&sample);
        let delimiter = match &plan.delimiter {
            Some(text) => delimiter::named(text)?,
            None => declared.unwrap_or_else(|| delimiter::detect(&sample)),
        };
        let mut rows = rows(&sample, delimiter, declared.is_some());
        let header = plan.header.unwrap_or_else(|| header::is_header(&rows));
        let titles = match rows.first() {
            Some(first) if header => titled(first),
            Some(first) => vec![String::new(); first.len()],
            None => vec![],
        };
        if header && !rows.is_empty() {
            rows.remove(0);
        }
        let mut roles = header::roles(&titles, &rows);
        for (index, role) in plan.columns.iter().flatten().enumerate() {
            if let Some(slot) = roles.get_mut(index) {
                *slot = role.parse()?;
            }
        }
        let own = titles.iter().take_while(|title| title.starts_with(OWN_PREFIX)).count();
        let declared = declared.is_some();
        Ok((Self { encoding, delimiter, header, declared, titles, roles, own }, rows))
    }

    /// Refuses a layout that nothing can be imported by: `import-no-email-column`,
    /// `import-too-many-fields`, or a name that no field may have.
    pub fn check(&self) -> Result<()> {
        if !self.roles.contains(&Role::Email) {
            return Err(Error::new("import-no-email-column").field("columns"));
        }
        let mut fields = BTreeSet::new();
        for role in &self.roles {
            if let Role::Field(name) = role {
                field_name(name).map_err(|error| error.field("columns"))?;
                fields.insert(name);
            }
        }
        if fields.len() > FIELDS {
            return Err(Error::new("import-too-many-fields").with("limit", FIELDS).field("columns"));
        }
        Ok(())
    }

    /// The records of the list, without the header.
    pub fn records(&self, source: &Source) -> Result<Records<File>> {
        let mut records = Records::new(Text::new(source.reader()?, self.encoding), self.delimiter);
        if self.declared {
            records.skip_line();
        }
        if self.header {
            records.next().map_err(|error| source.failed(&error))?;
        }
        Ok(records)
    }

    /// What to call a column in a sentence: its title, else its number from 1.
    pub fn column(&self, index: usize) -> String {
        match self.titles.get(index) {
            Some(title) if !title.is_empty() => title.clone(),
            _ => (index + 1).to_string(),
        }
    }
}

/// The titles, without the empty ones that a delimiter at the end of the line makes.
fn titled(row: &[String]) -> Vec<String> {
    let mut titles: Vec<String> = row.iter().map(|title| title.trim().to_owned()).collect();
    while titles.last().is_some_and(String::is_empty) {
        titles.pop();
    }
    titles
}

/// The text that the file begins with. Unless it is the whole file, its last line is left out:
/// it may be cut.
fn sample(source: &Source, encoding: &'static Encoding) -> Result<String> {
    let mut sample = String::new();
    Text::new(source.reader()?.take(SAMPLE as u64), encoding)
        .read(&mut sample)
        .map_err(|error| source.failed(&error))?;
    if source.size > SAMPLE as u64
        && let Some(end) = sample.rfind('\n')
    {
        sample.truncate(end + 1);
    }
    Ok(sample)
}

fn rows(sample: &str, delimiter: u8, declared: bool) -> Vec<Vec<String>> {
    let mut records = Records::new(Text::new(sample.as_bytes(), UTF_8), delimiter);
    if declared {
        records.skip_line();
    }
    let mut rows = vec![];
    // One more, for the header.
    while rows.len() <= ROWS
        // Text that is in memory can be read.
        && let Ok(Some(record)) = records.next()
    {
        rows.push(record.cells.iter().map(str::to_owned).collect());
    }
    rows
}
