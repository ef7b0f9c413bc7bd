//! Text folded for comparing and searching: SQLite's `lower` and `like` know ASCII only.

use unicode_normalization::UnicodeNormalization;

/// Case-folded (Unicode, full), composed (NFC), `ё` as `е`, runs of white space and control
/// characters as one space. (PostgreSQL knows no text with a NUL in it.)
#[must_use]
pub fn fold(text: &str) -> String {
    let folded: String = caseless::default_case_fold_str(text).nfc().collect();
    let mut out = String::with_capacity(folded.len());
    let words = folded.split(|c: char| c.is_whitespace() || c.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        // Russian is typed with and without the dots; people search for either.
        out.extend(word.chars().map(|c| if c == 'ё' { 'е' } else { c }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_space_and_dots_do_not_matter() {
        assert_eq!(fold("  ПЁТР\u{a0} Straße\0 "), "петр strasse");
    }
}
