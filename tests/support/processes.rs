//! Programs that run beside a test and end with it.

use rustix::process::{Pid, kill_process};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

pub use rustix::process::Signal;

/// How long a program may take to do what it was started for.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A running program; dropping it ends the program.
pub struct Process {
    child: Child,
    lines: Option<BufReader<std::process::ChildStdout>>,
    /// Of the one that must be root; `child` may be a `sudo` around it.
    as_root: Option<String>,
}

impl Process {
    /// Starts a program with its standard output read by [`Process::line`].
    pub fn start(command: &Command) -> Self {
        let mut child = mortal(command)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let lines = child.stdout.take().map(BufReader::new);
        Self { child, lines, as_root: None }
    }

    /// Starts a program as root; for another user it goes through `sudo`. What it prints goes to the file.
    pub fn start_as_root(command: &Command, log: &Path) -> Self {
        // For a signal one must know it itself, not the sudo that waits for it.
        let script = r#"echo $$; log=$1; shift; exec "$@" > "$log" 2>&1"#;
        let mut shell = as_root("sh");
        shell.args(["-c", script, "sh"]).arg(log);
        shell.args(["setpriv", "--pdeathsig", "TERM"]).arg(command.get_program()).args(command.get_args());
        let mut process = Self::start(&shell);
        process.as_root = Some(process.line());
        process
    }

    /// The next line that the program prints; waits for it.
    #[track_caller]
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        let lines = self.lines.as_mut().expect("the output is read");
        lines.read_line(&mut line).expect("the output is text");
        assert!(!line.is_empty(), "the program ended without a word");
        line.trim_end().to_owned()
    }

    /// Waits until something listens on the loopback port.
    pub fn listening_on(mut self, port: u16) -> Self {
        wait_until("the port to be listened on", || {
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("the program ended instead of listening on {port}: {status}");
            }
            TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
        });
        self
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // SIGTERM lets a program with children of its own end them too.
        let _ = match &self.as_root {
            None => Command::new("kill").arg(self.child.id().to_string()).status(),
            Some(id) => as_root("kill").arg(id).status(),
        };
        let _ = self.child.wait();
    }
}

/// The same command, made to end when the test does, even when the test is killed.
fn mortal(command: &Command) -> Command {
    wrapped(command, "setpriv", &["--pdeathsig", "TERM"])
}

/// The same command, run by another program that takes it as its last arguments.
pub fn wrapped(command: &Command, by: &str, arguments: &[&str]) -> Command {
    let mut wrapped = Command::new(by);
    wrapped.args(arguments).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    wrapped
}

/// A program of ours, built beside the tests (`target/debug/deps/desktop-…` → `target/debug/vestnik`).
pub fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test has a path");
    let folder = test.ancestors().nth(2).expect("the test is in a target folder");
    let program = folder.join(name);
    assert!(program.is_file(), "{} is not built; run `cargo xtask test desktop`", program.display());
    program
}

/// The program, run as root: for another user by `sudo`, which must not ask.
#[must_use]
pub fn as_root(program: &str) -> Command {
    if is_root() {
        return Command::new(program);
    }
    let mut sudo = Command::new("sudo");
    sudo.args(["--non-interactive", program]);
    sudo
}

/// Sends a signal to a process. It has it when this returns.
#[track_caller]
pub fn signal(process: u32, signal: Signal) {
    let id = i32::try_from(process).ok().and_then(Pid::from_raw).expect("a process");
    kill_process(id, signal).expect("a signal");
}

/// Runs a program to its end, and returns what it printed.
pub fn output(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    assert!(output.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the output is text")
}

/// Waits until the program has ended by itself; one that does not end fails the test instead of hanging it.
#[track_caller]
pub fn wait_for_end(program: &mut Child) -> ExitStatus {
    let mut status = None;
    wait_until("a program to end", || {
        status = program.try_wait().expect("a child can be waited for");
        status.is_some()
    });
    status.expect("it has ended")
}

/// Asks again and again until the answer is yes.
#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "waited {PATIENCE:?} for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A loopback port that nothing listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a loopback port is free");
    listener.local_addr().expect("a bound port has an address").port()
}

/// Whether the tests run as root; some servers then drop to another user, others demand it.
pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).trim() == "0"
}
