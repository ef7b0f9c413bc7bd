//! The log that `vestnikctl` leaves in its data folder.

use crate::{Ctl, ended};
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::Value;
use std::{fs, path::Path};

/// Every file of the log as text.
fn text(folder: &Path) -> String {
    let files = fs::read_dir(folder.join("logs")).expect("logs");
    files.map(|file| fs::read_to_string(file.expect("a file").path()).expect("text")).collect()
}

/// What is said in the log, line by line; each can be read.
fn said(folder: &Path) -> Vec<String> {
    let line = |line: &str| serde_json::from_str::<Value>(line).expect("a line of JSON");
    text(folder).lines().map(|text| line(text)["message"].as_str().expect("a message").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_did_is_in_the_log_and_nobodys_address() {
    let server = RehearsalServer::start(Options::default()).await.expect("a port");
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email,name\naccept-canary@secret.example,Ann\nrefuse-canary@secret.example,Bob\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(server.port());
    ctl.add_mailing(&["--starts-at", "2020-01-01T00:00:00Z"]);
    assert_eq!(ctl.run(&["worker", "--until-idle"]).code, 0);

    let said = said(ctl.path());
    for expected in [
        "the database is open",
        "a list was imported",
        "the worker has started",
        "a mailing has started",
        "an attempt did not succeed",
        "sending has stopped",
        "a mailing is sent",
        "the worker has stopped",
    ] {
        assert!(said.iter().any(|message| message == expected), "{expected} is not in {said:?}");
    }
    for canary in ["canary", "anna@example.org", "shop@example.test", "correct horse", "Здравствуйте"]
    {
        assert!(!text(ctl.path()).contains(canary), "{canary} is in the log");
    }
}

#[test]
fn the_level_is_chosen_by_the_environment_for_both_places() {
    let ctl = Ctl::with_owner();
    let ran = |level: Option<&str>| {
        let _ = fs::remove_dir_all(ctl.path().join("logs"));
        let mut command = ctl.command(&["statistics"]);
        match level {
            Some(level) => command.env("RUST_LOG", level),
            None => command.env_remove("RUST_LOG"),
        };
        let answer = ended(command, "");
        assert_eq!(answer.code, 0, "{}", answer.err);
        let logged = if ctl.path().join("logs").exists() { said(ctl.path()).len() } else { 0 };
        (logged > 0, answer.err.contains("the database is open"))
    };
    assert_eq!(ran(None), (true, false));
    assert_eq!(ran(Some("info")), (true, true));
    assert_eq!(ran(Some("error")), (false, false));
}

#[test]
fn programs_that_share_a_folder_share_the_file_and_tear_no_line() {
    let ctl = Ctl::new();
    let names: Vec<String> = (0..6).map(|number| format!("sqlite:{number}.db")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| {
                for _ in 0..3 {
                    assert_eq!(ctl.run(&["--database", name, "database", "status"]).code, 0);
                }
            });
        }
    });
    let opened = said(ctl.path()).iter().filter(|message| *message == "the database is open").count();
    assert_eq!(opened, 18);
}

#[test]
fn a_rehearsal_and_a_look_at_the_help_leave_none() {
    let ctl = Ctl::new();
    ctl.file("list.csv", b"email,name\nann@example.org,Ann\n");
    assert_eq!(ctl.run(&["--help"]).code, 0);
    assert_eq!(ctl.run(&["rehearse", "list.csv"]).code, 0);
    assert!(!ctl.path().join("logs").exists());
}
