//! A PostgreSQL server of our own, for as long as the tests or the benchmarks run.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use crate::shell::is_root;

/// How long a server may take to start, and to stop.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Cluster {
    folder: PathBuf,
    is_kept: bool,
    server: Child,
    port: u16,
}

impl Cluster {
    /// Makes an empty cluster in a temporary folder, and waits until it answers on a free loopback port.
    pub fn start(sh: &Shell) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("vestnik-postgres-{}", std::process::id()));
        // These databases live for minutes: nothing is gained by waiting for the disk.
        Self::run(sh, folder, false, &["-c", "fsync=off", "-c", "full_page_writes=off"])
    }

    /// The cluster in that folder, with all that is in it, or a new one; as it would serve in earnest.
    pub fn kept(sh: &Shell, folder: &Path) -> Result<Self> {
        Self::run(sh, folder.to_owned(), true, &[])
    }

    fn run(sh: &Shell, folder: PathBuf, is_kept: bool, settings: &[&str]) -> Result<Self> {
        let programs = programs(sh)?;
        // PostgreSQL refuses to run as root. Its folder is where the other user can reach it, and belongs to
        // that user.
        let user: &[&str] =
            if is_root(sh)? { &["--reuid=postgres", "--regid=postgres", "--init-groups"] } else { &[] };
        if !folder.join("PG_VERSION").exists() {
            if is_kept && is_root(sh)? {
                cmd!(sh, "install --directory --owner=postgres --group=postgres {folder}").quiet().run()?;
            }
            let initdb = programs.join("initdb");
            let options =
                ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
            cmd!(sh, "setpriv {user...} {initdb} --pgdata={folder} {options...}")
                .quiet()
                .ignore_stdout()
                .run()?;
        }

        let port = free_port()?;
        let log = std::fs::File::create(folder.join("server.log"))?;
        let server = Command::new("setpriv")
            .args(user)
            // Should xtask be killed, the server gets the signal of an orderly quick stop.
            .args(["--pdeathsig", "INT"])
            .arg(programs.join("postgres"))
            .arg("-D")
            .arg(&folder)
            .arg("-k")
            .arg(&folder)
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                &format!("port={port}"),
                "-c",
                "max_connections=400",
            ])
            .args(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("cannot start PostgreSQL")?;
        let mut cluster = Self { folder, is_kept, server, port };
        cluster.wait_until_ready(sh, &programs.join("pg_isready"))?;
        Ok(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, sh: &Shell, pg_isready: &Path) -> Result<()> {
        let port = self.port.to_string();
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if self.server.try_wait()?.is_some() {
                break;
            }
            if cmd!(sh, "{pg_isready} --quiet --host=127.0.0.1 --port={port}").quiet().run().is_ok() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL did not start:\n{}", sh.read_file(self.folder.join("server.log"))?)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's "fast" stop: it cuts its clients off and ends in order.
        let pid = self.server.id().to_string();
        let is_told = Command::new("kill").args(["-INT", &pid]).status().is_ok_and(|status| status.success());
        if is_told {
            // A failure to wait or to remove leaves a folder in the temporary one, and no more.
            let _ = self.server.wait();
        }
        if !self.is_kept {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// The folder of the newest installed PostgreSQL's programs; Debian keeps them off the `PATH`.
fn programs(sh: &Shell) -> Result<PathBuf> {
    let versions = sh.read_dir("/usr/lib/postgresql").unwrap_or_default();
    let newest = versions
        .into_iter()
        .filter(|folder| folder.join("bin/initdb").is_file())
        .max_by_key(|folder| folder.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()));
    Ok(newest.context("PostgreSQL is not installed: no /usr/lib/postgresql/*/bin/initdb")?.join("bin"))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
