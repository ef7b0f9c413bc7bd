//! The proof: what the server has, against what the rows say.

use crate::shop::Shop;
use db::params;
use mail::rehearsal::Ledger;
use std::{collections::HashMap, time::UNIX_EPOCH};

/// What was proved of so many.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Proved {
    pub sent: u64,
    pub failed: u64,
    /// Attempts of which nobody knows.
    pub in_doubt: u64,
    /// Letters at the server beyond the first of each recipient.
    pub second_copies: u64,
}

/// Of one recipient.
#[derive(Default)]
struct Recipient {
    state: String,
    attempts: u64,
    in_doubt: u64,
}

/// Every recipient of the only mailing is final, who is said to have the letter has it, and nobody has more copies
/// than one and those in doubt; all that counts agrees.
pub async fn prove(shop: &Shop, mailing: &str, emails: &[String], server: &Ledger) -> Proved {
    let check = shop.run(&["database", "check"]);
    assert_eq!(check.code, Some(0), "{}{}", check.out, check.err);
    let shown = shop.one(&["mailings", "show", mailing]);
    assert!(matches!(shown["status"].as_str(), Some("sent" | "finished")), "{shown}");
    let mut recipients = recipients(shop).await;
    for attempt in shop.json(&["attempts", "list", "--mailing", mailing]) {
        let email = attempt["email"].as_str().expect("an address");
        let recipient = recipients.get_mut(email).expect("an attempt is somebody's");
        recipient.attempts += 1;
        match attempt["outcome"].as_str() {
            Some("success" | "failure") => {}
            Some("in_doubt") => recipient.in_doubt += 1,
            _ => panic!("an attempt without an outcome: {attempt}"),
        }
    }

    let mut proved = Proved::default();
    assert_eq!(recipients.len(), emails.len());
    for email in emails {
        let Recipient { state, attempts, in_doubt } = &recipients[email];
        let copies = server.copies(email);
        let sure = match state.as_str() {
            "sent" => 1,
            "failed" | "expired" | "skipped" => 0,
            _ => panic!("{email} was forgotten: {state}"),
        };
        let all = sure + in_doubt;
        assert!(copies <= all, "{email} ({state}): {copies} copies, {in_doubt} attempts in doubt");
        assert!(copies >= sure, "{email} is lost: said to be sent, and the server has no letter");
        assert!(copies <= *attempts, "{email}: {copies} copies of {attempts} attempts");
        proved.sent += sure;
        proved.failed += u64::from(state == "failed");
        proved.in_doubt += in_doubt;
        proved.second_copies += copies.saturating_sub(1);
    }
    let counts = &shown["counts"];
    assert_eq!((&counts["sent"], &counts["failed"]), (&proved.sent.into(), &proved.failed.into()));
    let total: u64 = counts.as_object().expect("counts").values().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(total, emails.len() as u64, "{counts}");

    let mut ids: HashMap<&str, &str> = HashMap::new();
    for arrival in &server.arrivals {
        let first = ids.entry(&arrival.to).or_insert(&arrival.message_id);
        assert!(!first.is_empty() && *first == arrival.message_id, "{}: another Message-ID", arrival.to);
    }
    println!("{} recipients: {proved:?}", emails.len());
    proved
}

/// How far a worker's idea of the database's clock may be off, in milliseconds.
const CLOCKS: u128 = 1_000;

/// Every copy has an attempt of its own whose row is older than it. Only where nobody set a clock or restored a backup.
pub async fn nothing_came_before_its_attempt(shop: &Shop, server: &Ledger) {
    let db = shop.db().await;
    let rows: Vec<(String, i64)> = db
        .all("select email, started_at from attempts order by started_at", params![])
        .await
        .expect("the attempts");
    db.close().await;
    let mut begun: HashMap<String, Vec<i64>> = HashMap::new();
    for (email, at) in rows {
        begun.entry(email).or_default().push(at);
    }
    let mut copies: HashMap<&str, usize> = HashMap::new();
    for arrival in &server.arrivals {
        let at = arrival.received_at.duration_since(UNIX_EPOCH).expect("a time").as_millis();
        let copy = copies.entry(&arrival.to).or_default();
        let attempt = begun.get(&arrival.to).and_then(|begun| begun.get(*copy));
        let is_older =
            attempt.is_some_and(|begun| u128::try_from(*begun).is_ok_and(|begun| begun <= at + CLOCKS));
        assert!(
            is_older,
            "{}: copy {} came at {at}, its attempt began at {attempt:?}",
            arrival.to,
            *copy + 1
        );
        *copy += 1;
    }
}

async fn recipients(shop: &Shop) -> HashMap<String, Recipient> {
    let db = shop.db().await;
    let rows: Vec<(String, String)> =
        db.all("select email, state from deliveries", params![]).await.expect("the deliveries");
    db.close().await;
    rows.into_iter().map(|(email, state)| (email, Recipient { state, ..Recipient::default() })).collect()
}
