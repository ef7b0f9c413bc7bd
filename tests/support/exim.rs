//! Exim, as Debian builds it, with a configuration of its own.

use std::path::PathBuf;

use crate::{
    jail::Jail,
    mail_server::{DOMAIN, MailServer, give_to_reader, reader},
    processes::free_port,
};

/// An Exim of our own; dropping it ends it.
pub struct Exim {
    jail: Jail,
    port: u16,
}

impl Exim {
    /// Starts it with a mailbox for each name; the other names of [`DOMAIN`] are refused with 550 and no enhanced
    /// status code, and so are other domains.
    #[must_use]
    pub fn start(names: &[&str]) -> Self {
        let reader = reader();
        // Debian's Exim looks for a user of that name. It needs no right beyond the mailboxes'.
        let mut jail = Jail::with(&[("Debian-exim", &reader)], &["usr/sbin/exim4"]);
        let port = free_port();
        give_to_reader(&jail.folder("spool"));
        jail.folder("tmp");
        jail.configuration("etc/exim4/exim4.conf", &configuration(port));
        let names: String = names.iter().map(|name| format!("{name}: {name}\n")).collect();
        jail.file("etc/names", &names);
        // The first ten letters of a connection it delivers at once; the others it keeps for its next round.
        let server = ["/usr/sbin/exim4", "-bdf", "-q1s"];
        jail.start(port, &[&format!("--userspec={reader}:{reader}")], &server);
        Self { jail, port }
    }
}

impl MailServer for Exim {
    fn port(&self) -> u16 {
        self.port
    }

    fn mailboxes(&self) -> PathBuf {
        self.jail.path("mail")
    }

    fn queues(&self) -> Vec<PathBuf> {
        vec![self.jail.folder("spool/input")]
    }
}

/// Names and times are looked up nowhere.
fn configuration(port: u16) -> String {
    format!(
        "primary_hostname = mail.{DOMAIN}
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
spool_directory = /spool
log_file_path = /spool/%slog
pid_file_path = /spool/pid
deliver_drop_privilege = true
tls_advertise_hosts =
host_lookup =
rfc1413_hosts =
keep_environment =
acl_smtp_rcpt = recipients

begin acl
recipients:
  require domains = {DOMAIN}
  require verify = recipient
  accept

begin routers
mailboxes:
  driver = accept
  local_parts = lsearch;/etc/names
  transport = maildir

begin transports
maildir:
  driver = appendfile
  directory = /mail/$local_part_data
  maildir_format
  envelope_to_add
  return_path_add
  delivery_date_add
"
    )
}
