//! One connection of the rehearsal server, from greeting to goodbye.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tokio_rustls::TlsAcceptor;

use super::Waits;
use super::behaviour::{Action, Behaviour};
use super::ledger::{Arrival, Ledger};
use super::options::{Options, Tls};
use crate::smtp::Transport;

/// Octets of a command line.
const LINE_LIMIT: u64 = 8 * 1024;
/// Octets of a letter, in case the options announce no SIZE.
const SIZE_LIMIT: usize = 64 * 1024 * 1024;

pub(super) struct Conversation {
    stream: BufReader<Box<dyn Transport>>,
    options: Arc<Options>,
    ledger: watch::Sender<Ledger>,
    waits: watch::Receiver<Waits>,
    /// Answers that wait to be sent together.
    answers: String,
    encrypted: bool,
    signed_in: bool,
    from: Option<String>,
    to: Vec<(String, Action)>,
    /// Letters taken over this connection.
    letters: u32,
    /// Commands refused since the last of them.
    errors: u32,
}

/// Whether the conversation goes on.
#[derive(PartialEq, Eq)]
enum Next {
    Listen,
    Close,
}

impl Conversation {
    /// Holds the whole conversation. How it ends is its client's business: the ledger says what was done.
    pub(super) async fn hold(
        stream: TcpStream,
        options: Arc<Options>,
        ledger: watch::Sender<Ledger>,
        waits: watch::Receiver<Waits>,
    ) {
        let _ = Self::try_hold(stream, options, ledger, waits).await;
    }

