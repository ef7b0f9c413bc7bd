//! Markdown (CommonMark with the extensions of GitHub) made into HTML with its merge fields untouched.

use comrak::Options;

use super::shield::Shield;

/// The body as an HTML document. Values come in later, HTML-escaped, so that no client's value is ever Markdown.
pub(crate) fn html_from_markdown(markdown: &str) -> String {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    // The writer of a letter may use HTML where Markdown has no word.
    options.render.r#unsafe = true;
    let (hidden, fields) = Shield::hide(markdown);
    let body = fields.reveal(&comrak::markdown_to_html(&hidden, &options));
    format!("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n{body}</body></html>\n")
}
