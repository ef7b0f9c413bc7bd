//! Pages and searches of a shop with a million clients.

use std::time::Duration;

use db::Dialect;
use serde_json::{Value, json};

use crate::ask::{Question, ask_all, ask_anew, reference};
use crate::load::Load;
use crate::report;
use crate::shop::{CLIENTS, Shop};

const CALLS: usize = 400;
const PAGE: f64 = 5.0;
const SEARCH: f64 = 100.0;
const PAUSE: Duration = Duration::from_millis(10);

pub async fn measure(dialect: Dialect) -> Value {
    let shop = Shop::open(dialect).await;
    println!("lists: {dialect:?}");
    let mut results = vec![];
    let mut questions = questions(&shop).await;
    ask_all(&mut questions, CALLS, "", &mut results).await;
    // Pages of mailings are kept as long as nothing is written.
    let mut mailings = mailings(&shop).await;
    ask_anew(&shop, &mut mailings, CALLS, "", &mut results).await;
    let references = references(&shop).await;

    let load = Load::start(&shop).await;
    for _ in 0..CALLS / 2 {
        for question in questions.iter_mut().chain(&mut mailings) {
            question.ask().await;
        }
        tokio::time::sleep(PAUSE).await;
    }
    let (_, _, goes_on) = load.state(&shop).await;
    println!("the load {}", if goes_on { "went on to the end" } else { "ended sooner" });
    results.extend(
        questions
            .iter_mut()
            .chain(&mut mailings)
            .map(|question| question.result("while sending and importing")),
    );
    load.stop(&shop).await;
    drop((questions, mailings));
    shop.close().await;
    json!({
        "title": format!("Pages and searches over 1,000,000 clients and 5,000,000 attempts, {}", report::name(dialect)),
        "machine": report::machine(),
        "questions": results,
        "references": references,
    })
}

fn clients(more: Value) -> Value {
    let mut input = json!({ "owner_id": null, "filter": {}, "sort": "name", "descending": false, "after": null, "limit": 50 });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

fn search(text: &str) -> Value {
    clients(json!({ "filter": { "search": text } }))
}

async fn questions(shop: &Shop) -> Vec<Question> {
    let (mut by_name, mut by_email, mut rare) = (vec![], vec![], vec![]);
    for part in 1..20 {
        let offset = CLIENTS / 20 * part;
        for (sort, deep) in [("name", &mut by_name), ("email", &mut by_email)] {
            let page = shop.call("clients.list", clients(json!({ "sort": sort, "offset": offset }))).await;
            deep.push(clients(json!({ "sort": sort, "after": page["next"] })));
            let email = page["rows"][7]["email"].as_str().expect("an address").to_owned();
            rare.push(search(email.get(7..15).expect("eight digits")));
        }
    }
    let jumps = (1..20).map(|part| clients(json!({ "offset": CLIENTS / 20 * part }))).collect();
    let words = |words: &[&str]| words.iter().map(|word| search(word)).collect::<Vec<_>>();
    let ask = |what: &str, command, inputs, goal| Question::new(what, &shop.engine, command, inputs, goal);
    let mut questions = vec![
        ask("clients by name, the first page", "clients.list", vec![clients(json!({}))], PAGE),
        ask("clients by name, a page deep inside", "clients.list", by_name, PAGE),
        ask("clients by address, a page deep inside", "clients.list", by_email, PAGE),
        ask("clients by name, a jump of the scroll bar", "clients.list", jumps, PAGE),
        ask("search for one client", "clients.list", rare, SEARCH).with_middle(5.0),
        ask(
            "search for a frequent name",
            "clients.list",
            words(&["иван", "петров", "анна", "alice", "müller", "свадьб", "wedding", "mail.example"]),
            SEARCH,
        )
        .with_middle(5.0),
        ask("search for two words", "clients.list", words(&["анна ива", "олег пост", "clark wed"]), SEARCH)
            .with_middle(5.0),
        ask("search for one or two letters", "clients.list", words(&["и", "ан", "пе", "cl", "gr"]), SEARCH)
            .with_middle(5.0),
    ];
    let attempts = |filter: Value, after: Value| json!({ "owner_id": null, "filter": filter, "after": after, "limit": 50 });
    let first = shop
        .call("mailings.list", json!({ "owner_id": null, "status": null, "after": null, "limit": 200 }))
        .await;
    let some = |part: &'static str, filter: &dyn Fn(&Value) -> Value| {
        let rows = first["rows"].as_array().expect("rows");
        rows.iter()
            .skip(1)
            .step_by(10)
            .map(|row| attempts(filter(&row[part]), Value::Null))
            .collect::<Vec<_>>()
    };
    let of_mailing = some("id", &|id| json!({ "mailing_id": id }));
    let failed_of_mailing = some("id", &|id| json!({ "mailing_id": id, "outcome": "failure" }));
    let of_time =
        some("started_at", &|at| json!({ "from": at, "to": at.as_i64().unwrap_or_default() + 86_400_000 }));
    let mut deep = vec![];
    for input in &of_time {
        let page = shop.call("attempts.list", input.clone()).await;
        deep.push(attempts(json!({}), page["next"].clone()));
    }
    let any = |filter: Value| vec![attempts(filter, Value::Null)];
    questions.extend([
        ask("attempts, the first page", "attempts.list", any(json!({})), PAGE),
        ask("attempts, a page deep inside", "attempts.list", deep, PAGE),
        ask("attempts of a mailing", "attempts.list", of_mailing, PAGE),
        ask("attempts of a day", "attempts.list", of_time, PAGE),
        ask("attempts that failed", "attempts.list", any(json!({ "outcome": "failure" })), PAGE),
        ask("attempts of a mailing that failed", "attempts.list", failed_of_mailing, PAGE),
        ask("attempts answered 550", "attempts.list", any(json!({ "code": 550 })), PAGE),
        ask("attempts at one domain", "attempts.list", any(json!({ "domain": "mail.example" })), PAGE),
    ]);
    questions
}

