//! One letter's transaction: MAIL, RCPT, DATA, the letter, the dot.
//!
//! With PIPELINING (RFC 2920) the three commands travel in one flush, and those of the next letter may travel with
//! the final dot of this one: then a letter takes one round trip. Replies are counted strictly.

use std::io;

use super::failure::Reason;
use super::reply::Reply;
use super::session::{Envelope, Moment, Session};
use super::verdict::Stage;
use super::wire::PIECE;
use crate::AbortPoint;
use crate::letter::Letter;

/// Why a letter ended without a reply.
pub(super) enum Cut {
    Broken(Reason),
    /// Before its dot, or before its beginning.
    Withheld,
    /// The server was not asked.
    Unsupported(Reason),
}

impl From<io::Error> for Cut {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.kind().into())
    }
}

impl Session {
    /// The reply that ended the letter. On the way `stage` says how far it came; at the end `in_step` is true only
    /// if every reply that was due has been read and the server stays.
    pub(super) async fn transact(
        &mut self,
        envelope: &Envelope,
        letter: &Letter,
        next: Option<(&Envelope, &Letter)>,
        may: impl Fn(Moment) -> bool,
        stage: &mut Stage,
    ) -> Result<Reply, Cut> {
        if self.in_step
            && let Some((reason, at)) = self.obstacle(envelope, letter)
        {
            *stage = at;
            return Err(Cut::Unsupported(reason));
        }
        if !self.in_step {
            return Err(Cut::Broken(Reason::Closed));
        }
        let end = match self.open_transaction(envelope, letter, &may, stage).await {
            Ok(Some(refusal)) => Ok(refusal),
            Ok(None) => self.deliver(letter, next, &may, stage).await,
            Err(cut) => Err(cut),
        };
        match end {
            Err(Cut::Broken(reason)) if *stage != Stage::Dot => {
                self.wire.farewell().await.ok_or(Cut::Broken(reason))
            }
            end => end,
        }
    }

    /// MAIL, RCPT and DATA: `None` when the server waits for the letter, else its refusal.
    async fn open_transaction(
        &mut self,
        envelope: &Envelope,
        letter: &Letter,
        may: impl Fn(Moment) -> bool,
        stage: &mut Stage,
    ) -> Result<Option<Reply>, Cut> {
        self.reset().await?;
        self.in_step = false;
        let pipelining = self.extensions.pipelining;
        match self.announced.take() {
            None => {
                self.wire.silence().await?;
                // Nothing is waited for between this and the first octet.
                if !may(Moment::Begin) {
                    self.in_step = true;
                    return Err(Cut::Withheld);
                }
                self.out.clear();
                if self.needs_reset {
                    self.out.extend_from_slice(b"RSET\r\n");
                }
                if pipelining {
                    self.push_envelope(envelope, letter);
                } else {
                    self.push_command(Stage::MailFrom, envelope, letter);
                }
                self.wire.write(&self.out, self.timeouts.command).await?;
            }
            Some(announced) if announced == *envelope => {}
            // The server already waits for another letter; nothing else can be said to it (RFC 2920 §3.1).
            Some(_) => return Err(Cut::Broken(Reason::Closed)),
        }
        if std::mem::take(&mut self.needs_reset) && self.wire.reply(self.timeouts.command).await?.code != 250
        {
            return Err(Cut::Broken(Reason::NotSmtp));
        }
        let mut refusal = None;
        let mut data_open = false;
        for step in [Stage::MailFrom, Stage::Rcpt, Stage::Data] {
            if !pipelining && step != Stage::MailFrom {
                self.out.clear();
                self.push_command(step, envelope, letter);
                self.wire.ask(&self.out, self.timeouts.command).await?;
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

    /// The letter and its final dot, and the reply to them.
    async fn deliver(
        &mut self,
        letter: &Letter,
        next: Option<(&Envelope, &Letter)>,
        may: impl Fn(Moment) -> bool,
        stage: &mut Stage,
    ) -> Result<Reply, Cut> {
        *stage = Stage::Body;
        let (own, attachments) = letter.halves();
        let (attached, rest) = attachments.split_at(attachments.len().saturating_sub(PIECE));
        // No line of a letter begins with a dot, so none is doubled here (RFC 5321 §4.5.2).
        self.out.clear();
        if attached.is_empty() {
            self.out.extend_from_slice(own);
        } else {
            self.wire.write_pieces(own, self.timeouts.body).await?;
            self.wire.write_pieces(attached, self.timeouts.body).await?;
        }
        self.out.extend_from_slice(rest);
        self.out.extend_from_slice(b".\r\n");
        let last_piece = self.out.len().saturating_sub(PIECE);
        let (body, _) = self.out.split_at(last_piece);
        self.wire.write_pieces(body, self.timeouts.body).await?;
        self.wire.silence().await?;
        // Nothing is waited for between this and the first octet of the last piece.
        if !may(Moment::Dot) {
            return Err(Cut::Withheld);
        }
        let next = next.filter(|(envelope, letter)| {
            self.extensions.pipelining && self.obstacle(envelope, letter).is_none() && may(Moment::Announce)
        });
        if let Some((envelope, letter)) = next {
            self.push_envelope(envelope, letter);
        }
        *stage = Stage::Dot;
        let (_, end) = self.out.split_at(last_piece);
        self.wire.write(end, self.timeouts.body).await?;
        AbortPoint::AfterDot.pass();
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

    /// Why the server need not be asked to take the letter, and at which stage it would say so.
    fn obstacle(&self, Envelope { from, to }: &Envelope, letter: &Letter) -> Option<(Reason, Stage)> {
        match &self.extensions {
            has if has.size_limit.is_some_and(|limit| letter.size() > limit) => {
                Some((Reason::LetterTooBig, Stage::MailFrom))
            }
            has if has.smtputf8 => None,
            _ if from.needs_smtputf8() => Some((Reason::SmtpUtf8Missing, Stage::MailFrom)),
            _ if to.needs_smtputf8() => Some((Reason::SmtpUtf8Missing, Stage::Rcpt)),
            _ => None,
        }
    }

    fn push_envelope(&mut self, envelope: &Envelope, letter: &Letter) {
        for step in [Stage::MailFrom, Stage::Rcpt, Stage::Data] {
            self.push_command(step, envelope, letter);
        }
    }

    fn push_command(&mut self, step: Stage, Envelope { from, to }: &Envelope, letter: &Letter) {
        let out = &mut self.out;
        let mut push = |text: &str| out.extend_from_slice(text.as_bytes());
        match step {
            Stage::MailFrom => {
                ["MAIL FROM:<", from.as_str(), ">"].into_iter().for_each(&mut push);
                if self.extensions.size {
                    push(&format!(" SIZE={}", letter.size()));
                }
                if from.needs_smtputf8() || to.needs_smtputf8() {
                    // The headers hold the address as it is (RFC 6531 §3.6).
                    push(" SMTPUTF8");
                    push(if self.extensions.eight_bit_mime { " BODY=8BITMIME" } else { "" });
                }
                push("\r\n");
            }
            Stage::Rcpt => ["RCPT TO:<", to.as_str(), ">\r\n"].into_iter().for_each(push),
            _ => push("DATA\r\n"),
        }
    }
}
