//! An abort at each point of a letter's way that decides whether somebody is forgotten or gets two.
//!
//! The engine has the points where its feature `failpoints` is on (crate `fail`): the environment names the point
//! and at which pass the program aborts.

use crate::{
    in_time,
    oracle::{Proved, nothing_came_before_its_attempt, prove},
    shop::{Shop, Worker},
};
use db::params;
use mail::rehearsal::{Options, RehearsalServer};
use std::{os::unix::process::ExitStatusExt, time::Duration};

/// What must come of an abort.
struct Point {
    name: &'static str,
    /// How often the point is passed before.
    passes: usize,
    /// The letter, counted from 0, that the server keeps on its way until the abort.
    held: Option<usize>,
    /// What stands there of each client right after the abort, in their order, by the letters of [`rows`]; a dot is one
    /// that nobody has begun, claimed or not. There are several where the next letter may have passed the gate already.
    rows: &'static [&'static str],
    /// Recipients with one letter more than they should have: of those whose answer nobody has read or written down
    /// (RFC 1047).
    second_copies: u64,
}

const fn point(
    name: &'static str,
    passes: usize,
    held: Option<usize>,
    rows: &'static [&'static str],
    second_copies: u64,
) -> Point {
    Point { name, passes, held, rows, second_copies }
}

const POINTS: [Point; 12] = [
    // Rolled back: the mailing starts anew.
    point("start-written", 0, None, &[""], 0),
    point("start-committed", 0, None, &["qqqqqqqq"], 0),
    // One letter is on its way, and one has passed the gate; the third claim was for more.
    point("claim-committed", 2, Some(1), &["s>>l...."], 0),
    // Of the fourth letter, while the third one is on its way.
    point("gate-written", 3, Some(2), &["ss>....."], 0),
    // No server has heard of it, but the program cannot know that.
    point("gate-committed", 3, Some(2), &["ss>>...."], 0),
    // Or the third one once more: what has waited too long for its turn is looked at again.
    point("before-mail-from", 3, None, &["sss>....", "sss>>...", "ss>.....", "ss>>...."], 0),
    // Of the fourth letter; mostly the fifth one has passed the gate.
    point("before-dot", 3, None, &["sss>>...", "sss>...."], 0),
    // The server has it, and nothing here knows.
    point("after-dot", 3, None, &["sss>>...", "sss>...."], 1),
    point("answered", 3, None, &["sss>>...", "sss>...."], 1),
    // The journal knows.
    point("journaled", 3, None, &["sssj>...", "sssj...."], 0),
    // Mostly the fifth one is on its way.
    point("outcome-written", 3, Some(4), &["sssj>...", "sssj>>..", "sssj...."], 0),
    point("outcome-committed", 3, Some(4), &["SSSS>...", "SSSS>>..", "SSSS...."], 0),
];

