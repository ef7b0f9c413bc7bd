//! What managers and administrators do to others' things is written down.

use crate::imports::ended;
use engine::access::Role;
use serde_json::{Value, json};
use support::stories;

stories! {
    async fn a_change_of_anothers_client_is_in_the_trail_and_one_of_ones_own_is_not(app: App) {
        let root = app.used_by("root@shop.example", Role::Administrator).await;
        let client = app.call("clients.add", json!({ "email": "anna@example.org", "name": "Анна" })).await;
        let trail = || async { app.call("audit.list", json!({ "filter": {}, "limit": 50 })).await["rows"].clone() };
        let before = trail().await.as_array().map(Vec::len);
        let change = json!({ "id": client["id"], "email": "anna@example.org", "name": "Анна Ж." });
        root.call("clients.change", change).await.expect("changed");
        let rows = trail().await;
        assert_eq!(rows.as_array().map(Vec::len), before.map(|count| count + 1), "{rows}");
        let line = &rows[0];
        let said = [&line["actor"], &line["owner"], &line["action"], &line["subject"]];
        assert_eq!(said, ["root@shop.example", "olga@shop.example", "clients.change", "anna@example.org"]);
        assert_eq!((&line["before"]["name"], &line["after"]["name"]), (&json!("Анна"), &json!("Анна Ж.")));
        assert_eq!(line["at"], json!(app.clock.now()));
        app.finish().await;
    }

    async fn the_trail_is_filtered_paged_and_exported(app: App) {
        let root = app.used_by("root@shop.example", Role::Administrator).await;
        for number in 0..7 {
            let list = json!({ "email": format!("Клиент-{number}@example.org"), "owner_id": olga(&app).await });
            let added = json!({ "email": format!("c{number}@example.org"), "owner_id": list["owner_id"] });
            root.call("clients.add", added).await.expect("added");
            app.clock.advance(60_000);
        }
        let list = |filter: Value, after: Value, limit: u32| {
            app.call("audit.list", json!({ "filter": filter, "after": after, "limit": limit }))
        };
        let mut found = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = list(json!({ "action": "clients.add" }), after, 3).await;
            let rows = page["rows"].as_array().expect("rows").clone();
            found.extend(rows.into_iter().map(|row| row["subject"].clone()));
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
        let expected: Vec<Value> = (0..7).rev().map(|number| json!(format!("c{number}@example.org"))).collect();
        assert_eq!(found, expected);
        let one = list(json!({ "search": "C3@EXAMPLE" }), Value::Null, 50).await;
        assert_eq!(one["rows"].as_array().map(Vec::len), Some(1));
        let late = list(json!({ "from": app.clock.now().plus(-120_000) }), Value::Null, 50).await;
        assert_eq!(late["rows"].as_array().map(Vec::len), Some(2));

        let path = app.folder.path().join("trail.csv");
        let job = app.call("audit.export", json!({ "filter": { "action": "clients.add" }, "path": path })).await;
        ended(&app, job).await;
        let text = std::fs::read_to_string(&path).expect("a file");
        assert_eq!(text.lines().count(), 8, "{text}");
        app.finish().await;
    }

    async fn nobody_but_administrators_reads_the_trail(app: App) {
        for role in [Role::User, Role::Manager] {
            let window = app.used_by_another(role).await;
            let error = window.call("audit.list", json!({ "filter": {}, "limit": 5 })).await.expect_err("refused");
            assert_eq!(error.code, "not-allowed");
        }
        app.finish().await;
    }
}

async fn olga(app: &support::App) -> Value {
    app.call("setup.state", json!({})).await["user"]["id"].clone()
}
