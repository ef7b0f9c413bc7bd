//! A mailing to a thousand mailboxes, and one that there is none of.

use super::letter::{self, Read};
use crate::{Ctl, ended};
use engine::{Clock, Timestamp, clock::HOUR};
use serde_json::Value;
use std::{collections::HashSet, sync::LazyLock};
use support::{
    faketime::moved,
    mail_server::{DOMAIN, MailServer},
};

pub const LETTERS: usize = 1_000;

/// Between two rounds: whatever was put off is due again (at most 240 min + 20 %).
const PAUSE_HOURS: i64 = 5;

/// One in so many letters is read by Python, too.
const SAMPLE: usize = 50;

/// Of the mailboxes.
pub fn names() -> Vec<&'static str> {
    static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| (0..LETTERS).map(mailbox).collect());
    NAMES.iter().map(String::as_str).collect()
}

fn mailbox(number: usize) -> String {
    format!("name{number}")
}

/// The mailing of a program of its own, to a server.
pub struct Mailing<'a> {
    ctl: Ctl,
    server: &'a dyn MailServer,
    id: String,
    began: Timestamp,
    rounds: i64,
}

impl<'a> Mailing<'a> {
    /// Everything is there, nothing is sent.
    pub fn through(server: &'a dyn MailServer) -> Self {
        let began = Clock::default().now();
        let ctl = Ctl::with_owner();
        let mut list = format!("email,name\nnobody@{DOMAIN},Никто\n");
        for number in 0..LETTERS {
            list += &format!("{}@{DOMAIN},{}\n", mailbox(number), letter::client(number));
        }
        ctl.file("list.csv", list.as_bytes());
        ctl.one(&["clients", "import", "list.csv"]);
        ctl.add_sender(server.port());
        let message = letter::add_to(&ctl);
        // Due since long.
        let words = "mailings add --name Осень --sender Post --audience all --starts-at 2020-01-01T00:00:00Z";
        let mut add: Vec<&str> = words.split(' ').collect();
        add.extend(["--ends-at", "2100-01-01 00:00", "--message", &message]);
        let id = ctl.id(&add);
        Self { ctl, server, id, began, rounds: 0 }
    }

    /// Sends what is due, at a later hour in each round.
    pub fn round(&mut self) {
        let later = format!("+{}h", self.rounds * PAUSE_HOURS);
        let command = self.ctl.command(&["--json", "worker", "--until-idle"]);
        let answer = ended(moved(command, &later), "");
        assert_eq!(answer.code, 0, "{}", answer.err);
        self.rounds += 1;
        assert!(self.rounds < 100, "there is no end to it: {}", self.counts());
    }

    /// Goes on until nothing is left to send.
    pub fn send(&mut self) {
        while !self.is_over() {
            self.round();
        }
    }

    pub fn is_over(&self) -> bool {
        self.show()["status"] == "sent"
    }

    /// Whether the server has taken so many; the one without a mailbox may have been among them.
    pub fn is_stopped_at(&self, limit: u64) -> bool {
        let sent = self.counts()["sent"].as_u64().expect("a count");
        (limit - 1..=limit).contains(&sent)
    }

    /// How many tries ended with these words of the server.
    pub fn refusals(&self, words: &str) -> usize {
        let failed = self.ctl.json(&["attempts", "list", "--mailing", &self.id, "--outcome", "failure"]);
        failed.iter().filter(|try_| try_["answer"].as_str().expect("an answer").contains(words)).count()
    }

    /// Every recipient is accounted for: here, and in the mailboxes.
    pub fn check(&self) {
        let counts = self.counts();
        let told = ["sent", "failed"].map(|state| counts[state].as_u64().expect("a count"));
        assert_eq!(told, [LETTERS as u64, 1], "{counts}");
        assert_eq!(self.ctl.one(&["attempts", "list", "--outcome", "success", "--limit", "1"])["code"], 250);
        assert!(self.ctl.json(&["database", "check"]).is_empty());

        self.server.finish();
        let mut ids = HashSet::new();
        for number in 0..LETTERS {
            let letters = self.server.letters(&mailbox(number));
            assert_eq!(letters.len(), 1, "letters to {}", mailbox(number));
            let written = letter::written(number, &mailbox(number));
            let read = Read::by_mail_parser(&letters[0]);
            letter::compare(&read.what, &written);
            let last = self.began.plus(self.rounds * PAUSE_HOURS * HOUR);
            // The header has no milliseconds.
            assert!((self.began.0 / 1_000..=last.0 / 1_000).contains(&read.date), "{}", read.date);
            assert!(ids.insert(read.message_id), "two letters with one Message-ID");
            if number % SAMPLE == 0 {
                letter::compare(&letter::read_by_python(&letters[0]), &written);
            }
        }
        assert!(self.server.letters("nobody").is_empty());
    }

    /// How many recipients are in each state.
    pub fn counts(&self) -> Value {
        self.show()["counts"].clone()
    }

    fn show(&self) -> Value {
        self.ctl.one(&["mailings", "show", &self.id])
    }
}
