//! System packages: which ones are missing, and getting them without a question when we may.

use std::io::IsTerminal;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::shell::{headline, is_installed, is_root};

/// What any of our crates needs to compile: `ring` and SQLite are written in C.
pub const COMPILER: &[&str] = &["build-essential", "pkg-config"];

/// What the window needs to compile and to run (<https://v2.tauri.app/start/prerequisites/#linux>).
pub const WINDOW: &[&str] = &["libayatana-appindicator3-dev", "librsvg2-dev", "libwebkit2gtk-4.1-dev"];

/// The servers that the engine is tested against: databases, and Postfix with its `smtp-sink`;
/// and what makes clocks, disks and system calls go wrong for it.
pub const SERVERS: &[&str] = &[
    "dbus-daemon",
    "faketime", // the hours between two tries, made in seconds
    "gnome-keyring",
    "postfix",
    "postgresql",
    "python3", // reads letters, as another than we
    "sqlite3",
    "strace",
];

/// A desktop without a screen: a display, notifications, and hands to move the mouse.
pub const DESKTOP: &[&str] = &[
    "dbus-daemon",
    "dunst",
    "faketime",        // a week of work, made in seconds
    "fonts-noto-core", // Cyrillic, and the same letters on every screenshot
    "gir1.2-gtk-3.0",
    "imagemagick",
    "python3-gi",
    "webkit2gtk-driver",
    "xdotool",
    "xvfb",
];

/// Installs those of the packages that are missing; says how where it may not.
///
/// On a system without `dpkg` nothing is asked of it: its own packages have other names, and what
/// is missing shows when the build looks for it.
pub fn install(sh: &Shell, groups: &[&[&str]]) -> Result<()> {
    if !is_installed("dpkg-query") {
        return Ok(());
    }
    let mut wanted = groups.concat();
    wanted.sort_unstable();
    wanted.dedup();
    let missing = missing(sh, &wanted)?;
    if missing.is_empty() {
        return Ok(());
    }
    headline(&format!("Installing {}", missing.join(", ")));
    let by_hand = format!(
        "these system packages are missing; install them and run the same command again:\n\n    \
         sudo apt-get update && sudo apt-get install --yes --no-install-recommends {}\n",
        missing.join(" ")
    );
    match permission(sh)? {
        Permission::Root => get(sh, "env", &missing).context(by_hand),
        Permission::Sudo => get(sh, "sudo", &missing).context(by_hand),
        Permission::None => bail!(by_hand),
    }
}

fn get(sh: &Shell, as_root: &str, missing: &[&str]) -> Result<()> {
    if missing.contains(&"postfix") {
        // The tests start a Postfix of their own. Without this answer the package would set up a
        // mail server for the whole machine, listening to the network.
        cmd!(sh, "{as_root} debconf-set-selections")
            .stdin("postfix postfix/main_mailer_type select No configuration\n")
            .run()?;
    }
    cmd!(sh, "{as_root} apt-get update --quiet").run()?;
    cmd!(sh, "{as_root} env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends {missing...}").run()?;
    Ok(())
}

fn missing<'a>(sh: &Shell, wanted: &[&'a str]) -> Result<Vec<&'a str>> {
    let format = "${Package} ${db:Status-Status}\n";
    // Fails when it has never heard of one of the names, and still prints the others.
    let known = cmd!(sh, "dpkg-query --show --showformat={format} {wanted...}")
        .quiet()
        .ignore_status()
        .ignore_stderr()
        .read()?;
    let is_present = |name: &str| known.lines().any(|line| line.split_once(' ') == Some((name, "installed")));
    Ok(wanted.iter().copied().filter(|name| !is_present(name)).collect())
}

pub enum Permission {
    Root,
    Sudo,
    None,
}

/// How this process may install packages.
pub fn permission(sh: &Shell) -> Result<Permission> {
    if !is_installed("apt-get") {
        return Ok(Permission::None);
    }
    if is_root(sh)? {
        return Ok(Permission::Root);
    }
    let may_ask = std::io::stdin().is_terminal();
    let is_free = is_installed("sudo")
        && (may_ask || cmd!(sh, "sudo --non-interactive true").quiet().ignore_stderr().run().is_ok());
    Ok(if is_free { Permission::Sudo } else { Permission::None })
}
