//! A schema of its own in the tests' PostgreSQL, where the planner reads a table from end to end only when
//! there is no index for what it looks for.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why and stops")]

use db::Db;

pub(crate) struct Schema {
    db: Db,
    name: String,
    pub(crate) url: String,
}

impl Schema {
    pub(crate) async fn make(name: &str) -> Self {
        let server = std::env::var("VESTNIK_TEST_POSTGRES")
            .expect("VESTNIK_TEST_POSTGRES: run the tests by `cargo xtask test`, which starts PostgreSQL");
        let name = format!("{name}_{}", std::process::id());
        let url = format!("{server}?options=-csearch_path%3D{name},public%20-cenable_seqscan%3Doff");
        let schema = Self { db: Db::open(&server).await.unwrap(), name, url };
        schema.run("create schema", "").await;
        schema
    }

    pub(crate) async fn remove(self) {
        self.run("drop schema", " cascade").await;
    }

    async fn run(&self, verb: &str, how: &str) {
        let mut tx = self.db.begin().await.unwrap();
        tx.run(format!("{verb} {}{how}", self.name), vec![]).await.unwrap();
        tx.commit().await.unwrap();
    }
}
