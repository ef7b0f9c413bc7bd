//! Handing over letters, one recipient each, over one connection that is owned by one task.
//!
//! With PIPELINING (RFC 2920) MAIL, RCPT and DATA travel in one flush, and those of the next letter may travel with
//! the final dot of this one: then a letter takes one round trip. Replies are counted strictly; a connection on which
//! anything unexpected happened is never used again, because from then on an answer could belong to another letter.

use std::fmt;
use std::io;
use std::time::Duration;

use super::extensions::Extensions;
use super::open::Reason;
use super::reply::Reply;
use super::server::Timeouts;
use super::verdict::{Answer, Outcome, Stage, verdict};
use super::wire::{PIECE, Wire};
use crate::Address;
use crate::letter::Letter;

/// Octets that a session keeps for the next letter.
const KEPT: usize = 256 * 1024;
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(5);

/// Who a letter is from and for, as the server is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    pub from: Address,
    pub to: Address,
}

/// What came of handing over one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    pub outcome: Outcome,
    /// How far the letter came.
    pub stage: Stage,
    /// The answer that decided. `None`: there was none, see `reason`; or the server does not take internationalised
    /// addresses (SMTPUTF8) and was not asked; or the letter was withheld.
    pub reply: Option<Reply>,
    /// How the connection broke, when it did.
    pub reason: Option<Reason>,
    /// Whether the session can take another letter; if not, drop it.
    pub reusable: bool,
}

/// An open, signed-in connection.
pub struct Session {
    wire: Wire,
    extensions: Extensions,
    timeouts: Timeouts,
    /// What is to be written next; kept for its memory.
    out: Vec<u8>,
    /// The envelope whose commands are written already.
    announced: Option<Envelope>,
    /// A transaction was refused half-way and must be ended by RSET.
    needs_reset: bool,
    /// False while a letter is under way, so also for ever if that was cut short.
    in_step: bool,
}

/// Why a letter ended without a reply.
enum Cut {
    Broken(Reason),
    Withheld,
    Unsupported,
}

impl From<io::Error> for Cut {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.kind().into())
    }
}

impl Session {
    pub(super) fn new(wire: Wire, extensions: Extensions, timeouts: Timeouts) -> Self {
        Self { wire, extensions, timeouts, out: Vec::new(), announced: None, needs_reset: false, in_step: true }
    }

    /// Hands over one letter.
    pub async fn send(&mut self, envelope: &Envelope, letter: &Letter) -> Handover {
        self.send_guarded(envelope, letter, None, || true).await
    }

    /// Hands over one letter, unless `before_dot` says no.
    ///
    /// `before_dot` is asked at the last moment at which the letter can still be held back, just before the piece
    /// with the final dot is written. If it says no, the connection is cut and the letter is not delivered.
    ///
    /// `next` is the letter that will be sent after this one: where the server allows it, its envelope travels with
    /// the final dot of this one. It must really be the next one sent, or the connection is dropped.
    ///
    /// When this future is dropped before it is done, the session is of no more use: what happens to the letter is
    /// unknown, and every later `send` answers [`Outcome::CutBeforeDot`] without a word to the server.
    pub async fn send_guarded(
        &mut self,
        envelope: &Envelope,
        letter: &Letter,
        next: Option<(&Envelope, &Letter)>,
        before_dot: impl Fn() -> bool + Send,
    ) -> Handover {
        let mut stage = Stage::MailFrom;
        let end = self.transact(envelope, letter, next, before_dot, &mut stage).await;
        let answer = match &end {
            Ok(reply) => Answer::Reply(reply),
            Err(Cut::Broken(_)) => Answer::Lost,
            Err(Cut::Withheld) => Answer::Withheld,
            Err(Cut::Unsupported) => Answer::Unsupported,
        };
        let outcome = verdict(stage, answer);
        let (reply, reason) = match end {
            Ok(reply) => (Some(reply), None),
            Err(Cut::Broken(reason)) => (None, Some(reason)),
            Err(_) => (None, None),
        };
        self.out.shrink_to(KEPT);
        Handover { outcome, stage, reply, reason, reusable: self.in_step }
    }

    /// Says goodbye and closes the connection.
    pub async fn quit(mut self) {
        if self.in_step {
            // Whatever the answer, the connection is closed: there is nothing left to lose.
            let _ = self.wire.command("QUIT", GOODBYE).await;
        }
        let _ = self.wire.close(GOODBYE).await;
    }

    /// Whether the server still answers (NOOP). Worth asking after minutes without a letter: servers close idle
    /// connections.
    pub async fn is_alive(&mut self) -> bool {
        if !std::mem::take(&mut self.in_step) {
            return false;
        }
        self.in_step = matches!(self.wire.command("NOOP", self.timeouts.command).await, Ok(reply) if reply.code == 250);
        self.in_step
    }

    /// Asks whether letters from this address are taken, without sending one.
    pub(super) async fn probe(&mut self, from: &Address) -> io::Result<Reply> {
        let reply = self.wire.command(&format!("MAIL FROM:<{from}>"), self.timeouts.command).await?;
        self.wire.command("RSET", self.timeouts.command).await?;
        Ok(reply)
    }

