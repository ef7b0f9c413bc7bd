//! One type for the id of each thing, so that a client's id is never taken for a mailing's.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            Serialize, Deserialize, sqlx::Type, ts_rs::TS,
        )]
        #[serde(transparent)]
        #[sqlx(transparent)]
        #[ts(type = "string")]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id; later ones sort after earlier ones (UUIDv7, RFC 9562 §5.7).
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.trim().parse().map(Self)
            }
        }

        impl From<$name> for db::Value {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl db::Nullable for $name {
            const NULL: db::Value = db::Value::Uuid(None);
        }
    )*};
}

ids! {
    UserId, ClientId, TagId, MessageId, AttachmentId, SenderId, MailingId, DeliveryId, AttemptId,
    SuppressionId, JobId, SessionId, AuditId,
}

impl AttemptId {
    /// No attempt that began at `at` or later has a smaller id: the time is an id's first 48 bits.
    #[must_use]
    pub fn first_at(at: Timestamp) -> Self {
        let milliseconds = u128::try_from(at.0).unwrap_or_default();
        Self(Uuid::from_u128(milliseconds << 80))
    }

    /// A new id that says it began at `at`, whatever the system's clock shows.
    #[must_use]
    pub fn begun_at(at: Timestamp) -> Self {
        let milliseconds = u64::try_from(at.0).unwrap_or_default();
        let random = Uuid::now_v7();
        let mut tail = [0; 10];
        for (to, from) in tail.iter_mut().zip(random.as_bytes().iter().skip(6)) {
            *to = *from;
        }
        Self(uuid::Builder::from_unix_timestamp_millis(milliseconds, &tail).into_uuid())
    }

    /// When it began, as its id says.
    #[must_use]
    pub fn begun(self) -> Timestamp {
        let [a, b, c, d, e, f, ..] = *self.0.as_bytes();
        Timestamp(i64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }
}
