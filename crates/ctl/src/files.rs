//! Files that the command line names, from the folder it was typed in.

use engine::{Error, Result};
use std::path::Path;

/// The path from the root, because the engine may stand elsewhere.
pub fn absolute(path: &Path) -> Result<String> {
    let path = std::path::absolute(path).map_err(|error| unreadable(path, &error))?;
    Ok(path.to_string_lossy().into_owned())
}

/// The whole of a text file.
pub fn content(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
    // Editors on Windows begin UTF-8 with a mark.
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    Error::new("ctl-file").with("path", path.display().to_string()).with("detail", error.to_string())
}
