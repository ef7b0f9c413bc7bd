//! Real mail servers on loopback: a private Postfix that delivers into mailboxes, and `smtp-sink`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::{
    mail_server::{DOMAIN, MailServer, WITHOUT_SYNC, reader},
    processes::{Process, as_root, free_port, is_root, output},
};

/// Who answers first.
#[derive(Clone, Copy)]
pub enum Door {
    /// The server itself.
    Open,
    /// postscreen(8), which lets nobody in before it has watched them.
    Postscreen,
}

/// A Postfix of our own: configuration, queue and mailboxes in a temporary folder. Other domains than [`DOMAIN`] it
/// refuses with 554 5.7.1.
pub struct Postfix {
    folder: TempDir,
    port: u16,
}

impl Postfix {
    /// Starts it with a mailbox for each name; the other names of [`DOMAIN`] are refused with
    /// 550 5.1.1. Postfix must begin as root: for another user it goes through `sudo`.
    pub fn start(names: &[&str]) -> Self {
        Self::start_with(names, Door::Open, "")
    }

    /// The same behind that door, with more lines for its `main.cf`.
    pub fn start_with(names: &[&str], door: Door, settings: &str) -> Self {
        let folder =
            tempfile::Builder::new().prefix("vestnik-postfix-").tempdir().expect("a temporary folder");
        let postfix = Self { port: free_port(), folder };
        postfix.configure(names, door, settings);
        output(&mut postfix.command("start"));
        postfix
    }

    /// Gives it more lines for its `main.cf`. It also forgets how often clients came, as if the time of its limits
    /// had passed.
    pub fn change(&self, settings: &str) {
        let file = self.folder.path().join("configuration/main.cf");
        let before = fs::read_to_string(&file).expect("a file");
        // Of two lines for one setting the last is taken.
        fs::write(&file, before + settings).expect("a file is written");
        output(&mut self.command("reload"));
    }

    /// What it has written down so far.
    pub fn log(&self) -> String {
        output(as_root("cat").arg(self.folder.path().join("log")))
    }

    fn configure(&self, names: &[&str], door: Door, settings: &str) {
        let root = self.folder.path();
        let configuration = root.join("configuration");
        for folder in [&configuration, &root.join("queue"), &root.join("data"), &self.mailboxes()] {
            fs::create_dir(folder).expect("a folder is made");
        }
        // Postfix's other users must be able to come here.
        output(Command::new("chmod").arg("755").arg(root));
        output(Command::new("chmod").arg("777").arg(self.mailboxes()));
        output(as_root("chown").arg("postfix").arg(root.join("data")));
        let mailboxes: String = names.iter().map(|name| format!("{name}@{DOMAIN} {name}/\n")).collect();
        fs::write(configuration.join("mailboxes"), mailboxes).expect("a file is written");
        fs::write(configuration.join("main.cf"), main_cf(root) + settings).expect("a file is written");
        fs::write(configuration.join("master.cf"), master_cf(self.port, door)).expect("a file is written");
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = as_root("postfix");
        command.arg("-c").arg(self.folder.path().join("configuration")).arg(verb);
        // Debian keeps it where ordinary users do not look.
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }
}

impl MailServer for Postfix {
    fn port(&self) -> u16 {
        self.port
    }

    fn mailboxes(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    fn queues(&self) -> Vec<PathBuf> {
        ["maildrop", "incoming", "active", "deferred"]
            .map(|queue| self.folder.path().join("queue").join(queue))
            .to_vec()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let _ = self.command("stop").output();
        // What its users own is theirs to remove.
        let _ = as_root("rm").arg("-rf").arg(self.folder.path()).output();
    }
}

fn main_cf(root: &Path) -> String {
    let root = root.display();
    let owner = reader();
    format!(
        "compatibility_level = 3.6
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.{DOMAIN}
mydestination =
mynetworks =
smtpd_relay_restrictions = reject_unauth_destination
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/log
maillog_file_prefixes = {root}
smtputf8_enable = no
import_environment = MAIL_CONFIG MAIL_LOGTAG LANG=C LD_PRELOAD={WITHOUT_SYNC}
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_maps = texthash:{root}/configuration/mailboxes
virtual_mailbox_base = {root}/mail
virtual_uid_maps = static:{owner}
virtual_gid_maps = static:{owner}
"
    )
}

/// Only the services that a letter passes on its way from the port to a mailbox; none in a chroot.
fn master_cf(port: u16, door: Door) -> String {
    let door = match door {
        Door::Open => format!("127.0.0.1:{port} inet n - n - - smtpd"),
        Door::Postscreen => format!("127.0.0.1:{port} inet n - n - 1 postscreen\nsmtpd pass - - n - - smtpd"),
    };
    format!(
        "{door}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"
    )
}

/// Postfix's `smtp-sink`: takes every letter and keeps none, or each in a file of its own.
pub struct Sink {
    port: u16,
    _server: Process,
}

impl Sink {
    /// Starts it; each letter becomes a file in the folder, if one is given.
    pub fn start(keep_in: Option<&Path>) -> Self {
        let port = free_port();
        let mut command = Command::new("/usr/sbin/smtp-sink");
        if is_root() {
            // It refuses to stay root.
            command.args(["-u", "nobody"]);
        }
        if let Some(folder) = keep_in {
            output(Command::new("chmod").arg("777").arg(folder));
            command.arg("-d").arg(folder.join("letter."));
        }
        command.args([&format!("127.0.0.1:{port}"), "100"]);
        Self { port, _server: Process::start(&command).listening_on(port) }
    }

    pub fn port(&self) -> u16 {
        self.port
    }
}
