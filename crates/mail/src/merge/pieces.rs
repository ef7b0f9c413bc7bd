//! A template cut into pieces, so that a letter is filled without interpreting what is the same for everybody.
//!
//! Most of a letter is text, and most merge fields are plain: only what is neither is left to minijinja, and only
//! that piece of it.

use super::constructs::{Constructs, tag_word};
use super::values::Recipient;

/// A piece of a template; one after the other they are the template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Field(Field),
    /// A template of its own: its source, which is also its name in the environment.
    Rendered(String),
}

/// `{{ name }}`, `{{ fields.name }}` or `{{ fields["name"] }}`, perhaps with a default in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub name: String,
    /// Reached through `fields`.
    own: bool,
    default: Option<String>,
}

impl Field {
    pub(super) fn value<'a>(&'a self, to: &'a Recipient) -> Option<&'a str> {
        let value = if self.own { to.own_field(&self.name) } else { to.field(&self.name) };
        value.or(self.default.as_deref())
    }

    fn parse(construct: &str) -> Option<Self> {
        let expression = construct.strip_prefix("{{")?.strip_suffix("}}")?.trim();
        let (field, default) = match expression.split_once('|') {
            Some((field, filter)) => (field.trim_end(), Some(default(filter)?)),
            None => (expression, None),
        };
        let (name, own) = match field.strip_prefix("fields") {
            Some(own) => match own.strip_prefix('.') {
                Some(name) => (word(name)?, true),
                None => (quoted(own.strip_prefix('[')?.strip_suffix(']')?)?, true),
            },
            None => (word(field)?, false),
        };
        Some(Self { name: name.to_owned(), own, default: default.map(str::to_owned) })
    }
}

/// The pieces of a template; `None` when it has to stay whole. Each [`Piece::Rendered`] has to be tried by itself.
pub(super) fn cut(source: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    // A conditional is one piece with all that is in it.
    let (mut group, mut depth) = (String::new(), 0_usize);
    // One line break at the end is not part of a template.
    let mut rest = source.strip_suffix('\n').unwrap_or(source);
    rest = rest.strip_suffix('\r').unwrap_or(rest);
    for construct in Constructs::of(rest) {
        if reaches_out(construct) {
            return None;
        }
        let (before, after) = rest.split_once(construct)?;
        rest = after;
        match tag_word(construct) {
            Some("if") => depth += 1,
            Some("elif" | "else" | "endif") if depth > 0 => {}
            Some(_) => return None,
            None => {}
        }
        if !group.is_empty() {
            group.push_str(before);
        } else if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        if depth > 0 {
            group.push_str(construct);
            if tag_word(construct) == Some("endif") {
                depth -= 1;
            }
            if depth == 0 {
                pieces.push(Piece::Rendered(std::mem::take(&mut group)));
            }
        } else if let Some(field) = Field::parse(construct) {
            pieces.push(Piece::Field(field));
        } else if !construct.starts_with("{#") {
            pieces.push(Piece::Rendered(construct.to_owned()));
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    (depth == 0).then_some(pieces)
}

/// Whether a construct changes the white space around it.
fn reaches_out(construct: &str) -> bool {
    let inner = construct.get(2..construct.len().saturating_sub(2)).unwrap_or_default();
    inner.starts_with(['-', '+']) || inner.ends_with(['-', '+'])
}

/// The text of `default("text")`.
fn default(filter: &str) -> Option<&str> {
    let filter = filter.trim();
    let argument = filter.strip_prefix("default").or_else(|| filter.strip_prefix('d'))?;
    quoted(argument.trim_start().strip_prefix('(')?.strip_suffix(')')?)
}

/// A text in quotes in which nothing is escaped.
fn quoted(text: &str) -> Option<&str> {
    let text = text.trim();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    text.strip_prefix(quote)?.strip_suffix(quote).filter(|inner| !inner.contains([quote, '\\']))
}

fn word(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_word = text.chars().all(|c| c == '_' || c.is_alphanumeric());
    (is_word && text.starts_with(|c: char| c == '_' || c.is_alphabetic())).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `_` for a field, the source of what minijinja renders in brackets.
    fn shape(source: &str) -> Option<String> {
        let shapes = cut(source)?.into_iter().map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Field(_) => "_".to_owned(),
            Piece::Rendered(source) => format!("[{source}]"),
        });
        Some(shapes.collect())
    }

    #[test]
    fn only_what_is_no_plain_field_is_left_to_minijinja() {
        for (source, expected) in [
            ("a {{ name }}{{fields.x|d('')}} b\n", "a __ b"),
            ("{{ fields[\"x y\"] | default ( \"|\" ) }}{# note #}", "_"),
            ("{{ name|upper }} {{ name|d('\\n') }}", "[{{ name|upper }}] [{{ name|d('\\n') }}]"),
            (
                "a {% if x %}{% if y %}{{ name }}{% endif %} b{% else %}c{% endif %} {{ name }}",
                "a [{% if x %}{% if y %}{{ name }}{% endif %} b{% else %}c{% endif %}] _",
            ),
        ] {
            assert_eq!(shape(source).as_deref(), Some(expected), "{source}");
        }
        for whole in ["a {{- name }}", "{% raw %}{{ name }}{% endraw %}", "{#- -#}", "{% if x -%}{% endif %}"]
        {
            assert_eq!(shape(whole), None, "{whole}");
        }
    }
}
