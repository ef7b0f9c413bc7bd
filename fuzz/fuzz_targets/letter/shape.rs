//! What every letter is, as a server sees it: lines of RFC 5322, and our own headers, each once.

use std::collections::BTreeSet;

const HEADERS: [&str; 10] = [
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "list-unsubscribe",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
];

pub fn check(letter: &[u8], is_ascii: bool) {
    assert!(letter.ends_with(b"\r\n"));
    assert!(!is_ascii || letter.is_ascii());
    let mut headers = Some(BTreeSet::new());
    for line in letter.split_inclusive(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r\n").expect("a line feed alone");
        assert!(!line.contains(&b'\r') && !line.contains(&0), "{}", line.escape_ascii());
        assert!(line.len() <= 998, "a line of {}", line.len());
        let Some(names) = &mut headers else { continue };
        if line.is_empty() {
            // Content-Disposition stands only at parts.
            assert!(names.len() >= 8 && !names.contains("content-disposition"), "{names:?}");
            headers = None;
        } else if !line.starts_with(b" ") && !line.starts_with(b"\t") {
            let colon = line.iter().position(|&byte| byte == b':').expect("a header without a colon");
            let name = String::from_utf8_lossy(&line[..colon]).to_lowercase();
            assert!(HEADERS.contains(&name.as_str()), "an unknown header: {name}");
            assert!(names.insert(name.clone()), "{name} twice");
        } else {
            assert!(!line.trim_ascii().is_empty(), "a folded line of white space (RFC 5322 §3.2.2)");
        }
    }
    assert!(headers.is_none(), "no body");
}
