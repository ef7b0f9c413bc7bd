//! Imports: what a list does to the clients that are there already, and what is left when it is
//! cut short.

use engine::access::Role;
use serde_json::{Value, json};
use std::path::PathBuf;
use support::{App, stories};

/// Writes a list into the test's folder.
fn list(app: &App, name: &str, text: &str) -> PathBuf {
    let path = app.folder.path().join(name);
    std::fs::write(&path, text).expect("a list");
    path
}

/// Runs the job that `imports.start` has answered with, to its end.
pub async fn ended(app: &App, job: Value) -> Value {
    loop {
        let job = app.call("jobs.show", json!({ "id": job["id"] })).await;
        if job["state"] != "running" {
            return job;
        }
        tokio::task::yield_now().await;
    }
}

/// Imports by that plan; the report.
async fn imported(app: &App, plan: Value) -> Value {
    let job = app.call("imports.start", json!({ "plan": plan })).await;
    let job = ended(app, job).await;
    assert_eq!(job["state"], "done", "{job}");
    assert_eq!(job["done"], job["total"], "{job}");
    job["result"].clone()
}

/// What the same import would do.
async fn foreseen(app: &App, plan: Value) -> Value {
    let job = app.call("imports.start", json!({ "plan": plan, "dry_run": true })).await;
    let job = ended(app, job).await;
    assert_eq!((&job["kind"], &job["state"]), (&json!("import_preview"), &json!("done")), "{job}");
    job["result"].clone()
}

/// New, changed, same, invalid, repeated.
fn counts(report: &Value) -> [u64; 5] {
    ["new", "changed", "same", "invalid", "repeated"].map(|count| report[count].as_u64().expect(count))
}

/// The clients that a text finds, by name.
async fn clients(app: &App, search: &str) -> Vec<Value> {
    let query = json!({ "filter": { "search": search }, "sort": "name", "limit": 1000 });
    let page = app.call("clients.list", query).await;
    page["rows"].as_array().expect("rows").clone()
}

async fn client(app: &App, email: &str) -> Value {
    let mut found = clients(app, email).await;
    assert_eq!(found.len(), 1, "{email}");
    found.remove(0)
}

/// Everything that an import decides about the clients, without ids and times.
async fn state(app: &App) -> Vec<Value> {
    let mut all = clients(app, "").await;
    for client in &mut all {
        for made in ["id", "created_at", "updated_at"] {
            client.as_object_mut().expect("a client").remove(made);
        }
    }
    all
}

