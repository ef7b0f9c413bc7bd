//! Printing: tables for people, JSON lines for programs. A column is the path of a key in the rows
//! (`counts.sent`), so that both show the same.

use crate::times;
use comfy_table::{
    ContentArrangement, Table,
    presets::{NOTHING, UTF8_BORDERS_ONLY},
};
use engine::{
    Error, Result,
    attempts::answer_words,
    texts::{sentence, text},
    users::Language,
};
use serde::Serialize;
use serde_json::Value;
use std::io::{ErrorKind, Write};

/// Columns that hold words of the product, and where their texts are.
const WORDS: [(&str, &str); 4] = [
    ("status", "mailing-status"),
    ("outcome", "attempt-outcome"),
    ("role", "ctl-role"),
    ("in_doubt", "mailing-in-doubt-policy"),
];

#[derive(Clone, Copy)]
pub struct Screen {
    pub json: bool,
    pub language: Language,
}

impl Screen {
    /// Prints a list.
    pub fn rows<T: Serialize>(&self, columns: &[&str], rows: &[T]) -> Result<()> {
        let rows: Vec<Value> = rows.iter().map(value).collect::<Result<_>>()?;
        if self.json {
            return rows.iter().try_for_each(|row| line(&row.to_string()));
        }
        if rows.is_empty() {
            return line(&text(self.language, "ctl-nothing", &[]));
        }
        let mut table = Table::new();
        table
            .load_style(UTF8_BORDERS_ONLY)
            // As wide as the terminal, where there is one.
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_header(columns.iter().map(|column| self.title(column)));
        for row in &rows {
            table.add_row(columns.iter().map(|column| self.cell(row, column)));
        }
        line(&table.to_string())
    }

    /// Prints one thing, a line for each column that it has.
    pub fn thing<T: Serialize>(&self, columns: &[&str], thing: &T) -> Result<()> {
        let thing = value(thing)?;
        if self.json {
            return line(&thing.to_string());
        }
        let mut table = Table::new();
        table.load_style(NOTHING);
        for column in columns {
            let cell = self.cell(&thing, column);
            if !cell.is_empty() {
                table.add_row([self.title(column), cell]);
            }
        }
        line(&table.to_string())
    }

    /// Prints what came of a command: the words for people, all of it for programs.
    pub fn say<T: Serialize>(&self, words: &str, thing: &T) -> Result<()> {
        if self.json { line(&value(thing)?.to_string()) } else { line(words) }
    }

    /// Says how many rows an export has written.
    pub fn exported(&self, written: &Value) -> Result<()> {
        let rows = written.get("rows").and_then(Value::as_u64).unwrap_or_default();
        self.say(&text(self.language, "ctl-exported", &[("rows", rows.into())]), written)
    }

    /// Says what comes next, to people.
    pub fn heading(&self, id: &str) -> Result<()> {
        if self.json { Ok(()) } else { line(&format!("\n{}", text(self.language, id, &[]))) }
    }

    /// Says beside the output what has gone wrong, in one sentence.
    pub fn warn(&self, error: &Error) {
        // Nobody is left to tell when this fails.
        let _ = writeln!(std::io::stderr(), "{}", sentence(self.language, error));
    }

    fn title(&self, column: &str) -> String {
        text(self.language, &format!("ctl-column-{}", column.replace(['.', '_'], "-")), &[])
    }

    fn cell(&self, row: &Value, column: &str) -> String {
        let value = column.split('.').try_fold(row, |value, key| value.get(key));
        if column == "answer"
            && let Some(words) = answer(self.language, row)
        {
            return words;
        }
        match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(words)) => match WORDS.iter().find(|(key, _)| *key == column) {
                Some((_, id)) => text(self.language, &format!("{id}-{}", words.replace('_', "-")), &[]),
                None => words.clone(),
            },
            Some(Value::Bool(is_so)) => text(self.language, if *is_so { "yes" } else { "no" }, &[]),
            Some(Value::Number(number))
                if column == "at" || column.ends_with("_at") || column.ends_with(".at") =>
            {
                number.as_i64().map(times::shown).unwrap_or_default()
            }
            Some(Value::Array(items)) => {
                let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                items.join(", ")
            }
            Some(other) => other.to_string(),
        }
    }
}

/// What an attempt, or a group of them, was answered.
fn answer(language: Language, row: &Value) -> Option<String> {
    let answer = row.get("answer")?.as_str()?;
    Some(answer_words(language, row.get("stage")?.as_str()?, row.get("code")?.as_i64(), answer))
}

fn value(thing: &impl Serialize) -> Result<Value> {
    serde_json::to_value(thing).map_err(|error| Error::internal(&error))
}

/// What [`line`] fails with when its reader has heard enough.
pub const CLOSED: &str = "ctl-output-closed";

/// Prints a line on standard output. A reader that has heard enough (`| head`) ends what prints, as any error
/// does: letters in flight are still finished.
///
/// # Errors
/// [`CLOSED`], which is no failure of the program.
pub fn line(words: &str) -> Result<()> {
    match writeln!(std::io::stdout(), "{words}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Error::new("ctl-output-closed")),
        written => written.map_err(|error| Error::internal(&error)),
    }
}
