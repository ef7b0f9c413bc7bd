//! An import is killed, or asked to end: nothing is lost, nothing is done twice.

use crate::Ctl;
use std::process::{Child, Stdio};
use support::processes::{Signal, signal, wait_until};

fn start(ctl: &Ctl, arguments: &[&str]) -> Child {
    ctl.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("vestnikctl starts")
}

/// SIGKILL, as `kill -9` sends it.
fn kill(mut child: Child) {
    child.kill().expect("a signal");
    assert!(!child.wait().expect("its end").success(), "it had ended by itself: killed too late");
}

/// What the database holds, whoever was written first.
fn exported(ctl: &Ctl) -> Vec<String> {
    ctl.one(&["clients", "export", "all.csv"]);
    let text = std::fs::read_to_string(ctl.path().join("all.csv")).expect("the export");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn an_import_killed_and_run_again_ends_as_one_run() {
    let mut list = String::from("Почта;ФИО;Комментарий\n");
    for n in 0..60_000 {
        list.push_str(&format!("client{n}@example.org;Клиент {n};\"строка; {n}\"\n"));
    }
    let (cut, whole) = (Ctl::with_owner(), Ctl::with_owner());
    cut.file("list.csv", list.as_bytes());
    whole.file("list.csv", list.as_bytes());

    let import = start(&cut, &["clients", "import", "list.csv"]);
    let log = cut.path().join("vestnik.db-wal");
    wait_until("the first rows to be written", || {
        std::fs::metadata(&log).is_ok_and(|log| log.len() > 2_000_000)
    });
    kill(import);

    let again = cut.one(&["clients", "import", "list.csv"]);
    assert!(again["same"].as_u64().expect("a count") > 0, "the first run had written nothing: {again}");
    assert_eq!(again["new"].as_u64().unwrap() + again["same"].as_u64().unwrap(), 60_000);
    whole.one(&["clients", "import", "list.csv"]);
    assert_eq!(exported(&cut), exported(&whole));
    // The search index was fed in the same transactions.
    let found = cut.one(&["clients", "count", "--search", "клиент 59999"]);
    assert_eq!(found, whole.one(&["clients", "count", "--search", "клиент 59999"]));
}

#[test]
fn an_import_that_is_asked_to_end_says_that_what_it_did_stays() {
    let ctl = Ctl::with_owner();
    let list: String = (0..60_000).map(|n| format!("client{n}@example.org,Client {n}\n")).collect();
    ctl.file("list.csv", format!("email,name\n{list}").as_bytes());
    let mut command = ctl.command(&["clients", "import", "list.csv"]);
    let import = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("vestnikctl starts");
    let log = ctl.path().join("vestnik.db-wal");
    wait_until("the first rows to be written", || {
        std::fs::metadata(&log).is_ok_and(|log| log.len() > 2_000_000)
    });
    signal(import.id(), Signal::TERM);
    let ended = import.wait_with_output().expect("its end");
    assert_eq!(ended.status.code(), Some(1), "it had ended by itself: asked too late");
    let words = String::from_utf8(ended.stderr).expect("text");
    assert!(words.contains("Cancelled"), "{words}");
    let count = ctl.one(&["clients", "count"])["count"].as_u64().expect("a count");
    assert!(0 < count && count < 60_000, "{count}");
}
