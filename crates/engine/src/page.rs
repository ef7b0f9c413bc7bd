//! Pages by keyset: a page names where the next one begins.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ts_rs::TS;

/// Rows of a list; `next` is given back as `after` to read on, and is none on the last page.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// A page from up to `limit + 1` rows: the extra one only tells that there is more.
    pub fn of<K: Serialize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Self {
        let limit = limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(|row| cursor(&key(row))) } else { None };
        Self { rows, next }
    }

    pub fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(make).collect(), next: self.next }
    }
}

/// What is given back as `after`.
pub fn cursor(key: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

/// The key that a cursor holds; one that was not made here is as good as none.
#[must_use]
pub fn key<K: DeserializeOwned>(after: Option<&str>) -> Option<K> {
    let bytes = URL_SAFE_NO_PAD.decode(after?).ok()?;
    serde_json::from_slice(&bytes).ok()
}