/// What becomes of a letter in doubt: it is sent again, by itself or when a person says so, or counted as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Policy {
    Resend,
    HoldAndSendAgain,
    HoldAndCountAsSent,
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abort_at_any_point_forgets_nobody_and_doubles_only_what_nobody_can_know() {
    for policy in [Policy::Resend, Policy::HoldAndSendAgain] {
        for point in &POINTS {
            in_time(aborted(Shop::on_sqlite(), point, policy)).await;
            in_time(aborted(Shop::on_postgres().await, point, policy)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_doubt_after_an_abort_and_counted_as_sent_is_not_sent_again() {
    for point in POINTS.iter().filter(|point| ["gate-committed", "after-dot"].contains(&point.name)) {
        in_time(aborted(Shop::on_sqlite(), point, Policy::HoldAndCountAsSent)).await;
        in_time(aborted(Shop::on_postgres().await, point, Policy::HoldAndCountAsSent)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_dies_after_every_dot_sends_its_letter_five_times_and_not_for_ever() {
    in_time(dies_every_time(Shop::on_sqlite())).await;
    in_time(dies_every_time(Shop::on_postgres().await)).await;
}

async fn dies_every_time(shop: Shop) {
    let server = RehearsalServer::start(Options::default()).await.expect("a port");
    let emails = ["client@example.org".to_owned()];
    let mailing = shop.mailing(server.port(), &emails);
    for _ in 0..5 {
        let mut command = shop.command(&["worker"]);
        command.env("FAILPOINTS", "after-dot=return");
        assert_eq!(Worker::start(command).wait().signal(), Some(6), "it was to abort");
        shop.end_all_leases().await;
    }
    held(&shop, &mailing, Policy::HoldAndSendAgain, 1);
    assert_eq!(server.ledger().letters, 5);
    shop.send_to_the_end(&mailing).await;

    let proved = prove(&shop, &mailing, &emails, &server.ledger()).await;
    assert_eq!(proved, Proved { sent: 1, failed: 0, in_doubt: 5, second_copies: 5 });
    shop.close().await;
}

async fn aborted(shop: Shop, point: &Point, policy: Policy) {
    // In lock-step, so that the server hears of one letter at a time, and from a little farther away than the database.
    let options = Options {
        extensions: vec!["8BITMIME".to_owned()],
        latency: Duration::from_millis(20),
        slow: Duration::from_secs(3_600),
        ..Options::default()
    };
    let server = RehearsalServer::start(options).await.expect("a port");
    // In the order of their names, which is that of their letters.
    let emails: Vec<String> = (0..8)
        .map(|n| match point.held {
            Some(held) if n == held => "slow-data@example.org".to_owned(),
            Some(held) if n > held => format!("then{n}@example.org"),
            _ => format!("client{n}@example.org"),
        })
        .collect();
    let in_doubt = if policy == Policy::Resend { "resend" } else { "hold" };
    let mailing = shop.mailing_by(&["--connections", "1"], in_doubt, server.port(), &emails);

    let mut command = shop.command(&["worker"]);
    let passes = if point.passes == 0 { String::new() } else { format!("{}*off->", point.passes) };
    command.env("FAILPOINTS", format!("{}={passes}return", point.name));
    let mut worker = Worker::start(command);
    assert_eq!(worker.wait().signal(), Some(6), "{}: it was to abort", point.name);
    server.set_slow(Duration::ZERO);
    let rows = rows(&shop).await;
    let told = format!("{}, {policy:?}: {rows}", point.name);
    assert!(point.rows.iter().any(|expected| are(&rows, expected)), "{told}");
    shop.end_all_leases().await;
    let doubtful: Vec<&String> =
        emails.iter().zip(rows.chars()).filter(|(_, row)| *row == '>').map(|(email, _)| email).collect();
    if policy != Policy::Resend {
        held(&shop, &mailing, policy, doubtful.len());
        let letters = server.ledger();
        assert!(emails.iter().all(|email| letters.copies(email) <= 1), "{told}: a held letter was sent");
    }
    shop.send_to_the_end(&mailing).await;

    let letters = server.ledger();
    if policy == Policy::HoldAndCountAsSent {
        // Whether they have it nobody can know, but they have no other.
        let sure = emails.iter().filter(|email| !doubtful.contains(email));
        assert!(sure.clone().all(|email| letters.copies(email) == 1), "{told}");
        assert_eq!(letters.letters, sure.count() as u64 + point.second_copies, "{told}");
        assert_eq!(shop.one(&["mailings", "show", &mailing])["counts"]["sent"], emails.len(), "{told}");
        assert_eq!(shop.run(&["database", "check"]).code, Some(0), "{told}");
    } else {
        let proved = prove(&shop, &mailing, &emails, &letters).await;
        let (sent, in_doubt) = (emails.len() as u64, doubtful.len() as u64);
        let expected = Proved { sent, failed: 0, in_doubt, second_copies: point.second_copies };
        assert_eq!(proved, expected, "{told}");
        nothing_came_before_its_attempt(&shop, &letters).await;
    }
    shop.close().await;
}

fn are(rows: &str, expected: &str) -> bool {
    let is = |(row, expected)| match expected {
        '.' => ['q', 'l'].contains(&row),
        // The outcome of the letter may not be committed yet; of the other sort it is.
        's' => ['s', 'j'].contains(&row),
        'S' => row == 's',
        other => row == other,
    };
    rows.len() == expected.len() && rows.chars().zip(expected.chars()).all(is)
}

/// What stands there of each letter: it is queued, leased, sending (`>`), the same and in the journal, or sent. Anything
/// else than these rows must never be on the disk.
async fn rows(shop: &Shop) -> String {
    let known = shop.known_as_sent().await;
    let db = shop.db().await;
    let sql = "select d.email, d.state, a.outcome from deliveries d
      left join attempts a on a.delivery_id = d.id and a.fence = d.fence order by d.email";
    let rows: Vec<(String, String, Option<String>)> = db.all(sql, params![]).await.expect("rows");
    db.close().await;
    let row = |(email, state, outcome): (String, String, Option<String>)| match (
        state.as_str(),
        outcome.as_deref(),
        known.contains(&email),
    ) {
        ("queued", None, false) => 'q',
        ("leased", None, false) => 'l',
        ("sending", Some("pending"), false) => '>',
        ("sending", Some("pending"), true) => 'j',
        ("sent", Some("success"), true) => 's',
        other => panic!("{email}: {other:?}"),
    };
    rows.into_iter().map(row).collect()
}

/// So many letters are held until a person has decided.
fn held(shop: &Shop, mailing: &str, policy: Policy, letters: usize) {
    assert_eq!(shop.run(&["worker", "--until-idle"]).code, Some(0));
    assert_eq!(shop.one(&["mailings", "show", mailing])["counts"]["in_doubt"], letters);
    if letters > 0 {
        let settle_as = if policy == Policy::HoldAndCountAsSent { "sent" } else { "again" };
        shop.one(&["mailings", "settle", mailing, "--as", settle_as]);
    }
}
