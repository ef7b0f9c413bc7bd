//! A server's reply, read with limits (RFC 5321 §4.2) and its enhanced status code (RFC 3463).

use std::fmt;
use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt};

/// Octets of one line; RFC 5321 §4.5.3.1.5 asks for 512, real servers write more.
const LINE_LIMIT: usize = 8 * 1024;
/// Lines of one reply.
const LINES_LIMIT: usize = 64;

/// What the server said, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Three digits, 200 to 599.
    pub code: u16,
    /// As at the start of the text; its class always agrees with the code.
    pub enhanced: Option<EnhancedCode>,
    /// Every line without its code, joined by line feeds. What is not UTF-8 or is a control character is U+FFFD.
    pub text: String,
}

/// An enhanced status code: class, subject and detail, as in `5.1.1` (RFC 3463).
///
/// It is used wherever a reply begins with one, also when the server did not announce ENHANCEDSTATUSCODES (RFC 2034):
/// many write them all the same, Exchange and every server behind HELO among them, and three numbers with dots that
/// agree with the code's class are nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EnhancedCode(pub u8, pub u16, pub u16);

impl Reply {
    pub fn is_permanent(&self) -> bool {
        self.code / 100 == 5
    }

    /// The reply of that code and text.
    pub fn of(code: u16, text: String) -> Self {
        Self { code, enhanced: EnhancedCode::at_start_of(&text, code), text }
    }

    /// Reads one reply.
    ///
    /// `InvalidData` when it is not one (no three-digit code, codes that differ from line to line, more than 8 KB in
    /// a line or 64 lines), `UnexpectedEof` when the server closed the connection. After either the connection is
    /// out of step.
    pub async fn read(stream: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Self> {
        let mut before: Option<Self> = None;
        let mut line = Vec::new();
        for _ in 0..LINES_LIMIT {
            read_line(stream, &mut line).await?;
            let (code, last, text) = parse_line(&line).ok_or_else(unreadable)?;
            let reply = match before {
                None => Self::of(code, text),
                Some(mut reply) if reply.code == code => {
                    reply.text.push('\n');
                    reply.text.push_str(&text);
                    reply
                }
                Some(_) => return Err(unreadable()),
            };
            if last {
                return Ok(reply);
            }
            before = Some(reply);
        }
        Err(unreadable())
    }
}

async fn read_line(stream: &mut (impl AsyncBufRead + Unpin), line: &mut Vec<u8>) -> io::Result<()> {
    line.clear();
    loop {
        let available = stream.fill_buf().await?;
        if available.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let end = available.iter().position(|&byte| byte == b'\n');
        let (taken, _) = available.split_at(end.map_or(available.len(), |end| end + 1));
        line.extend_from_slice(taken);
        let taken = taken.len();
        stream.consume(taken);
        if line.len() > LINE_LIMIT {
            return Err(unreadable());
        }
        if end.is_some() {
            return Ok(());
        }
    }
}

/// The code, whether this is the last line, and the text.
fn parse_line(line: &[u8]) -> Option<(u16, bool, String)> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (digits, rest) = line.split_at_checked(3)?;
    let code = std::str::from_utf8(digits).ok()?.parse().ok().filter(|code| (200..600).contains(code))?;
    let (last, text) = match rest.split_first() {
        None => (true, rest),
        Some((b' ', text)) => (true, text),
        Some((b'-', text)) => (false, text),
        Some(_) => return None,
    };
    let text =
        String::from_utf8_lossy(text).trim_end().replace(|c: char| c.is_control() && c != '\t', "\u{FFFD}");
    Some((code, last, text))
}

fn unreadable() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not an SMTP reply")
}

impl EnhancedCode {
    fn at_start_of(text: &str, code: u16) -> Option<Self> {
        // Some write `#5.1.1`, `(5.1.1)` or `5.1.1:`. What a letter stands before is a host: `mx5.1.1 says no`.
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let word = text.split(|c: char| !c.is_alphanumeric() && c != '.').next()?.trim_end_matches('.');
        if word.contains(|c: char| !c.is_ascii_digit() && c != '.') {
            return None;
        }
        let mut parts = word.split('.');
        let found =
            Self(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        (parts.next().is_none() && u16::from(found.0) == code / 100).then_some(found)
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl fmt::Display for Reply {
    /// As the server wrote it, for people: `550 5.1.1 No such user`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.text)
    }
}
