//! Search as you type, and the tags as a filter.

use crate::clients::{add, emails, found};
use serde_json::{Value, json};
use support::{App, stories};

async fn search(app: &App, text: &str) -> Vec<String> {
    found(app, json!({ "search": text })).await
}

stories! {
    async fn words_are_found_in_address_name_and_comment_in_any_case(app: App) {
        for (email, name, comment) in [
            ("ivan@shop.ru", "Иван Петров", "Постоянный, звонить ПОСЛЕ обеда"),
            ("maria@shop.ru", "Мария Иванова-Зуева", ""),
            ("zoe@straße.de", "Zoë STRASSE", "ёлка 100%_\\ \"опт\" -x* OR"),
        ] {
            app.call("clients.add", json!({ "email": email, "name": name, "comment": comment })).await;
        }
        let zoe = "zoe@xn--strae-oqa.de";
        for (text, wanted) in [
            ("иван", &["ivan@shop.ru", "maria@shop.ru"][..]),
            ("ИВАН", &["ivan@shop.ru", "maria@shop.ru"]),
            ("ванов", &["maria@shop.ru"]),
            ("shop.ru", &["ivan@shop.ru", "maria@shop.ru"]),
            ("SHOP петров", &["ivan@shop.ru"]),
            ("петров shop", &["ivan@shop.ru"]),
            ("петров зуева", &[]),
            ("после обеда", &["ivan@shop.ru"]),
            ("zoë", &[zoe]),
            ("straße", &[zoe]),
            ("Ёлка", &[zoe]),
            ("елка", &[zoe]),
            // Two letters beside another word: where a word begins.
            ("иван пе", &["ivan@shop.ru"]),
            ("иван тр", &[]),
            // One letter beside another word is waited for.
            ("иван я", &["ivan@shop.ru", "maria@shop.ru"]),
            // Nothing that is typed has a meaning of its own.
            ("100%_\\", &[zoe]),
            ("10%", &[]),
            ("___", &[]),
            ("\"опт\"", &[zoe]),
            ("-x*", &[zoe]),
            ("петров OR zoë", &[]),
            ("(иван", &[]),
            ("\0", &["maria@shop.ru", "ivan@shop.ru", zoe]),
            ("   ", &["maria@shop.ru", "ivan@shop.ru", zoe]),
        ] {
            let mut wanted = wanted.to_vec();
            let mut found = search(&app, text).await;
            wanted.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, wanted, "{text}");
        }
        app.finish().await;
    }

    async fn one_or_two_letters_are_the_beginning_of_an_address_or_a_name(app: App) {
        add(&app, "ivan@shop.ru", "Пётр", &[]).await;
        add(&app, "boris@shop.ru", "Иван", &[]).await;
        add(&app, "petr@shop.ru", "Ivan", &[]).await;
        add(&app, "anna@shop.ru", "Анна Иванова", &[]).await;
        for (text, wanted) in [
            ("i", &["petr@shop.ru", "ivan@shop.ru"][..]),
            ("IV", &["petr@shop.ru", "ivan@shop.ru"]),
            ("Ив", &["boris@shop.ru"]),
            ("пЕ", &["ivan@shop.ru"]),
            ("va", &[]),
            ("%", &[]),
            ("_", &[]),
        ] {
            assert_eq!(search(&app, text).await, wanted, "{text}");
        }
        app.finish().await;
    }

    async fn what_is_found_is_sorted_and_paged_like_the_list(app: App) {
        for n in 0..7 {
            // Addresses in the opposite order of the names.
            add(&app, &format!("ivan{}@x.ru", 9 - n), &format!("Иван {n}"), &[]).await;
            add(&app, &format!("anna{n}@x.ru"), "Анна", &[]).await;
        }
        for (sort, descending, first) in [
            ("name", false, "ivan9@x.ru"), ("name", true, "ivan3@x.ru"),
            ("email", false, "ivan3@x.ru"), ("email", true, "ivan9@x.ru"),
            ("created_at", false, "ivan9@x.ru"), ("created_at", true, "ivan3@x.ru"),
        ] {
            for search in ["ван", "Ив"] {
                let mut query = json!({
                    "filter": { "search": search }, "sort": sort, "descending": descending, "limit": 3,
                });
                let mut all: Vec<String> = vec![];
                loop {
                    let page = app.call("clients.list", query.clone()).await;
                    all.extend(emails(&page));
                    query["after"] = page["next"].clone();
                    if page["next"].is_null() {
                        break;
                    }
                }
                let mut order: Vec<String> = (3..=9).map(|n| format!("ivan{n}@x.ru")).collect();
                if first == "ivan9@x.ru" {
                    order.reverse();
                }
                assert_eq!(all, order, "{search} by {sort}, descending: {descending}");
            }
        }
        app.finish().await;
    }

    async fn a_tag_and_a_text_narrow_together(app: App) {
        add(&app, "ivan@x.ru", "Иван", &["Опт", "VIP"]).await;
        add(&app, "ivan2@x.ru", "Иван", &["опт"]).await;
        add(&app, "anna@x.ru", "Анна", &["опт"]).await;
        for (filter, wanted) in [
            (json!({ "tag": "ОПТ" }), &["anna@x.ru", "ivan@x.ru", "ivan2@x.ru"][..]),
            (json!({ "tag": "vip" }), &["ivan@x.ru"]),
            (json!({ "tag": "опт", "search": "иван" }), &["ivan@x.ru", "ivan2@x.ru"]),
            (json!({ "tag": "vip", "search": "анна" }), &[]),
            (json!({ "tag": "an" , "search": "" }), &[]),
            (json!({ "tag": "vip", "search": "iv" }), &["ivan@x.ru"]),
        ] {
            assert_eq!(found(&app, filter.clone()).await, wanted, "{filter}");
            let count = app.call("clients.count", json!({ "filter": filter })).await;
            assert_eq!(count["count"], wanted.len(), "{filter}");
            for sort in ["email", "created_at"] {
                let query = json!({ "filter": filter, "sort": sort, "limit": 10 });
                assert_eq!(emails(&app.call("clients.list", query).await).len(), wanted.len(), "{sort}");
            }
        }
        app.finish().await;
    }

    async fn a_suppressed_client_says_why(app: App) {
        let id = add(&app, "anna@example.org", "Анна", &[]).await;
        app.call("suppressions.add", json!({ "email": "ANNA@example.org", "note": "просила" })).await;
        let client = app.call("clients.show", json!({ "id": id })).await["client"].clone();
        assert_eq!(client["suppressed"], "by_hand");

        let error = app.refused("suppressions.add", json!({ "email": "anna@example.org" })).await;
        assert_eq!((&*error.code, error.field.as_deref()), ("suppression-exists", Some("email")));
        let list = app.call("suppressions.list", json!({ "search": "ANNA@", "limit": 10 })).await;
        assert_eq!(list["rows"][0]["note"], "просила");
        let none = app.call("suppressions.list", json!({ "search": "%", "limit": 10 })).await;
        assert_eq!(none["rows"], json!([]));
        app.call("suppressions.delete", json!({ "id": list["rows"][0]["id"] })).await;
        let client = app.call("clients.show", json!({ "id": id })).await["client"].clone();
        assert_eq!(client["suppressed"], Value::Null);
        app.finish().await;
    }

    async fn the_stop_list_is_read_page_by_page(app: App) {
        for n in [3, 1, 2] {
            app.call("suppressions.add", json!({ "email": format!("c{n}@x.ru") })).await;
        }
        let first = app.call("suppressions.list", json!({ "limit": 2 })).await;
        assert_eq!(emails(&first), ["c1@x.ru", "c2@x.ru"]);
        let rest = app.call("suppressions.list", json!({ "limit": 2, "after": first["next"] })).await;
        assert_eq!(emails(&rest), ["c3@x.ru"]);
        assert_eq!(rest["next"], Value::Null);
        app.finish().await;
    }
}
