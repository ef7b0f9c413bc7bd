//! The disk: commits take time, fail, or fail to say that they were made; for some time nothing answers.

use crate::world::World;
use db::simulation::{Disk, Fate, Wait};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::time::sleep;

pub struct Ill {
    pub world: Arc<World>,
    pub folder: PathBuf,
}

impl Disk for Ill {
    fn answers(&self) -> bool {
        let state = self.world.lock();
        state.is_calm || state.steady() >= state.outage_until
    }

    fn commits(&self) -> Wait<Fate> {
        let (world, answers) = (Arc::clone(&self.world), self.answers());
        Box::pin(async move {
            let (fate, delay) = {
                let mut state = world.lock();
                let fate = match (answers, state.goes_wrong(world.plan.ill)) {
                    (false, _) => Fate::Failed,
                    (true, true) if state.dice.happens(500) => Fate::Failed,
                    (true, true) => Fate::Unheard,
                    (true, false) => Fate::Done,
                };
                (fate, state.delay(world.plan.slow))
            };
            pause(delay).await;
            world.event(|| format!("commit: {fate:?}")).await;
            fate
        })
    }

    fn committed(&self) -> Wait<()> {
        let world = Arc::clone(&self.world);
        Box::pin(async move {
            world.event(|| "committed".to_owned()).await;
            let delay = world.lock().delay(world.plan.slow);
            pause(delay).await;
        })
    }

    fn synced(&self) {
        // Of interest to who cuts the power alone.
        if self.world.plan.cuts_power() {
            let written = written(&self.folder);
            self.world.lock().synced = written;
        }
    }
}

/// No timer where there is nothing to wait for: each would be another turn.
pub async fn pause(milliseconds: u64) {
    if milliseconds > 0 {
        sleep(Duration::from_millis(milliseconds)).await;
    }
}

/// The files of the journal, in their order.
pub fn journal(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("journal")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.sort();
    files
}

/// Octets of the journal.
fn written(folder: &Path) -> u64 {
    journal(folder).iter().map(|file| fs::metadata(file).map_or(0, |file| file.len())).sum()
}
