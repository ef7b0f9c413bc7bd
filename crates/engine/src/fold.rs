//! Text folded for comparing and searching: SQLite's `lower` and `like` know ASCII only.

use unicode_normalization::UnicodeNormalization;

/// Case-folded (Unicode, full), composed (NFC), `ё` as `е`, white space runs as one space.
#[must_use]
pub fn fold(text: &str) -> String {
    let folded: String = caseless::default_case_fold_str(text).nfc().collect();
    let mut out = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
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
        assert_eq!(fold("  ПЁТР\u{a0} Straße "), "петр strasse");
    }
}
