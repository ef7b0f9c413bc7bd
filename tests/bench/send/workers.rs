//! One, two and four workers on one PostgreSQL, ten connections each, to a server 20 ms away.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::{CONNECTIONS, FAR, mailing};
use crate::load::Server;
use crate::measure::{Run, per_second, run_together};
use crate::report;
use crate::vestnik::Vestnik;

const WORKERS: [u32; 3] = [1, 2, 4];
/// For each worker.
const LETTERS: u32 = 8_000;

pub fn measure(rounds: usize, runtime: &Runtime) -> Value {
    let mut runs: [Vec<Run>; 3] = Default::default();
    for round in 0..rounds {
        println!("workers: round {} of {rounds}", round + 1);
        for (runs, workers) in runs.iter_mut().zip(WORKERS) {
            runs.push(send(&runtime.block_on(Vestnik::on_postgres()), workers));
        }
    }
    let speeds: Vec<f64> =
        runs.iter().zip(WORKERS).map(|(runs, workers)| per_second(runs, workers * LETTERS)).collect();
    let ways: Vec<Value> = (runs.iter().zip(WORKERS))
        .map(|(runs, workers)| {
            let what = format!("`vestnikctl worker`, {workers} at once");
            report::way(&what, runs, workers * LETTERS)
        })
        .collect();
    json!({
        "title": format!("Workers on one PostgreSQL, a server {} ms away", FAR.as_millis()),
        "machine": report::machine(),
        "ways": ways,
        "ratios": [
            { "what": "two against one", "ratio": speeds[1] / speeds[0], "goal": "≥ 1.9" },
            { "what": "four against one", "ratio": speeds[2] / speeds[0], "goal": "≥ 3.6" },
        ],
    })
}

fn send(vestnik: &Vestnik, workers: u32) -> Run {
    let server = Server::start(FAR);
    let letters = workers * LETTERS;
    let id = mailing::make(vestnik, letters, server.port, CONNECTIONS * workers as usize);
    vestnik.ask(vestnik.command(["mailings", "start", &id]));
    let taken = run_together((0..workers).map(|computer| {
        let mut worker = vestnik.command(["worker", "--until-idle"]);
        worker
            .env("VESTNIK_DATA", vestnik.folder().join(format!("computer-{computer}")))
            .stdout(Stdio::null());
        worker
    }));
    assert!(mailing::is_sent(vestnik, &id, letters), "every letter was taken");
    taken
}
