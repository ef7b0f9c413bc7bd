//! To a server on the same machine: 20,000 letters to Postfix's `smtp-sink`, beside its `smtp-source`, which sends one
//! fixed letter and writes nothing down.

use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::postfix::Sink;
use tokio::runtime::Runtime;

use super::{CONNECTIONS, SIZE, mailing, pool};
use crate::measure::{Run, per_second, run};
use crate::report;
use crate::vestnik::{OWNER, Vestnik};

const LETTERS: u32 = 20_000;
/// It is a hundred times slower.
const LETTERS_OF_POOL: u32 = 1_000;

pub fn measure(rounds: usize, runtime: &Runtime) -> Value {
    let (mut source, mut pooled) = (Vec::new(), Vec::new());
    let (mut on_sqlite, mut on_postgres) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        println!("send: round {} of {rounds}", round + 1);
        source.push(smtp_source(Sink::start(None).port(), LETTERS));
        on_sqlite.push(vestnik(&Vestnik::new()));
        on_postgres.push(vestnik(&runtime.block_on(Vestnik::on_postgres())));
        let sink = Sink::start(None);
        pooled.push(pool::send(LETTERS_OF_POOL, sink.port()));
    }
    let reference = per_second(&source, LETTERS);
    let ratio = |what: &str, runs: &[Run], goal: &str| json!({ "what": what, "ratio": per_second(runs, LETTERS) / reference, "goal": goal });
    json!({
        "title": format!(
            "Sending letters of {} KB over {CONNECTIONS} connections, to a server on the same machine", SIZE / 1000
        ),
        "machine": report::machine(),
        "ways": [
            report::way("`smtp-source -d`: one fixed letter, nothing written down", &source, LETTERS),
            report::way("lettre's pooled transport: nothing written down", &pooled, LETTERS_OF_POOL),
            report::way("`vestnikctl send`: a letter for each client, every promise kept, SQLite", &on_sqlite, LETTERS),
            report::way("the same, PostgreSQL", &on_postgres, LETTERS),
        ],
        "ratios": [
            ratio("letters a second against `smtp-source -d`, SQLite", &on_sqlite, "≥ 1.0"),
            ratio("the same, PostgreSQL", &on_postgres, "≥ 0.7"),
        ],
    })
}

/// One fixed letter, so many times.
pub(super) fn smtp_source(port: u16, letters: u32) -> Run {
    let (letters, size, connections) = (letters.to_string(), SIZE.to_string(), CONNECTIONS.to_string());
    let server = format!("127.0.0.1:{port}");
    run(Command::new("/usr/sbin/smtp-source")
        .args(["-d", "-s", &connections, "-m", &letters, "-l", &size])
        .args(["-f", OWNER, "-t", "client@mail.example", &server]))
}

fn vestnik(vestnik: &Vestnik) -> Run {
    let sink = Sink::start(None);
    let id = mailing::make(vestnik, LETTERS, sink.port(), CONNECTIONS);
    let taken = run(vestnik.command(["send", &id]).stdout(Stdio::null()));
    assert!(mailing::is_sent(vestnik, &id, LETTERS), "every letter was taken");
    taken
}
