//! Standard error, which may end in a journal that others read: above `debug` without addresses, as the files.

use super::redact;
use std::io::{self, Stderr, Write};
use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// Makes the writers of lines.
pub(super) struct Aloud;

/// Writes one line.
pub(super) struct Line {
    to: Stderr,
    is_redacted: bool,
}

impl<'a> MakeWriter<'a> for Aloud {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line { to: io::stderr(), is_redacted: true }
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Line {
        Line { to: io::stderr(), is_redacted: *metadata.level() <= Level::INFO }
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_redacted {
            self.to.write_all(redact(&String::from_utf8_lossy(bytes)).as_bytes())?;
        } else {
            self.to.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
