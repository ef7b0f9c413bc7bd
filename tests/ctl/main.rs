//! `vestnikctl` as people and programs use it: the built program, its output, its exit code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says why and stops"
)]

mod core_dumps;
mod database;
mod help;
mod killed;
mod logs;
mod mailings;
mod people;
mod servers;
mod story;
mod worker;

use engine::{Config, Engine};
use mail::Secret;
use serde_json::Value;
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use support::processes::wrapped;
use tempfile::TempDir;

/// Of the file of passwords.
const PASSPHRASE: &str = "correct horse battery staple";

/// `vestnikctl` with a database of its own, and the folder that it is called in.
struct Ctl {
    folder: TempDir,
}

/// What came of a call.
struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Ctl {
    /// With an empty database.
    fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    /// With an owner.
    fn with_owner() -> Self {
        let ctl = Self::new();
        let add = ["users", "add", "anna@example.org", "--role", "administrator", "--password-stdin"];
        assert_eq!(ctl.run_with("correct horse", &add).code, 0);
        ctl
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestnikctl"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("VESTNIK_DATABASE", "sqlite:vestnik.db")
            .env("VESTNIK_PASSPHRASE", PASSPHRASE)
            .env("LC_ALL", "C.UTF-8");
        command
    }

    fn run(&self, arguments: &[&str]) -> Answer {
        self.run_with("", arguments)
    }

    /// Runs it with words on standard input.
    fn run_with(&self, input: &str, arguments: &[&str]) -> Answer {
        ended(self.command(arguments), input)
    }

    /// What it prints for programs, one value a line; it must be done.
    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let answer = self.run(&[&["--json"], arguments].concat());
        assert_eq!(answer.code, 0, "{arguments:?}: {}", answer.err);
        answer.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// The only value it prints.
    #[track_caller]
    fn one(&self, arguments: &[&str]) -> Value {
        let mut values = self.json(arguments);
        assert_eq!(values.len(), 1, "{arguments:?}: {values:?}");
        values.remove(0)
    }

    /// The id of what it adds.
    #[track_caller]
    fn id(&self, arguments: &[&str]) -> String {
        self.one(arguments)["id"].as_str().expect("an id").to_owned()
    }

    /// Adds a sender without sign-in at that port of this computer.
    #[track_caller]
    fn add_sender(&self, port: u16) {
        let port = port.to_string();
        let words = "senders add --name Post --host 127.0.0.1 --security none --connections 2 --port";
        let mut add: Vec<&str> = words.split(' ').collect();
        add.extend([port.as_str(), "--from", "Лавка «Василёк» <shop@example.test>"]);
        self.one(&add);
    }

    /// Adds a mailing of a short letter to everybody, from now on for an hour.
    #[track_caller]
    fn add_mailing(&self, more: &[&str]) -> String {
        self.file("letter.txt", "Здравствуйте, {{ name }}!\n".as_bytes());
        let message = self.id(&["messages", "add", "--subject", "Новости", "--text", "letter.txt"]);
        let add = [
            "mailings",
            "add",
            "--name",
            "Осень",
            "--message",
            &message,
            "--sender",
            "Post",
            "--audience",
            "all",
            "--ends-at",
            "2100-01-01 00:00",
        ];
        self.id(&[&add, more].concat())
    }

    /// The same database at a window, where nobody has signed in. While it is open no other program is.
    async fn window(&self) -> Engine {
        let config = Config {
            database: format!("sqlite:{}", self.path().join("vestnik.db").display()),
            system_key_store: false,
            passphrase: Some(Secret::new(PASSPHRASE)),
            ..Config::in_folder(self.path().to_owned())
        };
        Engine::open(config).await.expect("an engine")
    }

    /// Writes a file into the folder.
    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, content).expect("a file is written");
        path
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Runs a command to its end. One that hangs ends with exit code 124 and fails its test.
fn ended(command: Command, input: impl AsRef<[u8]>) -> Answer {
    let mut command = wrapped(&command, "timeout", &["--kill-after=5", "300"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("vestnikctl starts");
    // One that reads nothing may be gone already.
    let _ = child.stdin.take().expect("an input").write_all(input.as_ref());
    let Output { status, stdout, stderr } = child.wait_with_output().expect("vestnikctl ends");
    Answer {
        code: status.code().expect("an exit code"),
        out: String::from_utf8(stdout).expect("text"),
        err: String::from_utf8(stderr).expect("text"),
    }
}
