//! How long a question takes: the middle, the slowest of a hundred, the slowest of all, in milliseconds.

use std::time::{Duration, Instant};

use engine::Engine;
use serde_json::{Value, json};

use crate::shop::{Shop, call};

/// A question to the engine, one input after the other.
pub struct Question {
    pub what: String,
    command: &'static str,
    inputs: Vec<Value>,
    engine: Engine,
    /// What the slowest of a hundred may take.
    goal: f64,
    /// What the middle one may take.
    middle: Option<f64>,
    times: Vec<Duration>,
}

impl Question {
    pub fn new(what: &str, engine: &Engine, command: &'static str, inputs: Vec<Value>, goal: f64) -> Self {
        assert!(!inputs.is_empty(), "{what}");
        let engine = engine.clone();
        Self { what: what.to_owned(), command, inputs, engine, goal, middle: None, times: vec![] }
    }

    pub fn with_middle(self, middle: f64) -> Self {
        Self { middle: Some(middle), ..self }
    }

    pub async fn ask(&mut self) {
        let input = self.inputs[self.times.len() % self.inputs.len()].clone();
        let begun = Instant::now();
        call(&self.engine, self.command, input).await;
        self.times.push(begun.elapsed());
    }

    /// What was measured since the last time.
    pub fn result(&mut self, how: &str) -> Value {
        let mut times: Vec<f64> =
            std::mem::take(&mut self.times).iter().map(|time| time.as_secs_f64() * 1000.0).collect();
        times.sort_by(f64::total_cmp);
        let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
        json!({
            "what": self.what, "how": how, "calls": times.len(),
            "p50": at(0.5), "p99": at(0.99), "max": at(1.0), "goal": self.goal, "goal_p50": self.middle,
        })
    }
}

/// Asks each so often, one after the other, as they are.
pub async fn ask_all(questions: &mut [Question], calls: usize, how: &str, results: &mut Vec<Value>) {
    for question in questions {
        question.ask().await;
        question.result(how);
        for _ in 0..calls {
            question.ask().await;
        }
        results.push(question.result(how));
    }
}

/// The same with something written before each, so that nothing that was kept is of use.
pub async fn ask_anew(
    shop: &Shop,
    questions: &mut [Question],
    calls: usize,
    how: &str,
    results: &mut Vec<Value>,
) {
    for question in questions {
        for _ in 0..calls {
            let mut tx = shop.db().begin().await.expect("a transaction");
            tx.run(
                "insert into instance (name, value) values ('bench', '') on conflict (name) do update set value = ''",
                vec![],
            )
            .await
            .expect("a write");
            tx.commit().await.expect("a commit");
            question.ask().await;
        }
        results.push(question.result(how));
    }
}

/// A reference: the rows that a statement counts, asked a few times; the middle one, in milliseconds.
pub async fn reference(shop: &Shop, what: &str, statement: &str, params: Vec<db::Value>) -> Value {
    let mut times = vec![];
    for _ in 0..3 {
        let begun = Instant::now();
        let mut tx = shop.db().begin().await.expect("a transaction");
        tx.run(statement.to_owned(), params.clone())
            .await
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    json!({ "what": what, "p50": crate::measure::median(times) })
}
