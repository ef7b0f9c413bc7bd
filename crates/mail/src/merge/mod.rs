//! Merge fields: a letter's text with places for one client's values (Jinja syntax, by minijinja).
//!
//! `{{ name }}`, `{{ email }}`, `{{ comment }}` and the client's own fields by their name, also in Cyrillic; a name
//! that is not one word is written `{{ fields["Имя отчество"] }}`. A default is `{{ name|default("friend") }}`.
//!
//! An empty value counts as missing: a default takes its place, and without one the letter is not built, because
//! "Dear ," must not go out. `{% if comment %}…{% endif %}` asks whether a value is there.

mod constructs;
mod markdown;
mod pieces;
mod shield;
mod template;
mod values;

pub use template::{Part, Template, TemplateError};
pub use values::{Recipient, Values};

pub(crate) use markdown::html_from_markdown;
pub(crate) use pieces::Piece;
pub(crate) use shield::Shield;
pub(crate) use values::Filling;