    async fn try_hold(
        stream: TcpStream,
        options: Arc<Options>,
        ledger: watch::Sender<Ledger>,
        waits: watch::Receiver<Waits>,
    ) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut conversation = Self {
            stream: BufReader::new(Box::new(stream)),
            options: Arc::clone(&options),
            ledger,
            waits,
            answers: String::new(),
            encrypted: false,
            signed_in: options.credentials.is_none(),
            from: None,
            to: Vec::new(),
            letters: 0,
            errors: 0,
        };
        if let Tls::Implicit(config) = &options.tls {
            conversation = conversation.encrypt(config).await?;
        }
        conversation.answer("220 localhost ESMTP rehearsal: nothing is delivered");
        loop {
            let line = conversation.line().await?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            let next = match verb.to_ascii_uppercase().as_str() {
                "EHLO" if !options.extensions.is_empty() => conversation.ehlo(),
                "HELO" => conversation.answer("250 localhost"),
                "STARTTLS" => match &options.tls {
                    Tls::StartTls(config) if !conversation.encrypted => {
                        conversation.answer("220 2.0.0 Ready");
                        conversation.flush().await?;
                        conversation = conversation.encrypt(config).await?;
                        Next::Listen
                    }
                    _ => conversation.answer("503 5.5.1 Not now"),
                },
                "NOOP" => conversation.answer("250 2.0.0 Ok"),
                "RSET" => conversation.reset(),
                "QUIT" => {
                    conversation.answer("221 2.0.0 Bye");
                    Next::Close
                }
                _ if conversation.lacks_encryption() => {
                    conversation.answer("530 5.7.0 Must issue STARTTLS first")
                }
                "AUTH" => conversation.auth(rest).await?,
                _ if !conversation.signed_in => conversation.answer("530 5.7.0 Authentication required"),
                "MAIL" => conversation.mail(rest),
                "RCPT" => conversation.rcpt(rest),
                "DATA" => conversation.data().await?,
                _ => conversation.answer("500 5.5.2 Command not recognised"),
            };
            if next == Next::Close || conversation.has_enough() {
                return conversation.flush().await;
            }
        }
    }

    /// Whether so much was refused that the server hangs up.
    fn has_enough(&mut self) -> bool {
        let has_enough = self.options.errors_per_connection.is_some_and(|most| self.errors >= most);
        if has_enough {
            self.answer("421 4.7.0 Error: too many errors");
        }
        has_enough
    }

    fn answer(&mut self, line: &str) -> Next {
        self.errors += u32::from(line.starts_with(['4', '5']));
        self.answers.push_str(line);
        self.answers.push_str("\r\n");
        Next::Listen
    }

    async fn flush(&mut self) -> io::Result<()> {
        if !self.answers.is_empty() {
            self.wait(|waits| waits.latency).await;
            self.stream.write_all(self.answers.as_bytes()).await?;
            self.stream.flush().await?;
            self.answers.clear();
        }
        Ok(())
    }

    /// For as long as the server says now, or comes to say meanwhile.
    async fn wait(&mut self, time: fn(&Waits) -> Duration) {
        let start = Instant::now();
        loop {
            let time = time(&self.waits.borrow_and_update());
            if time.is_zero() {
                return;
            }
            tokio::select! {
                () = sleep_until(start + time) => return,
                // Nobody changes it when the server is gone, and with it this conversation.
                changed = self.waits.changed() => if changed.is_err() { return },
            }
        }
    }

    /// The next command. Answers go out when the client has nothing more to say (RFC 2920 §3.2).
    async fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        self.read_line(&mut line).await?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    async fn read_line(&mut self, line: &mut Vec<u8>) -> io::Result<()> {
        if !self.stream.buffer().contains(&b'\n') {
            self.flush().await?;
        }
        let read = (&mut self.stream).take(LINE_LIMIT).read_until(b'\n', line).await?;
        if read > 0 && line.ends_with(b"\n") { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    async fn encrypt(mut self, config: &Arc<ServerConfig>) -> io::Result<Self> {
        let acceptor = TlsAcceptor::from(Arc::clone(config));
        let stream = acceptor.accept(self.stream.into_inner()).await?;
        self.stream = BufReader::new(Box::new(stream));
        self.encrypted = true;
        Ok(self)
    }

    fn lacks_encryption(&self) -> bool {
        !self.encrypted && matches!(self.options.tls, Tls::StartTls(_))
    }

    fn ehlo(&mut self) -> Next {
        let mut keywords = self.options.extensions.clone();
        if self.lacks_encryption() {
            keywords.push("STARTTLS".to_owned());
        } else if self.options.credentials.is_some() {
            keywords.push(format!("AUTH {}", self.options.mechanisms));
        }
        self.answers.push_str("250-localhost\r\n");
        let last = keywords.pop().unwrap_or_default();
        for keyword in keywords {
            self.answers.push_str(&format!("250-{keyword}\r\n"));
        }
        self.answer(&format!("250 {last}"))
    }

    async fn auth(&mut self, command: &str) -> io::Result<Next> {
        let Some(expected) = self.options.credentials.clone() else {
            return Ok(self.answer("503 5.5.1 Not now"));
        };
        let (mechanism, initial) = command.split_once(' ').unwrap_or((command, ""));
        let (username, password) = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => {
                let response = if initial.is_empty() { self.challenge("").await? } else { decode(initial) };
                let mut parts = response.splitn(3, '\0').skip(1).map(str::to_owned);
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            "XOAUTH2" => {
                let response = if initial.is_empty() { self.challenge("").await? } else { decode(initial) };
                let (username, token) = token_response(&response).unwrap_or_default();
                if token != expected.password.expose() {
                    self.challenge(r#"{"status":"400","schemes":"Bearer"}"#).await?;
                }
                (username, token)
            }
            "LOGIN" => (self.challenge("Username:").await?, self.challenge("Password:").await?),
            _ => return Ok(self.answer("504 5.5.4 Unknown mechanism")),
        };
        self.signed_in = username == expected.username && password == expected.password.expose();
        Ok(match self.signed_in {
            true => self.answer("235 2.7.0 Authentication successful"),
            false => self.answer("535 5.7.8 Username and password not accepted"),
        })
    }

    async fn challenge(&mut self, question: &str) -> io::Result<String> {
        self.answer(&format!("334 {}", BASE64_STANDARD.encode(question)));
        Ok(decode(&self.line().await?))
    }

    fn reset(&mut self) -> Next {
        self.from = None;
        self.to.clear();
        self.answer("250 2.0.0 Ok")
    }

    fn mail(&mut self, parameters: &str) -> Next {
        if self.from.is_some() {
            return self.answer("503 5.5.1 Nested MAIL command");
        }
        if self.options.letters_per_connection.is_some_and(|most| self.letters >= most) {
            return self.answer("452 4.5.3 Too many messages in this session");
        }
        let Some(from) = path(parameters, "FROM:") else {
            return self.answer("501 5.5.4 Syntax: MAIL FROM:<address>");
        };
        if Behaviour::of(from).action == Action::Refuse {
            return self.answer("553 5.7.1 Sender address rejected: not owned by user");
        }
        let size = parameters.split(' ').find_map(|word| word.strip_prefix("SIZE=")?.parse().ok());
        if size.is_some_and(|size: usize| size > self.size_limit()) {
            return self.answer("552 5.3.4 Message size exceeds fixed limit");
        }
        self.from = Some(from.to_owned());
        self.answer("250 2.1.0 Ok")
    }

    fn size_limit(&self) -> usize {
        let announced =
            self.options.extensions.iter().find_map(|keyword| keyword.strip_prefix("SIZE ")?.parse().ok());
        announced.unwrap_or(SIZE_LIMIT)
    }

    fn rcpt(&mut self, parameters: &str) -> Next {
        if self.from.is_none() {
            return self.answer("503 5.5.1 Need MAIL command");
        }
        let Some(to) = path(parameters, "TO:").map(str::to_owned) else {
            return self.answer("501 5.5.4 Syntax: RCPT TO:<address>");
        };
        let behaviour = (self.options.treatment)(&to);
        let mut attempts = 0;
        if self.options.keep_counts || behaviour != Behaviour::ACCEPT {
            self.ledger.send_modify(|ledger| {
                let counts = ledger.recipients.entry(to.clone()).or_default();
                counts.attempts += 1;
                attempts = counts.attempts;
            });
        }
        let action = if behaviour.once && attempts > 1 { Action::Accept } else { behaviour.action };
        let refusal = match action {
            Action::Greylist => "450 4.7.1 Greylisted, please try again later",
            Action::Full => "452 4.2.2 Mailbox full",
            Action::Busy => "421 4.7.0 Service not available, closing transmission channel",
            Action::Refuse => "550 5.1.1 No such user here",
            Action::Policy => "550 5.7.1 Message refused by policy",
            _ => {
                self.to.push((to, action));
                return self.answer("250 2.1.5 Ok");
            }
        };
        self.answer(refusal);
        if action == Action::Busy { Next::Close } else { Next::Listen }
    }

    async fn data(&mut self) -> io::Result<Next> {
        if self.to.is_empty() {
            return Ok(self.answer("503 5.5.1 No valid recipients"));
        }
        let action = self.to.iter().map(|(_, action)| *action).find(|action| *action != Action::Accept);
        if action == Some(Action::DropBeforeDot) {
            return Ok(Next::Close);
        }
        if action == Some(Action::SlowData) {
            self.wait(|waits| waits.slow).await;
        }
        self.answer("354 End data with <CR><LF>.<CR><LF>");
        if action == Some(Action::DropInBody) {
            self.read_line(&mut Vec::new()).await?;
            return Ok(Next::Close);
        }
        let letter = self.letter().await?;
        match action {
            _ if letter.len() > self.size_limit() => self.answer("552 5.3.4 Message too big"),
            Some(Action::Spam) => self.answer("554 5.7.1 Message looks like spam"),
            Some(Action::Later) => self.answer("451 4.3.0 Try again later"),
            _ => {
                self.keep(&letter);
                self.letters += 1;
                self.errors = 0;
                if action == Some(Action::DropAfterDot) {
                    return Ok(Next::Close);
                }
                if action == Some(Action::Slow) {
                    self.wait(|waits| waits.slow).await;
                }
                match action {
                    Some(Action::Nonsense) => self.answer("kept, thank you"),
                    _ => self.answer("250 2.0.0 Ok: kept"),
                }
            }
        };
        self.from = None;
        self.to.clear();
        Ok(Next::Listen)
    }

    /// Reads up to the final dot; only a dot between two CR LF is one. Doubled dots are made single.
    async fn letter(&mut self) -> io::Result<Vec<u8>> {
        let mut letter = Vec::with_capacity(8 * 1024);
        loop {
            let start = letter.len();
            self.read_line(&mut letter).await?;
            let at_line_start =
                start == 0 || letter.get(..start).is_some_and(|before| before.ends_with(b"\r\n"));
            if !at_line_start || letter.get(start) != Some(&b'.') {
                continue;
            }
            if letter.get(start..) == Some(b".\r\n") {
                letter.truncate(start);
                return Ok(letter);
            }
            letter.remove(start);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a server has a clock of its own")]
    fn keep(&self, letter: &[u8]) {
        let received_at = SystemTime::now();
        let kept: Arc<[u8]> = if self.options.keep_letters { letter.into() } else { Arc::default() };
        self.ledger.send_modify(|ledger| {
            for (to, _) in &self.to {
                ledger.letters += 1;
                // Every recipient that is counted was counted at RCPT.
                if let Some(counts) = ledger.recipients.get_mut(to) {
                    counts.copies += 1;
                }
                if self.options.keep_letters {
                    ledger.arrivals.push(Arrival {
                        from: self.from.clone().unwrap_or_default(),
                        to: to.clone(),
                        message_id: message_id(letter),
                        size: letter.len(),
                        bytes: Arc::clone(&kept),
                        received_at,
                    });
                }
            }
        });
    }
}

/// The address in `FROM:<address>` or `TO:<address>`.
fn path<'a>(parameters: &'a str, keyword: &str) -> Option<&'a str> {
    let (found, rest) = parameters.split_at_checked(keyword.len())?;
    let (address, _) = rest.trim_start().strip_prefix('<')?.split_once('>')?;
    found.eq_ignore_ascii_case(keyword).then_some(address)
}

/// The user name and the token in `user=…^Aauth=Bearer …^A^A`.
fn token_response(response: &str) -> Option<(String, String)> {
    let (username, rest) = response.strip_prefix("user=")?.split_once("\u{1}auth=Bearer ")?;
    Some((username.to_owned(), rest.strip_suffix("\u{1}\u{1}")?.to_owned()))
}

fn decode(response: &str) -> String {
    String::from_utf8_lossy(&BASE64_STANDARD.decode(response).unwrap_or_default()).into_owned()
}

fn message_id(letter: &[u8]) -> String {
    let headers = letter.split(|&byte| byte == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let mut lines = headers.map(String::from_utf8_lossy);
    let value = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("Message-ID").then(|| value.trim().to_owned())
    });
    value.unwrap_or_default()
}
