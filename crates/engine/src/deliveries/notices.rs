//! Failed attempts become notices: one for each mailing and few seconds, however many they are.

use super::lock;
use crate::{
    events::{Event, Notice},
    ids::MailingId,
    open::Inner,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// How long failures are gathered before the bell rings.
const GATHER: Duration = Duration::from_secs(3);

#[derive(Default)]
pub(crate) struct Notices {
    failed: Mutex<HashMap<MailingId, Failed>>,
}

struct Failed {
    name: String,
    count: u32,
    answer: String,
}

impl Notices {
    /// Notes a failed attempt; the first of a batch sets the bell.
    pub(super) fn failed(&self, inner: &Arc<Inner>, mailing: MailingId, name: &str, answer: &str) {
        let mut failed = lock(&self.failed);
        let first = failed.is_empty();
        failed.entry(mailing).and_modify(|failed| failed.count += 1).or_insert_with(|| Failed {
            name: name.to_owned(),
            count: 1,
            answer: answer.to_owned(),
        });
        if first {
            let inner = Arc::clone(inner);
            tokio::spawn(async move {
                tokio::time::sleep(GATHER).await;
                inner.deliveries.notices.flush(&inner);
            });
        }
    }

    /// Rings now for whatever has been gathered.
    pub(crate) fn flush(&self, inner: &Inner) {
        for (mailing_id, failed) in std::mem::take(&mut *lock(&self.failed)) {
            inner.events.send(Event::Notice {
                notice: Notice::AttemptsFailed {
                    mailing_id,
                    mailing_name: failed.name,
                    count: failed.count,
                    answer: failed.answer,
                },
            });
        }
    }
}
