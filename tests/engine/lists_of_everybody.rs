//! What a manager and an administrator see of everybody's: in order, page by page, each row once.

use engine::{Engine, access::Role};
use serde_json::{Value, json};
use std::path::Path;
use support::{App, app::ask, stories};

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn rows(page: &Value) -> Vec<Value> {
    page["rows"].as_array().expect("rows").clone()
}

fn with(input: &Value, more: Value) -> Value {
    let mut both = input.clone();
    both.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    both
}

/// All rows of a list, read on page by page.
async fn all(engine: &Engine, name: &str, input: &Value) -> Vec<Value> {
    let mut all = vec![];
    let mut after = Value::Null;
    loop {
        let page = ask(engine, name, with(input, json!({ "after": after }))).await;
        all.extend(rows(&page));
        after = page["next"].clone();
        if after.is_null() {
            return all;
        }
    }
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| text(&row["id"])).collect()
}

/// Who has clients, and their addresses.
struct People {
    engines: Vec<Engine>,
    emails: Vec<String>,
}

/// Three people with the same names and addresses among their clients: the owner and two users.
async fn people(app: &App) -> People {
    let engines = vec![
        app.engine.clone(),
        app.used_by_another(Role::User).await,
        app.used_by_another(Role::User).await,
    ];
    let mut emails = vec![];
    for (nth, engine) in engines.iter().enumerate() {
        emails.push(text(&ask(engine, "setup.state", json!({})).await["user"]["email"]).to_owned());
        let tag = ["Опт", "опт", "ОПТ"][nth];
        for n in 0..7 {
            // The same names and addresses at everybody, and one of each person's own.
            for (email, name) in [
                (format!("ivan{}@x.ru", 9 - n), format!("Иван {}", n % 3)),
                (format!("anna{n}-{nth}@x.ru"), "Анна".to_owned()),
            ] {
                let tags = if n % 2 == 0 { vec![tag] } else { vec![] };
                ask(engine, "clients.add", json!({ "email": email, "name": name, "tags": tags })).await;
            }
        }
    }
    People { engines, emails }
}

/// Runs a job that a person has started, to its end; its result.
async fn ended(engine: &Engine, job: Value) -> Value {
    let start = std::time::Instant::now();
    loop {
        let job = ask(engine, "jobs.show", json!({ "id": job["id"] })).await;
        if job["state"] != "running" {
            assert_eq!(job["state"], "done", "{job}");
            return job["result"].clone();
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(30), "the job does not end: {job}");
        tokio::task::yield_now().await;
    }
}

/// The lines of a CSV file, without the mark before them.
fn lines(file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).expect("a file");
    text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
}

async fn count(engine: &Engine, filter: &Value, whose: &str) -> u64 {
    let query = json!({ "owner_id": whose, "filter": filter });
    ask(engine, "clients.count", query).await["count"].as_u64().expect("a count")
}

