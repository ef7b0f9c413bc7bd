//! The scheduler without a window.

use crate::Ctl;
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::json;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
    time::Duration,
};
use support::processes::{Signal, free_port, signal, wait_for_end, wait_until};

const PAST: [&str; 2] = ["--starts-at", "2020-01-01T00:00:00Z"];

/// A server that takes its time over those whose name asks for it.
async fn server() -> RehearsalServer {
    let options = Options { slow: Duration::from_millis(500), ..Options::default() };
    RehearsalServer::start(options).await.expect("a port")
}

/// A worker that runs beside the test; it ends with it.
struct Worker(Child);

impl Worker {
    /// Starts it, and waits until it has the database.
    fn start(ctl: &Ctl) -> Self {
        let mut command = ctl.command(&["--json", "worker"]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a worker");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("text");
        assert!(line.contains("started"), "{line}");
        Self(child)
    }

    /// Starts something that sends to its end.
    fn sending(ctl: &Ctl, arguments: &[&str]) -> Self {
        let mut command = ctl.command(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        Self(command.spawn().expect("a worker"))
    }

    /// The next line on standard error; waits for it.
    fn warning(&mut self) -> String {
        let mut line = String::new();
        let err = self.0.stderr.as_mut().expect("its warnings");
        BufReader::new(err).read_line(&mut line).expect("text");
        line
    }

    /// Asks it by SIGTERM to end, and waits until it has.
    fn end(mut self) {
        signal(self.0.id(), Signal::TERM);
        assert!(wait_for_end(&mut self.0).success());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // After `end` it is gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn until_idle_sends_what_is_due_and_leaves_what_must_wait() {
    let server = server().await;
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email,name\nann@example.org,Ann\n450@example.org,Bob\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(server.port());
    let due = ctl.add_mailing(&PAST);
    let future = ctl.add_mailing(&["--starts-at", "2099-12-31 00:00"]);

    assert_eq!(ctl.run(&["worker", "--until-idle"]).code, 0);
    let mailing = ctl.one(&["mailings", "show", &due]);
    assert_eq!(mailing["status"], "running");
    assert_eq!((&mailing["counts"]["sent"], &mailing["counts"]["queued"]), (&json!(1), &json!(1)));
    assert_eq!(ctl.one(&["mailings", "show", &future])["status"], "created");
    assert_eq!(server.read(|ledger| ledger.letters), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_lets_the_letters_in_flight_arrive() {
    in_flight_at_sigterm(Worker::start).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_what_would_end_by_itself_with_nothing_in_doubt() {
    in_flight_at_sigterm(|ctl| Worker::sending(ctl, &["worker", "--until-idle"])).await;
    in_flight_at_sigterm(|ctl| Worker::sending(ctl, &["send"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_twice_does_not_wait_for_the_server() {
    let slow = Duration::from_secs(100);
    let server = RehearsalServer::start(Options { slow, ..Options::default() }).await.expect("a port");
    let ctl = Ctl::with_owner();
    let id = slow_mailing(&ctl, &server, 1, "");
    let starts: [fn(&Ctl) -> Worker; 2] =
        [Worker::start, |ctl| Worker::sending(ctl, &["worker", "--until-idle"])];
    for (times, start) in (1..).zip(starts) {
        let mut worker = start(&ctl);
        wait_until("the server to hear of the letter", || {
            server.read(|ledger| ledger.attempts("slow-0@example.org") == times)
        });
        wait_until("the worker to have been asked twice", || {
            signal(worker.0.id(), Signal::TERM);
            matches!(worker.0.try_wait(), Ok(Some(_)))
        });
    }
    assert_eq!(ctl.one(&["mailings", "show", &id])["counts"]["sent"], 0);
}

/// A mailing that is due to so many clients whose letters the server takes its time over, and to others.
fn slow_mailing(ctl: &Ctl, server: &RehearsalServer, letters: u32, others: &str) -> String {
    let slow: String = (0..letters).map(|n| format!("slow-{n}@example.org,Ann\n")).collect();
    ctl.file("list.csv", format!("email,name\n{others}{slow}").as_bytes());
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(server.port());
    ctl.add_mailing(&PAST)
}

async fn in_flight_at_sigterm(start: impl Fn(&Ctl) -> Worker) {
    let server = server().await;
    let ctl = Ctl::with_owner();
    let id = slow_mailing(&ctl, &server, 200, "");

    let worker = start(&ctl);
    wait_until("a letter to arrive", || server.read(|ledger| ledger.letters) > 0);
    worker.end();

    let letters = server.read(|ledger| ledger.letters);
    let counts = ctl.one(&["mailings", "show", &id])["counts"].clone();
    assert_eq!(counts["sent"], letters);
    assert_eq!(counts["in_doubt"], 0);
    assert_eq!(counts["sending"], 0);
    assert!(letters < 200, "it stopped before the end");
}

#[test]
fn a_server_that_cannot_be_reached_is_told_of_once() {
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email,name\nann@example.org,Ann\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(free_port());
    ctl.add_mailing(&PAST);

    let idle = ctl.run(&["worker", "--until-idle"]);
    assert_eq!((idle.code, idle.out.as_str()), (0, ""));
    assert_eq!(idle.err.lines().count(), 1, "{}", idle.err);
    assert!(idle.err.contains("nothing answers at port"), "{}", idle.err);
    let told = ctl.one(&["worker", "--until-idle"]);
    assert_eq!(
        (&told["kind"], &told["problem"]["code"]),
        (&json!("waiting"), &json!("smtp-connection-refused"))
    );

    let mut send = Worker::sending(&ctl, &["send"]);
    let warning = send.warning();
    assert!(warning.contains("nothing answers at port"), "{warning}");
    send.end();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_sent_whoever_it_belongs_to() {
    let server = server().await;
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email,name\nann@example.org,Ann\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(server.port());
    let id = ctl.add_mailing(&PAST);
    ctl.one(&["users", "add", "boris@example.org", "--role", "user"]);

    let ran = ctl.one(&["send"]);
    assert_eq!((&ran["id"], &ran["counts"]["sent"]), (&json!(id), &json!(1)));
    let whose = ctl.run(&["clients", "list"]);
    assert_eq!(whose.code, 1);
    assert!(whose.err.contains("--owner"), "{}", whose.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_has_heard_enough_cuts_no_letter_off() {
    let server = server().await;
    let ctl = Ctl::with_owner();
    let id = slow_mailing(&ctl, &server, 200, "refuse@example.org,Bob\n");

    // Its output is closed after the first line; the news of the refused letter finds nobody.
    let mut worker = Worker::start(&ctl);
    assert!(wait_for_end(&mut worker.0).success());

    let letters = server.read(|ledger| ledger.letters);
    let counts = ctl.one(&["mailings", "show", &id])["counts"].clone();
    assert_eq!((&counts["sent"], &counts["in_doubt"]), (&json!(letters), &json!(0)));
    assert!(letters < 200, "it ended by itself, not at the end of the mailing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_mailing_sends_nothing_until_it_is_resumed() {
    let server = server().await;
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email,name\nann@example.org,Ann\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(server.port());
    let id = ctl.add_mailing(&PAST);

    assert_eq!(ctl.one(&["mailings", "pause", &id])["status"], "paused");
    assert_eq!(ctl.run(&["worker", "--until-idle"]).code, 0);
    assert_eq!(server.read(|ledger| ledger.letters), 0);
    ctl.one(&["mailings", "resume", &id]);
    assert_eq!(ctl.run(&["worker", "--until-idle"]).code, 0);
    assert_eq!(server.read(|ledger| ledger.letters), 1);
    assert_eq!(ctl.one(&["mailings", "finish", &id])["status"], "finished");
}

#[test]
fn two_programs_never_share_a_file() {
    let ctl = Ctl::with_owner();
    let worker = Worker::start(&ctl);
    let refused = ctl.run(&["statistics"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("in use"), "{}", refused.err);
    ctl.file("copy.db", b"");
    let refused = ctl.run(&["database", "restore", "copy.db"]);
    assert!(refused.code == 1 && refused.err.contains("in use"), "{}", refused.err);
    worker.end();
    assert_eq!(ctl.run(&["statistics"]).code, 0);
}
