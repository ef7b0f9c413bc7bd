//! A server that gives one strange answer to the first letter, and is honest otherwise.

use mail::smtp::Stage;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

use crate::script::{hang_up, serve};

/// Returns the port, and the verbs that were heard.
pub async fn teller(stage: Stage, answer: &str, pipelining: bool) -> (u16, JoinHandle<Vec<String>>) {
    let answer = format!("{answer}\r\n");
    serve(async move |stream| {
        let mut teller =
            Teller { stream: BufReader::new(stream), strange: Some((stage, answer)), verbs: Vec::new() };
        let _ = teller.talk(pipelining).await;
        hang_up(teller.stream.into_inner()).await;
        teller.verbs
    })
    .await
}

struct Teller {
    stream: BufReader<TcpStream>,
    strange: Option<(Stage, String)>,
    verbs: Vec<String>,
}

impl Teller {
    async fn talk(&mut self, pipelining: bool) -> std::io::Result<()> {
        self.say("220 hi\r\n").await?;
        // What the next command may be: MAIL, RCPT or DATA.
        let mut due = Stage::MailFrom;
        while let Some(verb) = self.line().await? {
            self.verbs.push(verb.clone());
            let (stage, usual) = match verb.as_str() {
                "EHLO" => {
                    self.say(if pipelining { "250-hi\r\n250 PIPELINING\r\n" } else { "250 hi\r\n" }).await?;
                    continue;
                }
                "RSET" => {
                    (self.strange, due) = (None, Stage::MailFrom);
                    self.say("250 2.0.0 reset\r\n").await?;
                    continue;
                }
                "QUIT" => return self.say("221 2.0.0 bye\r\n").await,
                "MAIL" if due == Stage::MailFrom => (Stage::MailFrom, "250 2.1.0 ok\r\n"),
                "RCPT" if due == Stage::Rcpt => (Stage::Rcpt, "250 2.1.5 ok\r\n"),
                "DATA" if due == Stage::Data => (Stage::Data, "354 go\r\n"),
                _ => {
                    self.say("503 5.5.1 not now\r\n").await?;
                    continue;
                }
            };
            let answer = self.answer(stage, usual);
            self.say(&answer).await?;
            if answer.starts_with("421") || answer.contains("\n421") {
                return Ok(());
            }
            due = match (stage, answer.starts_with(['2', '3'])) {
                (Stage::MailFrom, true) => Stage::Rcpt,
                (Stage::Rcpt, true) => Stage::Data,
                (Stage::Data, true) if answer.starts_with("354") => {
                    while self.line().await?.is_some_and(|line| line != ".") {}
                    let answer = self.answer(Stage::Dot, "250 2.0.0 kept\r\n");
                    self.say(&answer).await?;
                    if answer.starts_with("421") {
                        return Ok(());
                    }
                    self.strange = None;
                    Stage::MailFrom
                }
                _ => due,
            };
        }
        Ok(())
    }

    /// What is said of the body is said right after the answer to DATA.
    fn answer(&self, stage: Stage, usual: &str) -> String {
        match &self.strange {
            Some((at, strange)) if *at == stage => strange.clone(),
            Some((Stage::Body, strange)) if stage == Stage::Data => format!("{usual}{strange}"),
            _ => usual.to_owned(),
        }
    }

    async fn say(&mut self, words: &str) -> std::io::Result<()> {
        self.stream.write_all(words.as_bytes()).await
    }

    /// The first word of the next line.
    async fn line(&mut self) -> std::io::Result<Option<String>> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).await?;
        let word = line.trim_ascii_end().split(|&b| b == b' ').next().unwrap_or_default();
        Ok((!line.is_empty()).then(|| String::from_utf8_lossy(word).into_owned()))
    }
}
