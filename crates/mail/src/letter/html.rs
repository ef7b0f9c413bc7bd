//! HTML for mail programs: styles moved to where those programs look, a text part made, a preview made harmless.

use css_inline::CSSInliner;

use crate::merge::Shield;

/// Columns of the text part (RFC 3676 §4.2 asks for 78 at most).
const TEXT_WIDTH: usize = 76;

/// The template with the rules of its `<style>` elements copied into `style` attributes, because many mail programs
/// ignore the element; rules that cannot be (`@media`) stay. Nothing is fetched. HTML without `<style>`, or with a
/// style sheet that cannot be read, is returned as it is.
pub(super) fn inline_styles(html: &str) -> String {
    if !html.to_ascii_lowercase().contains("<style") {
        return html.to_owned();
    }
    let (hidden, fields) = Shield::hide_in_html(html);
    let inliner = CSSInliner::options().load_remote_stylesheets(false).keep_at_rules(true).build();
    inliner.inline(&hidden).map_or_else(|_| html.to_owned(), |inlined| fields.reveal(&inlined))
}

/// The text of an HTML template, with its merge fields in place.
pub(super) fn text_template(html: &str) -> String {
    let (hidden, fields) = Shield::hide(html);
    fields.reveal(&text(&hidden))
}

/// The text of HTML; links become footnotes. Tables are read cell by cell, because in letters they are layout.
pub(super) fn text(html: &str) -> String {
    html2text::config::plain()
        .raw_mode(true)
        .no_link_wrapping()
        .string_from_read(html.as_bytes(), TEXT_WIDTH)
        .unwrap_or_default()
}

/// HTML that can do nothing but be looked at: no scripts, forms or frames, but the looks of a letter.
pub(super) fn sanitize(html: &str) -> String {
    ammonia::Builder::default()
        .add_tags(["font", "section", "main"])
        .add_generic_attributes([
            "style",
            "class",
            "align",
            "valign",
            "bgcolor",
            "color",
            "width",
            "height",
            "border",
            "cellpadding",
            "cellspacing",
            "dir",
            "face",
            "size",
        ])
        .clean(html)
        .to_string()
}
