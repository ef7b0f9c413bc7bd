//! Text without the e-mail addresses in it. A mail server's answer quotes the recipient, a database's
//! complaint the row; a log that is sent to somebody must hold neither.

use std::borrow::Cow;

/// In place of an address.
const GONE: &str = "[address]";

/// The text with everything like an address replaced: too much rather than too little. What stands
/// around the `@` goes, as far as an address could reach (RFC 5321 §4.1.2, RFC 6531): also a quoted
/// local part, another address inside of a return path, the password in a URL.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    if !text.contains(is_at) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(is_at) {
        let (kept, local) = split_local(before);
        let domain = domain(after);
        if local.is_empty() || domain.is_empty() {
            // An `@` that stands for itself.
            out.push_str(before);
            out.push('@');
            rest = after;
            continue;
        }
        out.push_str(kept);
        out.push_str(GONE);
        rest = after.strip_prefix(domain).unwrap_or(after);
        while let Some(after) = rest.strip_prefix(is_at) {
            rest = after.strip_prefix(self::domain(after)).unwrap_or(after);
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The sign that makes an address, and its wide sister.
fn is_at(c: char) -> bool {
    matches!(c, '@' | '＠')
}

/// What may stand in a local part and ends none. Others are in quotation marks.
fn ends(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "<>()[],;:\"\\`«»“”„".contains(c)
}

/// What comes before the local part at the end of `text`, and the local part.
fn split_local(text: &str) -> (&str, &str) {
    let quoted = text.strip_suffix('"').and_then(|text| text.rfind('"'));
    let start = quoted.or_else(|| {
        let (at, c) = text.char_indices().rfind(|(_, c)| ends(*c))?;
        Some(at + c.len_utf8())
    });
    text.split_at_checked(start.unwrap_or_default()).unwrap_or((text, ""))
}

/// The domain, or the address of a computer in brackets, that `text` begins with.
fn domain(text: &str) -> &str {
    let end = if text.starts_with('[') {
        text.find(']').map_or(text.len(), |end| end + 1)
    } else {
        text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '。'))
            .unwrap_or(text.len())
    };
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn whatever_looks_like_an_address_goes() {
        for (text, expected) in [
            ("550 5.1.1 <anna@example.org>: no such user", "550 5.1.1 <[address]>: no such user"),
            ("anna@example.org", "[address]"),
            ("a.b+c@x.test, d@y.test.", "[address], [address]"),
            ("mailto:o'brien@example.org!", "mailto:[address]!"),
            ("to \"anna b\"@example.org now", "to [address] now"),
            ("почта@пример.рф и анна＠пример.рф", "[address] и [address]"),
            ("root@[192.0.2.1] said", "[address] said"),
            ("bounce+anna=example.org@shop.example", "[address]"),
            ("Err(\"anna@example.org\")", "Err(\"[address]\")"),
            ("\\nanna@example.org", "\\[address]"),
            ("postgres://anna:secret@host/shop", "postgres://anna:[address]/shop"),
            ("a@b@c.test", "[address]"),
        ] {
            assert_eq!(redact(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_stays() {
        for text in ["", "nothing here", "2 @ 3", "@home", "anna@", "user@ host", "@@"] {
            assert_eq!(redact(text), text);
        }
    }
}
