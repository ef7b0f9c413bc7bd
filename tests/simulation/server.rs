//! A mail server: does what it should, and now and then something else. It knows SMTP by itself, not by the code that is
//! put to the test.

use crate::{
    answers::{NONSENSE, Step, refusals},
    disk::pause,
    world::{Letter, World},
};
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream},
    time::sleep,
};

/// What a server does at a step.
enum Deed {
    Right,
    Answers(&'static str),
    /// And closes the connection.
    AnswersLast(&'static str),
    /// Does what it was asked for, and what it answers is none.
    Nonsense(&'static str),
    /// Before or after it has done what it was asked for.
    Cuts {
        before: bool,
    },
    /// Takes so many seconds.
    IsLate(u64),
}

struct Conversation {
    world: Arc<World>,
    stream: BufReader<DuplexStream>,
    has_from: bool,
    to: Option<String>,
    /// Letters that it has taken.
    taken: u32,
    /// Whoever is at the other end reads every answer.
    is_heard: bool,
}

/// Holds a conversation to its end.
pub async fn serve(world: Arc<World>, stream: DuplexStream) {
    let stream = BufReader::new(stream);
    // How it ends is its client's business.
    let conversation = Conversation { world, stream, has_from: false, to: None, taken: 0, is_heard: true };
    let _ = conversation.hold().await;
}

impl Conversation {
    async fn hold(mut self) -> io::Result<()> {
        self.step(Step::Greeting, "220 mx.example.org ESMTP").await?;
        loop {
            let line = self.line().await?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb {
                "EHLO" if self.world.plan.pipelining => {
                    self.step(Step::Hello, "250-mx.example.org\r\n250-PIPELINING\r\n250 8BITMIME").await?;
                }
                "EHLO" => self.step(Step::Hello, "250-mx.example.org\r\n250 8BITMIME").await?,
                "HELO" => self.step(Step::Hello, "250 mx.example.org").await?,
                "RSET" => {
                    (self.has_from, self.to) = (false, None);
                    self.step(Step::Reset, "250 2.0.0 Ok").await?;
                }
                "QUIT" => return self.say("221 2.0.0 Bye").await,
                "MAIL" if self.has_from => self.say("503 5.5.1 Nested MAIL command").await?,
                "MAIL" => {
                    self.has_from = true;
                    if self.world.plan.letters.is_some_and(|most| self.taken >= most) {
                        self.world
                            .lock()
                            .breaks(format!("more than {} letters over a connection", self.taken));
                    }
                    if !self.accepts(Step::MailFrom, "250 2.1.0 Ok").await? {
                        self.has_from = false;
                    }
                }
                "RCPT" if !self.has_from => self.say("503 5.5.1 Need MAIL command").await?,
                "RCPT" => self.rcpt(address(rest)).await?,
                "DATA" if self.to.is_none() => self.say("503 5.5.1 No valid recipients").await?,
                "DATA" => self.data().await?,
                _ => self.say("500 5.5.2 Command not recognised").await?,
            }
        }
    }

    async fn rcpt(&mut self, to: String) -> io::Result<()> {
        let treatment = self.world.lock().treatments.get(&to).copied();
        let deed = treatment.map_or_else(|| self.deed(Step::Rcpt), Deed::Answers);
        self.to = Some(to);
        if !self.does(deed, "250 2.1.5 Ok").await? {
            self.to = None;
        }
        Ok(())
    }

    async fn data(&mut self) -> io::Result<()> {
        if !self.accepts(Step::Data, "354 End data with <CR><LF>.<CR><LF>").await? {
            return Ok(());
        }
        let mut message_id = String::new();
        loop {
            let line = self.line().await?;
            if line == "." {
                break;
            }
            if let Some(id) = line.strip_prefix("Message-ID: ").filter(|_| message_id.is_empty()) {
                id.clone_into(&mut message_id);
            }
        }
        self.has_from = false;
        let Some(to) = self.to.clone() else { return Ok(()) };
        let deed = self.deed(Step::Dot);
        if matches!(deed, Deed::Right | Deed::Nonsense(_) | Deed::Cuts { before: false } | Deed::IsLate(_)) {
            let letter = Letter { to, message_id };
            let arrived = format!("has a letter to {}", letter.to);
            {
                let state = &mut *self.world.lock();
                state.letters.push(letter);
                state.heard.ends_row();
            }
            self.taken += 1;
            self.world.event(|| arrived).await;
        }
        self.does(deed, "250 2.0.0 Ok: queued").await?;
        self.to = None;
        Ok(())
    }

    async fn step(&mut self, step: Step, right: &'static str) -> io::Result<()> {
        self.accepts(step, right).await.map(|_| ())
    }

    /// Answers; whether by what is right.
    async fn accepts(&mut self, step: Step, right: &'static str) -> io::Result<bool> {
        let deed = self.deed(step);
        self.does(deed, right).await
    }

    fn deed(&self, step: Step) -> Deed {
        let state = &mut *self.world.lock();
        if !state.goes_wrong(self.world.plan.wrong) {
            return Deed::Right;
        }
        match state.dice.below(8) {
            0..3 => Deed::Answers(state.dice.one_of(refusals(step))),
            3 => Deed::AnswersLast(state.dice.one_of(refusals(step))),
            4 => Deed::Nonsense(state.dice.one_of(&NONSENSE)),
            5 => Deed::Cuts { before: true },
            6 => Deed::Cuts { before: false },
            _ => Deed::IsLate(state.dice.one_of(&[10, 100, 400, 900, 1_600])),
        }
    }

    async fn does(&mut self, deed: Deed, right: &'static str) -> io::Result<bool> {
        let closed = || io::Error::from(io::ErrorKind::ConnectionReset);
        match deed {
            Deed::Right => self.say(right).await?,
            Deed::Answers(answer) => {
                self.say(answer).await?;
                self.refuses(answer);
            }
            Deed::AnswersLast(answer) => {
                self.say(answer).await?;
                return Err(closed());
            }
            Deed::Nonsense(answer) => {
                self.is_heard = false;
                self.say(answer).await?;
            }
            Deed::Cuts { .. } => {
                self.world.event(|| "cuts".to_owned()).await;
                return Err(closed());
            }
            Deed::IsLate(seconds) => {
                self.is_heard = false;
                sleep(Duration::from_secs(seconds)).await;
                self.say(right).await?;
            }
        }
        Ok(!matches!(deed, Deed::Answers(_)))
    }

    fn refuses(&mut self, answer: &str) {
        if let Some(to) = self.to.as_deref().filter(|_| self.is_heard) {
            let state = &mut *self.world.lock();
            let now = state.clock.now().0;
            state.heard.refuses(to, answer, now);
        }
        // Nothing is read after it.
        self.is_heard &= !answer.starts_with("421");
    }

    async fn say(&mut self, answer: &str) -> io::Result<()> {
        let delay = self.world.lock().delay(self.world.plan.latency);
        pause(delay).await;
        self.world.event(|| format!("< {}", answer.lines().last().unwrap_or_default())).await;
        self.stream.write_all(answer.as_bytes()).await?;
        self.stream.write_all(b"\r\n").await
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = vec![];
        self.stream.read_until(b'\n', &mut line).await?;
        match line.strip_suffix(b"\r\n") {
            Some(line) => Ok(String::from_utf8_lossy(line).into_owned()),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// That in `TO:<address>`.
fn address(path: &str) -> String {
    path.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
