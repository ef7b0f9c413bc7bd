//! Long work: how far it is, and how it ends.

use db::params;
use engine::{Config, Engine, Event, ids::JobId};
use serde_json::{Value, json};
use support::{App, stories};

/// A list of so many clients, in the test's folder.
fn list(app: &App, clients: u32) -> Value {
    let path = app.folder.path().join("list.csv");
    let rows: String = (0..clients).map(|n| format!("c{n}@example.com,Клиент {n}\n")).collect();
    std::fs::write(&path, format!("email,name\n{rows}")).expect("a list");
    json!({ "plan": { "path": path } })
}

async fn ended(app: &App, id: &Value) -> Value {
    loop {
        let job = app.call("jobs.show", json!({ "id": id })).await;
        if job["state"] != "running" {
            return job;
        }
        tokio::task::yield_now().await;
    }
}

/// Writes the row of a job that another program runs, begun so many hours ago.
async fn running(app: &App, hours: i64) -> JobId {
    let id = JobId::new();
    let owner = app.call("setup.state", json!({})).await["user"]["id"].clone();
    let owner: engine::ids::UserId = serde_json::from_value(owner).expect("an id");
    let begun = app.clock.now().plus(-hours * 3_600_000);
    let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
    tx.run(
        "insert into jobs (id, owner_id, kind, state, created_at) values ($1, $2, 'import', 'running', $3)",
        params![id, owner, begun],
    )
    .await
    .expect("a row");
    tx.commit().await.expect("a commit");
    id
}

stories! {
    async fn the_row_and_the_last_event_say_how_much_was_done(app: App) {
        let mut events = app.engine.events();
        let id = app.call("imports.start", list(&app, 3)).await["id"].clone();
        let last = loop {
            if let Ok(Event::Job { job }) = events.recv().await
                && json!(job.state) != "running"
            {
                break job;
            }
        };
        assert_eq!((last.done, last.total), (3, 3));
        let path = app.folder.path().join("attempts.csv");
        let export = app.call("attempts.export", json!({ "filter": {}, "path": path })).await;
        ended(&app, &export["id"]).await;
        let row = ended(&app, &id).await;
        assert_eq!((&row["done"], &row["total"]), (&json!(3), &json!(3)));
        app.finish().await;
    }

    async fn the_row_says_on_the_way_how_far_it_is_and_keeps_that_when_it_is_cancelled(app: App) {
        let id = app.call("imports.start", list(&app, 60_000)).await["id"].clone();
        while app.call("jobs.show", json!({ "id": id })).await["total"] == 0 {
            tokio::task::yield_now().await;
        }
        // As another program asks: by the row alone.
        let mut tx = app.engine.inner().db.begin().await.expect("a transaction");
        tx.run("update jobs set cancel = true", vec![]).await.expect("the flag");
        tx.commit().await.expect("a commit");
        let job = ended(&app, &id).await;
        assert_eq!(job["state"], "cancelled", "{job}");
        let done = job["done"].as_i64().expect("a number");
        assert!(0 < done && done < 60_000, "{job}");
        assert_eq!(job["total"], 60_000);
        app.finish().await;
    }
}

/// Only one program opens a file; a shared database has many.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_starts_leaves_the_jobs_of_the_others_alone() {
    let app = App::spawn_postgres().await;
    let (theirs, dead) = (running(&app, 1).await, running(&app, 48).await);
    let config = app.engine.inner().config.clone();
    let other = Engine::open(Config { operator: true, ..config }).await.expect("a second program");
    let state = |id: JobId| app.call("jobs.show", json!({ "id": id }));
    assert_eq!(state(theirs).await["state"], "running");
    assert_eq!(state(dead).await["state"], "failed");
    other.inner().db.close().await;
    app.finish().await;
}
