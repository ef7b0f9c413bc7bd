//! Known places in a long list of one person: every ten-thousandth client.
//!
//! Skipping half a million rows takes fifty milliseconds, which is long while somebody drags the scroll
//! bar. The first jump skips them in steps and keeps each place that it passes; the next one begins at the
//! last place before where it goes. Places are kept for as long as the person has as many clients, and a
//! minute at most: one who is renamed meanwhile shifts them by a row.

use super::{ClientSort, Place, Window, jump};
use crate::{Result, clients::counts, ids::UserId, owners::Owners};
use db::Db;
use moka::future::Cache;
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// So many rows are skipped at once.
const STEP: u32 = 10_000;

const KEPT: Duration = Duration::from_secs(60);

/// The lists that people look at now.
const MOST: u64 = 32;

#[derive(PartialEq, Eq, Hash)]
struct List {
    owner: UserId,
    sort: ClientSort,
    descending: bool,
    clients: i64,
}

/// The places of each list, in its order, as far as somebody has jumped.
pub(crate) struct Marks(Cache<List, Arc<Mutex<Vec<Place>>>>);

impl Default for Marks {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(KEPT).build())
    }
}

impl Marks {
    /// The same window, with a beginning near to it and what is left of its offset.
    pub(super) async fn closer(&self, db: &Db, owner: UserId, window: &Window) -> Result<Window> {
        let mut closer = window.clone();
        let passed = (window.offset / STEP) as usize;
        if passed == 0 || window.after.is_some() {
            return Ok(closer);
        }
        let clients = counts::clients(db, &Owners::One(owner)).await?;
        let list = List { owner, sort: window.sort, descending: window.descending, clients };
        let places = self.0.get_with(list, async { Arc::default() }).await;
        let mut places = places.lock().await;
        while places.len() < passed {
            closer.after = places.last().cloned();
            match jump::place(db, &closer, None, owner, i64::from(STEP) - 1).await? {
                Some(place) => places.push(place),
                // Behind the end there is nothing.
                None => return Ok(closer.skipping(STEP)),
            }
        }
        closer.after = places.get(passed - 1).cloned();
        Ok(closer.skipping(window.offset % STEP))
    }
}
