//! What `vestnikctl` says of a mailing, and what a person decides about its letters.

use crate::Ctl;
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::json;

fn with_clients(server: &RehearsalServer, names: &[&str]) -> Ctl {
    let ctl = Ctl::with_owner();
    let rows: String = names.iter().map(|name| format!("{name}@example.test,N\n")).collect();
    ctl.file("list.csv", format!("email,name\n{rows}").as_bytes());
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(server.port());
    ctl
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_failed_are_sent_again_by_code() {
    let server = RehearsalServer::start(Options::default()).await.unwrap();
    let ctl = with_clients(&server, &["once-policy", "spam", "refuse"]);
    let id = ctl.add_mailing(&[]);
    ctl.json(&["send", &id]);
    assert_eq!(ctl.one(&["mailings", "show", &id])["counts"]["failed"], 3);

    let retried = ctl.one(&["mailings", "retry-failed", &id, "--code", "550"]);
    assert_eq!((&retried["again"], &retried["left_out"]), (&json!(1), &json!(1)));
    ctl.json(&["send", &id]);
    let counts = ctl.one(&["mailings", "show", &id])["counts"].clone();
    assert_eq!((&counts["sent"], &counts["failed"]), (&json!(1), &json!(2)));

    let said = ctl.run(&["mailings", "retry-failed", &id, "--stage", "dot", "--enhanced", "5.7.1"]);
    assert_eq!(said.out.trim(), "1 letter is sent again.", "{}", said.err);
    let refused = ctl.run(&["mailings", "retry-failed", &id, "--code", "421"]);
    assert_eq!(refused.code, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_in_doubt_is_held_until_it_is_settled() {
    let server = RehearsalServer::start(Options::default()).await.unwrap();
    let ctl = with_clients(&server, &["once-drop-after-dot", "anna"]);
    let id = ctl.add_mailing(&["--in-doubt", "hold"]);
    // Nobody is there to decide: it ends all the same.
    let sent = ctl.run(&["send", &id]).out;
    assert!(sent.contains("It waits for you to decide."), "{sent}");

    let page = ctl.one(&["mailings", "show", &id]);
    assert_eq!((&page["status"], &page["counts"]["in_doubt"]), (&json!("running"), &json!(1)));
    assert_eq!((&page["in_doubt"], &page["waits"][1]["kind"]), (&json!("hold"), &json!("person")), "{page}");
    let shown = ctl.run(&["mailings", "show", &id]).out;
    assert!(shown.contains("It waits for you to decide. At the end of the mailing, 2100-01-01"), "{shown}");
    assert!(shown.contains("Ask me"), "{shown}");

    ctl.one(&["mailings", "settle", &id, "--as", "sent"]);
    ctl.json(&["send", &id]);
    let page = ctl.one(&["mailings", "show", &id]);
    assert_eq!((&page["status"], &page["counts"]["sent"]), (&json!("sent"), &json!(2)));
    assert_eq!(ctl.run(&["mailings", "settle", &id, "--as", "lost"]).code, 2);
}
