//! 20,000 letters of 6 KB over 10 connections to Postfix's `smtp-sink`, against its `smtp-source`,
//! which sends one fixed letter and writes nothing down.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use support::postfix::Sink;

use crate::measure::{Run, median, run};
use crate::vestnik::{OWNER, Vestnik};
use crate::{clients, report};

const LETTERS: u32 = 20_000;
const SIZE: usize = 6_000;
const CONNECTIONS: &str = "10";

pub fn measure(rounds: usize) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // Every 200th row repeats an address.
    clients::write(&folder.path().join("clients.csv"), LETTERS * 200 / 199);

    let (mut reference, mut ours) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        println!("send: round {} of {rounds}", round + 1);
        reference.push(smtp_source());
        ours.push(vestnik(folder.path(), &format!("vestnik-{round}")));
    }
    let speed = |runs: &[Run]| median(runs.iter().map(|run| f64::from(LETTERS) / run.seconds));
    json!({
        "title": format!("Sending {LETTERS} letters of {} KB over {CONNECTIONS} connections", SIZE / 1000),
        "machine": report::machine(),
        "ways": [
            report::way("`smtp-source -d`: one fixed letter, nothing written down", &reference, LETTERS),
            report::way("`vestnikctl send`: a letter for each client, every promise kept, SQLite", &ours, LETTERS),
        ],
        "ratios": [{ "what": "letters a second", "ratio": speed(&ours) / speed(&reference), "goal": "≥ 1.0" }],
    })
}

fn smtp_source() -> Run {
    let sink = Sink::start(None);
    let (letters, size) = (LETTERS.to_string(), SIZE.to_string());
    let server = format!("127.0.0.1:{}", sink.port());
    run(Command::new("/usr/sbin/smtp-source")
        .args(["-d", "-s", CONNECTIONS, "-m", &letters, "-l", &size])
        .args(["-f", OWNER, "-t", "client@mail.example", &server]))
}

fn vestnik(folder: &Path, name: &str) -> Run {
    let sink = Sink::start(None);
    let vestnik = Vestnik::new(folder, name);
    let port = sink.port().to_string();
    let list = folder.join("clients.csv");
    let body = folder.join("message.html");
    std::fs::write(&body, html()).expect("a message");
    let ask = |arguments: &[&str]| {
        let mut command = vestnik.command([]);
        command.args(arguments);
        vestnik.ask(command)
    };
    ask(&[
        "senders",
        "add",
        "--owner",
        OWNER,
        "--name",
        "sink",
        "--host",
        "127.0.0.1",
        "--port",
        &port,
        "--security",
        "none",
        "--from",
        &format!("Vestnik <{OWNER}>"),
        "--connections",
        CONNECTIONS,
    ]);
    ask(&["clients", "import", list.to_str().expect("a temporary path is text"), "--owner", OWNER]);
    let message = ask(&[
        "messages",
        "add",
        "--owner",
        OWNER,
        "--subject",
        "News for {{ name }}",
        "--html",
        body.to_str().expect("a temporary path is text"),
    ]);
    let mailing = ask(&[
        "mailings",
        "add",
        "--owner",
        OWNER,
        "--name",
        "news",
        "--message",
        id(&message),
        "--sender",
        "sink",
        "--audience",
        "all",
        "--ends-at",
        "2100-01-01T00:00:00Z",
    ]);
    let taken = run(vestnik.command(["send", id(&mailing)]).stdout(Stdio::null()));
    let sent = &ask(&["mailings", "show", id(&mailing)])["counts"]["sent"];
    assert!(
        sent.as_u64().is_some_and(|sent| sent >= u64::from(LETTERS)),
        "every letter was taken, not {sent}"
    );
    taken
}

fn id(made: &Value) -> &str {
    made["id"].as_str().expect("an id")
}

/// A message whose letter is about [`SIZE`] bytes with its plain-text part.
fn html() -> String {
    let paragraph =
        "<p>The peonies have come, and the first roses from our own garden. Come and see them.</p>\n";
    let text = paragraph.repeat(SIZE / 2 / paragraph.len());
    format!("<h1>News</h1>\n<p>Dear {{{{ name }}}},</p>\n{text}")
}
