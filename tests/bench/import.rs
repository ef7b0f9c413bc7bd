//! A list of 1,000,000 clients, against SQLite's own `.import` into equally indexed tables.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::measure::{Run, median, run};
use crate::vestnik::{OWNER, Vestnik};
use crate::{clients, report};

const ROWS: u32 = 1_000_000;

/// The least that keeps an address from being there twice.
const UNIQUE: &str = "
create table clients (email text not null unique, name text not null, comment text not null);
create temp table list (email text, name text, comment text);
.import --skip 1 FILE list
insert into clients select lower(email), name, comment from list where true
    on conflict (email) do update set name = excluded.name, comment = excluded.comment;
";

/// What Vestnik has at the end: unique addresses, the order by name, the search in the middle of a word.
const READY: &str = "
create index clients_by_name on clients (name, email);
create virtual table clients_search using fts5 (text, content = '', tokenize = 'trigram');
insert into clients_search (rowid, text) select rowid, email || ' ' || name || ' ' || comment from clients;
";

pub fn measure(rounds: usize) -> Value {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let list = folder.path().join("clients.csv");
    clients::write(&list, ROWS);

    let (mut unique, mut ready, mut ours) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        println!("import: round {} of {rounds}", round + 1);
        unique.push(sqlite(folder.path(), &list, UNIQUE));
        ready.push(sqlite(folder.path(), &list, &format!("{UNIQUE}{READY}")));
        ours.push(vestnik(&list));
    }
    let seconds = |runs: &[Run]| median(runs.iter().map(|run| run.seconds));
    json!({
        "title": format!("Import of {ROWS} rows, {} MB", std::fs::metadata(&list).expect("the list").len() / 1_000_000),
        "machine": report::machine(),
        "ways": [
            report::way("`sqlite3 .import`, then an upsert by unique address", &unique, ROWS),
            report::way("the same, and an index by name, and a trigram search index", &ready, ROWS),
            report::way("`vestnikctl clients import`, ready to use, durable chunk by chunk", &ours, ROWS),
        ],
        "ratios": [
            { "what": "time against the unique address alone", "ratio": seconds(&ours) / seconds(&unique), "goal": "≤ 3.2" },
            { "what": "time against equal indexes", "ratio": seconds(&ours) / seconds(&ready), "goal": "" },
        ],
    })
}

fn sqlite(folder: &Path, list: &Path, script: &str) -> Run {
    let database = folder.join("reference.db");
    let script_file = folder.join("reference.sql");
    let settings = "pragma journal_mode = wal;\npragma synchronous = full;\n.mode csv\n.separator ;\n";
    std::fs::write(&script_file, format!("{settings}{script}").replace("FILE", &list.display().to_string()))
        .expect("a script");
    let read = format!(".read {}", script_file.display());
    let taken = run(Command::new("sqlite3").arg("-bail").arg(&database).arg(read).stdout(Stdio::null()));
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("reference.db{suffix}")));
    }
    taken
}

fn vestnik(list: &Path) -> Run {
    let vestnik = Vestnik::new();
    let list = list.to_str().expect("a temporary path is text");
    let taken = run(vestnik.command(["clients", "import", list, "--owner", OWNER]).stdout(Stdio::null()));
    let count = vestnik.ask(vestnik.command(["clients", "count", "--owner", OWNER]));
    assert_eq!(count["count"], json!(ROWS - ROWS / 200), "every address once");
    taken
}
