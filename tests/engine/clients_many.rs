//! Many clients at once: deleting, tagging, exporting; the tags themselves.

use crate::{
    clients::{add, found},
    mailings::mailing,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use support::{
    App,
    app::{in_time, until_behind},
    stories,
};

/// Waits for a job to end; its row.
async fn ended(app: &App, job: Value) -> Value {
    let start = Instant::now();
    loop {
        let job = app.call("jobs.show", json!({ "id": job["id"] })).await;
        if job["state"] != "running" {
            return job;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "the job does not end: {job}");
        tokio::task::yield_now().await;
    }
}

/// All that is known of everybody.
async fn known(app: &App) -> Vec<Value> {
    let page = app.call("clients.list", json!({ "sort": "email", "limit": 100 })).await;
    let known = |client: &Value| {
        ["email", "name", "comment", "fields", "tags"].map(|what| client[what].clone()).to_vec().into()
    };
    page["rows"].as_array().expect("rows").iter().map(known).collect()
}

async fn tags(app: &App) -> Vec<(String, i64)> {
    let tags = app.call("tags.list", json!({})).await;
    let tags = tags.as_array().expect("tags").iter();
    tags.map(|tag| {
        (tag["name"].as_str().expect("a name").to_owned(), tag["clients"].as_i64().expect("a count"))
    })
    .collect()
}

async fn tag_id(app: &App, name: &str) -> Value {
    let tags = app.call("tags.list", json!({})).await;
    let tag = tags.as_array().expect("tags").iter().find(|tag| tag["name"] == name).expect("the tag").clone();
    tag["id"].clone()
}

stories! {
    async fn all_that_a_filter_finds_are_deleted_but_those_left_out(app: App) {
        let mut kept = String::new();
        // More than one batch.
        for n in 0..1_005 {
            kept = add(&app, &format!("ivan{n:04}@x.ru"), "Иван", &[]).await;
        }
        add(&app, "anna@x.ru", "Анна", &[]).await;
        let picked = json!({ "kind": "all", "filter": { "search": "иван", "tag": null }, "except": [kept] });
        assert_eq!(app.call("clients.delete", json!({ "picked": picked })).await["count"], 1_004);
        assert_eq!(found(&app, json!({})).await, ["anna@x.ru", "ivan1004@x.ru"]);
        let picked = json!({ "kind": "all", "filter": { "search": "", "tag": null }, "except": [] });
        assert_eq!(app.call("clients.delete", json!({ "picked": picked })).await["count"], 2);
        assert_eq!(app.call("clients.count", json!({})).await["count"], 0);
        app.finish().await;
    }

    async fn of_a_search_a_thousand_clients_are_listed_and_all_are_meant(app: App) {
        for n in 0..1_003 {
            let tags: &[&str] = if n % 2 == 0 { &["чётный"] } else { &[] };
            // The names run against the time of creation.
            add(&app, &format!("ivan{n:04}@x.ru"), &format!("Иван {}", 9_999 - n), tags).await;
        }
        let all = json!({ "filter": { "search": "иван" }, "exact": true });
        assert_eq!(app.call("clients.count", all).await["count"], 1_003);
        for (search, count) in [("", 1_003), ("иван", 1_001), ("ив", 1_001), ("ivan0", 1_000), ("ivan10", 3)] {
            let filter = json!({ "search": search, "tag": null });
            assert_eq!(app.call("clients.count", json!({ "filter": filter })).await["count"], count, "{search}");
        }
        let added = |range: std::ops::Range<usize>| -> Vec<String> {
            range.map(|n| format!("ivan{n:04}@x.ru")).collect()
        };
        let reversed = |emails: Vec<String>| emails.into_iter().rev().collect::<Vec<_>>();
        for (search, sort, descending, wanted) in [
            ("иван", "name", false, reversed(added(0..1_000))),
            ("иван", "name", true, added(0..1_000)),
            ("иван", "email", false, added(0..1_000)),
            ("иван", "created_at", false, added(0..1_000)),
            ("иван", "created_at", true, reversed(added(3..1_003))),
            // The first of the names that begin so.
            ("ив", "name", false, reversed(added(3..1_003))),
            ("iv", "email", false, added(0..1_000)),
        ] {
            let mut listed = vec![];
            let mut after = Value::Null;
            loop {
                let page = app.call("clients.list", json!({
                    "filter": { "search": search }, "sort": sort, "descending": descending,
                    "after": after, "limit": 300,
                })).await;
                listed.extend(page["rows"].as_array().expect("rows").iter().map(|row| row["email"].clone()));
                after = page["next"].clone();
                if after.is_null() {
                    break;
                }
            }
            assert_eq!(listed, wanted, "{search} by {sort}, descending: {descending}");
        }
        let even = json!({ "search": "иван", "tag": "чётный" });
        assert_eq!(app.call("clients.count", json!({ "filter": even })).await["count"], 502);
        let page = app.call("clients.list", json!({ "filter": even, "sort": "email", "limit": 1_000 })).await;
        assert_eq!(page["rows"].as_array().expect("rows").len(), 502);
        app.finish().await;
    }

    async fn picked_clients_get_and_lose_tags(app: App) {
        let anna = add(&app, "anna@x.ru", "Анна", &["старый"]).await;
        let boris = add(&app, "boris@x.ru", "Борис", &[]).await;
        let tagged = app.call("clients.tag", json!({
            "picked": { "kind": "ids", "ids": [anna, boris] }, "add": ["Опт", "опт", "VIP"],
            "remove": ["СТАРЫЙ", "неведомый"],
        })).await;
        assert_eq!(tagged["count"], 2);
        let counts = [("VIP", 2), ("Опт", 2), ("старый", 0)].map(|(name, count)| (name.to_owned(), count));
        assert_eq!(tags(&app).await, counts);
        assert_eq!(app.call("clients.show", json!({ "id": anna })).await["client"]["tags"], json!(["VIP", "Опт"]));

        let many: Vec<String> = (0..49).map(|n| format!("t{n}")).collect();
        let error = app.refused("clients.tag", json!({
            "picked": { "kind": "all", "filter": { "search": "", "tag": null }, "except": [boris] }, "add": many,
        })).await;
        assert_eq!(error.code, "client-tags-too-many");
        assert_eq!(tags(&app).await, counts, "nothing has changed");
        app.finish().await;
    }

    async fn a_tag_is_renamed_and_deleted_and_its_clients_stay(app: App) {
        add(&app, "anna@x.ru", "Анна", &["опт", "VIP"]).await;
        let renamed = app.call("tags.rename", json!({ "id": tag_id(&app, "опт").await, "name": " ОПТ " })).await;
        assert_eq!((&renamed["name"], &renamed["clients"]), (&json!("ОПТ"), &json!(1)));
        let error = app.refused("tags.rename", json!({ "id": renamed["id"], "name": "vip" })).await;
        assert_eq!((&*error.code, error.field.as_deref()), ("tag-exists", Some("name")));

        app.call("tags.delete", json!({ "id": renamed["id"] })).await;
        assert_eq!(app.refused("tags.delete", json!({ "id": renamed["id"] })).await.code, "not-found");
        assert_eq!(tags(&app).await, [("VIP".to_owned(), 1)]);
        assert_eq!(found(&app, json!({})).await, ["anna@x.ru"]);
        assert!(found(&app, json!({ "tag": "опт" })).await.is_empty());
        app.finish().await;
    }

    async fn an_export_holds_what_the_filter_finds(app: App) {
        app.call("clients.add", json!({
            "email": "anna@x.ru", "name": "Анна \"Ёлка\"", "comment": "=1+1\nдве строки", "tags": ["опт", "VIP"],
            "fields": { "Город": "Тверь", "Телефон": "+7 (999) 123-45-67" },
        })).await;
        app.call("clients.add", json!({ "email": "boris@x.ru", "name": "@SUM(A1)", "tags": ["опт"] })).await;
        add(&app, "zoe@x.ru", "Zoë", &[]).await;
        let path = app.folder.path().join("клиенты.csv");
        let export = json!({ "filter": { "search": "", "tag": "опт" }, "path": path });
        let job = app.call("clients.export", export).await;
        let job = ended(&app, job).await;

        assert_eq!(job["state"], "done", "{job}");
        assert_eq!(job["result"]["rows"], 2);
        assert_eq!(job["result"]["path"], json!(path));
        let text = std::fs::read_to_string(&path).expect("the file");
        let rows: Vec<&str> = text.strip_prefix('\u{feff}').expect("a mark").split_inclusive('\n').collect();
        let text = rows.concat().replace("\r\n", "\n");
        assert_eq!(text, "email,name,comment,tags,field:Город,field:Телефон\n\
            anna@x.ru,\"Анна \"\"Ёлка\"\"\",\"'=1+1\nдве строки\",\"VIP, опт\",Тверь,+7 (999) 123-45-67\n\
            boris@x.ru,'@SUM(A1),,опт,,\n");
        let others: Vec<_> = std::fs::read_dir(app.folder.path()).expect("the folder")
            .map(|entry| entry.expect("an entry").file_name())
            .filter(|name| name.to_string_lossy().contains("csv")).collect();
        assert_eq!(others, ["клиенты.csv"], "nothing is left beside it");
        app.finish().await;
    }

    async fn what_is_exported_is_imported_as_the_same(app: App) {
        for client in [
            json!({
                "email": "=anna@x.ru", "name": "=HYPERLINK(\"x\")", "comment": "'-1\n\n\"две\"; строки", "tags": ["опт", "VIP"],
                "fields": { "Город": "Тверь, центр", "Телефон": "+7 (999) 123-45-67", "Имя": "-x" },
            }),
            json!({ "email": "boris@x.ru", "name": "'Борис", "fields": { "Город": "@Клин" } }),
            json!({ "email": "zoe@x.ru" }),
        ] {
            app.call("clients.add", client).await;
        }
        let path = app.folder.path().join("clients.csv");
        let job = app.call("clients.export", json!({ "path": path })).await;
        assert_eq!(ended(&app, job).await["state"], "done");
        let before = known(&app).await;
        let everybody = json!({ "kind": "all", "filter": { "search": "", "tag": null }, "except": [] });
        assert_eq!(app.call("clients.delete", json!({ "picked": everybody })).await["count"], 3);

        let import = json!({ "plan": { "path": path }, "dry_run": false, "rejects": null });
        let job = app.call("imports.start", import).await;
        let job = ended(&app, job).await;
        assert_eq!(job["result"]["new"], 3, "{job}");
        assert_eq!(known(&app).await, before);
        app.finish().await;
    }

    async fn an_export_that_cannot_be_written_is_refused_at_once(app: App) {
        let path = app.folder.path().join("no such folder/clients.csv");
        let error = app.refused("clients.export", json!({ "path": path })).await;
        assert_eq!(error.code, "file-write");
        app.finish().await;
    }
}

/// SQLite has one transaction that writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_are_deleted_while_outcomes_of_their_letters_are_written_on_postgres() {
    in_time(async {
        let app = App::spawn_postgres().await;
        let emails: Vec<String> = (0..30).map(|n| format!("ivan{n:02}@x.ru")).collect();
        let clients: Vec<(&str, &str)> = emails.iter().map(|email| (email.as_str(), "Ivan")).collect();
        let id = mailing(&app, &clients).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let mut outcomes = app.engine.inner().db.begin().await.expect("a transaction");
        // A row that was changed is the last one in its table, which is read as a whole when it is known to be small.
        let change = "update clients set comment = 'changed' where email = 'ivan00@x.ru'";
        outcomes.run(change, vec![]).await.expect("a change");
        outcomes.run("analyze clients", vec![]).await.expect("statistics");
        outcomes.commit().await.expect("a commit");
        // As a worker does it, in the order of the deliveries.
        let mut outcomes = app.engine.inner().db.begin().await.expect("a transaction");
        let first = "update deliveries set tries = 1 where email = 'ivan00@x.ru'";
        outcomes.run(first, vec![]).await.expect("the first");
        let picked = json!({ "kind": "all", "filter": { "search": "", "tag": null }, "except": [] });
        let mut deletion = Box::pin(app.call("clients.delete", json!({ "picked": picked })));
        until_behind(&mut outcomes, &mut deletion).await;
        outcomes.run("update deliveries set tries = 1 where tries = 0", vec![]).await.expect("the others");
        outcomes.commit().await.expect("a commit");
        assert_eq!(deletion.await["count"], 30);
        app.finish().await;
    })
    .await;
}
