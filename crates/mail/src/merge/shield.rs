//! Keeping merge fields whole while Markdown, CSS or HTML tools work on a template: each construct is replaced by one
//! private-use character, which those tools carry along like a letter of text, and put back afterwards.

use super::constructs::Constructs;

/// The start of Supplementary Private Use Area-A: characters nobody types.
const FIRST_MARK: u32 = 0xF0000;

/// The constructs taken out of a template, each with its mark.
#[derive(Debug)]
pub(crate) struct Shield(Vec<(char, String)>);

impl Shield {
    /// The source with every `{{ … }}`, `{% … %}` and `{# … #}` replaced by its mark.
    pub(crate) fn hide(source: &str) -> (String, Self) {
        Self::hide_with(source, |mark, _, _| mark.to_string())
    }

    /// As [`Self::hide`], for HTML that is parsed and written again: a tag that is not inside an element's own tag
    /// becomes a comment, because text between the rows of a table would be moved out of it (HTML §13.2.6.1).
    pub(crate) fn hide_in_html(source: &str) -> (String, Self) {
        Self::hide_with(source, |mark, construct, before| {
            let in_element =
                before.rfind(['<', '>']).is_some_and(|at| before.as_bytes().get(at) == Some(&b'<'));
            if construct.starts_with("{{") || in_element {
                mark.to_string()
            } else {
                format!("<!--{mark}-->")
            }
        })
    }

    fn hide_with(source: &str, replacement: impl Fn(char, &str, &str) -> String) -> (String, Self) {
        let first =
            source.chars().map(u32::from).filter(|c| *c >= FIRST_MARK).max().map_or(FIRST_MARK, |c| c + 1);
        let marks = (first..).map_while(char::from_u32);
        let mut hidden = String::with_capacity(source.len());
        let mut constructs = Vec::new();
        let mut rest = source;
        for (construct, mark) in Constructs::of(source).zip(marks) {
            let Some((before, after)) = rest.split_once(construct) else { break };
            hidden.push_str(before);
            let replaced = replacement(mark, construct, &hidden);
            hidden.push_str(&replaced);
            constructs.push((mark, construct.to_owned()));
            rest = after;
        }
        hidden.push_str(rest);
        (hidden, Self(constructs))
    }

    /// The text with every mark replaced by its construct again, in whatever shape the tool left it.
    pub(crate) fn reveal(&self, text: &str) -> String {
        let mut revealed = text.to_owned();
        for (mark, construct) in &self.0 {
            let escaped: String = mark.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
            // A comment; an attribute without a value; inside a URL; as it was.
            for shape in [format!("<!--{mark}-->"), format!("{mark}=\"\""), escaped, mark.to_string()] {
                if revealed.contains(&shape) {
                    revealed = revealed.replace(&shape, construct);
                }
            }
        }
        revealed
    }
}
