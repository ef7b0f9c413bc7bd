//! postgrey: the greylisting that Debian puts behind Postfix.

use std::process::Command;

use tempfile::TempDir;

use crate::{
    jail::unpacked,
    processes::{Process, as_root, free_port, is_root, output},
};

/// A running postgrey. It refuses each new triplet of client, sender and recipient for a second.
pub struct Postgrey {
    port: u16,
    _server: Process,
    _memory: TempDir,
}

impl Postgrey {
    #[must_use]
    pub fn start() -> Self {
        let memory = TempDir::new().expect("a temporary folder");
        let port = free_port();
        let (user, group) = if is_root() {
            output(as_root("chown").arg("nobody:nogroup").arg(memory.path()));
            ("nobody".to_owned(), "nogroup".to_owned())
        } else {
            let name = |of| output(Command::new("id").args(["--name", of])).trim().to_owned();
            (name("--user"), name("--group"))
        };
        let mut command = Command::new("perl");
        // With the switch in its first line; and nobody is on a list of friends.
        command.arg("-T").arg(unpacked("usr/sbin/postgrey")).args([
            format!("--inet=127.0.0.1:{port}"),
            format!("--user={user}"),
            format!("--group={group}"),
            format!("--dbdir={}", memory.path().display()),
            "--quiet".to_owned(),
            "--delay=1".to_owned(),
            "--auto-whitelist-clients=0".to_owned(),
            "--whitelist-clients=/dev/null".to_owned(),
            "--whitelist-recipients=/dev/null".to_owned(),
        ]);
        Self { port, _server: Process::start(&command).listening_on(port), _memory: memory }
    }

    /// Where Postfix asks it, as in `check_policy_service`.
    #[must_use]
    pub fn service(&self) -> String {
        format!("inet:127.0.0.1:{}", self.port)
    }
}
