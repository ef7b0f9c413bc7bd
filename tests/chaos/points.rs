//! An abort at each point of a letter's way that decides whether somebody is forgotten or gets two.
//!
//! The engine has the points where its feature `failpoints` is on (crate `fail`): the environment names the point
//! and at which pass the program aborts.

use crate::{
    in_time,
    oracle::prove,
    shop::{Shop, Worker},
};
use db::params;
use mail::rehearsal::{Options, RehearsalServer};
use std::os::unix::process::ExitStatusExt;

/// What must come of an abort.
struct Point {
    name: &'static str,
    /// How often the point is passed before.
    passes: usize,
    /// Of the letter that the point is about, right after the abort.
    row: Row,
    /// Recipients with one letter more than they should have: of those whose answer nobody has read or written down
    /// (RFC 1047). While a letter passes the gate the one before may be on its way.
    second_copies: std::ops::RangeInclusive<u64>,
    /// Attempts in doubt: of the letter on its way, and of the one that waits behind the gate.
    in_doubt: std::ops::RangeInclusive<u64>,
}

/// What the database and the journal say of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    NotMade,
    Queued,
    Leased,
    /// With an attempt that has no outcome.
    Sending,
    /// The same, and the journal knows that it was taken.
    Journaled,
    Sent,
}

const fn point(
    name: &'static str,
    passes: usize,
    row: Row,
    second_copies: [u64; 2],
    in_doubt: [u64; 2],
) -> Point {
    Point {
        name,
        passes,
        row,
        second_copies: second_copies[0]..=second_copies[1],
        in_doubt: in_doubt[0]..=in_doubt[1],
    }
}

const POINTS: [Point; 12] = [
    // Rolled back: the mailing starts anew.
    point("start-written", 0, Row::NotMade, [0, 0], [0, 0]),
    point("start-committed", 0, Row::Queued, [0, 0], [0, 0]),
    // What was claimed is queued again; another letter may have been past the gate.
    point("claim-committed", 2, Row::Leased, [0, 1], [0, 2]),
    point("gate-written", 3, Row::Leased, [0, 1], [0, 1]),
    // No server has heard of it, but the program cannot know that.
    point("gate-committed", 3, Row::Sending, [0, 1], [1, 2]),
    point("before-mail-from", 3, Row::Sending, [0, 0], [1, 2]),
    point("before-dot", 3, Row::Sending, [0, 0], [1, 2]),
    // The server has it, and nothing here knows.
    point("after-dot", 3, Row::Sending, [1, 1], [1, 2]),
    point("answered", 3, Row::Sending, [1, 1], [1, 2]),
    // The journal knows.
    point("journaled", 3, Row::Journaled, [0, 0], [0, 1]),
    // The journal knows that letter; the next one may be on its way.
    point("outcome-written", 3, Row::Journaled, [0, 1], [0, 2]),
    point("outcome-committed", 3, Row::Sent, [0, 1], [0, 2]),
];

/// What becomes of a letter in doubt.
const POLICIES: [&str; 2] = ["resend", "hold"];

#[tokio::test(flavor = "multi_thread")]
async fn an_abort_at_any_point_forgets_nobody_and_doubles_only_what_nobody_can_know() {
    for policy in POLICIES {
        for point in &POINTS {
            in_time(aborted(Shop::on_sqlite(), point, policy)).await;
            in_time(aborted(Shop::on_postgres().await, point, policy)).await;
        }
    }
}

async fn aborted(shop: Shop, point: &Point, policy: &str) {
    // In lock-step: the server hears of one letter at a time.
    let options = Options { extensions: vec!["8BITMIME".to_owned()], ..Options::default() };
    let server = RehearsalServer::start(options).await.expect("a port");
    let emails: Vec<String> = (0..8).map(|n| format!("client{n}@example.org")).collect();
    let mailing = shop.mailing_by(&["--connections", "1"], policy, server.port(), &emails);

    let mut command = shop.command(&["worker"]);
    let passes = if point.passes == 0 { String::new() } else { format!("{}*off->", point.passes) };
    command.env("FAILPOINTS", format!("{}={passes}return", point.name));
    let mut worker = Worker::start(command);
    assert_eq!(worker.wait().signal(), Some(6), "{}: it was to abort", point.name);
    let rows = rows(&shop).await;
    let told = format!("{}, {policy}: {rows:?}", point.name);
    if point.row == Row::NotMade {
        assert!(rows.is_empty(), "{told}");
    } else {
        assert!(rows.len() == emails.len() && rows.contains(&point.row), "{told}");
    }
    if point.row == Row::Queued {
        assert!(rows.iter().all(|row| *row == Row::Queued), "{told}");
    }
    shop.end_all_leases().await;
    if policy == "hold" {
        held(&shop, &mailing, &server, &emails);
    }
    shop.send_to_the_end(&mailing).await;

    let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
    let (name, Point { second_copies, in_doubt, .. }) = (point.name, point);
    assert_eq!(proved.sent, emails.len() as u64, "{name}, {policy}");
    assert!(second_copies.contains(&proved.second_copies), "{name}, {policy}: {proved:?}");
    assert!(in_doubt.contains(&proved.in_doubt), "{name}, {policy}: {proved:?}");
    shop.close().await;
}

/// What stands there of each letter. Anything else than these rows must never be on the disk.
async fn rows(shop: &Shop) -> Vec<Row> {
    let known = shop.known_as_sent().await;
    let db = shop.db().await;
    let sql = "select d.email, d.state, a.outcome from deliveries d
      left join attempts a on a.delivery_id = d.id and a.fence = d.fence";
    let rows: Vec<(String, String, Option<String>)> = db.all(sql, params![]).await.expect("rows");
    db.close().await;
    let row = |(email, state, outcome): (String, String, Option<String>)| match (
        state.as_str(),
        outcome.as_deref(),
        known.contains(&email),
    ) {
        ("queued", None, false) => Row::Queued,
        ("leased", None, false) => Row::Leased,
        ("sending", Some("pending"), false) => Row::Sending,
        ("sending", Some("pending"), true) => Row::Journaled,
        ("sent", Some("success"), true) => Row::Sent,
        other => panic!("{email}: {other:?}"),
    };
    rows.into_iter().map(row).collect()
}

/// Nobody has two letters until a person has them sent again.
fn held(shop: &Shop, mailing: &str, server: &RehearsalServer, emails: &[String]) {
    assert_eq!(shop.run(&["worker", "--until-idle"]).code, Some(0));
    let letters = server.ledger();
    assert!(emails.iter().all(|email| letters.copies(email) <= 1), "a held letter was sent");
    if shop.one(&["mailings", "show", mailing])["counts"]["in_doubt"] != 0 {
        shop.one(&["mailings", "settle", mailing, "--as", "again"]);
    }
}
