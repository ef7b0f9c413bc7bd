//! Vestnik as an administrator without a screen has it: the built `vestnikctl` and a new database.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use support::schema::Schema;
use tempfile::TempDir;

pub const OWNER: &str = "owner@vestnik.example";

pub struct Vestnik {
    database: String,
    folder: TempDir,
}

impl Vestnik {
    /// A new database in a file, with its owner.
    pub fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        Self::at(format!("sqlite:{}", folder.path().join("vestnik.db").display()), folder)
    }

    /// A new schema in the PostgreSQL that `cargo xtask bench` has started.
    pub async fn on_postgres() -> Self {
        let server = std::env::var("VESTNIK_BENCH_POSTGRES")
            .expect("VESTNIK_BENCH_POSTGRES: run this by `cargo xtask bench`, which starts PostgreSQL");
        let schema = Schema::fresh_at(&server).await;
        Self::at(schema.url(), TempDir::new().expect("a temporary folder"))
    }

    fn at(database: String, folder: TempDir) -> Self {
        let vestnik = Self { database, folder };
        vestnik.ask(vestnik.command(["users", "add", OWNER, "--role", "administrator"]));
        vestnik
    }

    pub fn database(&self) -> &str {
        &self.database
    }

    /// Its home, for whatever else it needs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        // Built beside this program by the same Cargo.
        let program = std::env::current_exe().expect("this program has a path").with_file_name("vestnikctl");
        let mut command = Command::new(program);
        command.args(["--json", "--database", &self.database]).args(arguments).env("HOME", self.folder());
        command
    }

    /// Runs a command to its end and returns the last JSON line that it prints.
    pub fn ask(&self, mut command: Command) -> Value {
        let output = command.stdin(Stdio::null()).output().expect("vestnikctl starts");
        assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("the output is text");
        text.lines()
            .last()
            .map_or(Value::Null, |line| serde_json::from_str(line).expect("the output is JSON"))
    }
}
