//! One part of a letter as a template: parsed once, rendered for each recipient, within a bound of work.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::Arc;

use minijinja::{Environment, ErrorKind, HtmlEscape, UndefinedBehavior, Value, filters};

use super::constructs::tags;
use super::pieces::{Piece, cut};
use super::values::{Filling, Recipient, Values};
use crate::Address;

/// Steps of one rendering; a letter with fifty fields takes about 150.
const FUEL: u64 = 20_000;
/// The only tags: a letter has no loops and no assignments, so it cannot grow without bound.
const TAGS: [&str; 6] = ["if", "elif", "else", "endif", "raw", "endraw"];

/// Which part of a letter a template makes; decides how values are escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Values are HTML-escaped; nothing in a template can lift that.
    Html,
    Text,
    /// As text; that it is one line is checked where it becomes a header.
    Subject,
}

/// A parsed template.
#[derive(Debug, Clone)]
pub struct Template {
    /// Also its name in the environment.
    source: String,
    part: Part,
    environment: Arc<Environment<'static>>,
    fields: BTreeSet<String>,
    pieces: Vec<Piece>,
}

/// Why a template is refused, or why a letter could not be made from it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Refused when the message is written.
    #[error("line {line}: {detail}")]
    Syntax { line: usize, detail: String },
    /// The recipient has no value for this field, and the template no default.
    #[error("no value for {field}")]
    Missing { field: String },
    #[error("line {line}: {detail}")]
    Failed { line: usize, detail: String },
    /// More work than a letter may take.
    #[error("the template takes too much work")]
    TooMuch,
}

impl TemplateError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "merge-syntax",
            Self::Missing { .. } => "merge-missing",
            Self::Failed { .. } => "merge-failed",
            Self::TooMuch => "merge-too-much",
        }
    }
}

impl Template {
    /// Parses a template and tries it once, so that an unknown filter is found now and not with the first recipient.
    pub fn parse(source: &str, part: Part) -> Result<Self, TemplateError> {
        if let Some(tag) = tags(source).find(|tag| !TAGS.contains(&tag.word)) {
            return Err(TemplateError::Syntax {
                line: tag.line,
                detail: format!("unknown tag {}", tag.word),
            });
        }
        let mut environment = environment(part);
        environment.add_template_owned(source.to_owned(), source.to_owned()).map_err(|error| {
            TemplateError::Syntax { line: error.line().unwrap_or(1), detail: detail(&error) }
        })?;
        let whole = || vec![Piece::Rendered(source.to_owned())];
        let pieces = cut(source).filter(|pieces| {
            let mut rendered = pieces.iter().filter_map(|piece| match piece {
                Piece::Rendered(source) => Some(source.clone()),
                _ => None,
            });
            rendered.all(|source| environment.add_template_owned(source.clone(), source).is_ok())
        });
        let mut template = Self {
            source: source.to_owned(),
            part,
            environment: Arc::new(environment),
            fields: BTreeSet::new(),
            pieces: pieces.unwrap_or_else(whole),
        };
        template.render(&Values::sample(None))?;
        template.fields = template.find_fields()?;
        if !template.pieces_agree() {
            template.pieces = whole();
        }
        Ok(template)
    }

    /// The names of all merge fields used.
    pub fn fields(&self) -> &BTreeSet<String> {
        &self.fields
    }

    /// The fields without which no letter can be made: used, and without a default.
    pub fn required_fields(&self) -> BTreeSet<String> {
        let fields = self.fields.iter().filter(|field| {
            matches!(self.render(&Values::sample(Some(field))), Err(TemplateError::Missing { .. }))
        });
        fields.cloned().collect()
    }

    pub fn render(&self, values: &Values) -> Result<String, TemplateError> {
        self.render_named(&self.source, values)
    }

