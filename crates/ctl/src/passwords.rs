//! Passwords come from standard input or are asked for on the terminal, never from the command
//! line, which every process may read.

use engine::{Error, Result, texts::text, users::Language};
use std::io::IsTerminal;

/// The first line of standard input.
pub fn from_stdin() -> Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| Error::internal(&error))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Error::new("ctl-password-missing"));
    }
    Ok(password.to_owned())
}

/// What standard input says, if it was named; otherwise what the person types, if there is one.
pub fn read(is_on_stdin: bool, language: Language) -> Result<Option<String>> {
    if is_on_stdin {
        return from_stdin().map(Some);
    }
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let password = rpassword::prompt_password(text(language, "ctl-password", &[]))
        .map_err(|error| Error::internal(&error))?;
    Ok(Some(password).filter(|password| !password.is_empty()))
}
