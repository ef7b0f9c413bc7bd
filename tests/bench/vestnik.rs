//! Vestnik as an administrator without a screen has it: the built `vestnikctl` and a new database.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

pub const OWNER: &str = "owner@vestnik.example";

pub struct Vestnik {
    database: String,
    folder: PathBuf,
}

impl Vestnik {
    /// A new database in the folder, with its owner.
    pub fn new(folder: &Path, name: &str) -> Self {
        let vestnik = Self {
            database: format!("sqlite:{}", folder.join(name).with_extension("db").display()),
            folder: folder.to_owned(),
        };
        vestnik.ask(vestnik.command(["users", "add", OWNER, "--role", "administrator"]));
        vestnik
    }

    pub fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        // Built beside this program by the same Cargo.
        let program = std::env::current_exe().expect("this program has a path").with_file_name("vestnikctl");
        let mut command = Command::new(program);
        command.args(["--json", "--database", &self.database]).args(arguments).env("HOME", &self.folder);
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
