//! A line of the log: written from an event, read for the window.

use super::redact;
use crate::{Clock, Timestamp, words::words};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, fmt};
use tracing::{Event, Level, Subscriber, field::Field};
use tracing_subscriber::{
    fmt::{FmtContext, FormatEvent, FormatFields, format::Writer},
    registry::LookupSpan,
};
use ts_rs::TS;

words! {
    /// How much an entry matters, the most first.
    LogLevel { Error = "error", Warn = "warn", Info = "info", Debug = "debug" }
}

impl LogLevel {
    /// Whether it matters at least as much as `least`.
    pub(super) fn matters_as(self, least: Self) -> bool {
        self as u8 <= least as u8
    }
}

/// An entry of the log. A line that cannot be read is a message without a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LogEntry {
    pub at: Timestamp,
    pub level: LogLevel,
    /// Where in the program it was said.
    pub target: String,
    pub message: String,
    pub fields: BTreeMap<String, String>,
}

/// As it stands in the file.
#[derive(Serialize, Deserialize)]
struct Line {
    at: String,
    level: LogLevel,
    target: String,
    message: String,
    #[serde(default)]
    fields: Map<String, Value>,
}

/// Makes a line of an event: at once and whole, so that it is appended by one call.
pub(super) struct Lines {
    clock: Clock,
}

impl Lines {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock }
    }
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let level = *event.metadata().level();
        let mut said = Said { openly: level > Level::INFO, ..Said::default() };
        event.record(&mut said);
        // Of what comes from the `log` crate only the fields know where it comes from.
        let target = said.fields.remove("log.target");
        said.fields.retain(|name, _| !name.starts_with("log."));
        let line = Line {
            at: self.clock.now().rfc3339(),
            level: match level {
                Level::ERROR => LogLevel::Error,
                Level::WARN => LogLevel::Warn,
                Level::INFO => LogLevel::Info,
                _ => LogLevel::Debug,
            },
            target: target.map_or_else(|| event.metadata().target().to_owned(), shown),
            message: said.message,
            fields: said.fields,
        };
        writeln!(writer, "{}", serde_json::to_string(&line).map_err(|_| fmt::Error)?)
    }
}

/// What an event says.
#[derive(Default)]
struct Said {
    /// Addresses stay.
    openly: bool,
    message: String,
    fields: Map<String, Value>,
}

impl Said {
    fn text(&mut self, field: &Field, text: &str) {
        let text = if self.openly { text.to_owned() } else { redact(text).into_owned() };
        if field.name() == "message" {
            self.message = text;
        } else {
            self.value(field, text.into());
        }
    }

    fn value(&mut self, field: &Field, value: Value) {
        self.fields.insert(field.name().to_owned(), value);
    }
}

impl tracing::field::Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, &format!("{value:?}"));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value);
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.value(field, value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.value(field, value.into());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.value(field, value.into());
    }
}

impl LogEntry {
    /// What a line says; one that cannot be read, as it is: an error of about `then`.
    pub(super) fn read(line: &[u8], then: Timestamp) -> Self {
        Self::parse(line).unwrap_or_else(|| Self {
            at: then,
            level: LogLevel::Error,
            target: String::new(),
            message: String::from_utf8_lossy(line).into_owned(),
            fields: BTreeMap::new(),
        })
    }

    fn parse(line: &[u8]) -> Option<Self> {
        let Line { at, level, target, message, fields } = serde_json::from_slice(line).ok()?;
        let at = chrono::DateTime::parse_from_rfc3339(&at).ok()?;
        let fields = fields.into_iter().map(|(name, value)| (name, shown(value))).collect();
        Some(Self { at: Timestamp(at.timestamp_millis()), level, target, message, fields })
    }

    /// What a search looks at: `mailing.id=…` finds what is about a mailing.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{} {}", self.message, self.target);
        for (name, value) in &self.fields {
            text.extend([" ", name, "=", value]);
        }
        text
    }
}

fn shown(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
