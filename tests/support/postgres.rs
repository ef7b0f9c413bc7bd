//! A PostgreSQL of one test alone, that may be crashed.

use crate::processes::{Signal, free_port, is_root, output, signal, wait_for_end, wait_until};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command},
};
use tempfile::TempDir;

pub struct Postgres {
    server: Child,
    folder: TempDir,
    port: u16,
}

impl Postgres {
    /// Makes an empty cluster and starts it, with what it promises in earnest: a commit is on the disk.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("vestnik-pg-").tempdir().expect("a temporary folder");
        if is_root() {
            output(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        let options =
            ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
        output(program("initdb").args(options).arg("--pgdata").arg(folder.path()));
        let port = free_port();
        Self { server: serve(folder.path(), port), folder, port }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of a server at that port, this one or a way to it.
    pub fn url_at(port: u16) -> String {
        format!("postgres://postgres@127.0.0.1:{port}/postgres")
    }

    /// It dies as in a crash: no goodbye to anybody, and nothing put in order.
    pub fn crash(&mut self) {
        self.stop_at_once();
        wait_for_end(&mut self.server);
    }

    /// Starts it again, and waits until it has recovered and answers.
    pub fn restart(&mut self) {
        self.server = serve(self.folder.path(), self.port);
    }

    /// As `pg_ctl stop --mode immediate` does it.
    fn stop_at_once(&self) {
        signal(self.server.id(), Signal::QUIT);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // One that was crashed and not started again is gone already.
        if matches!(self.server.try_wait(), Ok(None)) {
            self.stop_at_once();
            let _ = self.server.wait();
        }
    }
}

fn serve(folder: &Path, port: u16) -> Child {
    let log = File::options().create(true).append(true).open(folder.join("server.log")).expect("a log");
    let port = port.to_string();
    let mut server = program("postgres");
    server.arg("-D").arg(folder).arg("-k").arg(folder);
    server.args(["-c", "listen_addresses=127.0.0.1", "-p", &port]).stderr(log);
    let mut server = server.spawn().expect("PostgreSQL starts");
    wait_until("PostgreSQL to answer", || {
        assert!(matches!(server.try_wait(), Ok(None)), "PostgreSQL has ended: see {}", folder.display());
        let ready = Command::new(folder_of_programs().join("pg_isready"))
            .args(["--quiet", "--host=127.0.0.1", "--port", &port])
            .status();
        ready.expect("pg_isready starts").success()
    });
    server
}

/// One of PostgreSQL's programs, which refuse to run as root; it ends with the test, even when that is killed.
fn program(name: &str) -> Command {
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
    }
    command.args(["--pdeathsig", "QUIT"]).arg(folder_of_programs().join(name)).current_dir("/");
    command
}

/// Of the newest installed version; Debian keeps them off the `PATH`.
pub(crate) fn folder_of_programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed");
    let folders = versions.map(|version| version.expect("a version").path());
    let number = |folder: &Path| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = folders.filter(|folder| folder.join("bin/initdb").is_file()).max_by_key(|f| number(f));
    newest.expect("PostgreSQL is installed").join("bin")
}