stories! {
    async fn a_list_adds_changes_and_never_erases(app: App) {
        let first = list(&app, "first.csv", "Почта;ФИО;Комментарий\n\
            anna@example.com;Анна Каренина;первая\nboris@example.com;Борис;\nvera@example.com;;\n");
        let plan = json!({ "path": first });
        assert_eq!(counts(&foreseen(&app, plan.clone()).await), [3, 0, 0, 0, 0]);
        assert_eq!(clients(&app, "").await.len(), 0, "a look writes nothing");
        assert_eq!(counts(&imported(&app, plan.clone()).await), [3, 0, 0, 0, 0]);

        let second = list(&app, "second.csv", "email,name,comment\n\
            ANNA@Example.com,,вторая\nboris@example.com,Борис,\nне адрес,Глеб,\n\
            zoe@example.com,Зоя,\nvera@example.com,Вера,\nzoe@example.com,,сестра Веры\n");
        let plan = json!({ "path": second });
        assert_eq!(counts(&foreseen(&app, plan.clone()).await), [1, 2, 1, 1, 1]);
        let report = imported(&app, plan.clone()).await;
        assert_eq!(counts(&report), [1, 2, 1, 1, 1]);
        let reject = &report["first_rejects"][0];
        assert_eq!((&reject["line"], &reject["reason"]["code"]), (&json!(4), &json!("row-address")));
        assert_eq!(reject["text"], "не адрес,Глеб,");

        let anna = client(&app, "anna@example.com").await;
        assert_eq!((&anna["name"], &anna["comment"]), (&json!("Анна Каренина"), &json!("вторая")));
        assert_eq!(anna["email"], "anna@example.com");
        assert_eq!(client(&app, "zoe@example.com").await["comment"], "сестра Веры");
        assert_eq!(counts(&imported(&app, plan).await), [0, 0, 4, 1, 1], "the second time nothing is new");
        app.finish().await;
    }

    async fn what_was_imported_is_found_and_sorted_at_once(app: App) {
        let text: String = (0..2_500).map(|n| format!("c{n}@example.com,Клиент {n:05},\n")).collect();
        let path = list(&app, "list.csv", &format!("email,name,comment\n{text}"));
        imported(&app, json!({ "path": path })).await;

        let names: Vec<_> = clients(&app, "").await.iter().map(|client| client["name"].clone()).collect();
        assert_eq!(names.len(), 1_000);
        assert!(names.is_sorted_by_key(|name| name.as_str().map(str::to_owned)));
        assert_eq!(clients(&app, "клиент 02400").await.len(), 1);
        assert_eq!(app.call("clients.count", json!({ "filter": {} })).await["count"], 2_500);

        let change = list(&app, "change.csv", "email,name\nc2400@example.com,Переименован\n");
        assert_eq!(counts(&imported(&app, json!({ "path": change })).await), [0, 1, 0, 0, 0]);
        assert_eq!(clients(&app, "клиент 02400").await.len(), 0, "the old words find nothing");
        assert_eq!(clients(&app, "переим").await.len(), 1);
        app.finish().await;
    }

    async fn tags_and_fields_of_a_list_are_added_to_those_that_are_there(app: App) {
        app.call("clients.add", json!({
            "email": "anna@example.com", "name": "Анна", "tags": ["опт"],
            "fields": { "Город": "Тверь", "Скидка": "5" },
        })).await;
        let path = list(&app, "list.csv", "email,name,tags,Город\n\
            anna@example.com,,\"VIP, Опт\",Тула\nboris@example.com,Борис,,\n");
        let plan = json!({
            "path": path, "tags": ["осень"], "columns": ["email", "name", "tags", "field:Город"],
        });
        assert_eq!(counts(&foreseen(&app, plan.clone()).await), [1, 1, 0, 0, 0]);
        assert_eq!(counts(&imported(&app, plan.clone()).await), [1, 1, 0, 0, 0]);

        let anna = client(&app, "anna@example.com").await;
        assert_eq!(anna["tags"], json!(["VIP", "опт", "осень"]));
        assert_eq!(anna["fields"], json!({ "Город": "Тула", "Скидка": "5" }));
        assert_eq!(client(&app, "boris@example.com").await["tags"], json!(["осень"]));
        assert_eq!(counts(&imported(&app, plan).await), [0, 0, 2, 0, 0]);
        app.finish().await;
    }

    async fn a_list_gives_no_client_more_fields_or_tags_than_its_form_takes(app: App) {
        let fields: serde_json::Map<String, Value> =
            (0..50).map(|n| (format!("Поле {n}"), json!("есть"))).collect();
        let tags = |from: u32| (from..from + 30).map(|n| format!("т{n}")).collect::<Vec<_>>();
        for (email, fields, tags) in [
            ("anna@example.com", fields, vec![]),
            ("boris@example.com", serde_json::Map::new(), tags(0)),
        ] {
            app.call("clients.add", json!({ "email": email, "fields": fields, "tags": tags })).await;
        }
        let (old, new) = (tags(0).join(","), tags(30).join(","));
        let path = list(&app, "list.csv", &format!(
            "email;name;tags;field:Город\nanna@example.com;Анна;;Тула\nboris@example.com;Борис;{new};\n\
             vera@example.com;Вера;{old};\nvera@example.com;;{new};\nglеb;Глеб;;\nzoe@example.com;Зоя;{old};\n"
        ));
        let before = state(&app).await;
        let plan = json!({ "path": path });
        assert_eq!(counts(&foreseen(&app, plan.clone()).await), [1, 0, 0, 5, 0]);
        let rejects = app.folder.path().join("rejects.csv");
        let job = app.call("imports.start", json!({ "plan": plan, "rejects": rejects })).await;
        let report = ended(&app, job).await["result"].clone();
        assert_eq!(counts(&report), [1, 0, 0, 5, 0]);
        let refused: Vec<_> = report["first_rejects"].as_array().expect("rejects").iter()
            .map(|reject| (reject["line"].clone(), reject["reason"]["code"].clone())).collect();
        assert_eq!(refused, [
            (json!(6), json!("row-address")),
            (json!(2), json!("row-fields-too-many")),
            (json!(3), json!("row-tags-too-many")),
            (json!(4), json!("row-tags-too-many")),
            (json!(5), json!("row-tags-too-many")),
        ]);
        assert_eq!(state(&app).await[..2], before, "those who were refused are as they were");

        let text = std::fs::read_to_string(&rejects).expect("the rejects");
        assert_eq!(text.lines().count(), 6, "{text}");
        std::fs::write(&rejects, text.replace(&new, "")).expect("the corrected file");
        assert_eq!(counts(&imported(&app, json!({ "path": rejects })).await), [1, 1, 0, 2, 1]);
        app.finish().await;
    }

    async fn an_export_imports_as_the_same(app: App) {
        app.call("clients.add", json!({
            "email": "anna@example.com", "name": "=1+1", "comment": "две\nстроки, \"в кавычках\"",
            "fields": { "Город": "Тверь" }, "tags": ["опт", "VIP"],
        })).await;
        app.call("clients.add", json!({ "email": "boris@example.com", "name": "-Борис" })).await;
        let path = app.folder.path().join("export.csv");
        let export = app.call("clients.export", json!({ "path": path })).await;
        ended(&app, export).await;
        let before = state(&app).await;
        assert_eq!(counts(&imported(&app, json!({ "path": path })).await), [0, 0, 2, 0, 0]);
        app.call("clients.delete", json!({ "picked": {
            "kind": "all", "filter": {}, "except": [],
        } })).await;
        assert_eq!(counts(&imported(&app, json!({ "path": path })).await), [2, 0, 0, 0, 0]);
        assert_eq!(state(&app).await, before);
        app.finish().await;
    }

    async fn refused_rows_go_into_a_file_in_the_owners_language_that_can_be_corrected(app: App) {
        let path = list(&app, "list.csv", "Почта;Имя\nanna@example.com;Анна\nboris#example.com;\"Борис; младший\"\n");
        let rejects = app.folder.path().join("rejects.csv");
        let order = json!({ "plan": { "path": path }, "rejects": rejects });
        let job = app.call("imports.start", order).await;
        let job = ended(&app, job).await;
        assert_eq!(job["result"]["rejects"], json!(rejects));

        let text = std::fs::read_to_string(&rejects).expect("the rejects");
        assert!(text.contains("не адрес электронной почты"), "{text}");
        std::fs::write(&rejects, text.replace("boris#", "boris@")).expect("the corrected file");
        assert_eq!(counts(&imported(&app, json!({ "path": rejects })).await), [1, 0, 0, 0, 0]);
        assert_eq!(client(&app, "boris@example.com").await["name"], "Борис; младший");
        app.finish().await;
    }

    async fn a_bad_first_row_of_a_list_without_titles_is_refused_with_its_line(app: App) {
        let path = list(&app, "list.csv", "zoya@@mail.ru;Зоя\nyuna@example.ru;Яна\n");
        let report = imported(&app, json!({ "path": path })).await;
        assert_eq!(counts(&report), [1, 0, 0, 1, 0]);
        let reject = &report["first_rejects"][0];
        assert_eq!((&reject["line"], &reject["text"]), (&json!(1), &json!("zoya@@mail.ru;Зоя")));
        assert_eq!(client(&app, "yuna@example.ru").await["name"], "Яна");
        app.finish().await;
    }

    async fn refused_rows_of_a_list_without_titles_keep_their_columns(app: App) {
        let path = list(&app, "list.csv", "anna@example.com,Анна,Тула,x\nboris#example.com,Борис,Орёл,y\n");
        let rejects = app.folder.path().join("rejects.csv");
        let plan = json!({ "path": path, "columns": ["email", "name", "field:Город", "skip"] });
        let job = app.call("imports.start", json!({ "plan": plan, "rejects": rejects })).await;
        ended(&app, job).await;
        let text = std::fs::read_to_string(&rejects).expect("the rejects");
        std::fs::write(&rejects, text.replace("boris#", "boris@")).expect("the corrected file");
        assert_eq!(counts(&imported(&app, json!({ "path": rejects })).await), [1, 0, 0, 0, 0]);
        assert_eq!(client(&app, "boris@example.com").await["fields"], json!({ "Город": "Орёл" }));
        app.finish().await;
    }

    async fn an_import_that_was_cut_short_and_run_again_ends_as_one_run(app: App) {
        let row = |n: u32| format!("c{}@example.com,Клиент {n},{}\n", n % 15_000, ["", "опт"][n as usize % 2]);
        let text: String = (0..20_000).map(row).collect();
        let path = list(&app, "list.csv", &format!("email,name,tags\n{text}"));
        let plan = json!({ "path": path, "tags": ["список"] });
        let job = app.call("imports.start", json!({ "plan": plan })).await;
        // Some batches are in, and others are not.
        while app.call("clients.count", json!({ "filter": {} })).await["count"] == 0 {
            tokio::task::yield_now().await;
        }
        app.call("jobs.cancel", json!({ "id": job["id"] })).await;
        let job = ended(&app, job).await;
        let cut = app.call("clients.count", json!({ "filter": {} })).await["count"].as_u64().expect("a count");
        assert_eq!(job["state"], if cut < 15_000 { "cancelled" } else { "done" });

        let report = imported(&app, plan).await;
        assert_eq!(counts(&report), [15_000 - cut, 0, cut, 0, 5_000]);
        assert_eq!(app.call("clients.count", json!({ "filter": {} })).await["count"], 15_000);
        assert_eq!(client(&app, "c4999@example.com").await["name"], "Клиент 19999");
        let tags = app.call("tags.list", json!({})).await;
        let of = |name: &str| {
            let tags = tags.as_array().expect("tags").iter();
            tags.clone().find(|tag| tag["name"] == name).map(|tag| tag["clients"].clone())
        };
        assert_eq!((of("список"), of("опт")), (Some(json!(15_000)), Some(json!(7_500))));
        app.finish().await;
    }

    async fn two_imports_of_one_list_at_once_double_nobody(app: App) {
        let text: String = (0..5_000).map(|n| format!("c{n}@example.com,Клиент {n}\n")).collect();
        let path = list(&app, "list.csv", &format!("email,name\n{text}"));
        let order = json!({ "plan": { "path": path } });
        let (one, other) = tokio::join!(
            app.call("imports.start", order.clone()), app.call("imports.start", order)
        );
        let (one, other) = tokio::join!(ended(&app, one), ended(&app, other));
        let [one, other] = [one, other].map(|job| counts(&job["result"]));
        assert_eq!(one[0] + other[0], 5_000, "{one:?} {other:?}");
        assert_eq!(one[2] + other[2], 5_000, "{one:?} {other:?}");
        assert_eq!(app.call("clients.count", json!({ "filter": {} })).await["count"], 5_000);
        app.finish().await;
    }

    async fn what_is_no_list_is_refused_before_there_is_a_job(app: App) {
        let empty = list(&app, "empty.csv", "");
        let book = list(&app, "book.xlsx", "PK\u{3}\u{4}");
        let nobody = list(&app, "nobody.csv", "Имя,Город\nАнна,Тула\n");
        let fine = list(&app, "fine.csv", "anna@example.com\n");
        let nowhere = app.folder.path().join("no such folder/rejects.csv");
        for (order, code) in [
            (json!({ "plan": { "path": app.folder.path() } }), "import-is-a-folder"),
            (json!({ "plan": { "path": app.folder.path().join("gone.csv") } }), "import-not-found"),
            (json!({ "plan": { "path": empty } }), "import-empty"),
            (json!({ "plan": { "path": book } }), "import-spreadsheet"),
            (json!({ "plan": { "path": nobody } }), "import-no-email-column"),
            (json!({ "plan": { "path": fine, "encoding": "klingon" } }), "import-encoding"),
            (json!({ "plan": { "path": fine, "columns": ["surname"] } }), "import-role"),
            (json!({ "plan": { "path": nobody, "columns": ["email", "field:name"] } }), "client-field-taken"),
            (json!({ "plan": { "path": fine, "tags": ["a,b"] } }), "tag-characters"),
            (json!({ "plan": { "path": fine }, "rejects": nowhere }), "import-rejects-unwritable"),
        ] {
            assert_eq!(app.refused("imports.start", order).await.code, code);
        }
        assert_eq!(app.call("jobs.list", json!({})).await, json!([]));
        app.finish().await;
    }

    async fn a_list_is_imported_for_oneself(app: App) {
        let path = list(&app, "list.csv", "anna@example.com\n");
        let user = app.used_by_another(Role::User).await;
        let owner = app.call("setup.state", json!({})).await["user"]["id"].clone();
        let order = json!({ "owner_id": owner, "plan": { "path": path } });
        let error = user.call("imports.start", order).await.expect_err("another's clients");
        assert_eq!(error.code, "not-found");
        app.finish().await;
    }
}