async fn mailings(shop: &Shop) -> Vec<Question> {
    let page = |whose: &str, status: Option<&str>, after: &Value| {
        let whose = if whose.is_empty() { Value::Null } else { json!(whose) };
        json!({ "owner_id": whose, "status": status, "after": after, "limit": 50 })
    };
    let deep = |whose: &'static str| async move {
        let engine = if whose.is_empty() { &shop.engine } else { &shop.manager };
        let mut after = Value::Null;
        for _ in 0..10 {
            after =
                crate::shop::call(engine, "mailings.list", page(whose, None, &after)).await["next"].clone();
        }
        after
    };
    let (own, everybodys) = (deep("").await, deep("everybody").await);
    let none = &Value::Null;
    let ask = |what: &str, inputs| Question::new(what, &shop.engine, "mailings.list", inputs, PAGE);
    let manager = |what: &str, inputs| Question::new(what, &shop.manager, "mailings.list", inputs, PAGE);
    vec![
        ask("mailings, the first page", vec![page("", None, none)]),
        ask("mailings, a page deep inside", vec![page("", None, &own)]),
        ask("mailings that are paused", vec![page("", Some("paused"), none)]),
        ask("mailings that run", vec![page("", Some("running"), none)]),
        manager("mailings of everybody, the first page", vec![page("everybody", None, none)]),
        manager("mailings of everybody, a page deep inside", vec![page("everybody", None, &everybodys)]),
        manager("mailings of everybody that run", vec![page("everybody", Some("running"), none)]),
    ]
}

async fn references(shop: &Shop) -> Vec<Value> {
    let owner = db::params![shop.owner];
    let page =
        |rest: &str| format!("select id, email, name, comment from clients where owner_id = $1 {rest}");
    let mut references = vec![];
    for (what, rest) in [
        ("clients by name, `offset 500000`", "order by name_key, id limit 50 offset 500000"),
        ("search by `like '%иван%'`", "and name_key like '%иван%' order by name_key, id limit 50"),
        ("search for one client by `like`", "and email_key like '%0a1b2c3d%' order by name_key, id limit 50"),
    ] {
        references.push(reference(shop, what, &page(rest), owner.clone()).await);
    }
    references
}
