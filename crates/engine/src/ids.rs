//! One type for the id of each thing, so that a client's id is never taken for a mailing's.

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
    SuppressionId, JobId,
}
