//! An open connection, owned by one task, over which letters are handed over one after the other.
//!
//! A connection on which anything unexpected happened is never used again, because from then on an answer could
//! belong to another letter.

use std::fmt;
use std::io;
use std::time::Duration;

use super::extensions::Extensions;
use super::failure::Reason;
use super::reply::Reply;
use super::server::Timeouts;
use super::transaction::Cut;
use super::verdict::{Answer, Outcome, Stage, is_spent, verdict};
use super::wire::Wire;
use crate::Address;
use crate::letter::Letter;

/// Octets that a session keeps for the next letter.
const KEPT: usize = 256 * 1024;
/// Postfix answers ever more slowly after 10 errors without a letter between them, and hangs up after 20
/// (`smtpd_soft_error_limit`). A refused recipient is two of them: the pipelined DATA is refused, too.
const REFUSED_IN_A_ROW: u32 = 4;
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(5);

/// Who a letter is from and for, as the server is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub from: Address,
    pub to: Address,
}

/// When a letter may still be held back, each just before the piece is written that changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The server hears of the letter.
    Begin,
    /// It hears of the next one, with the final dot of this one.
    Announce,
    /// It gets the final dot.
    Dot,
}

/// What came of handing over one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    pub outcome: Outcome,
    /// How far the letter came.
    pub stage: Stage,
    /// The answer that decided. `None`: there was none, see `reason`; or the letter was withheld.
    pub reply: Option<Reply>,
    /// How the connection broke, when it did; or why the server was not asked.
    pub reason: Option<Reason>,
    /// Whether the session can take another letter; if not, [`Session::quit`].
    pub reusable: bool,
}

impl Handover {
    /// Whether the server has heard of the letter.
    pub fn has_begun(&self) -> bool {
        self.outcome != Outcome::Withheld || self.stage != Stage::MailFrom
    }
}

/// An open, signed-in connection.
pub struct Session {
    pub(super) wire: Wire,
    pub(super) extensions: Extensions,
    pub(super) timeouts: Timeouts,
    /// What is to be written next; kept for its memory.
    pub(super) out: Vec<u8>,
    /// The envelope whose commands are written already.
    pub(super) announced: Option<Envelope>,
    /// A transaction was refused half-way and must be ended by RSET.
    pub(super) needs_reset: bool,
    /// False while a letter is under way, so also for ever if that was cut short.
    pub(super) in_step: bool,
    /// Letters that the server may be given over this connection.
    letters: Option<u32>,
    /// Letters that it has taken.
    taken: u32,
    /// Letters refused since.
    refused: u32,
    /// The server said that it takes no more.
    is_spent: bool,
}

impl Session {
    pub(super) fn new(wire: Wire, extensions: Extensions, timeouts: Timeouts, letters: Option<u32>) -> Self {
        Self {
            wire,
            extensions,
            timeouts,
            out: Vec::new(),
            announced: None,
            needs_reset: false,
            in_step: true,
            letters,
            taken: 0,
            refused: 0,
            is_spent: false,
        }
    }

    /// Hands over one letter.
    pub async fn send(&mut self, envelope: &Envelope, letter: &Letter) -> Handover {
        self.send_guarded(envelope, letter, None, |_| true).await
    }

