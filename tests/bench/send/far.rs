//! To a server 20 ms away, beside lettre's pool: what counts there are round trips.

use std::process::Stdio;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::{CONNECTIONS, FAR, mailing, near::smtp_source, pool};
use crate::load::Server;
use crate::measure::{Run, per_second, run};
use crate::report;
use crate::vestnik::Vestnik;

const LETTERS: u32 = 4_000;
const LETTERS_OF_POOL: u32 = 500;
/// It waits for each answer.
const LETTERS_OF_SOURCE: u32 = 1_000;

pub fn measure(rounds: usize, runtime: &Runtime) -> Value {
    let (mut source, mut pooled) = (Vec::new(), Vec::new());
    let (mut on_sqlite, mut on_postgres) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        println!("send, far away: round {} of {rounds}", round + 1);
        let server = Server::start(FAR);
        source.push(smtp_source(server.port, LETTERS_OF_SOURCE));
        pooled.push(pool::send(LETTERS_OF_POOL, server.port));
        on_sqlite.push(vestnik(&Vestnik::new(), server.port));
        on_postgres.push(vestnik(&runtime.block_on(Vestnik::on_postgres()), server.port));
    }
    let (speed, reference) = (per_second(&on_sqlite, LETTERS), per_second(&pooled, LETTERS_OF_POOL));
    let round_trips = CONNECTIONS as f64 / FAR.as_secs_f64();
    json!({
        "title": format!("The same to a server {} ms away", FAR.as_millis()),
        "machine": report::machine(),
        "ways": [
            report::way("`smtp-source -d`", &source, LETTERS_OF_SOURCE),
            report::way("lettre's pooled transport", &pooled, LETTERS_OF_POOL),
            report::way("`vestnikctl send`, SQLite", &on_sqlite, LETTERS),
            report::way("the same, PostgreSQL", &on_postgres, LETTERS),
        ],
        "ratios": [
            { "what": "letters a second against lettre's pool, SQLite", "ratio": speed / reference, "goal": "≥ 6" },
            { "what": "the same, PostgreSQL", "ratio": per_second(&on_postgres, LETTERS) / reference, "goal": "≥ 6" },
            { "what": "SQLite against one round trip a letter", "ratio": speed / round_trips, "goal": "" },
        ],
    })
}

fn vestnik(vestnik: &Vestnik, port: u16) -> Run {
    let id = mailing::make(vestnik, LETTERS, port, CONNECTIONS);
    let taken = run(vestnik.command(["send", &id]).stdout(Stdio::null()));
    assert!(mailing::is_sent(vestnik, &id, LETTERS), "every letter was taken");
    taken
}
