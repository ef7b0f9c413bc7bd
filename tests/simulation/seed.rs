//! One seed from its beginning to its end: lives of the program one after the other, the last one without faults.

use crate::{
    answers::{REFUSED, TREATMENTS},
    ground::Ground,
    life::{self, Death},
    oracle,
    plan::{End, Plan},
    template::email,
    world::{START, World},
};
use engine::{Timestamp, clock::Steady};
use std::{fs, sync::Arc};
use support::dice::Dice;

/// What came of a seed.
pub struct Told {
    pub plan: Plan,
    pub trace: Vec<String>,
    pub broken: Vec<String>,
}

/// Runs a seed; with a trace of what happens, if it is to be told.
pub fn run(seed: u64, is_told: bool) -> Told {
    let world = World::new(Dice::of(seed), is_told);
    let place = prepare(&world);
    let mut now = (START, Steady::ZERO);
    for life in &world.plan.lives {
        let death = life::live(&world, &place, Some(life), now);
        now = death.at;
        bury(&world, &place, life.end, &death);
        if !world.lock().broken.is_empty() {
            break;
        }
    }
    if world.lock().broken.is_empty() {
        life::live(&world, &place, None, now);
    }
    if world.lock().broken.is_empty() {
        oracle::prove(&world, &place);
    }
    let state = &mut *world.lock();
    Told {
        plan: world.plan.clone(),
        trace: std::mem::take(&mut state.trace),
        broken: std::mem::take(&mut state.broken),
    }
}

fn prepare(world: &World) -> Arc<Ground> {
    let plan = &world.plan;
    let place = Ground::under(plan.recipients);
    let database = place.database();
    let ends = plan.ends.map(|after| START.0 + after);
    let sender = "update senders set connections = ?1, per_minute = ?2, letters_per_connection = ?3";
    database.execute(sender, (plan.connections, plan.per_minute, plan.letters)).expect("a sender");
    let policy = if plan.hold { "hold" } else { "resend" };
    database.execute("update mailings set in_doubt = ?1, ends_at = ?2", (policy, ends)).expect("a mailing");
    let state = &mut *world.lock();
    state.ends_at = ends;
    for number in 0..plan.recipients {
        if plan.refused {
            state.treatments.insert(email(number), REFUSED);
        } else if state.dice.happens(60) {
            state.treatments.insert(email(number), state.dice.one_of(&TREATMENTS));
        }
    }
    drop(database);
    place
}

/// What is left of a program that has ended.
fn bury(world: &World, place: &Ground, end: End, death: &Death) {
    if death.was_sudden {
        world.lock().heard.retain_deferred(|to, at| place.knows_deferred(to, at));
    }
    match end {
        End::PowerCut(_, kept) if death.was_sudden => tear(world, place, kept),
        End::Restored(_) if place.backup().exists() => {
            oracle::prove_journal(world, place);
            place.restore();
            let state = &mut *world.lock();
            state.restored = true;
            state.heard.forgets();
            (state.is_paused, state.is_finished, state.is_blocked) = (false, false, false);
            state.stopped.clear();
        }
        _ => {}
    }
}

/// Of what no sync has put on the disk so many thousandths are there.
fn tear(world: &World, place: &Ground, kept: usize) {
    let files = crate::disk::journal(place.path());
    let synced = world.lock().synced;
    let mut before = 0;
    for file in files {
        let size = fs::metadata(&file).expect("a file").len();
        let sure = synced.saturating_sub(before).min(size);
        let left = sure + (size - sure) * kept as u64 / 1_000;
        if left < size {
            fs::OpenOptions::new()
                .write(true)
                .open(&file)
                .and_then(|file| file.set_len(left))
                .expect("cut off");
            world.lock().torn = true;
        }
        before += size;
    }
}

/// For the clock of the next life.
pub type Now = (Timestamp, Steady);
