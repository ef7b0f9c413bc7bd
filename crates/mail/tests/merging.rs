//! Merge fields: what a template may hold, what a value may do, and what is missing.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;

use mail::merge::{Part, Recipient, Template, TemplateError, Values};
use support::recipient;

fn anna() -> Recipient {
    let mut anna = recipient("anna@example.org", "Анна Петрова");
    anna.comment = "<b>VIP</b> & \"co\"".into();
    anna.fields = [("Город", "Тверь"), ("Имя отчество", "Анна Ивановна"), ("empty", " "), ("name", "own")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    anna
}

fn render(source: &str, part: Part) -> Result<String, TemplateError> {
    Template::parse(source, part)?.render(&Values::from(anna()))
}

fn text(source: &str) -> String {
    render(source, Part::Text).unwrap()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn fields_become_values() {
    for (source, result) in [
        ("Здравствуйте, {{ name }}!", "Здравствуйте, Анна Петрова!"),
        ("{{email}} {{ Город }}", "anna@example.org Тверь"),
        ("{{ fields[\"Имя отчество\"] }}, {{ fields.Город }}", "Анна Ивановна, Тверь"),
        ("{{ fields[\"name\"] }}", "own"),
        ("{{ name|split|first|upper }}", "АННА"),
        ("{{ email|urlencode }}", "anna%40example.org"),
        ("{% if Город %}Вы из города {{ Город }}{% else %}Откуда вы?{% endif %}", "Вы из города Тверь"),
        ("{% if empty %}есть{% elif nothing %}было{% else %}нет{% endif %}", "нет"),
        ("{% raw %}{{ name }}{% endraw %} {# a note #}", "{{ name }} "),
        ("no fields at all", "no fields at all"),
    ] {
        assert_eq!(text(source), result, "{source}");
    }
}

#[test]
fn a_default_stands_for_a_missing_and_for_an_empty_value() {
    assert_eq!(text("{{ empty|default('друг') }}"), "друг");
    assert_eq!(text("{{ nothing|default(\"друг\") }}"), "друг");
    assert_eq!(text("{{ fields['no such']|d('друг') }}"), "друг");
    assert_eq!(text("{{ Город|default('друг') }}"), "Тверь");
}

#[test]
fn a_value_that_is_missing_is_named() {
    for (source, field) in [
        ("{{ empty }}", "empty"),
        ("{{ nothing }}", "nothing"),
        ("{{ fields[\"no such\"] }}", "no such"),
        ("{{ nothing|upper }}", "nothing"),
        ("{{ name }} {{ empty|default('x') }} {{ nothing }}", "nothing"),
    ] {
        assert_eq!(
            render(source, Part::Text),
            Err(TemplateError::Missing { field: field.into() }),
            "{source}"
        );
    }
}

#[test]
fn values_are_text_in_html_whatever_the_template_tries() {
    let escaped = "&lt;b&gt;VIP&lt;&#x2f;b&gt; &amp; &quot;co&quot;";
    assert_eq!(render("<p>{{ comment }}</p>", Part::Html).unwrap(), format!("<p>{escaped}</p>"));
    for lifted in ["{{ comment|safe }}", "{% autoescape false %}{{ comment }}{% endautoescape %}"] {
        assert!(render(lifted, Part::Html).is_err(), "{lifted}");
    }
    assert_eq!(render("{{ comment }}", Part::Subject).unwrap(), "<b>VIP</b> & \"co\"");
}

#[test]
fn a_template_that_cannot_work_is_refused_when_it_is_written() {
    for (source, code, line) in [
        ("{{ name", "merge-syntax", 1),
        ("one\ntwo {{ имя отчество }}", "merge-syntax", 2),
        ("{{ name|nosuchfilter }}", "merge-failed", 1),
        ("{{ range(10) }}", "merge-failed", 1),
        ("{% if name %}", "merge-syntax", 1),
        ("one\n{% for x in name %}{% endfor %}", "merge-syntax", 2),
        ("{%- set x = 1 %}", "merge-syntax", 1),
        ("{%include 'x'%}", "merge-syntax", 1),
        ("{% macro x() %}{% endmacro %}", "merge-syntax", 1),
    ] {
        let error = Template::parse(source, Part::Html).unwrap_err();
        assert_eq!(error.code(), code, "{source}: {error}");
        if let TemplateError::Syntax { line: found, .. } | TemplateError::Failed { line: found, .. } = error {
            assert_eq!(found, line, "{source}");
        }
    }
}

#[test]
fn a_template_cannot_work_for_ever() {
    let source = "{{ name }}".repeat(20_000);
    assert_eq!(Template::parse(&source, Part::Text).unwrap_err(), TemplateError::TooMuch);
    assert!(render("{{ 'x' * 10000000000 }}", Part::Text).is_err());
}

#[test]
fn a_template_knows_its_fields_and_which_it_cannot_do_without() {
    let source = "{{ name|default('x') }} {{ Город }} {% if comment %}{{ fields['a b'] }}{% endif %} {{ fields.c|d('') }}";
    let template = Template::parse(source, Part::Text).unwrap();
    assert_eq!(*template.fields(), set(&["name", "Город", "comment", "a b", "c"]));
    assert_eq!(template.required_fields(), set(&["Город", "a b"]));
    assert!(Template::parse("plain", Part::Text).unwrap().fields().is_empty());
}
