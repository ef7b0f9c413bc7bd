//! The proof at the end: what the servers have, against what the rows say.

use crate::{disk, ground::Ground, world::World};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// What the database says of one recipient.
struct Recipient {
    email: String,
    state: String,
    successes: i64,
    in_doubt: i64,
    attempts: i64,
}

const RECIPIENTS: &str = "select d.email, d.state,
    (select count(*) from attempts a where a.delivery_id = d.id and a.outcome = 'success'),
    (select count(*) from attempts a where a.delivery_id = d.id and a.outcome = 'in_doubt'),
    (select count(*) from attempts a where a.delivery_id = d.id)
  from deliveries d order by d.email";

/// Whatever the database says to have been taken the journal has heard first; only a power cut may have taken it back.
pub fn prove_journal(world: &World, place: &Ground) {
    let known = journal(place);
    let state = &mut *world.lock();
    for Recipient { email, successes, .. } in recipients(place) {
        let lines = known.get(&email).copied().unwrap_or(0);
        if successes > lines && !state.torn {
            state.breaks(format!("{email}: {successes} letters taken, and {lines} in the journal"));
        }
    }
}

pub fn prove(world: &World, place: &Ground) {
    prove_journal(world, place);
    let recipients = recipients(place);
    let (known, is_started) = (journal(place), place.is_started());
    let state = &mut *world.lock();
    if is_started && recipients.len() != world.plan.recipients {
        state.breaks(format!("{} recipients of {}", recipients.len(), world.plan.recipients));
    }
    for recipient in &recipients {
        let Recipient { email, state: is, successes, in_doubt, attempts, .. } = recipient;
        let letters: Vec<_> = state.letters.iter().filter(|letter| letter.to == *email).collect();
        let copies = letters.len() as i64;
        let ids: BTreeSet<&str> = letters.iter().map(|letter| letter.message_id.as_str()).collect();
        let one_id = ids.len() <= 1 && !ids.contains("");
        // A backup knows nothing of the doubt that came after it.
        let known = known.get(email).copied().unwrap_or(0);
        let forgotten = if state.restored { copies - known } else { 0 };
        let told = format!(
            "{email}: {is}, {copies} copies, {attempts} attempts, {successes} succeeded, {in_doubt} in doubt"
        );
        let is_final = matches!(is.as_str(), "sent" | "failed" | "expired" | "skipped");
        let may_wait = is == "in_doubt" && world.plan.hold;
        let wrong = [
            (!is_final && !may_wait, "forgotten"),
            (is == "sent" && copies == 0 && !state.settled_as_sent, "said to be sent, and nobody has it"),
            (*successes > 1, "succeeded twice"),
            (*successes > 0 && is != "sent", "succeeded, and not sent"),
            (copies > successes + in_doubt + forgotten, "too many copies"),
            (copies > attempts + forgotten, "copies without an attempt"),
            (!one_id, "other Message-IDs"),
        ];
        for (_, rule) in wrong.into_iter().filter(|(is_wrong, _)| *is_wrong) {
            state.breaks(format!("{rule}: {told}"));
        }
    }
}

fn recipients(place: &Ground) -> Vec<Recipient> {
    let database = place.database();
    let mut statement = database.prepare_cached(RECIPIENTS).expect("a statement");
    let rows = statement.query_map([], |row| {
        Ok(Recipient {
            email: row.get(0)?,
            state: row.get(1)?,
            successes: row.get(2)?,
            in_doubt: row.get(3)?,
            attempts: row.get(4)?,
        })
    });
    rows.expect("the deliveries").map(|row| row.expect("a delivery")).collect()
}

/// How many letters to each address the journal has.
fn journal(place: &Ground) -> BTreeMap<String, i64> {
    let mut lines = BTreeMap::new();
    for file in disk::journal(place.path()) {
        for line in fs::read_to_string(file).expect("a journal").lines() {
            let line: Option<serde_json::Value> = serde_json::from_str(line).ok();
            if let Some(email) = line.as_ref().and_then(|line| line["email"].as_str()) {
                *lines.entry(email.to_owned()).or_default() += 1;
            }
        }
    }
    lines
}
