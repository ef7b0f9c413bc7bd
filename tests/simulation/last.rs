//! The last life: nothing goes wrong any more, and the program runs until its mailing is done.

use crate::{ground::Ground, life, person::milliseconds, plan::MINUTE, template::OWNER, world::World};
use db::params;
use engine::Engine;
use serde_json::json;
use std::sync::Arc;
use tokio::time::advance;

/// More rounds are a mailing that comes to no end.
const MOST: i64 = 150;

/// Where the mailing is: its status, letters in doubt, other open ones, when something is due.
const STANDING: &str = "select m.status,
    (select count(*) from deliveries d where d.mailing_id = m.id and d.state = 'in_doubt'),
    (select count(*) from deliveries d where d.mailing_id = m.id and d.state in ('queued', 'leased', 'sending'))
      ,
    (select max(d.due_at) from deliveries d
     where d.mailing_id = m.id and d.state in ('queued', 'in_doubt') and d.due_at > $1)
  from mailings m where m.recipients > 0";

pub async fn run(world: &Arc<World>, place: &Ground) {
    let engine = life::open(world, place).await;
    world.lock().treatments.retain(|_, answer| !answer.starts_with('4'));
    world.lock().is_blocked = false;
    if world.lock().may_be_blocked {
        engine.call("users.unblock", json!({ "email": OWNER })).await.expect("an owner");
    }
    if !place.is_started() {
        let _ = engine.call("mailings.start", json!({ "id": place.mailing })).await;
    }
    // Its end may have passed before the database let it begin.
    if !place.is_started() {
        return;
    }
    for round in 0..MOST {
        engine.run_until_idle().await;
        let now = world.lock().clock.now();
        let (status, in_doubt, open, due): (String, i64, i64, Option<i64>) =
            engine.inner().db.one(STANDING, params![now]).await.expect("the mailing");
        match status.as_str() {
            "sent" | "finished" => return audit(world, &engine).await,
            "paused" => {
                {
                    let state = &mut *world.lock();
                    state.is_paused = false;
                    state.heard.ends_row();
                }
                engine.call("mailings.resume", json!({ "id": place.mailing })).await.expect("it goes on");
                continue;
            }
            _ => {}
        }
        if world.plan.hold && in_doubt > 0 && open == 0 {
            let decision = world.lock().dice.below(3);
            match decision {
                // What a person does not decide stays.
                0 => return audit(world, &engine).await,
                1 => {
                    world.lock().settled_as_sent = true;
                    settle(&engine, place, "sent").await;
                }
                _ => settle(&engine, place, "again").await,
            }
            continue;
        }
        // All that wait go together: each round costs a run. What waits for something else, a limit or a clock that
        // was set back, is looked for less and less often.
        let longer = MINUTE * (1 + round / 5);
        let next = due.map_or(longer, |due| due - now.0).clamp(longer, 5 * 60 * MINUTE);
        advance(milliseconds(next)).await;
    }
    world.lock().breaks("the mailing comes to no end".to_owned());
}

async fn settle(engine: &Engine, place: &Ground, settle_as: &str) {
    let settlement = json!({ "id": place.mailing, "as": settle_as });
    engine.call("mailings.settle", settlement).await.expect("a decision");
}

async fn audit(world: &World, engine: &Engine) {
    let broken = engine.call("database.check", json!({})).await.expect("the check");
    if broken != json!([]) {
        world.lock().breaks(format!("the check finds {broken}"));
    }
}
