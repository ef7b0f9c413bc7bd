//! What an answer means for the recipient, for the sender and for the mailing: decided here and nowhere else.
//!
//! The first digit rules (RFC 5321 §4.2.1), the enhanced status code refines (RFC 3463). Where the two say different
//! things the words of the server's own code win, because codes such as 550 and 554 are used for everything.

use serde::{Deserialize, Serialize};

use super::reply::{EnhancedCode, Reply};

/// How far a letter had come when the answer arrived, or did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    MailFrom,
    Rcpt,
    Data,
    /// The letter was on its way, its final dot was not.
    Body,
    /// The final dot was handed to the network, perhaps in part: from here on the server may have the letter.
    Dot,
}

/// What came back at a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    Reply(&'a Reply),
    /// The connection was cut, nothing came in time, or what came was not an SMTP reply.
    Lost,
    /// We cut the connection ourselves before the final dot, because the caller asked to.
    Withheld,
    /// The server takes no letter of this size or the sender's internationalised address (at MAIL FROM), or not the
    /// recipient's (at RCPT; RFC 1870, RFC 6531); it was not asked.
    Unsupported,
}

/// What became of one letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The server took responsibility for the letter (RFC 5321 §6.1).
    Sent,
    /// Not now: due again after the back-off. `charged`: it counts as one of the recipient's tries.
    Deferred { charged: bool, pace: Pace },
    /// The server takes no further letter over this connection: due at once over another one, not charged.
    Spent,
    /// The recipient cannot be reached; `suppress`: nor ever will be, at this address.
    Refused { suppress: bool },
    /// Perhaps later: up to 3 tries at least 1 h apart, then failed, not suppressed.
    RefusedForNow,
    /// The letter was refused for what it is or where it comes from: failed, and counted to see whether all are.
    PolicyRefused,
    /// Our From, our sign-in or the size of the letter was refused, so every letter will be: the recipient is
    /// untouched, the mailing is paused.
    SenderRefused,
    /// Broken before the final dot: not delivered, due again after the back-off.
    CutBeforeDot,
    /// Broken after the final dot: nobody can know (RFC 1047).
    InDoubt,
    /// The caller's check said no before the final dot: not delivered, not charged.
    Withheld,
}

/// What a deferral says about our speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pace {
    Keep,
    /// The server is overloaded or finds us too fast.
    Halve,
}

/// The meaning of an answer. For a positive reply that is not the last of the letter, see the session: only an
/// answer that ends a letter comes here, and a positive one where it has no place counts as [`Answer::Lost`].
pub fn verdict(stage: Stage, answer: Answer<'_>) -> Outcome {
    let reply = match answer {
        Answer::Reply(reply) => reply,
        Answer::Withheld => return Outcome::Withheld,
        Answer::Lost => return lost(stage),
        Answer::Unsupported if stage == Stage::MailFrom => return Outcome::SenderRefused,
        Answer::Unsupported => return Outcome::Refused { suppress: false },
    };
    match (stage, reply.code) {
        (Stage::Dot, 200..300) => Outcome::Sent,
        (_, 200..400) => lost(stage),
        (Stage::Dot, 400..500) => Outcome::Deferred { charged: true, pace: pace(reply) },
        (_, 421) => Outcome::Deferred { charged: false, pace: pace(reply) },
        (_, 400..500) => Outcome::Deferred { charged: true, pace: pace(reply) },
        (Stage::MailFrom, _) => Outcome::SenderRefused,
        _ => permanent(stage, reply),
    }
}

fn lost(stage: Stage) -> Outcome {
    if stage == Stage::Dot { Outcome::InDoubt } else { Outcome::CutBeforeDot }
}

fn permanent(stage: Stage, reply: &Reply) -> Outcome {
    // RFC 5321 §4.5.3.1.10: "552 too many recipients" is to be read as 452.
    if stage == Stage::Rcpt && reply.code == 552 && mentions(reply, &["too many"]) {
        return Outcome::Deferred { charged: true, pace: Pace::Keep };
    }
    match (reply.enhanced, reply.code) {
        // No such mailbox, domain or syntax; moved; domain without mail (RFC 7505); mailbox disabled.
        (Some(EnhancedCode(_, 1, 1 | 2 | 3 | 6 | 10) | EnhancedCode(_, 2, 1)), _) => {
            Outcome::Refused { suppress: true }
        }
        // About our own address, said as late as at the recipient (Postfix: smtpd_delay_reject).
        (Some(EnhancedCode(_, 1, 7 | 8)), _) => Outcome::SenderRefused,
        // A sign-in is missing or not enough: 530 and 5.7.8, 5.7.9 of RFC 4954 §6.
        (Some(EnhancedCode(_, 7, 8 | 9)), _) | (_, 530 | 534 | 535 | 538) => Outcome::SenderRefused,
        // Too big for the server itself (RFC 3463 §3.4), said only when it had heard the letter.
        (Some(EnhancedCode(_, 3, 4)), _) if stage != Stage::Rcpt => Outcome::SenderRefused,
        (Some(EnhancedCode(_, 7, _)), _) | (None, 554) => Outcome::PolicyRefused,
        (Some(EnhancedCode(_, 2 | 4, _)), _) => Outcome::RefusedForNow,
        _ if stage == Stage::Rcpt => Outcome::RefusedForNow,
        (_, 554) => Outcome::PolicyRefused,
        _ => Outcome::Refused { suppress: false },
    }
}

/// Whether a refusal of MAIL FROM is about the connection, over which letters were taken before: Exim says 421
/// (`smtp_accept_max_per_connection`), OpenSMTPD 452 4.5.3 (`limit session`), others find words for it.
pub(super) fn is_spent(stage: Stage, reply: &Reply) -> bool {
    const WORDS: &[&str] = &[
        "too many messages",
        "too many errors",
        "this connection",
        "per connection",
        "this session",
        "per session",
    ];
    stage == Stage::MailFrom
        && (reply.enhanced == Some(EnhancedCode(4, 5, 3))
            || ((400..500).contains(&reply.code) && mentions(reply, WORDS))
            || (reply.code == 421 && !mentions(reply, RATE)))
}

/// How servers say that we are too fast.
const RATE: &[&str] = &[
    "rate limit",
    "rate-limit",
    "ratelimit",
    "sending rate",
    "too many",
    "too fast",
    "too much",
    "throttl",
    "limit exceeded",
    "slow down",
];

/// Whether a temporary refusal speaks of our rate. A full mailbox (4.2.x) does not, whatever its words, nor does a
/// connection that stood still for too long (4.4.2).
fn pace(reply: &Reply) -> Pace {
    let other = matches!(reply.enhanced, Some(EnhancedCode(_, 2, _) | EnhancedCode(_, 4, 2)));
    let busy = reply.code == 421;
    if !other && (busy || mentions(reply, RATE)) { Pace::Halve } else { Pace::Keep }
}

/// Whether the server puts a recipient off because it does not know us yet (RFC 6647 §2.1): for people, who need not do
/// anything; the letter is deferred like any other.
pub fn is_greylisting(stage: Stage, reply: &Reply) -> bool {
    const WORDS: &[&str] = &["greylist", "graylist", "grey list", "gray list"];
    let is_about_us = matches!(reply.enhanced, Some(EnhancedCode(4, 7, _))) && pace(reply) == Pace::Keep;
    stage == Stage::Rcpt && matches!(reply.code, 450 | 451) && (is_about_us || mentions(reply, WORDS))
}

fn mentions(reply: &Reply, words: &[&str]) -> bool {
    let text = reply.text.to_lowercase();
    words.iter().any(|word| text.contains(word))
}
