//! Home, statistics and the list of mailings of a shop with a million clients.

use std::time::Duration;

use db::{Dialect, params};
use serde_json::{Value, json};

use crate::ask::{Question, ask_all, ask_anew, reference};
use crate::load::Load;
use crate::report;
use crate::shop::Shop;

const CALLS: usize = 1_000;
/// A window asks at most four times a second; this is somebody in a hurry.
const PAUSE: Duration = Duration::from_millis(10);

pub async fn measure(dialect: Dialect) -> Value {
    let shop = Shop::open(dialect).await;
    println!("home: {dialect:?}");
    let mut questions = questions(&shop);
    let mut results = vec![];
    ask_all(&mut questions, CALLS, "kept", &mut results).await;
    ask_anew(&shop, &mut questions, CALLS, "anew", &mut results).await;
    let references = references(&shop).await;

    let load = Load::start(&shop).await;
    let (before, rows, _) = load.state(&shop).await;
    let begun = std::time::Instant::now();
    for _ in 0..CALLS {
        for question in &mut questions {
            question.ask().await;
        }
        tokio::time::sleep(PAUSE).await;
    }
    let (sent, imported, goes_on) = load.state(&shop).await;
    let seconds = begun.elapsed().as_secs_f64();
    let load_was = format!(
        "{:.0} letters and {:.0} rows a second meanwhile{}",
        (sent - before) as f64 / seconds,
        (imported - rows) as f64 / seconds,
        if goes_on { "" } else { "; one of them ended sooner" }
    );
    println!("{load_was}");
    results.extend(questions.iter_mut().map(|question| question.result("while sending and importing")));
    load.stop(&shop).await;
    drop(questions);
    shop.close().await;
    json!({
        "title": format!("Home over 1,000,000 clients, 1,000 mailings and 5,000,000 attempts, {}", report::name(dialect)),
        "machine": report::machine(),
        "remarks": [load_was],
        "questions": results,
        "references": references,
    })
}

pub fn questions(shop: &Shop) -> Vec<Question> {
    let everybody = json!({ "owner_id": "everybody" });
    let page = |whose: Value| json!({ "owner_id": whose, "status": null, "after": null, "limit": 50 });
    let (own, manager) = (&shop.engine, &shop.manager);
    vec![
        // What no question can be quicker than on this machine now: who asks, and nothing else.
        Question::new("(what is sent now, from memory)", own, "worker.state", vec![json!({})], 5.0),
        Question::new("Home", own, "home.show", vec![json!({})], 5.0),
        Question::new("totals", own, "statistics.show", vec![json!({})], 5.0),
        Question::new("first 50 mailings", own, "mailings.list", vec![page(Value::Null)], 5.0),
        Question::new("Home of 200 people", manager, "home.show", vec![everybody.clone()], 5.0),
        Question::new("totals of 200 people", manager, "statistics.show", vec![everybody], 5.0),
        Question::new(
            "first 50 mailings of 200 people",
            manager,
            "mailings.list",
            vec![page(json!("everybody"))],
            5.0,
        ),
    ]
}

async fn references(shop: &Shop) -> Vec<Value> {
    let (now,): (i64,) = shop
        .db()
        .one("select max(finished_at) from attempts where owner_id = $1", params![shop.owner])
        .await
        .expect("the last");
    let month = now - 30 * 86_400_000;
    vec![
        reference(
            shop,
            "`count(*)` of the clients",
            "select count(*) from clients where owner_id = $1",
            params![shop.owner],
        )
        .await,
        reference(
            shop,
            "attempts `group by outcome`",
            "select outcome, count(*) from attempts where owner_id = $1 group by outcome",
            params![shop.owner],
        )
        .await,
        reference(
            shop,
            "attempts of 30 days `group by` day",
            "select finished_at / 86400000, outcome, count(*) from attempts
             where owner_id = $1 and finished_at > $2 group by 1, 2",
            params![shop.owner, month],
        )
        .await,
        reference(
            shop,
            "`count(*)` of the deliveries of 50 mailings by state",
            "select mailing_id, state, count(*) from deliveries where mailing_id in (
               select id from mailings where owner_id = $1 order by id desc limit 50) group by 1, 2",
            params![shop.owner],
        )
        .await,
    ]
}
