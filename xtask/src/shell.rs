//! A shell at the root of the repository, and what every command says on the way.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

/// A shell whose folder is the root of the repository.
///
/// Ctrl+C is left to the running command, which stops and so fails; xtask then undoes what it had
/// set up (a database server, temporary folders) on its way out instead of dying before it can.
pub fn at_the_root() -> Result<Shell> {
    ctrlc::set_handler(|| {}).context("cannot watch for Ctrl+C")?;
    // As `cargo run` says it now, not as it was when this was compiled: clones may share a target folder.
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR").context("run this by `cargo xtask`")?;
    let root = Path::new(&xtask).parent().context("xtask has no parent folder")?;
    let sh = Shell::new()?;
    sh.change_dir(root);
    Ok(sh)
}

/// Prints a line that stands out between the outputs of commands.
pub fn headline(text: &str) {
    if std::io::stdout().is_terminal() {
        println!("\n\x1b[1m== {text}\x1b[0m");
    } else {
        println!("\n== {text}");
    }
}

/// The folder of what is built.
pub fn target_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).context("xtask is not in the target folder")?;
    Ok(target.to_owned())
}

/// Whether this process may do anything on the machine.
pub fn is_root(sh: &Shell) -> Result<bool> {
    Ok(cmd!(sh, "id -u").quiet().read()? == "0")
}

/// Whether a program is found on the `PATH`.
pub fn is_installed(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}
