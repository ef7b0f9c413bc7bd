//! How the databases find a page of mailings and the last failures: by an index that is in the order asked
//! for, whoever's they are.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on says why and stops")]

use super::*;
use crate::{Config, Engine, attempts, ids::UserId, scratch::Schema};

fn statements() -> Vec<(String, Vec<Value>)> {
    let mut statements = vec![];
    for scope in [Scope::Of(UserId::new()), Scope::Everybody] {
        for status in [None, Some(Status::Running)] {
            for after in [None, Some(MailingId::new())] {
                statements.push(statement(scope, status, after, 51));
            }
        }
        statements.push(attempts::failures(scope, 5));
    }
    statements
}

/// Every step of every plan.
async fn steps(database: String, explain: &str) -> Vec<(String, Vec<String>)> {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { database, ..Config::in_folder(folder.path().join("data")) };
    let engine = Engine::open(config).await.unwrap();
    let db = &engine.inner().db;
    let mut plans = vec![];
    for (text, params) in statements() {
        let text = format!("{explain} {text}");
        let steps = match db.dialect() {
            db::Dialect::Sqlite => {
                let steps: Vec<(i64, i64, i64, String)> = db.all(text.clone(), params).await.unwrap();
                steps.into_iter().map(|(_, _, _, step)| step).collect()
            }
            db::Dialect::Postgres => {
                let steps: Vec<(String,)> = db.all(text.clone(), params).await.unwrap();
                steps.into_iter().map(|(step,)| step).collect()
            }
        };
        plans.push((text, steps));
    }
    db.close().await;
    plans
}

#[tokio::test]
async fn a_page_of_mailings_comes_in_the_order_of_an_index_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plans.db");
    for (text, steps) in steps(format!("sqlite:{}", file.display()), "explain query plan").await {
        let is_read_through = |step: &String| {
            // In the order of an index, with a limit, is a page; all of a table is not.
            step.contains("TEMP B-TREE") || (step.starts_with("SCAN") && !step.contains("INDEX"))
        };
        assert!(!steps.iter().any(is_read_through), "{text}\n{steps:#?}");
        let has = |index: &str| steps.iter().any(|step| step.contains(index));
        match (text.contains("m.status ="), text.contains("outcome")) {
            (true, _) => assert!(has("by_status"), "{text}\n{steps:#?}"),
            (_, true) => assert!(has("attempts_failed_"), "{text}\n{steps:#?}"),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_page_of_mailings_comes_in_the_order_of_an_index_on_postgres() {
    let schema = Schema::make("mailings").await;
    for (text, steps) in steps(schema.url.clone(), "explain").await {
        let is_read_through = |step: &String| {
            step.contains("Sort")
                || step.contains("Seq Scan on mailings")
                || step.contains("Seq Scan on attempts")
        };
        assert!(!steps.iter().any(is_read_through), "{text}\n{steps:#?}");
    }
    schema.remove().await;
}
