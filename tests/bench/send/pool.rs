//! What another program would take from the shelf: lettre's pooled transport, a letter built for each recipient, and
//! nothing written down.

use std::time::Instant;

use futures::{StreamExt, stream};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::{CONNECTIONS, SIZE};
use crate::measure::Run;

/// Sends so many letters to the server at that port.
pub fn send(letters: u32, port: u16) -> Run {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let size = u32::try_from(CONNECTIONS).expect("a few");
    let start = Instant::now();
    runtime.block_on(async {
        // Its pool has a task, which begins and ends in here.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
            .port(port)
            .pool_config(PoolConfig::new().max_size(size))
            .build();
        let sent = stream::iter(0..letters)
            .map(|n| {
                let transport = &transport;
                async move { transport.send(letter(n)).await.expect("it is taken") }
            })
            .buffer_unordered(CONNECTIONS);
        assert_eq!(sent.count().await, letters as usize);
    });
    Run { seconds: start.elapsed().as_secs_f64(), peak: None }
}

fn letter(n: u32) -> Message {
    let text = "The peonies have come, and the first roses from our own garden.\n".repeat(SIZE / 2 / 64);
    let html = format!("<p>Dear client {n},</p>\n<p>{text}</p>");
    let mailbox = |address: String| address.parse::<Mailbox>().expect("an address");
    Message::builder()
        .from(mailbox("owner@vestnik.example".to_owned()))
        .to(mailbox(format!("client{n}@mail.example")))
        .subject(format!("News for client {n}"))
        .multipart(MultiPart::alternative_plain_html(text, html))
        .expect("a letter")
}
