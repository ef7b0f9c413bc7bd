//! How the databases find the deliveries that they move: every statement by an index.
//!
//! The statements are read from the sources themselves: none is forgotten, and none is a copy.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says why and stops"
)]

use crate::{Config, Engine, scratch::Schema};
use db::params;

const SOURCES: &[(&str, &str)] = &[
    ("lost.rs", include_str!("lost.rs")),
    ("claim.rs", include_str!("claim.rs")),
    ("gate.rs", include_str!("gate.rs")),
    ("outcome.rs", include_str!("outcome.rs")),
    ("limits.rs", include_str!("limits.rs")),
    ("deliveries/waits.rs", include_str!("waits.rs")),
    ("schedule.rs", include_str!("../mailings/schedule.rs")),
    ("start.rs", include_str!("../mailings/start.rs")),
    ("life.rs", include_str!("../mailings/life.rs")),
    ("again.rs", include_str!("../mailings/again.rs")),
    ("page.rs", include_str!("../mailings/page.rs")),
    ("failures.rs", include_str!("../mailings/failures.rs")),
    ("pace.rs", include_str!("../mailings/pace.rs")),
    ("summary.rs", include_str!("../mailings/summary.rs")),
    ("mailings/waits.rs", include_str!("../mailings/waits.rs")),
    ("report.rs", include_str!("../mailings/report.rs")),
    ("counts.rs", include_str!("../mailings/counts.rs")),
    ("home.rs", include_str!("../home.rs")),
    ("attempts.rs", include_str!("../attempts.rs")),
];

/// The statements in a source that are whole: neither a part of one nor made by `format!`.
fn statements(source: &str) -> Vec<&str> {
    let written = source.split("#[cfg(test)]").next().unwrap_or_default();
    written
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| !text.contains('{'))
        .filter(|text| {
            let verb = text.split_whitespace().next().unwrap_or_default();
            ["select", "insert", "update", "delete", "with"].contains(&verb) && text.contains("$1")
        })
        .collect()
}

/// Whether only PostgreSQL knows what it says: its twin stands beside it.
fn is_for_postgres(statement: &str) -> bool {
    ["jsonb", "for update", "for share", "as uuid"].iter().any(|words| statement.contains(words))
}

/// A step that reads a long table from end to end. An index of the open deliveries is short.
fn is_long(step: &str) -> bool {
    let mut words = step.split_whitespace();
    let scan = words.next() == Some("SCAN");
    let table = words.next().unwrap_or_default();
    let long =
        ["deliveries", "d", "attempts", "a", "b", "clients", "c", "suppressions", "s", "mailings", "m"];
    let open = step.contains("INDEX deliveries_open") || step.contains("INDEX mailings_alive");
    scan && long.contains(&table) && !open
}

#[tokio::test]
async fn no_delivery_is_found_by_reading_all_of_them_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(Config::in_folder(folder.path().to_owned())).await.unwrap();
    let mut explained = 0;
    let mut long = vec![];
    for (file, source) in SOURCES {
        for statement in statements(source).into_iter().filter(|statement| !is_for_postgres(statement)) {
            let explain = format!("explain query plan {statement}");
            let steps: Vec<(i64, i64, i64, String)> = match engine.inner().db.all(explain, vec![]).await {
                Ok(steps) => steps,
                Err(error) => panic!("{file}: {error}\n{statement}"),
            };
            explained += 1;
            for (_, _, _, step) in steps {
                // Groups are few; pages of a long list must come in the order of an index.
                let is_page = statement.contains("limit") && !statement.contains("group by");
                let is_sorted = is_page && step.contains("TEMP B-TREE FOR ORDER BY");
                if is_long(&step) || is_sorted {
                    long.push(format!("{file}: {step}\n{statement}\n"));
                }
            }
        }
    }
    assert!(explained > 30, "only {explained} statements were found: are they read aright?");
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// Those that take a moment and nothing else, which are the scheduler's. The tables are empty, so the
/// planner is told to read from end to end only what it cannot find otherwise.
#[tokio::test]
async fn the_scheduler_finds_what_is_due_by_an_index_on_postgres() {
    let schema = Schema::make("due").await;
    let folder = tempfile::tempdir().unwrap();
    let config = Config { database: schema.url.clone(), ..Config::in_folder(folder.path().to_owned()) };
    let engine = Engine::open(config).await.unwrap();
    let sources = [include_str!("lost.rs"), include_str!("../mailings/schedule.rs")];
    let mut explained = 0;
    for statement in sources.into_iter().flat_map(statements).filter(|statement| !statement.contains("$2")) {
        let given = if statement.contains("worker = $1") { params!["a worker"] } else { params![0_i64] };
        let plan: Vec<(String,)> =
            engine.inner().db.all(format!("explain {statement}"), given).await.unwrap();
        explained += 1;
        assert!(
            !plan.iter().any(|(step,)| step.contains("Seq Scan on deliveries")),
            "{statement}\n{plan:#?}"
        );
    }
    assert!(explained >= 5, "only {explained} statements were found: are they read aright?");
    engine.inner().db.close().await;
    schema.remove().await;
}
