//! A shop with clients, a mailing to all of them, and the workers that send it: as many programs as the story wants.

pub mod clock;
pub mod strace;

use db::{Db, Dialect, Sql, params};
use serde_json::Value;
use std::{
    collections::HashMap,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
};
use support::{
    processes::{self, Signal, wait_for_end, wrapped},
    schema::Schema,
};
use tempfile::TempDir;
use uuid::Uuid;

/// Of the sender.
pub const CONNECTIONS: usize = 10;

pub struct Shop {
    folder: TempDir,
    database: String,
    schema: Option<Schema>,
}

/// What came of a call.
pub struct Answer {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Shop {
    pub fn on_sqlite() -> Self {
        let folder = TempDir::new().expect("a folder");
        let database = format!("sqlite:{}", folder.path().join("vestnik.db").display());
        Self::open(folder, database, None)
    }

    pub async fn on_postgres() -> Self {
        Self::in_schema(Schema::fresh().await)
    }

    pub fn in_schema(schema: Schema) -> Self {
        Self::open(TempDir::new().expect("a folder"), schema.url(), Some(schema))
    }

    /// In a database of PostgreSQL that goes with the story.
    pub fn at(url: String) -> Self {
        Self::open(TempDir::new().expect("a folder"), url, None)
    }

    fn open(folder: TempDir, database: String, schema: Option<Schema>) -> Self {
        let shop = Self { folder, database, schema };
        let add = ["users", "add", "anna@example.org", "--role", "administrator", "--password-stdin"];
        let added = ended(shop.command(&add), "correct horse");
        assert_eq!(added.code, Some(0), "{}", added.err);
        shop
    }

    /// `vestnikctl` on the first computer.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_on(0, arguments)
    }

    /// `vestnikctl` on one of the computers that share a database: each has a data folder of its own.
    pub fn command_on(&self, computer: usize, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestnikctl"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env("VESTNIK_DATABASE", &self.database)
            .env("VESTNIK_DATA", self.data_folder(computer))
            .env("VESTNIK_PASSPHRASE", "correct horse battery staple")
            .env("LC_ALL", "C.UTF-8");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        ended(self.command(arguments), "")
    }

