//! The part of the window that is written in TypeScript: packages, checks, tests, the built files.

use anyhow::Result;
use xshell::{Shell, cmd};

/// What `npm ci` installed last, beside the packages themselves.
const INSTALLED: &str = "node_modules/.installed-package-lock.json";

/// Installs the packages when the lock file is not the one they came from.
pub fn install(sh: &Shell) -> Result<()> {
    let _folder = sh.push_dir("ui");
    let lock = sh.read_file("package-lock.json")?;
    if sh.read_file(INSTALLED).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    cmd!(sh, "npm ci --no-audit --no-fund").run()?;
    sh.write_file(INSTALLED, lock)?;
    Ok(())
}

/// Builds `ui/dist`, which the desktop program carries inside.
pub fn build(sh: &Shell) -> Result<()> {
    install(sh)?;
    let _folder = sh.push_dir("ui");
    cmd!(sh, "npm run build").run()?;
    Ok(())
}

/// Types and style, then the unit tests.
pub fn test(sh: &Shell) -> Result<()> {
    install(sh)?;
    let _folder = sh.push_dir("ui");
    cmd!(sh, "npm run check").run()?;
    cmd!(sh, "npm test").run()?;
    Ok(())
}
