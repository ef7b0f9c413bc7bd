//! To a server 20 ms away, beside lettre's pool: what counts there are round trips.

use std::process::Stdio;

use serde_json::{Value, json};

use super::{CONNECTIONS, FAR, mailing, pool};
use crate::load::Server;
use crate::measure::{Run, per_second, run};
use crate::report;
use crate::vestnik::Vestnik;

const LETTERS: u32 = 4_000;
const LETTERS_OF_POOL: u32 = 500;

pub fn measure(rounds: usize) -> Value {
    let (mut pooled, mut ours) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        println!("send, far away: round {} of {rounds}", round + 1);
        let server = Server::start(FAR);
        pooled.push(pool::send(LETTERS_OF_POOL, server.port));
        ours.push(vestnik(&Vestnik::new(), server.port));
    }
    let (speed, reference) = (per_second(&ours, LETTERS), per_second(&pooled, LETTERS_OF_POOL));
    let round_trips = CONNECTIONS as f64 / FAR.as_secs_f64();
    json!({
        "title": format!("The same to a server {} ms away", FAR.as_millis()),
        "machine": report::machine(),
        "ways": [
            report::way("lettre's pooled transport: nothing written down", &pooled, LETTERS_OF_POOL),
            report::way("`vestnikctl send`, SQLite", &ours, LETTERS),
        ],
        "ratios": [
            { "what": "letters a second against lettre's pool", "ratio": speed / reference, "goal": "≥ 6" },
            { "what": "the same against one round trip a letter", "ratio": speed / round_trips, "goal": "" },
        ],
    })
}

fn vestnik(vestnik: &Vestnik, port: u16) -> Run {
    let id = mailing::make(vestnik, LETTERS, port, CONNECTIONS);
    let taken = run(vestnik.command(["send", &id]).stdout(Stdio::null()));
    assert!(mailing::is_sent(vestnik, &id, LETTERS), "every letter was taken");
    taken
}