    /// What it prints for programs, one value a line; it must be done.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let answer = self.run(&[&["--json"], arguments].concat());
        assert_eq!(answer.code, Some(0), "{arguments:?}: {}", answer.err);
        answer.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }

    /// The only value it prints.
    #[track_caller]
    pub fn one(&self, arguments: &[&str]) -> Value {
        let mut values = self.json(arguments);
        assert_eq!(values.len(), 1, "{arguments:?}: {values:?}");
        values.remove(0)
    }

    #[track_caller]
    fn id(&self, arguments: &[&str]) -> String {
        self.one(arguments)["id"].as_str().expect("an id").to_owned()
    }

    /// A mailing to these addresses by the server at that port, due from now on; its id.
    pub fn mailing(&self, port: u16, emails: &[String]) -> String {
        self.mailing_by(&["--connections", &CONNECTIONS.to_string()], "resend", port, emails)
    }

    /// The same by a sender with these limits; what becomes of letters in doubt.
    pub fn mailing_by(&self, limits: &[&str], in_doubt: &str, port: u16, emails: &[String]) -> String {
        let rows: String = emails.iter().map(|email| format!("{email},Client\n")).collect();
        self.file("list.csv", &format!("email,name\n{rows}"));
        self.one(&["clients", "import", "list.csv"]);
        let port = port.to_string();
        let words = "senders add --name Post --host 127.0.0.1 --security none --from shop@example.test";
        let mut add: Vec<&str> = words.split(' ').collect();
        add.extend(["--port", &port]);
        add.extend(limits);
        self.one(&add);
        self.file("letter.txt", "Dear {{ name }},\nthe shop is open.\n");
        self.one(&["messages", "add", "--subject", "News", "--text", "letter.txt"]);
        self.another_mailing("News", in_doubt)
    }

    /// A mailing of that message by that sender, of its own name.
    pub fn another_mailing(&self, name: &str, in_doubt: &str) -> String {
        let message = self.json(&["messages", "list"])[0]["id"].as_str().expect("an id").to_owned();
        let words = "mailings add --sender Post --audience all --starts-at 2020-01-01T00:00:00Z";
        let mut add: Vec<&str> = words.split(' ').collect();
        add.extend(["--ends-at", "2100-01-01T00:00:00Z", "--message", &message]);
        add.extend(["--name", name, "--in-doubt", in_doubt]);
        self.id(&add)
    }

    /// Everything that waits for its time is due, in no order: otherwise those of one name, which a server treats
    /// alike, stand together, and the worker pauses because of so many refusals in a row. No program may have a
    /// SQLite file open meanwhile.
    pub async fn let_time_pass(&self) {
        let queue = "state in ('queued', 'in_doubt')";
        // What a worker has in its hands is left alone: it is on its way anyhow.
        let free = format!("select id from deliveries where {queue} for update skip locked");
        self.write(Sql {
            sqlite: format!("update deliveries set due_at = abs(random()) % 1000 where {queue}").into(),
            postgres: format!("update deliveries set due_at = floor(random() * 1000) where id in ({free})")
                .into(),
        })
        .await;
    }

    /// The leases of all workers are over, and they were not seen for long. None but a frozen one may be alive.
    pub async fn end_all_leases(&self) {
        let db = self.db().await;
        let mut tx = db.begin().await.expect("a transaction");
        if tx.dialect() == Dialect::Postgres {
            // The server may still be at work on the last word of a worker that was killed.
            let wait = "lock table deliveries in share row exclusive mode";
            tx.run(wait, params![]).await.expect("the table");
        }
        for over in [
            "update deliveries set lease_until = 0 where lease_until is not null",
            "update sender_workers set seen_at = 0",
        ] {
            tx.run(over, params![]).await.expect("an update");
        }
        tx.commit().await.expect("a commit");
        db.close().await;
    }

    /// Does what no program of ours is asked to do here.
    pub async fn write(&self, sql: impl Into<Sql>) {
        let db = self.db().await;
        let mut tx = db.begin().await.expect("a transaction");
        tx.run(sql, params![]).await.expect("an update");
        tx.commit().await.expect("a commit");
        db.close().await;
    }

    pub async fn db(&self) -> Db {
        Db::open(&self.database).await.expect("the database")
    }

    /// How many letters the journal of that computer knows as sent.
    pub fn lines_of_journal(&self, computer: usize) -> usize {
        self.journal(computer).len()
    }

    /// Whom the journal of the first computer knows to have a letter.
    pub async fn known_as_sent(&self) -> Vec<String> {
        let db = self.db().await;
        let all: Vec<(Uuid, String)> =
            db.all("select id, email from deliveries", params![]).await.expect("the deliveries");
        db.close().await;
        let emails: HashMap<Uuid, String> = all.into_iter().collect();
        let lines = self.journal(0);
        let lines = lines.iter().map(|line| serde_json::from_str::<Value>(line).expect("a line of JSON"));
        let ids = lines.map(|line| line["delivery"].as_str().expect("an id").parse().expect("an id"));
        ids.map(|id: Uuid| emails[&id].clone()).collect()
    }

    /// The file of the first computer's journal that is written now.
    pub fn file_of_journal(&self) -> PathBuf {
        self.files_of_journal(0).pop().expect("a journal")
    }

    /// Its lines; an empty one only shows that it can be written.
    fn journal(&self, computer: usize) -> Vec<String> {
        let read = |file| std::fs::read_to_string(file).expect("a journal");
        let text: String = self.files_of_journal(computer).into_iter().map(read).collect();
        text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    /// In their order.
    fn files_of_journal(&self, computer: usize) -> Vec<PathBuf> {
        // On SQLite it lies beside the database.
        let folder = if self.database.starts_with("sqlite:") {
            self.path().to_owned()
        } else {
            self.data_folder(computer)
        };
        let entries = std::fs::read_dir(folder.join("journal")).into_iter().flatten().flatten();
        let files = entries.map(|entry| entry.path());
        let mut files: Vec<PathBuf> = files.filter(|file| file.extension().is_some()).collect();
        files.sort();
        files
    }

    fn data_folder(&self, computer: usize) -> PathBuf {
        self.path().join(format!("computer-{computer}"))
    }

    /// Sends what is due until the mailing is done; back-offs are let pass.
    pub async fn send_to_the_end(&self, mailing: &str) {
        for _ in 0..20 {
            self.let_time_pass().await;
            let answer = self.run(&["worker", "--until-idle"]);
            assert_eq!(answer.code, Some(0), "{}", answer.err);
            if self.one(&["mailings", "show", mailing])["status"] == "sent" {
                return;
            }
        }
        panic!("the mailing comes to no end: {}", self.one(&["mailings", "show", mailing]));
    }

    /// Ends the story.
    pub async fn close(self) {
        if let Some(schema) = self.schema {
            schema.drop().await;
        }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, content).expect("a file is written");
        path
    }
}

/// `vestnikctl worker`, beside the test and not longer than it.
pub struct Worker(Child);

impl Worker {
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().expect("a worker"))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.0.kill().expect("a signal");
        assert!(!self.0.wait().expect("its end").success(), "it had ended by itself: killed too late");
    }

    pub fn signal(&self, signal: Signal) {
        processes::signal(self.id(), signal);
    }

    /// How it ended by itself; waits for it.
    pub fn wait(&mut self) -> ExitStatus {
        wait_for_end(&mut self.0)
    }

    /// Asks it to end, and waits until it has.
    pub fn end(mut self) {
        self.signal(Signal::TERM);
        assert!(wait_for_end(&mut self.0).success());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a command to its end. One that hangs ends with exit code 124 and fails its test.
pub fn ended(command: Command, input: &str) -> Answer {
    let mut command = wrapped(&command, "timeout", &["--kill-after=5", "120"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("vestnikctl starts");
    // One that reads nothing may be gone already.
    let _ = child.stdin.take().expect("an input").write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().expect("vestnikctl ends");
    Answer {
        code: status.code(),
        out: String::from_utf8(stdout).expect("text"),
        err: String::from_utf8(stderr).expect("text"),
    }
}
