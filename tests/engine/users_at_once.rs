//! Administrators who turn on each other at the same moment.

use crate::sessions::{code, sign_in};
use engine::{Engine, access::Role};
use futures::{future::join_all, join};
use serde_json::{Value, json};
use support::{
    App,
    app::{PASSWORD, ask},
    stories,
};

/// How an administrator is got rid of.
const WAYS: [&str; 3] = ["users.set_role", "users.block", "users.delete"];

/// Nobody is who could not do so any more.
const TOO_LATE: [&str; 4] = ["last-administrator", "not-allowed", "not-signed-in", "user-unknown"];

/// An administrator, and the window where they have signed in.
struct Rival {
    email: String,
    window: Engine,
}

impl Rival {
    /// A new one, made by another.
    async fn made_by(root: &Engine, app: &App) -> Self {
        let email = format!("root-{}@shop.example", uuid::Uuid::now_v7().simple());
        let account = json!({
            "name": "Кира", "email": email, "password": PASSWORD, "role": Role::Administrator,
            "language": "ru", "zone": "Europe/Moscow",
        });
        ask(root, "users.add", account).await;
        let window = app.engine.another_window();
        ask(&window, "session.open", sign_in(&email, PASSWORD)).await;
        Self { email, window }
    }

    async fn get_rid_of(&self, other: &Self, way: &str) -> String {
        let input = json!({ "email": other.email, "role": "user", "heir": null });
        code(&self.window, way, input).await
    }
}

/// The addresses of those who may do everything.
async fn administrators(app: &App) -> Vec<String> {
    let rows: Vec<(String,)> = app
        .engine
        .inner()
        .db
        .all("select email from users where role = 'administrator' and blocked_at is null", vec![])
        .await
        .expect("rows");
    rows.into_iter().map(|(email,)| email).collect()
}

/// Until nothing that was begun in the background goes on.
async fn all_jobs_have_ended(root: &Engine) {
    while ask(root, "jobs.list", json!({})).await.as_array().expect("jobs").iter().any(is_running) {
        tokio::task::yield_now().await;
    }
}

fn is_running(job: &Value) -> bool {
    job["state"] == "running"
}

stories! {
    async fn of_two_administrators_who_get_rid_of_each_other_one_is_left(app: App) {
        let mut root = Rival { email: "olga@shop.example".to_owned(), window: app.engine.clone() };
        for round in 0..4 {
            for (way, back) in WAYS.iter().flat_map(|way| WAYS.map(|back| (way, back))) {
                let rival = Rival::made_by(&root.window, &app).await;
                let answers = join!(root.get_rid_of(&rival, way), rival.get_rid_of(&root, back));
                let said = format!("{way} against {back}, round {round}: {answers:?}");
                let is_root_left = match (&*answers.0, &*answers.1) {
                    ("done", late) if TOO_LATE.contains(&late) => true,
                    (late, "done") if TOO_LATE.contains(&late) => false,
                    _ => panic!("{said}"),
                };
                let left = if is_root_left { root } else { rival };
                assert_eq!(administrators(&app).await, [left.email.as_str()], "{said}");
                root = left;
                all_jobs_have_ended(&root.window).await;
            }
        }
        app.finish().await;
    }

    async fn of_administrators_who_get_rid_of_one_another_in_a_ring_somebody_is_left(app: App) {
        let mut root = Rival { email: "olga@shop.example".to_owned(), window: app.engine.clone() };
        for way in WAYS.repeat(3) {
            let mut ring = vec![];
            for _ in 0..3 {
                ring.push(Rival::made_by(&root.window, &app).await);
            }
            ring.push(root);
            let next = ring.iter().skip(1).chain(&ring[..1]);
            let answers = join_all(ring.iter().zip(next).map(|(rival, next)| rival.get_rid_of(next, way))).await;
            let left = administrators(&app).await;
            assert!(!left.is_empty(), "{way}: {answers:?}");
            let is_left = |rival: &Rival| left.contains(&rival.email);
            root = ring.into_iter().find(is_left).expect("one who is left");
            // The next round begins with one.
            for email in left.iter().filter(|email| **email != root.email) {
                ask(&root.window, "users.set_role", json!({ "email": email, "role": "user" })).await;
            }
            all_jobs_have_ended(&root.window).await;
        }
        app.finish().await;
    }

    async fn who_is_deleted_while_they_delete_somebody_is_told_so_and_does_nothing_by_halves(app: App) {
        let mut root = Rival { email: "olga@shop.example".to_owned(), window: app.engine.clone() };
        for _ in 0..25 {
            let mut ring = vec![];
            for _ in 0..3 {
                ring.push(Rival::made_by(&root.window, &app).await);
            }
            ring.push(root);
            let next = ring.iter().skip(1).chain(&ring[..1]);
            let deletions = ring.iter().zip(next).map(|(rival, next)| rival.get_rid_of(next, "users.delete"));
            let answers = join_all(deletions).await;
            let known = |code: &str| code == "done" || TOO_LATE.contains(&code);
            assert!(answers.iter().all(|code| known(code)), "{answers:?}");
            let left = administrators(&app).await;
            let done = answers.iter().filter(|code| *code == "done").count();
            assert_eq!(done + left.len(), ring.len(), "{answers:?}: whoever is gone was deleted");
            root = ring.into_iter().find(|rival| left.contains(&rival.email)).expect("one who is left");
            for email in left.iter().filter(|email| **email != root.email) {
                ask(&root.window, "users.set_role", json!({ "email": email, "role": "user" })).await;
            }
        }
        app.finish().await;
    }
}