    /// The reply that ended the letter. On the way `stage` says how far it came; at the end `in_step` is true only
    /// if every reply that was due has been read and the server stays.
    async fn transact(
        &mut self,
        envelope: &Envelope,
        letter: &Letter,
        next: Option<(&Envelope, &Letter)>,
        before_dot: impl Fn() -> bool,
        stage: &mut Stage,
    ) -> Result<Reply, Cut> {
        if self.in_step && !self.takes(envelope) {
            *stage = if envelope.from.needs_smtputf8() { Stage::MailFrom } else { Stage::Rcpt };
            return Err(Cut::Unsupported);
        }
        if !std::mem::take(&mut self.in_step) {
            return Err(Cut::Broken(Reason::Closed));
        }
        if let Some(refusal) = self.open_transaction(envelope, letter, stage).await? {
            return Ok(refusal);
        }
        *stage = Stage::Body;
        let (own, attachments) = letter.halves();
        let (attached, rest) = attachments.split_at(attachments.len().saturating_sub(PIECE));
        self.out.clear();
        stuff_dots(own, &mut self.out);
        if !attached.is_empty() {
            self.wire.write_pieces(&self.out, self.timeouts.body).await?;
            self.wire.write_pieces(attached, self.timeouts.body).await?;
            self.out.clear();
        }
        self.out.extend_from_slice(rest);
        self.out.extend_from_slice(b".\r\n");
        let last_piece = self.out.len().saturating_sub(PIECE);
        let next = next.filter(|(envelope, _)| self.extensions.pipelining && self.takes(envelope));
        if let Some((envelope, letter)) = next {
            self.push_envelope(envelope, letter);
        }
        let (body, end) = self.out.split_at(last_piece);
        self.wire.write_pieces(body, self.timeouts.body).await?;
        if !before_dot() {
            return Err(Cut::Withheld);
        }
        *stage = Stage::Dot;
        self.wire.write(end, self.timeouts.body).await?;
        let reply = self.wire.reply(self.timeouts.dot).await?;
        match reply.code {
            300..400 => return Err(Cut::Broken(Reason::NotSmtp)),
            421 => {}
            _ => {
                self.announced = next.map(|(envelope, _)| envelope.clone());
                self.in_step = true;
            }
        }
        Ok(reply)
    }

    /// MAIL, RCPT and DATA: `None` when the server waits for the letter, else its refusal.
    async fn open_transaction(
        &mut self,
        envelope: &Envelope,
        letter: &Letter,
        stage: &mut Stage,
    ) -> Result<Option<Reply>, Cut> {
        let pipelining = self.extensions.pipelining;
        match self.announced.take() {
            None if pipelining => {
                self.out.clear();
                if self.needs_reset {
                    self.out.extend_from_slice(b"RSET\r\n");
                }
                self.push_envelope(envelope, letter);
                self.wire.write(&self.out, self.timeouts.command).await?;
            }
            None if self.needs_reset => self.wire.write(b"RSET\r\n", self.timeouts.command).await?,
            None => {}
            Some(announced) if announced == *envelope => {}
            // The server already waits for another letter; nothing else can be said to it (RFC 2920 §3.1).
            Some(_) => return Err(Cut::Broken(Reason::Closed)),
        }
        if std::mem::take(&mut self.needs_reset) && self.wire.reply(self.timeouts.command).await?.code != 250 {
            return Err(Cut::Broken(Reason::NotSmtp));
        }
        let mut refusal = None;
        let mut data_open = false;
        for step in [Stage::MailFrom, Stage::Rcpt, Stage::Data] {
            if !pipelining {
                self.out.clear();
                self.push_command(step, envelope, letter);
                self.wire.write(&self.out, self.timeouts.command).await?;
            }
            if refusal.is_none() {
                *stage = step;
            }
            let limit = if step == Stage::Data { self.timeouts.data } else { self.timeouts.command };
            let reply = self.wire.reply(limit).await?;
            match (step, reply.code) {
                (_, 421) => return Ok(Some(refusal.unwrap_or(reply))),
                (_, 400..600) => {
                    refusal.get_or_insert(reply);
                    if !pipelining {
                        break;
                    }
                }
                (Stage::Data, 354) => data_open = true,
                (Stage::MailFrom | Stage::Rcpt, 200..300) => {}
                _ => return Err(Cut::Broken(Reason::NotSmtp)),
            }
        }
        if refusal.is_some() {
            if data_open {
                // DATA was taken though nobody is left to get the letter: an empty one ends it (RFC 2920 §3.1).
                self.wire.command(".", self.timeouts.dot).await?;
            }
            self.needs_reset = true;
            self.in_step = true;
        }
        Ok(refusal)
    }

    /// Whether the server can be told these addresses.
    fn takes(&self, envelope: &Envelope) -> bool {
        self.extensions.smtputf8 || !(envelope.from.needs_smtputf8() || envelope.to.needs_smtputf8())
    }

    fn push_envelope(&mut self, envelope: &Envelope, letter: &Letter) {
        for step in [Stage::MailFrom, Stage::Rcpt, Stage::Data] {
            self.push_command(step, envelope, letter);
        }
    }

    fn push_command(&mut self, step: Stage, Envelope { from, to }: &Envelope, letter: &Letter) {
        let command = match step {
            Stage::MailFrom => {
                let mut command = format!("MAIL FROM:<{from}>");
                if self.extensions.size {
                    command += &format!(" SIZE={}", letter.size());
                }
                if from.needs_smtputf8() || to.needs_smtputf8() {
                    // The headers hold the address as it is (RFC 6531 §3.6).
                    command += " SMTPUTF8";
                    command += if self.extensions.eight_bit_mime { " BODY=8BITMIME" } else { "" };
                }
                command
            }
            Stage::Rcpt => format!("RCPT TO:<{to}>"),
            _ => "DATA".to_owned(),
        };
        self.out.extend_from_slice(command.as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }
}

/// Doubles a dot at the start of a line (RFC 5321 §4.5.2).
fn stuff_dots(letter: &[u8], out: &mut Vec<u8>) {
    out.reserve(letter.len() + 1024);
    for line in letter.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("extensions", &self.extensions).field("in_step", &self.in_step).finish()
    }
}
