//! Where the constructs of a template stand: `{{ … }}`, `{% … %}` and `{# … #}`.

/// A `{% … %}` of a template.
pub(super) struct Tag<'a> {
    pub word: &'a str,
    /// Counted from 1.
    pub line: usize,
}

/// The tags of a template, in order.
pub(super) fn tags(source: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut constructs = Constructs::of(source);
    std::iter::from_fn(move || {
        loop {
            let construct = constructs.next()?;
            if let Some(word) = tag_word(construct) {
                let before = source.get(..constructs.at).unwrap_or_default();
                let line = before.matches('\n').count() + 1 - construct.matches('\n').count();
                return Some(Tag { word, line });
            }
        }
    })
}

/// The first word of a construct that is a tag.
pub(super) fn tag_word(construct: &str) -> Option<&str> {
    let inner = construct.strip_prefix("{%")?;
    let word = inner.trim_start_matches(['-', '+']).split_whitespace().next().unwrap_or_default();
    Some(word.trim_end_matches("%}").trim_end_matches('-'))
}

/// Walks over the constructs of a template; one that does not end is left to the parser to complain about.
pub(super) struct Constructs<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Constructs<'a> {
    pub(super) fn of(source: &'a str) -> Self {
        Self { source, at: 0 }
    }
}

impl<'a> Iterator for Constructs<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        loop {
            let rest = self.source.get(self.at..)?;
            let start = rest.find('{')?;
            let candidate = rest.get(start..)?;
            let length = match candidate.as_bytes().get(1) {
                Some(b'{') => construct_length(candidate, "}}"),
                Some(b'%') => construct_length(candidate, "%}"),
                Some(b'#') => candidate.get(2..)?.find("#}").map(|end| end + 4),
                _ => None,
            };
            self.at += start + length.unwrap_or(1);
            if let Some(length) = length {
                return candidate.get(..length);
            }
        }
    }
}

/// The length of a construct up to its end mark, which may also stand inside a quoted string.
fn construct_length(construct: &str, end: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, c) in construct.char_indices().skip(2) {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if construct.get(at..)?.starts_with(end) => return Some(at + end.len()),
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => {}
        }
    }
    None
}
