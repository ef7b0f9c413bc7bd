//! A jump of the scroll bar through the clients of everybody; one through those of one person is in `marks`.
//!
//! Merging half a million rows only to skip them takes a second. Counting them takes a fiftieth of
//! that: so the place is closed in on as one looks up a word in a dictionary, by counting for each
//! person how many stand before a client from the middle.

use super::{ClientSort, Place, Side, Window};
use crate::{
    Result,
    ids::{ClientId, UserId},
    owners::Owners,
};
use db::{Db, params};
use std::collections::HashMap;

/// So few rows are merged and skipped.
const NEAR: i64 = 500;

/// Halvings before the rest is merged and skipped after all. Twenty suffice for a million.
const TRIES: usize = 60;

/// The same window, with a beginning near to it and what is left of its offset.
pub(super) async fn closer(db: &Db, owners: &Owners, window: &Window) -> Result<Window> {
    let mut closer = window.clone();
    let mut left = i64::from(window.offset);
    let mut sizes = match (owners, window.sort) {
        (Owners::Everybody(_), ClientSort::Name | ClientSort::Email) if left > NEAR => {
            sizes(db, owners).await?
        }
        _ => return Ok(closer),
    };
    let mut before: Option<Place> = None;
    for _ in 0..TRIES {
        let largest = sizes.iter().max_by_key(|(_, size)| **size);
        let Some((owner, size)) = largest.filter(|(_, size)| left > NEAR && **size > 1) else {
            break;
        };
        let Some(middle) = place(db, &closer, before.as_ref(), *owner, (size - 1) / 2).await? else {
            break;
        };
        let counts = counts(db, owners, &closer, &middle).await?;
        let passed: i64 = counts.values().sum();
        if passed <= left {
            left -= passed;
            for (owner, size) in &mut sizes {
                *size -= counts.get(owner).unwrap_or(&0);
            }
            closer.after = Some(middle);
        } else {
            sizes = counts;
            before = Some(middle);
        }
    }
    Ok(closer.skipping(u32::try_from(left).unwrap_or(0)))
}

/// How many clients each has: a hint, for the roll-up may be a moment older than the rows.
async fn sizes(db: &Db, owners: &Owners) -> Result<HashMap<UserId, i64>> {
    let mut params = vec![];
    let theirs = owners.are("owner_id", &mut params);
    let sizes: Vec<(UserId, i64)> =
        db.all(format!("select owner_id, clients from owner_counts where {theirs}"), params).await?;
    Ok(sizes.into_iter().collect())
}

/// The client of one person before whom so many others of theirs stand, in what is left of the window.
pub(super) async fn place(
    db: &Db,
    window: &Window,
    before: Option<&Place>,
    owner: UserId,
    skipped: i64,
) -> Result<Option<Place>> {
    let mut params = params![owner];
    let behind = window.keyset(&mut params);
    let before = before.map(|place| window.side(Side::Before, place, &mut params)).unwrap_or_default();
    params.push(skipped.into());
    let columns = match window.sort {
        // An address is one client of its owner: the index does not know the id, and nobody asks for it.
        ClientSort::Email => "f.email_key, f.owner_id",
        ClientSort::Name => "f.name_key, f.id",
        ClientSort::CreatedAt => "'', f.id",
    };
    let found: Option<(String, ClientId)> = db
        .find(
            format!(
                "select {columns} from clients f where f.owner_id = $1{behind}{before}
                 order by {} limit 1 offset ${}",
                window.order("f."),
                params.len(),
            ),
            params,
        )
        .await?;
    Ok(found.map(|(key, id)| Place { key, id, owner }))
}

/// How many clients of each stand in the window up to that place, with it.
async fn counts(db: &Db, owners: &Owners, window: &Window, place: &Place) -> Result<HashMap<UserId, i64>> {
    let mut params = vec![];
    let theirs = owners.are("f.owner_id", &mut params);
    let behind = window.keyset(&mut params);
    let up_to = window.side(Side::UpTo, place, &mut params);
    let counts: Vec<(UserId, i64)> = db
        .all(
            format!(
                "select f.owner_id, count(*) from clients f where {theirs}{behind}{up_to} group by f.owner_id"
            ),
            params,
        )
        .await?;
    Ok(counts.into_iter().collect())
}
