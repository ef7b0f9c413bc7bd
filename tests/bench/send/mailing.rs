//! A mailing, ready to be sent.

use std::fs;

use serde_json::Value;

use super::SIZE;
use crate::clients;
use crate::vestnik::{OWNER, Vestnik};

/// To so many clients, by the server at that port, over so many connections; its id.
pub fn make(vestnik: &Vestnik, letters: u32, port: u16, connections: usize) -> String {
    let list = vestnik.folder().join("clients.csv");
    // Every 200th row repeats an address.
    clients::write(&list, letters * 200 / 199);
    let body = vestnik.folder().join("message.html");
    fs::write(&body, html()).expect("a message");
    let ask = |words: &str, more: &[&str]| {
        let mut command = vestnik.command([]);
        command.args(words.split(' ')).args(["--owner", OWNER]).args(more);
        vestnik.ask(command)
    };
    let path = |file: &std::path::Path| file.to_str().expect("a temporary path is text").to_owned();
    let (port, connections) = (port.to_string(), connections.to_string());
    ask(
        "senders add --name sink --host 127.0.0.1 --security none",
        &["--port", &port, "--connections", &connections, "--from", &format!("Vestnik <{OWNER}>")],
    );
    ask("clients import", &[&path(&list)]);
    let message = ask("messages add", &["--subject", "News for {{ name }}", "--html", &path(&body)]);
    let mailing = ask(
        "mailings add --name news --sender sink --audience all --ends-at 2100-01-01T00:00:00Z",
        &["--message", id(&message)],
    );
    id(&mailing).to_owned()
}

/// Whether everybody has it.
pub fn is_sent(vestnik: &Vestnik, mailing: &str, letters: u32) -> bool {
    sent(vestnik, mailing) >= letters
}

/// How many have it.
pub fn sent(vestnik: &Vestnik, mailing: &str) -> u32 {
    let shown = vestnik.ask(vestnik.command(["mailings", "show", mailing]));
    let sent = shown["counts"]["sent"].as_u64().expect("a number");
    u32::try_from(sent).expect("a million at most")
}

fn id(made: &Value) -> &str {
    made["id"].as_str().expect("an id")
}

/// A message whose letter is about [`SIZE`] bytes with its plain-text part.
fn html() -> String {
    let paragraph =
        "<p>The peonies have come, and the first roses from our own garden. Come and see them.</p>\n";
    let text = paragraph.repeat(SIZE / 2 / paragraph.len());
    format!("<h1>News</h1>\n<p>Dear {{{{ name }}}},</p>\n{text}")
}
