//! Which of the Cyrillic encodings gives the most Russian text.
//!
//! The same bytes are letters in each of them, but only in the right one are the letters those
//! that the language uses, capitals only at the beginning of a word or all along it, and no
//! frames and corners between them.

use encoding_rs::{Encoding, IBM866, KOI8_R, KOI8_U, WINDOWS_1251};

/// From the most frequent letter of written Russian to the rarest, by the National Corpus.
const BY_FREQUENCY: &str = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё";

/// The mean score of a letter below which a text is not Russian.
const RUSSIAN: i32 = 8;

/// What a sign that cannot stand there takes away.
const IMPOSSIBLE: i32 = -60;

/// The best of them, or `None` if the text is Russian in none.
pub fn judge(sample: &[u8]) -> Option<&'static Encoding> {
    let mut best = None;
    // KOI8-U has four Ukrainian letters in place of corners; of equals the first is taken.
    for encoding in [WINDOWS_1251, KOI8_R, KOI8_U, IBM866] {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        let (score, letters) = score(&text);
        if letters > 0 && score >= RUSSIAN * letters && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, encoding));
        }
    }
    best.map(|(_, encoding)| encoding)
}

/// The score of a text, and how many letters (or signs that stand in their place) it has.
fn score(text: &str) -> (i32, i32) {
    let (mut score, mut letters) = (0_i32, 0_i32);
    let mut before = ' ';
    for c in text.chars() {
        if let Some(weight) = weight(c) {
            letters += 1;
            score = score.saturating_add(weight);
        }
        let mixed = before.is_alphabetic() && c.is_alphabetic() && before.is_ascii() != c.is_ascii();
        let humped = !c.is_ascii() && before.is_lowercase() && c.is_uppercase();
        if mixed || humped {
            score = score.saturating_add(IMPOSSIBLE);
        }
        before = c;
    }
    (score, letters)
}

/// What a sign says; `None` for those that any language may use.
fn weight(c: char) -> Option<i32> {
    let lower = c.to_lowercase().next().unwrap_or(c);
    match BY_FREQUENCY.chars().rev().position(|letter| letter == lower) {
        Some(rank) => i32::try_from(rank).ok(),
        None => match lower {
            'і' | 'ї' | 'є' | 'ґ' | 'ў' => Some(RUSSIAN),
            '«' | '»' | '№' | '—' | '–' | '“' | '”' | '„' | '’' | '…' | '\u{a0}' => None,
            ascii if ascii.is_ascii() => None,
            _ => Some(IMPOSSIBLE),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_scores_highest_in_its_own_encoding() {
        for text in ["Иванова Мария; постоянный клиент; г. Тула", "ЩЕРБАКОВ", "Юдин", "Яна"]
        {
            let (right, letters) = score(text);
            assert!(right >= RUSSIAN * letters, "{text}: {right} of {letters}");
            let (bytes, _, _) = KOI8_R.encode(text);
            for encoding in [WINDOWS_1251, IBM866] {
                let (wrong, _) = score(&encoding.decode(&bytes).0);
                assert!(wrong < right, "{text}: {wrong}, {right}");
            }
        }
    }
}
