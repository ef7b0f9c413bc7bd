//! What the log says of a mailing's life. Ids and numbers only: a name may be anything.

use super::{Mailing, PausedBy};
use crate::{
    Error,
    ids::{MailingId, UserId},
};
use tracing::field::DisplayValue;

/// Its start has come. Without a person: by the clock, or by `vestnikctl`.
pub(super) fn started(mailing: &Mailing, by: Option<DisplayValue<UserId>>) {
    tracing::info!(
        mailing.id = %mailing.id,
        user.id = by,
        recipients = mailing.recipients,
        skipped = mailing.counts.skipped,
        rehearsal = mailing.rehearsal,
        "a mailing has started"
    );
}

/// A person has stopped it.
pub(super) fn paused(id: MailingId, by: Option<DisplayValue<UserId>>, paused_by: PausedBy) {
    tracing::info!(mailing.id = %id, user.id = by, %paused_by, "a mailing is paused");
}

/// Nothing stops it any more.
pub(super) fn goes_on(mailing: &Mailing, by: Option<DisplayValue<UserId>>) {
    tracing::info!(mailing.id = %mailing.id, user.id = by, status = %mailing.status, "a mailing goes on");
}

/// The program has paused it. The server's answer stays with the attempt: it may quote the letter.
pub(super) fn stopped(id: MailingId, reason: &Error) {
    tracing::warn!(mailing.id = %id, code = %reason.code, paused_by = "program", "a mailing is paused");
    tracing::debug!(mailing.id = %id, %reason, "why a mailing is paused");
}

/// All is sent, its end has passed, or somebody has closed it.
pub(super) fn ended(mailing: &Mailing, by: Option<DisplayValue<UserId>>) {
    let counts = &mailing.counts;
    tracing::info!(
        mailing.id = %mailing.id,
        user.id = by,
        status = %mailing.status,
        sent = counts.sent,
        failed = counts.failed,
        expired = counts.expired,
        skipped = counts.skipped,
        open = counts.open(),
        "a mailing is {}",
        mailing.status
    );
}
