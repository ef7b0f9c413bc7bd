//! A mailing to 1,000,000: how long its start takes, whom it keeps waiting, and the memory of sending it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use db::params;
use engine::{Config, Engine};
use serde_json::{Value, json};

use super::{CONNECTIONS, mailing};
use crate::load::Server;
use crate::measure::{Run, run_for};
use crate::report;
use crate::vestnik::Vestnik;

const FEW: u32 = 1_000;
const MANY: u32 = 1_000_000;
/// Long enough that memory that grows is seen to grow.
const SENDING: Duration = Duration::from_secs(30);

pub async fn measure() -> Value {
    let mut ways = Vec::new();
    let mut peaks = Vec::new();
    let mut started = (Duration::ZERO, Duration::ZERO);
    for letters in [FEW, MANY] {
        println!("a mailing to {letters}");
        let vestnik = Vestnik::new();
        let server = Server::start(Duration::ZERO);
        let id = mailing::make(&vestnik, letters, server.port, CONNECTIONS);
        started = start(&vestnik, &id).await;
        let taken = run_for(vestnik.command(["worker", "--until-idle"]).stdout(Stdio::null()), SENDING);
        peaks.push(taken.peak.expect("it was measured") as f64);
        ways.push(report::way(
            &format!("sending to {letters}, {} s at most", SENDING.as_secs()),
            &[taken],
            mailing::sent(&vestnik, &id),
        ));
    }
    let (seconds, waited) = (started.0.as_secs_f64(), started.1.as_secs_f64());
    ways.push(report::way(
        &format!("the start of the mailing to {MANY}"),
        &[Run { seconds, peak: None }],
        MANY,
    ));
    json!({
        "title": format!("A mailing to {MANY}"),
        "machine": report::machine(),
        "ways": ways,
        "ratios": [
            { "what": "memory, against a mailing to 1,000", "ratio": peaks[1] / peaks[0], "goal": "≤ 1.2" },
            { "what": "memory, MB", "ratio": peaks[1] / 1e6, "goal": "≤ 150" },
            { "what": "seconds of the start", "ratio": seconds, "goal": "≤ 5" },
            { "what": "longest wait of another write meanwhile, seconds", "ratio": waited, "goal": "≤ 0.25" },
        ],
    })
}

/// Starts the mailing; how long that took, and how long another write had to wait at most.
async fn start(vestnik: &Vestnik, mailing: &str) -> (Duration, Duration) {
    let config = Config {
        database: vestnik.database().to_owned(),
        operator: true,
        system_key_store: false,
        ..Config::in_folder(vestnik.folder().join("data"))
    };
    let engine = Engine::open(config).await.expect("an engine");
    let begun = Instant::now();
    let start = engine.call("mailings.start", json!({ "id": mailing }));
    tokio::pin!(start);
    let mut longest = Duration::ZERO;
    let taken = loop {
        let asked = Instant::now();
        let write = async {
            let mut tx = engine.inner().db.begin().await.expect("a transaction");
            tx.run("update mailings set name = name where id is null", params![]).await.expect("a write");
            tx.commit().await.expect("a commit");
            longest = longest.max(asked.elapsed());
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        tokio::select! {
            biased;
            started = &mut start => {
                started.expect("it starts");
                // One that still waits.
                longest = longest.max(asked.elapsed());
                break begun.elapsed();
            }
            () = write => {}
        }
    };
    engine.inner().db.close().await;
    (taken, longest)
}
