//! Who has the program before them: pauses, stops, sets clocks, closes the lid.

use crate::{
    ground::Ground,
    plan::{Act, When},
    template::{OWNER, email},
    world::World,
};
use engine::{Engine, Error, deliveries::Worker};
use serde_json::{Value, json};
use std::{fs, sync::Arc, time::Duration};
use tokio::time::{advance, sleep};

pub struct Person<'a> {
    world: &'a Arc<World>,
    place: &'a Ground,
    engine: Engine,
    worker: Option<Worker>,
}

impl<'a> Person<'a> {
    pub fn of(world: &'a Arc<World>, place: &'a Ground, engine: Engine) -> Self {
        let worker = Some(engine.start_worker());
        Self { world, place, engine, worker }
    }

    async fn call(&self, name: &str, input: Value) -> Result<Value, Error> {
        self.world.lock().note(|| format!("asks for {name}"));
        let answer = self.engine.call(name, input).await;
        let said = || answer.as_ref().err().map_or_else(|| "done".to_owned(), ToString::to_string);
        self.world.lock().note(|| format!("{name}: {}", said()));
        answer
    }

    async fn about_mailing(&self, name: &str) -> Result<Value, Error> {
        self.call(name, json!({ "id": self.place.mailing })).await
    }

    pub async fn start_mailing(&self) {
        while !self.place.is_started() {
            match self.about_mailing("mailings.start").await {
                Err(error) if error.code.starts_with("database") || error.code == "internal" => {
                    sleep(Duration::from_secs(1)).await;
                }
                _ => return,
            }
        }
    }

    pub async fn wait(&self, when: When) {
        match when {
            When::After(time) => sleep(milliseconds(time)).await,
            When::Events(events) => {
                let until = self.world.lock().events + events;
                let enough = async {
                    loop {
                        let happened = self.world.happened.notified();
                        if self.world.lock().events >= until {
                            return;
                        }
                        happened.await;
                    }
                };
                // It may never come so far.
                let _ = tokio::time::timeout(Duration::from_secs(2 * 60), enough).await;
            }
        }
    }

    pub async fn does(&mut self, act: Act) {
        match act {
            Act::Pause => {
                if self.about_mailing("mailings.pause").await.is_ok() {
                    self.world.lock().is_paused = true;
                }
            }
            Act::Resume => {
                {
                    let state = &mut *self.world.lock();
                    state.is_paused = false;
                    state.heard.ends_row();
                }
                let _ = self.about_mailing("mailings.resume").await;
            }
            Act::Suppress(number) => {
                let entry = json!({ "owner_id": self.place.owner, "email": email(number), "note": "" });
                if self.call("suppressions.add", entry).await.is_ok() {
                    let mut state = self.world.lock();
                    let event = state.events;
                    state.stopped.entry(email(number)).or_insert(event);
                }
            }
            Act::Finish => {
                // It ends now, whatever its end was before.
                self.world.lock().ends_at = None;
                if self.about_mailing("mailings.finish").await.is_ok() {
                    let state = &mut *self.world.lock();
                    (state.is_paused, state.is_finished) = (true, true);
                }
            }
            Act::Block => {
                let blocked = self.call("users.block", json!({ "email": OWNER })).await;
                self.world.lock().is_blocked |= blocked.is_ok();
                self.world.lock().may_be_blocked = true;
            }
            Act::Unblock => {
                self.world.lock().is_blocked = false;
                let _ = self.call("users.unblock", json!({ "email": OWNER })).await;
            }
            Act::Retry => {
                self.world.lock().heard.ends_row();
                let _ = self.about_mailing("mailings.retry_failed").await;
            }
            Act::SettleAsSent => self.settle("sent").await,
            Act::SettleAgain => self.settle("again").await,
            Act::Backup => self.back_up().await,
            Act::Restart => {
                self.ends().await;
                self.worker = Some(self.engine.start_worker());
            }
            Act::Sleep { time, timers } => {
                {
                    let state = &mut *self.world.lock();
                    state.note(|| format!("sleeps for {time} ms, timers: {timers}"));
                    state.heard.sleeps();
                }
                if timers {
                    advance(milliseconds(time)).await;
                } else {
                    self.world.lock().clock.advance(time);
                }
            }
            Act::SetClock(by) => {
                let mut state = self.world.lock();
                state.note(|| format!("sets the clock by {by} ms"));
                state.clock.set(by);
                state.heard.forgets();
                // What is still on its way then goes on until that moment comes again.
                state.is_paused &= !(state.is_finished && by < 0);
            }
            Act::Outage(time) => {
                let mut state = self.world.lock();
                state.note(|| format!("the database is away for {time} ms"));
                state.outage_until = state.steady() + time;
            }
        }
    }

    async fn settle(&self, settle_as: &str) {
        self.world.lock().settled_as_sent |= settle_as == "sent";
        let _ = self.call("mailings.settle", json!({ "id": self.place.mailing, "as": settle_as })).await;
    }

    async fn back_up(&self) {
        let path = self.place.path().join("new.db");
        let target = json!({ "path": path.to_str() });
        if self.call("database.backup", target).await.is_ok() {
            fs::rename(path, self.place.backup()).expect("a backup");
        }
    }

    /// The worker ends in good order.
    pub async fn ends(&mut self) {
        self.world.lock().note(|| "the worker is to end".to_owned());
        if let Some(worker) = self.worker.take() {
            worker.stop().await;
        }
    }

    /// Where nobody sends, nothing is claimed: on SQLite no lease ends, and a mailing with such a letter would not.
    pub async fn sees_no_claim(&self) {
        let claimed = "select count(*) from deliveries where state = 'leased'";
        // A database that does not answer is looked at when the next life begins.
        if let Ok((claimed,)) = self.engine.inner().db.one::<(i64,)>(claimed, vec![]).await
            && claimed > 0
        {
            self.world.lock().breaks(format!("{claimed} letters stay claimed though nobody sends"));
        }
    }
}

pub fn milliseconds(time: i64) -> Duration {
    Duration::from_millis(u64::try_from(time).unwrap_or_default())
}