stories! {
    async fn everybodys_clients_come_in_order_and_each_once(app: App) {
        let People { engines, .. } = people(&app).await;
        let mut everybody = vec![];
        for engine in &engines {
            everybody.extend(all(engine, "clients.list", &json!({ "sort": "name", "limit": 100 })).await);
        }
        assert_eq!(everybody.len(), 42);
        let manager = app.used_by_another(Role::Manager).await;
        for (sort, descending) in ["name", "email", "created_at"].iter().flat_map(|s| [(*s, false), (*s, true)]) {
            for filter in [
                json!({}),
                json!({ "search": "ван" }),
                json!({ "search": "Ив" }),
                json!({ "search": "an" }),
                json!({ "tag": "опт" }),
                json!({ "tag": "опт", "search": "иван" }),
                json!({ "tag": "опт", "search": "iv" }),
            ] {
                let wanted = |client: &&Value| {
                    let is_ivan = text(&client["name"]).starts_with("Иван");
                    let search = match filter["search"].as_str() {
                        None => true,
                        Some("an") => !is_ivan,
                        Some(_) => is_ivan,
                    };
                    search && (filter["tag"].is_null() || client["tags"].as_array().unwrap().len() == 1)
                };
                let mut wanted: Vec<&Value> = everybody.iter().filter(wanted).collect();
                wanted.sort_by_key(|client| match sort {
                    "name" => (text(&client["name"]), text(&client["id"])),
                    "email" => (text(&client["email"]), text(&client["owner_id"])),
                    _ => (text(&client["id"]), ""),
                });
                if descending {
                    wanted.reverse();
                }
                let wanted: Vec<&str> = wanted.iter().map(|client| text(&client["id"])).collect();
                assert!(wanted.len() > 6, "{filter}");

                let query = json!({
                    "owner_id": "everybody", "filter": filter, "sort": sort, "descending": descending, "limit": 3,
                });
                let what = format!("{filter} by {sort}, descending: {descending}");
                assert_eq!(ids(&all(&manager, "clients.list", &query).await), wanted, "{what}");
                assert_eq!(ids(&all(&app.engine, "clients.list", &query).await), wanted, "{what}");
                for offset in [1, 4, wanted.len() - 2, wanted.len()] {
                    let page = ask(&manager, "clients.list", with(&query, json!({ "offset": offset }))).await;
                    let rest = &wanted[offset..wanted.len().min(offset + 3)];
                    assert_eq!(ids(&rows(&page)), rest, "{what}, from {offset}");
                }
                assert_eq!(count(&manager, &filter, "everybody").await, wanted.len() as u64, "{what}");
            }
        }
        // Who has no such tag is nobody's.
        let nobody = json!({ "owner_id": "everybody", "filter": { "tag": "vip" }, "sort": "name", "limit": 3 });
        assert_eq!(ask(&manager, "clients.list", nobody).await["rows"], json!([]));
        app.finish().await;
    }

    async fn a_user_sees_nothing_of_everybody_and_everything_of_their_own(app: App) {
        let People { engines, .. } = people(&app).await;
        let path = app.folder.path().join("out.csv");
        let page = json!({ "sort": "name", "filter": {}, "limit": 100, "path": path });
        for name in [
            "clients.list", "clients.count", "clients.export", "messages.list", "attempts.list",
            "attempts.export", "tags.list", "suppressions.list",
        ] {
            let theirs = with(&page, json!({ "owner_id": "everybody" }));
            let refused = engines[1].call(name, theirs).await.expect_err(name);
            assert_eq!(refused.code, "not-allowed", "{name}");
            assert!(!path.exists(), "{name}");
        }
        let own = ask(&engines[1], "clients.list", page.clone()).await;
        assert_eq!(rows(&own).len(), 14);
        // One of others is asked for by id, as ever.
        let manager = app.used_by_another(Role::Manager).await;
        let theirs = with(&page, json!({ "owner_id": own["rows"][0]["owner_id"] }));
        assert_eq!(ask(&manager, "clients.list", theirs.clone()).await["rows"], own["rows"]);
        assert_eq!(engines[2].call("clients.list", theirs).await.expect_err("refused").code, "not-found");
        app.finish().await;
    }

    async fn the_counts_of_people_follow_what_is_added_imported_and_deleted(app: App) {
        let People { engines, .. } = people(&app).await;
        let manager = app.used_by_another(Role::Manager).await;
        let file = app.folder.path().join("list.csv");
        std::fs::write(&file, "email;name\nnew1@x.ru;Новый\nNEW1@x.ru;Новый\nivan9@x.ru;Иван\nbad;\n").unwrap();
        // The second time nobody is new.
        for _ in 0..2 {
            let job = ask(&engines[1], "imports.start", json!({ "plan": { "path": file } })).await;
            ended(&engines[1], job).await;
            assert_eq!(count(&manager, &json!({}), "everybody").await, 43);
        }
        let exists = json!({ "email": "new1@x.ru" });
        assert_eq!(engines[1].call("clients.add", exists).await.expect_err("refused").code, "client-exists");

        let own = ask(&engines[0], "clients.list", json!({ "sort": "email", "limit": 100 })).await;
        let others = ask(&engines[2], "clients.list", json!({ "sort": "email", "limit": 2 })).await;
        // Ids of others are nobody's here.
        let picked: Vec<Value> =
            rows(&own).iter().take(5).chain(&rows(&others)).map(|client| client["id"].clone()).collect();
        let picked = json!({ "picked": { "kind": "ids", "ids": picked } });
        for deleted in [5, 0] {
            assert_eq!(ask(&engines[0], "clients.delete", picked.clone()).await["count"], deleted);
            assert_eq!(count(&manager, &json!({}), "everybody").await, 38);
        }
        let every = json!({ "kind": "all", "filter": { "search": "иван" }, "except": [] });
        ask(&engines[2], "clients.delete", json!({ "picked": every })).await;
        assert_eq!(count(&manager, &json!({}), "everybody").await, 31);
        let owner = text(&others["rows"][0]["owner_id"]).to_owned();
        assert_eq!(count(&manager, &json!({}), &owner).await, 7);
        assert_eq!(ask(&engines[2], "clients.count", json!({})).await["count"], 7);
        app.finish().await;
    }

    async fn an_export_of_everybodys_clients_says_whose_each_is(app: App) {
        let People { engines, emails } = people(&app).await;
        let fields = json!({ "email": "zoe@x.ru", "fields": { "Город": "Тверь" } });
        ask(&engines[2], "clients.add", fields).await;
        let manager = app.used_by_another(Role::Manager).await;
        let path = app.folder.path().join("all.csv");
        let order = json!({ "owner_id": "everybody", "path": path });
        let job = ask(&manager, "clients.export", order.clone()).await;
        assert_eq!(ended(&manager, job).await["rows"], 43);
        let all = lines(&path);
        assert_eq!(all[0], "email,name,comment,tags,field:Город,owner");
        for email in &emails {
            let theirs = all.iter().filter(|line| line.ends_with(&format!(",{email}"))).count();
            assert_eq!(theirs, if email == &emails[2] { 15 } else { 14 }, "{email}");
        }
        assert!(all.contains(&format!("zoe@x.ru,,,,Тверь,{}", emails[2])), "{all:?}");

        let filtered = with(&order, json!({ "filter": { "tag": "ОПТ", "search": "анна" } }));
        let job = ask(&manager, "clients.export", filtered).await;
        assert_eq!(ended(&manager, job).await["rows"], 12);
        // One person's file is as it was.
        let job = ask(&engines[0], "clients.export", json!({ "path": path })).await;
        ended(&engines[0], job).await;
        assert_eq!(lines(&path)[0], "email,name,comment,tags");
        app.finish().await;
    }

    async fn tags_of_one_name_are_one_row_of_everybodys(app: App) {
        let People { engines, .. } = people(&app).await;
        ask(&engines[2], "clients.add", json!({ "email": "zoe@x.ru", "tags": ["VIP"] })).await;
        let manager = app.used_by_another(Role::Manager).await;
        let tags = ask(&manager, "tags.list", json!({ "owner_id": "everybody" })).await;
        let known = |tag: &Value| json!([tag["name"], tag["owners"], tag["clients"]]);
        let known: Vec<Value> = tags.as_array().unwrap().iter().map(known).collect();
        assert_eq!(known, [json!(["VIP", 1, 1]), json!(["Опт", 3, 24])]);
        // The first that was made stands for all.
        let own = ask(&engines[0], "tags.list", json!({})).await;
        assert_eq!((&own[0]["id"], &own[0]["owner_id"]), (&tags[1]["id"], &tags[1]["owner_id"]));
        assert_eq!((&own[0]["owners"], &own[0]["clients"]), (&json!(1), &json!(8)));
        app.finish().await;
    }

    async fn messages_and_the_stop_list_of_everybody_come_in_order(app: App) {
        let engines =
            [app.engine.clone(), app.used_by_another(Role::User).await, app.used_by_another(Role::User).await];
        let mut subjects = vec![];
        for n in 0..9 {
            let engine = &engines[n * 2 % 3];
            // The same moment for some.
            app.clock.advance(if n % 4 == 0 { 0 } else { 1_000 });
            let subject = format!("Новость {n}");
            let draft = json!({ "subject": subject, "format": "text", "body": "", "text_body": null });
            ask(engine, "messages.add", draft).await;
            subjects.insert(0, subject);
            let email = format!("x{}@x.ru", n / 3);
            ask(engine, "suppressions.add", json!({ "email": email })).await;
        }
        let manager = app.used_by_another(Role::Manager).await;
        let messages = all(&manager, "messages.list", &json!({ "owner_id": "everybody", "limit": 2 })).await;
        let found: Vec<&str> = messages.iter().map(|message| text(&message["subject"])).collect();
        assert_eq!(found, subjects);
        let search = json!({ "owner_id": "everybody", "search": "ТЬ 5", "limit": 2 });
        assert_eq!(all(&manager, "messages.list", &search).await.len(), 1);

        for (search, wanted) in [("", 9), ("X1@", 3), ("%", 0)] {
            let query = json!({ "owner_id": "everybody", "search": search, "limit": 2 });
            let list = all(&manager, "suppressions.list", &query).await;
            let keys: Vec<[&str; 2]> =
                list.iter().map(|row| [text(&row["email"]), text(&row["owner_id"])]).collect();
            assert_eq!(keys.len(), wanted, "{search}");
            assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
        }
        app.finish().await;
    }

    async fn attempts_of_everybody_come_newest_first(app: App) {
        let people = [Role::User, Role::User].map(|role| app.used_by_another(role));
        let mut owners = vec![ask(&app.engine, "setup.state", json!({})).await["user"].clone()];
        for engine in people {
            owners.push(ask(&engine.await, "setup.state", json!({})).await["user"].clone());
        }
        let mut mailings = vec![];
        for owner in &owners {
            let whose = json!({ "owner_id": owner["id"] });
            for email in ["anna@example.org", "refuse@example.org"] {
                app.call("clients.add", with(&whose, json!({ "email": email, "name": "А" }))).await;
            }
            let draft = json!({ "subject": "News", "format": "text", "body": "Hello", "text_body": null });
            let message = app.call("messages.add", with(&whose, draft)).await["id"].clone();
            let settings = json!({
                "name": "Shop", "host": "127.0.0.1", "port": app.rehearsal.port(), "security": "none",
                "username": null, "from_name": "", "from_email": "shop@shop.example",
                "per_minute": null, "per_hour": null, "per_day": null, "connections": 1,
            });
            let sender = json!({ "settings": settings, "password": null });
            let sender = app.call("senders.add", with(&whose, sender)).await["id"].clone();
            let settings = json!({
                "name": "October", "message_id": message, "sender_id": sender, "audience": { "kind": "all" },
                "starts_at": null, "ends_at": null, "zone": "Europe/Moscow", "scheduled": false,
            });
            let mailing = app.call("mailings.add", with(&whose, json!({ "settings": settings }))).await;
            app.call("mailings.start", json!({ "id": mailing["id"] })).await;
            app.engine.run_until_idle().await;
            app.clock.advance(1_000);
            mailings.push(mailing["id"].clone());
        }
        let manager = app.used_by_another(Role::Manager).await;
        for (filter, wanted) in [
            (json!({}), 6),
            (json!({ "outcome": "failure" }), 3),
            (json!({ "outcome": "success" }), 3),
            (json!({ "outcome": "failure", "mailing_id": mailings[1] }), 1),
        ] {
            let query = json!({ "owner_id": "everybody", "filter": filter, "limit": 1 });
            let list = all(&manager, "attempts.list", &query).await;
            assert_eq!(list.len(), wanted, "{filter}: {list:?}");
            assert!(ids(&list).is_sorted_by(|a, b| a > b), "{filter}");
        }
        let path = app.folder.path().join("attempts.csv");
        let export = json!({ "owner_id": "everybody", "filter": { "outcome": "failure" }, "path": path });
        let job = ask(&manager, "attempts.export", export).await;
        ended(&manager, job).await;
        let all = lines(&path);
        assert_eq!(all[0], "time,mailing,email,number,outcome,stage,code,enhanced,answer,owner");
        let newest_first = owners.iter().rev().map(|owner| format!(",{}", text(&owner["email"])));
        assert!(all[1..].iter().zip(newest_first).all(|(line, owner)| line.ends_with(&owner)), "{all:?}");
        let job = ask(&app.engine, "attempts.export", json!({ "filter": {}, "path": path })).await;
        ended(&app.engine, job).await;
        assert_eq!(lines(&path)[0], "time,mailing,email,number,outcome,stage,code,enhanced,answer");
        app.finish().await;
    }
}
