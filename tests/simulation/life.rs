//! One life of the program: it opens its database, a worker sends, things happen, and it ends.

use crate::{
    disk::Ill,
    ground::Ground,
    last, network, person,
    plan::{End, Life},
    rules::Rules,
    seed::Now,
    template,
    world::World,
};
use engine::{Clock, Engine};
use std::{sync::Arc, time::Duration};
use tokio::{
    runtime::Builder,
    task::yield_now,
    time::{advance, sleep},
};

/// When and how a life ended.
pub struct Death {
    pub at: Now,
    pub was_sudden: bool,
}

/// Lives until its end; without one, until the mailing is done.
pub fn live(world: &Arc<World>, place: &Arc<Ground>, life: Option<&Life>, now: Now) -> Death {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    let folder = place.path().to_owned();
    db::simulation::stand_on(Some(Arc::new(Ill { world: Arc::clone(world), folder })));
    let rules = Arc::new(Rules::over(place));
    mail::smtp::simulation::dial_in(Some(network::network(world, &rules)));
    let death = runtime.block_on(async {
        let clock = Clock::going(now.0, now.1);
        begin(world, &clock, life.is_none());
        let story = async {
            match life {
                Some(life) => to_its_end(world, place, life).await,
                None => last::run(world, place).await,
            }
        };
        tokio::select! {
            biased;
            () = killed(world) => {}
            () = story => {}
        }
        // What the servers have got is theirs.
        let was_sudden = world.lock().is_dead;
        if was_sudden {
            // What was refused last is not written down.
            world.lock().heard.ends_row();
        }
        for _ in 0..if was_sudden { 3 } else { 0 } {
            yield_now().await;
        }
        Death { at: (clock.now(), clock.steady()), was_sudden }
    });
    drop(runtime);
    mail::smtp::simulation::dial_in(None);
    db::simulation::stand_on(None);
    death
}

fn begin(world: &World, clock: &Clock, is_last: bool) {
    let mut state = world.lock();
    state.clock = clock.clone();
    (state.is_dead, state.dies_at, state.is_calm) = (false, None, is_last);
    state.note(|| format!("a life begins; the last: {is_last}"));
}

async fn killed(world: &World) {
    loop {
        let happened = world.happened.notified();
        if world.lock().is_dead {
            return;
        }
        happened.await;
    }
}

/// The program; who starts it tries again when it finds the database ill.
pub async fn open(world: &World, place: &Ground) -> Engine {
    loop {
        let clock = world.lock().clock.clone();
        match Engine::open(template::config(place.path(), clock)).await {
            Ok(engine) => return engine,
            Err(error) => {
                world.lock().note(|| format!("does not start: {error}"));
                sleep(Duration::from_secs(15)).await;
            }
        }
    }
}

async fn to_its_end(world: &Arc<World>, place: &Ground, life: &Life) {
    let engine = open(world, place).await;
    let mut person = person::Person::of(world, place, engine);
    person.start_mailing().await;
    for (when, act) in &life.acts {
        person.wait(*when).await;
        person.does(*act).await;
    }
    match life.end {
        End::Killed(events) | End::PowerCut(events, _) | End::Restored(events) => {
            let dies_at = world.lock().events + events;
            world.lock().dies_at = Some(dies_at);
            // A program that waits is killed, too; after a nap, because each minute of waiting takes its time.
            sleep(Duration::from_secs(60)).await;
            advance(Duration::from_secs(20 * 60)).await;
            sleep(Duration::from_secs(60)).await;
            let mut state = world.lock();
            state.note(|| "killed while it waits".to_owned());
            state.is_dead = true;
        }
        End::Stopped => {
            person.ends().await;
            person.sees_no_claim().await;
        }
    }
}
