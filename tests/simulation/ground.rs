//! What seeds stand on, one after the other: a folder in memory, and in it a shop whose mailing waits for its start,
//! made once by the program itself. Each seed finds it as it was.

use crate::template::Template;
use rusqlite::Connection;
use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tempfile::TempDir;

pub struct Ground {
    database: Mutex<Connection>,
    pub mailing: String,
    pub owner: String,
    folder: TempDir,
}

thread_local! {
    /// By the number of recipients.
    static GROUNDS: RefCell<BTreeMap<usize, Arc<Ground>>> = const { RefCell::new(BTreeMap::new()) };
}

/// What a mailing that is sent changes.
const CHANGED: [&str; 17] = [
    "instance",
    "users",
    "suppressions",
    "senders",
    "sender_workers",
    "mailings",
    "mailing_contents",
    "mailing_counts",
    "mailing_minutes",
    "deliveries",
    "attempts",
    "attempt_counts",
    "audit",
    "jobs",
    "settings",
    "journal_marks",
    "letters_taken",
];

impl Ground {
    /// As it was when it was made.
    pub fn under(recipients: usize) -> Arc<Self> {
        let ground = GROUNDS.with_borrow_mut(|grounds| {
            Arc::clone(grounds.entry(recipients).or_insert_with(|| Arc::new(Self::new(recipients))))
        });
        let _ = fs::remove_dir_all(ground.path().join("journal"));
        let _ = fs::remove_file(ground.backup());
        ground.copy_from("template");
        ground
    }

    /// The next seed of this thread gets a new one.
    pub fn forget() {
        GROUNDS.take();
        db::simulation::forget();
    }

    fn new(recipients: usize) -> Self {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let folder = folder.expect("a folder");
        let Template { database, mailing, owner } = Template::with(recipients);
        for name in ["vestnik.db", "template.db"] {
            fs::write(folder.path().join(name), &database).expect("a file");
        }
        let connection = Connection::open(folder.path().join("vestnik.db")).expect("the database");
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch("pragma foreign_keys = off").expect("a pragma");
        let ground = Self { database: Mutex::new(connection), mailing, owner, folder };
        ground.attach(&ground.path().join("template.db"), "template");
        ground
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn backup(&self) -> PathBuf {
        self.path().join("backup.db")
    }

    /// The database as it is on the disk.
    pub fn database(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the mailing has its recipients.
    pub fn is_started(&self) -> bool {
        let sql = "select exists (select 1 from mailings where recipients > 0)";
        self.database().query_row(sql, [], |row| row.get(0)).expect("a word")
    }

    /// Whether letters of the mailing may begin.
    pub fn runs(&self) -> bool {
        let database = self.database();
        let sql = "select exists (select 1 from mailings m join users u on u.id = m.owner_id
          where m.status = 'running' and u.blocked_at is null)";
        let mut statement = database.prepare_cached(sql).expect("a statement");
        statement.query_row([], |row| row.get(0)).expect("a word")
    }

    /// Whether it stands there that the address was told "not now", at that time or later.
    pub fn knows_deferred(&self, to: &str, at: i64) -> bool {
        let database = self.database();
        let sql = "select exists (select 1 from attempts
          where email = ?1 and finished_at >= ?2 and outcome = 'failure' and code between 400 and 499)";
        let mut statement = database.prepare_cached(sql).expect("a statement");
        statement.query_row((to, at), |row| row.get(0)).expect("a word")
    }

    /// The backup takes the place of the database, by what is in it.
    pub fn restore(&self) {
        self.attach(&self.backup(), "backup");
        self.copy_from("backup");
        self.database().execute_batch("detach backup").expect("it is detached");
    }

    fn attach(&self, file: &Path, name: &str) {
        let attach = format!("attach ?1 as {name}");
        self.database().execute(&attach, [file.to_str()]).expect("it is attached");
    }

    fn copy_from(&self, other: &str) {
        let database = self.database();
        let run =
            |sql: &str| database.prepare_cached(sql).and_then(|mut sql| sql.execute([])).expect("a copy");
        run("begin immediate");
        for table in CHANGED {
            run(&format!("delete from main.{table}"));
            run(&format!("insert into main.{table} select * from {other}.{table}"));
        }
        run("commit");
    }
}
