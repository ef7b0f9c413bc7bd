//! A schema of its own for a test, in the PostgreSQL that `cargo xtask test` starts.

use crate::{postgres::folder_of_programs, processes::output};
use std::{
    path::Path,
    process::Command,
    sync::atomic::{AtomicU32, Ordering},
};

/// The place of a row of `users` in the line where gates stand with others, and whoever closes them alone
/// (`engine::line`).
pub const PLACE_IN_LINE: &str =
    "cast(cast('x' || right(replace(cast(id as text), '-', ''), 16) as bit(64)) as bigint)";

pub struct Schema {
    server: String,
    name: String,
}

impl Schema {
    /// A new and empty one.
    pub async fn fresh() -> Self {
        let server = std::env::var("VESTNIK_TEST_POSTGRES")
            .expect("VESTNIK_TEST_POSTGRES: run the tests by `cargo xtask test`, which starts PostgreSQL");
        Self::fresh_at(&server).await
    }

    /// A new and empty one of the server at that address.
    pub async fn fresh_at(server: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let schema = Self { server: server.to_owned(), name };
        schema.run("create schema", "").await;
        schema
    }

    /// The address of a database that has nothing but this schema.
    pub fn url(&self) -> String {
        self.url_through(&self.server)
    }

    /// The same by another way to the server.
    pub fn url_through(&self, server: &str) -> String {
        let joint = if server.contains('?') { '&' } else { '?' };
        format!("{server}{joint}options=-csearch_path%3D{},public", self.name)
    }

    /// Writes all that is in it into a file.
    pub fn back_up(&self, path: &Path) {
        let mut dump = Command::new(folder_of_programs().join("pg_dump"));
        output(dump.args(["--schema", &self.name, "--file"]).arg(path).arg(&self.server));
    }

    /// Puts what such a file has in its place.
    pub async fn restore(&self, path: &Path) {
        self.run("drop schema", " cascade").await;
        let mut load = Command::new(folder_of_programs().join("psql"));
        output(load.args(["--quiet", "--set", "ON_ERROR_STOP=1", "--file"]).arg(path).arg(&self.server));
    }

    /// Ends it, with all that is in it. A test that fails leaves it for somebody to look into, until the server
    /// is stopped.
    pub async fn drop(self) {
        self.run("drop schema", " cascade").await;
    }

    async fn run(&self, verb: &str, how: &str) {
        let db = db::Db::open(&self.server).await.expect("PostgreSQL");
        let mut tx = db.begin().await.expect("a transaction");
        tx.run(format!("{verb} {}{how}", self.name), vec![]).await.expect(verb);
        tx.commit().await.expect("a commit");
        db.close().await;
    }
}
