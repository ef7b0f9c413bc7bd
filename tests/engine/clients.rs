//! Clients: adding, changing, deleting, listing; whose they are.

use engine::access::Role;
use serde_json::{Value, json};
use support::{App, stories};

/// Adds a client of that address, name and tags; its id.
pub async fn add(app: &App, email: &str, name: &str, tags: &[&str]) -> String {
    let client = app.call("clients.add", json!({ "email": email, "name": name, "tags": tags })).await;
    client["id"].as_str().expect("an id").to_owned()
}

/// The addresses that a filter finds, by name.
pub async fn found(app: &App, filter: Value) -> Vec<String> {
    let query = json!({ "filter": filter, "sort": "name", "limit": 100 });
    emails(&app.call("clients.list", query).await)
}

pub fn emails(page: &Value) -> Vec<String> {
    let rows = page["rows"].as_array().expect("rows").iter();
    rows.map(|client| client["email"].as_str().expect("an address").to_owned()).collect()
}

stories! {
    async fn a_client_is_kept_as_it_was_typed_without_the_space_around_it(app: App) {
        let added = app.call("clients.add", json!({
            "email": " Anna@Пример.РФ ", "name": " Анна  Ёлкина ", "comment": "ключ\r\nот склада ",
            "fields": { " Город ": " Тверь ", "Пустое": "  " }, "tags": ["VIP", "опт", "vip"],
        })).await;

        assert_eq!(added["email"], "Anna@xn--e1afmkfd.xn--p1ai");
        assert_eq!(added["name"], "Анна  Ёлкина");
        assert_eq!(added["comment"], "ключ\nот склада");
        assert_eq!(added["fields"], json!({ "Город": "Тверь" }));
        assert_eq!(added["tags"], json!(["VIP", "опт"]));
        assert_eq!(added["suppressed"], Value::Null);
        assert_eq!(added["created_at"], app.clock.now().0);
        let shown = app.call("clients.show", json!({ "id": added["id"] })).await;
        assert_eq!(shown["client"], added);
        assert_eq!(shown["attempts"], json!([]));
        app.finish().await;
    }

    async fn an_address_is_one_client_however_it_is_written(app: App) {
        add(&app, "anna@xn--e1afmkfd.xn--p1ai", "Анна", &[]).await;
        let boris = add(&app, "boris@example.org", "Борис", &[]).await;

        let error = app.refused("clients.add", json!({ "email": "ANNA@пример.рф" })).await;
        assert_eq!((&*error.code, error.field.as_deref()), ("client-exists", Some("email")));
        let change = json!({ "id": boris, "email": "Anna@ПРИМЕР.рф" });
        assert_eq!(app.refused("clients.change", change).await.code, "client-exists");
        // Another spelling of one's own address is a change like any other.
        let change = json!({ "id": boris, "email": "Boris@Example.org" });
        assert_eq!(app.call("clients.change", change).await["email"], "Boris@example.org");
        app.finish().await;
    }

    async fn a_change_replaces_everything_and_is_found_by_its_new_words(app: App) {
        let id = add(&app, "anna@example.org", "Анна Старая", &["опт", "VIP"]).await;
        app.clock.advance(1_000);
        let changed = app.call("clients.change", json!({
            "id": id, "email": "anna@new.example", "name": "Анна Новая", "comment": "звонить",
            "fields": { "Город": "Тверь" }, "tags": ["vip", "розница"],
        })).await;

        assert_eq!(changed["tags"], json!(["VIP", "розница"]));
        assert_eq!(changed["updated_at"].as_i64(), changed["created_at"].as_i64().map(|at| at + 1_000));
        assert_eq!(found(&app, json!({ "search": "новая" })).await, ["anna@new.example"]);
        assert_eq!(found(&app, json!({ "search": "звон" })).await, ["anna@new.example"]);
        assert!(found(&app, json!({ "search": "старая" })).await.is_empty());
        assert!(found(&app, json!({ "search": "example.org" })).await.is_empty());
        app.finish().await;
    }

    async fn what_no_letter_could_hold_is_refused_at_its_field(app: App) {
        let long = "я".repeat(10_001);
        for (client, code, field) in [
            (json!({ "email": "" }), "address-empty", "email"),
            (json!({ "email": "anna" }), "address-no-at", "email"),
            (json!({ "email": "a@b.ru", "name": "Анна\nBcc: x@y.ru" }), "text-control-character", "name"),
            (json!({ "email": "a@b.ru", "name": long }), "text-too-long", "name"),
            (json!({ "email": "a@b.ru", "comment": "\0" }), "text-control-character", "comment"),
            (json!({ "email": "a@b.ru", "comment": long }), "text-too-long", "comment"),
            (json!({ "email": "a@b.ru", "fields": { "Город": "Т\nв" } }), "text-control-character", "fields"),
            (json!({ "email": "a@b.ru", "fields": { "Имя": long } }), "text-too-long", "fields"),
            (json!({ "email": "a@b.ru", "fields": { " ": "Тверь" } }), "client-field-unnamed", "fields"),
            (json!({ "email": "a@b.ru", "fields": { "Email": "x" } }), "client-field-taken", "fields"),
            (json!({ "email": "a@b.ru", "tags": [" "] }), "tag-empty", "tags"),
            (json!({ "email": "a@b.ru", "tags": ["a, b"] }), "tag-characters", "tags"),
        ] {
            let error = app.refused("clients.add", client.clone()).await;
            assert_eq!((&*error.code, error.field.as_deref()), (code, Some(field)), "{client}");
        }
        let many = |count: u32| (0..count).map(|n| (format!("f{n}"), json!("x"))).collect::<serde_json::Map<_, _>>();
        let error = app.refused("clients.add", json!({ "email": "a@b.ru", "fields": many(51) })).await;
        assert_eq!(error.code, "client-fields-too-many");
        let tags: Vec<String> = (0..51).map(|n| format!("t{n}")).collect();
        let error = app.refused("clients.add", json!({ "email": "a@b.ru", "tags": tags })).await;
        assert_eq!(error.code, "client-tags-too-many");
        assert_eq!(app.call("clients.count", json!({})).await["count"], 0);
        app.call("clients.add", json!({ "email": "a@b.ru", "fields": many(50), "tags": tags[..50] })).await;
        app.finish().await;
    }

    async fn pages_follow_each_other_in_every_order(app: App) {
        // Equal names, Latin before Cyrillic, ё among the е, no name first.
        let clients = [
            ("d@x.ru", "Ёжик"), ("c@x.ru", "Енот"), ("e@x.ru", "Zoe"), ("b@x.ru", "Енот"), ("a@x.ru", ""),
            ("f@x.ru", "жук"),
        ];
        for (email, name) in clients {
            add(&app, email, name, &[]).await;
        }
        for (sort, order) in [
            ("name", ["a@x.ru", "e@x.ru", "d@x.ru", "c@x.ru", "b@x.ru", "f@x.ru"]),
            ("email", ["a@x.ru", "b@x.ru", "c@x.ru", "d@x.ru", "e@x.ru", "f@x.ru"]),
            ("created_at", ["d@x.ru", "c@x.ru", "e@x.ru", "b@x.ru", "a@x.ru", "f@x.ru"]),
        ] {
            for descending in [false, true] {
                let mut order = order.to_vec();
                if descending {
                    order.reverse();
                }
                let (mut all, mut after) = (vec![], Value::Null);
                loop {
                    let page = app.call("clients.list", json!({
                        "sort": sort, "descending": descending, "after": after, "limit": 2,
                    })).await;
                    assert!(page["rows"].as_array().is_some_and(|rows| rows.len() <= 2));
                    all.extend(emails(&page));
                    after = page["next"].clone();
                    if after.is_null() {
                        break;
                    }
                }
                assert_eq!(all, order, "{sort}, descending: {descending}");
                let jump = json!({ "sort": sort, "descending": descending, "offset": 4, "limit": 2 });
                assert_eq!(emails(&app.call("clients.list", jump).await), order[4..]);
            }
        }
        app.finish().await;
    }

    async fn another_persons_clients_do_not_exist(app: App) {
        let id = add(&app, "anna@example.org", "Анна", &["опт"]).await;
        let tag = app.call("tags.list", json!({})).await[0]["id"].clone();
        let stop = app.call("suppressions.add", json!({ "email": "x@example.org" })).await["id"].clone();
        let stranger = app.used_by_another(Role::User).await;
        let owner = app.call("clients.show", json!({ "id": id })).await["client"]["owner_id"].clone();

        for (name, input) in [
            ("clients.show", json!({ "id": id })),
            ("clients.change", json!({ "id": id, "email": "x@y.ru" })),
            ("clients.list", json!({ "owner_id": owner, "sort": "name", "limit": 10 })),
            ("clients.count", json!({ "owner_id": owner })),
            ("clients.add", json!({ "owner_id": owner, "email": "x@y.ru" })),
            ("clients.delete", json!({ "owner_id": owner, "picked": { "kind": "ids", "ids": [id] } })),
            ("clients.tag", json!({ "owner_id": owner, "picked": { "kind": "ids", "ids": [id] }, "add": ["x"] })),
            ("clients.export", json!({ "owner_id": owner, "path": app.folder.path().join("x.csv") })),
            ("tags.list", json!({ "owner_id": owner })),
            ("tags.rename", json!({ "id": tag, "name": "x" })),
            ("tags.delete", json!({ "id": tag })),
            ("suppressions.list", json!({ "owner_id": owner, "limit": 10 })),
            ("suppressions.add", json!({ "owner_id": owner, "email": "x@y.ru" })),
            ("suppressions.delete", json!({ "id": stop })),
        ] {
            let error = stranger.call(name, input).await.expect_err(name);
            assert_eq!(error.code, "not-found", "{name}");
        }
        // By id alone, among one's own.
        let picked = json!({ "kind": "ids", "ids": [id] });
        let deleted = stranger.call("clients.delete", json!({ "picked": picked })).await.expect("an answer");
        assert_eq!(deleted["count"], 0);
        let tagged = stranger.call("clients.tag", json!({ "picked": picked, "add": ["x"] })).await;
        assert_eq!(tagged.expect("an answer")["count"], 0);
        assert_eq!(app.call("clients.show", json!({ "id": id })).await["client"]["tags"], json!(["опт"]));
        // The same address is a client of one's own.
        stranger.call("clients.add", json!({ "email": "anna@example.org" })).await.expect("a client");
        let list = stranger.call("clients.list", json!({ "sort": "name", "limit": 10 })).await.expect("a list");
        assert_eq!(emails(&list), ["anna@example.org"]);
        assert_ne!(list["rows"][0]["id"], json!(id));
        app.finish().await;
    }

    async fn a_manager_reads_everybodys_clients_and_changes_none(app: App) {
        let id = add(&app, "anna@example.org", "Анна", &[]).await;
        let owner = app.call("clients.show", json!({ "id": id })).await["client"]["owner_id"].clone();
        let manager = app.used_by_another(Role::Manager).await;

        let list = json!({ "owner_id": owner, "sort": "name", "limit": 10 });
        assert_eq!(emails(&manager.call("clients.list", list).await.expect("a list")), ["anna@example.org"]);
        manager.call("clients.show", json!({ "id": id })).await.expect("a client");
        let change = manager.call("clients.change", json!({ "id": id, "email": "x@y.ru" })).await;
        assert_eq!(change.expect_err("a refusal").code, "not-found");
        app.finish().await;
    }

    async fn a_deleted_client_is_gone_from_lists_search_and_tags(app: App) {
        let anna = add(&app, "anna@example.org", "Анна", &["опт"]).await;
        let delete = json!({ "picked": { "kind": "ids", "ids": [anna, anna] } });
        assert_eq!(app.call("clients.delete", delete.clone()).await["count"], 1);
        assert_eq!(app.call("clients.delete", delete).await["count"], 0);
        assert_eq!(app.refused("clients.show", json!({ "id": anna })).await.code, "not-found");
        // The next one may get its place in the index, and must not be found by its words.
        add(&app, "boris@example.org", "Борис", &[]).await;
        assert!(found(&app, json!({ "search": "анна" })).await.is_empty());
        assert!(found(&app, json!({ "tag": "опт" })).await.is_empty());
        assert_eq!(app.call("clients.count", json!({})).await["count"], 1);
        app.finish().await;
    }
}
