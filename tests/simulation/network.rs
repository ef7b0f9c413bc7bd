//! The network: each connection ends at a server of the simulation, and what the program writes is looked at in the
//! moment in which it does.

use crate::{rules, server, world::World};
use mail::smtp::{
    Transport,
    simulation::{Dialled, Network},
};
use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex},
    time::sleep,
};

/// Octets on their way.
const PIPE: usize = 64 * 1024;

/// What the program has said over a connection.
struct Tapped {
    world: Arc<World>,
    rules: Arc<rules::Rules>,
    number: usize,
    stream: DuplexStream,
    /// Events at the last MAIL FROM, and when that was.
    mail_from: rules::Begun,
}

pub fn network(world: &Arc<World>, rules: &Arc<rules::Rules>) -> Network {
    let (world, rules) = (Arc::clone(world), Arc::clone(rules));
    Arc::new(move |_| dial(Arc::clone(&world), Arc::clone(&rules)))
}

fn dial(world: Arc<World>, rules: Arc<rules::Rules>) -> Dialled {
    Box::pin(async move {
        let (number, fault) = {
            let mut state = world.lock();
            state.connections += 1;
            let fault = state.goes_wrong(world.plan.wrong).then(|| state.dice.below(3));
            (state.connections, fault)
        };
        world.event(|| format!("dials {number}: {fault:?}")).await;
        match fault {
            Some(0) => return Err(io::ErrorKind::ConnectionRefused.into()),
            Some(1) => return Err(io::ErrorKind::HostUnreachable.into()),
            // Longer than anybody waits.
            Some(_) => sleep(Duration::from_secs(60)).await,
            None => {}
        }
        let (stream, other) = duplex(PIPE);
        tokio::spawn(server::serve(Arc::clone(&world), other));
        let stream: Box<dyn Transport> =
            Box::new(Tapped { world, rules, number, stream, mail_from: rules::Begun::default() });
        Ok(stream)
    })
}

impl Tapped {
    /// Notes what is written.
    fn hear(&mut self, bytes: &[u8]) -> bool {
        let text = String::from_utf8_lossy(bytes);
        let has_dot = text.starts_with(".\r\n") || text.contains("\r\n.\r\n");
        if has_dot {
            self.rules.dot(&self.world, &self.mail_from);
        }
        for line in text.lines() {
            if line.starts_with("MAIL FROM:<") {
                self.mail_from = self.rules.mail_from(&self.world);
            } else if let Some(to) = line.strip_prefix("RCPT TO:<") {
                self.rules.rcpt(&self.world, to.trim_end_matches('>'), &self.mail_from);
            }
        }
        self.world.dies_of(|| {
            let words: Vec<&str> = text.lines().filter(|line| is_command(line)).collect();
            format!("{} > {}{}", self.number, if has_dot { "(letter). " } else { "" }, words.join(", "))
        })
    }
}

/// Lines of a letter are not shown.
fn is_command(line: &str) -> bool {
    ["EHLO ", "HELO ", "MAIL ", "RCPT ", "DATA", "RSET", "QUIT"].iter().any(|verb| line.starts_with(verb))
}

impl AsyncWrite for Tapped {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.hear(bytes) {
            // Half of the time the system has taken it before the program died.
            if self.world.lock().dice.happens(500) {
                let _ = Pin::new(&mut self.stream).poll_write(cx, bytes);
            }
            return Poll::Pending;
        }
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncRead for Tapped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}