    /// Hands over one letter, as far as `may` allows it.
    ///
    /// If it says no at [`Moment::Begin`], the server hears nothing of the letter, and the connection lives on; at
    /// [`Moment::Dot`], the connection is cut. Either way the letter is not delivered.
    ///
    /// `next` is the letter that will be sent after this one: where the server allows it, and `may` at
    /// [`Moment::Announce`], its envelope travels with the final dot of this one. Then it must really be the next
    /// one sent, or the connection is dropped.
    ///
    /// When this future is dropped before it is done, the session is of no more use: what happens to the letter is
    /// unknown, and every later `send` answers [`Outcome::CutBeforeDot`] without a word to the server.
    pub async fn send_guarded(
        &mut self,
        envelope: &Envelope,
        letter: &Letter,
        next: Option<(&Envelope, &Letter)>,
        may: impl Fn(Moment) -> bool + Send,
    ) -> Handover {
        let mut stage = Stage::MailFrom;
        let end = self.transact(envelope, letter, next, may, &mut stage).await;
        let answer = match &end {
            Ok(reply) => Answer::Reply(reply),
            Err(Cut::Broken(_)) => Answer::Lost,
            Err(Cut::Withheld) => Answer::Withheld,
            Err(Cut::Unsupported(_)) => Answer::Unsupported,
        };
        let outcome = match answer {
            Answer::Reply(reply) if self.taken > 0 && is_spent(stage, reply) => Outcome::Spent,
            answer => verdict(stage, answer),
        };
        self.count(outcome);
        let (reply, reason) = match end {
            Ok(reply) => (Some(reply), None),
            Err(Cut::Broken(reason) | Cut::Unsupported(reason)) => (None, Some(reason)),
            Err(Cut::Withheld) => (None, None),
        };
        self.out.shrink_to(KEPT);
        Handover { outcome, stage, reply, reason, reusable: self.in_step && !self.is_worn_out() }
    }

    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Sent => {
                self.taken += 1;
                self.refused = 0;
            }
            // Held back by ourselves.
            Outcome::Withheld => {}
            outcome => {
                self.refused += 1;
                self.is_spent |= outcome == Outcome::Spent;
            }
        }
    }

    /// Whether another connection serves better; not while the server waits for a letter.
    fn is_worn_out(&self) -> bool {
        let is_full = self.letters.is_some_and(|letters| self.taken >= letters);
        self.announced.is_none() && (self.is_spent || is_full || self.refused >= REFUSED_IN_A_ROW)
    }

    /// Says goodbye and closes the connection.
    pub async fn quit(mut self) {
        // A server that already waits for the text of an announced letter would take QUIT for its first line.
        if self.in_step && self.announced.is_none() {
            // Whatever the answer, the connection is closed: there is nothing left to lose.
            let _ = self.wire.command("QUIT", GOODBYE).await;
        }
        let _ = self.wire.close(GOODBYE).await;
    }

    /// Ends what a refusal has left open. False when the session is of no more use. With PIPELINING nothing is waited
    /// for here: it travels with the next letter.
    pub async fn ready(&mut self) -> bool {
        self.reset().await.is_ok() && self.in_step
    }

    pub(super) async fn reset(&mut self) -> io::Result<()> {
        if self.in_step && self.needs_reset && !self.extensions.pipelining {
            self.in_step = false;
            let reply = self.wire.command("RSET", self.timeouts.command).await?;
            if reply.code != 250 {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.needs_reset = false;
            self.in_step = true;
        }
        Ok(())
    }

    /// Whether the next letter but one can be announced with the final dot of the next (RFC 2920): not when that may
    /// be the last one over this connection.
    pub fn can_announce(&self) -> bool {
        let is_last = self.letters.is_some_and(|letters| self.taken + 1 >= letters);
        self.extensions.pipelining && !is_last && self.refused + 1 < REFUSED_IN_A_ROW
    }

    /// Whether the server has heard of the next letter already.
    pub fn has_announced(&self) -> bool {
        self.announced.is_some()
    }

    /// Asks whether letters from this address are taken, without sending one.
    pub(super) async fn probe(&mut self, from: &Address) -> io::Result<Reply> {
        let parameter = if from.needs_smtputf8() { " SMTPUTF8" } else { "" };
        let command = format!("MAIL FROM:<{from}>{parameter}");
        let reply = self.wire.command(&command, self.timeouts.command).await?;
        // Whatever comes of that, the question has been answered.
        let _ = self.wire.command("RSET", self.timeouts.command).await;
        Ok(reply)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("extensions", &self.extensions)
            .field("in_step", &self.in_step)
            .finish()
    }
}
