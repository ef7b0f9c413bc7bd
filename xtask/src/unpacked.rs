//! Mail servers that Debian lets nobody install beside Postfix: unpacked next to what is built, and run from there.

use std::path::Path;

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::packages::{self, Permission};
use crate::shell::{headline, is_installed};

/// What the unpacked programs need, and may be installed.
pub const LIBRARIES: &[&str] = &[
    // All of them
    "libeatmydata1",
    // Exim
    "libgnutls-dane0",
    "libidn12",
    "libnsl2",
    // OpenSMTPD
    "libevent-2.1-7",
    // postgrey
    "libberkeleydb-perl",
    "libnet-dns-perl",
    "libnet-server-perl",
    "libnetaddr-ip-perl",
];

/// postgrey conflicts with nothing, but once installed it would serve the whole machine.
const PACKAGES: [&str; 3] = ["exim4-daemon-light", "opensmtpd", "postgrey"];

/// Fetches and unpacks them into `servers` beside the folder of the built programs, unless they are there. On a
/// system without `apt-get` the tests say what they miss.
pub fn fetch(sh: &Shell) -> Result<()> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).context("xtask is not in a target folder")?;
    let folder = target.join("servers");
    if sh.path_exists(&folder) || !is_installed("apt-get") {
        return Ok(());
    }
    headline(&format!("Fetching {}", PACKAGES.join(", ")));
    let packages = sh.create_temp_dir()?;
    if download(sh, packages.path()).is_err() {
        // The machine has not looked for long, or never, what there is.
        match packages::permission(sh)? {
            Permission::Root => cmd!(sh, "apt-get update --quiet").run()?,
            Permission::Sudo => cmd!(sh, "sudo apt-get update --quiet").run()?,
            Permission::None => bail!("run this, and the same command again:\n\n    sudo apt-get update\n"),
        }
        download(sh, packages.path())?;
    }
    // What is broken off leaves nothing that looks whole.
    let part = target.join("servers.part");
    sh.remove_path(&part)?;
    for package in sh.read_dir(packages.path())? {
        cmd!(sh, "dpkg-deb --extract {package} {part}").run()?;
    }
    // Exim comes with the right to become root; here it has no use for it.
    cmd!(sh, "chmod --recursive u-s {part}").run()?;
    std::fs::rename(&part, &folder)?;
    Ok(())
}

fn download(sh: &Shell, into: &Path) -> Result<()> {
    let _there = sh.push_dir(into);
    // As the user who asks: apt's own may not come into this folder.
    Ok(cmd!(sh, "apt-get download --quiet --option APT::Sandbox::User=root {PACKAGES...}").run()?)
}
