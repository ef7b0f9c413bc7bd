//! OpenSMTPD, as Debian builds it, with a configuration of its own.

use std::path::PathBuf;

use crate::{
    jail::Jail,
    mail_server::{DOMAIN, MailServer},
    processes::free_port,
};

/// An OpenSMTPD of our own; dropping it ends it.
pub struct OpenSmtpd {
    jail: Jail,
    port: u16,
}

impl OpenSmtpd {
    /// Starts it with a mailbox for each name; the other names of [`DOMAIN`] are refused with 524 5.2.4, other
    /// domains with 550. After 100 letters in a connection it wants another one, and until then says 452 4.5.3.
    #[must_use]
    pub fn start(names: &[&str]) -> Self {
        let programs = ["usr/sbin/smtpd", "usr/libexec/opensmtpd/mail.maildir", "/bin/sh"];
        let mut jail = Jail::with(&[("opensmtpd", "120"), ("opensmtpq", "121")], &programs);
        let port = free_port();
        for folder in ["tmp", "var/run", "var/spool", "var/lib/opensmtpd/empty"] {
            jail.folder(folder);
        }
        let names: String = names.iter().map(|name| format!("{name}@{DOMAIN} reader\n")).collect();
        jail.file("etc/names", &names);
        jail.configuration("etc/smtpd.conf", &configuration(port));
        jail.start(port, &[], &["/usr/sbin/smtpd", "-d"]);
        Self { jail, port }
    }
}

impl MailServer for OpenSmtpd {
    fn port(&self) -> u16 {
        self.port
    }

    fn mailboxes(&self) -> PathBuf {
        self.jail.path("mail")
    }

    fn queues(&self) -> Vec<PathBuf> {
        ["queue", "incoming"].map(|folder| self.jail.path("var/spool/smtpd").join(folder)).to_vec()
    }
}

fn configuration(port: u16) -> String {
    format!(
        "listen on 127.0.0.1 port {port} hostname mail.{DOMAIN}
table names file:/etc/names
action \"mailbox\" maildir \"/mail/%{{rcpt.user}}\" virtual <names>
match from any for domain \"{DOMAIN}\" action \"mailbox\"
"
    )
}