    /// One after the other, filled, they are the rendered template.
    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Appends some of the pieces, filled. An error is as with [`Self::render`], but its line is that in the piece.
    pub(crate) fn fill(
        &self,
        pieces: &[Piece],
        to: &Filling<'_>,
        out: &mut String,
    ) -> Result<(), TemplateError> {
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Field(field) => {
                    let value = field
                        .value(to.to)
                        .ok_or_else(|| TemplateError::Missing { field: field.name.clone() })?;
                    match self.part {
                        // Writing to a string cannot fail.
                        Part::Html => write!(out, "{}", HtmlEscape(value)).unwrap_or_default(),
                        Part::Text | Part::Subject => out.push_str(value),
                    }
                }
                Piece::Rendered(source) => out.push_str(&self.render_named(source, to.values())?),
            }
        }
        Ok(())
    }

    fn render_named(&self, name: &str, values: &Values) -> Result<String, TemplateError> {
        values.forget_asked();
        let template = self.environment.get_template(name).map_err(|error| failed(&error))?;
        template.render(values.root()).map_err(|error| match (error.kind(), values.last_missing()) {
            (ErrorKind::OutOfFuel, _) => TemplateError::TooMuch,
            (ErrorKind::UndefinedError, Some(field)) => TemplateError::Missing { field },
            // Filters that need a text report an undefined one as a bad argument.
            (ErrorKind::InvalidOperation, Some(field)) => TemplateError::Missing { field },
            _ => failed(&error),
        })
    }

    /// Plain names are found in the syntax tree; names inside `fields["…"]` by what two trial renderings ask for.
    fn find_fields(&self) -> Result<BTreeSet<String>, TemplateError> {
        let template = self.environment.get_template(&self.source).map_err(|error| failed(&error))?;
        let mut fields: BTreeSet<String> = template.undeclared_variables(false).into_iter().collect();
        fields.remove("fields");
        for values in [Values::sample(None), Values::nothing()] {
            // With nothing there, stopping at the first required field is expected.
            let _ = template.render(values.root());
            fields.append(&mut values.asked_by_key());
        }
        Ok(fields)
    }

    /// Whether the pieces make the same text as the whole, for somebody with every value and for somebody without.
    /// They always should; but minijinja decides what a template means, and not how it was cut here.
    fn pieces_agree(&self) -> bool {
        let Ok(address) = Address::parse("a@example.org") else { return false };
        let value = |name: &String| format!("<{name}>");
        let fields = self.fields.iter().map(|name| (name.clone(), value(name))).collect();
        let without =
            Recipient { address, name: String::new(), comment: String::new(), fields: BTreeMap::new() };
        let with =
            Recipient { name: "<name>".into(), comment: "<comment>".into(), fields, ..without.clone() };
        [with, without].into_iter().all(|recipient| {
            let mut filled = String::new();
            let filled = self.fill(&self.pieces, &Filling::of(&recipient), &mut filled).map(|()| filled);
            filled.ok() == self.render(&Values::from(recipient)).ok()
        })
    }
}

fn environment(part: Part) -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(FUEL));
    environment.add_filter("default", filters::default);
    environment.add_filter("d", filters::default);
    environment.add_filter("upper", filters::upper);
    environment.add_filter("lower", filters::lower);
    environment.add_filter("title", filters::title);
    environment.add_filter("capitalize", filters::capitalize);
    environment.add_filter("trim", filters::trim);
    environment.add_filter("split", filters::split);
    environment.add_filter("first", filters::first);
    environment.add_filter("last", filters::last);
    environment.add_filter("urlencode", filters::urlencode);
    if part == Part::Html {
        // Not the library's automatic escaping: `{% autoescape %}` and "safe" strings could switch that off.
        environment
            .set_formatter(|out, _, value| write!(out, "{}", HtmlEscape(&text(value))).map_err(Into::into));
    }
    environment
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn failed(error: &minijinja::Error) -> TemplateError {
    TemplateError::Failed { line: error.line().unwrap_or(1), detail: detail(error) }
}

fn detail(error: &minijinja::Error) -> String {
    error.detail().map_or_else(|| error.kind().to_string(), str::to_owned)
}
