//! Cells that a spreadsheet would run as a formula, made harmless and back again.
//!
//! A name that a stranger typed into some form, such as `=HYPERLINK(…)`, must not run when the
//! owner opens the export in Excel (OWASP, "CSV injection"). Such a cell gets an apostrophe in
//! front, which an import takes away: what was exported imports as the same. Numbers, also phone
//! numbers such as `+7 (999) 123-45-67`, are left alone: they run nothing.

use std::borrow::Cow;

/// The cell as it may stand in a file that a spreadsheet opens.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// The cell as it was before [`guard`].
#[must_use]
pub fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Whether a spreadsheet might run it.
fn is_formula(cell: &str) -> bool {
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " ()-+.,".contains(c));
    match cell.chars().next() {
        Some('=' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => true,
        Some('+' | '-') => !is_number(cell),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{guard, unguard};

    #[test]
    fn formulas_get_an_apostrophe_and_lose_it_again() {
        for formula in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-x", "'=1", "''@a", "\t=1"] {
            assert_eq!(guard(formula), format!("'{formula}"));
            assert_eq!(unguard(&guard(formula)), formula);
        }
    }

    #[test]
    fn names_and_phone_numbers_stay_as_they_are() {
        for text in ["", "'т Хоофт", "+7 (999) 123-45-67", "-5,2", "a=b", "'", "Анна"] {
            assert_eq!(guard(text), text);
            assert_eq!(unguard(text), text);
        }
    }
}
