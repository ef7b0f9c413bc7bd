//! The rehearsal server: a real SMTP server on loopback that behaves as the recipient's name says ([`Behaviour`]) and
//! keeps a [`Ledger`] of what arrived. The tests use it; the program offers it as "try it without sending".

mod behaviour;
mod conversation;
mod ledger;
mod options;

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

pub use behaviour::{Action, Behaviour};
use conversation::Conversation;
pub use ledger::{Arrival, Counts, Ledger};
pub use options::{Options, Tls};

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct RehearsalServer {
    port: u16,
    ledger: watch::Sender<Ledger>,
    waits: watch::Sender<Waits>,
    acceptor: JoinHandle<()>,
}

impl RehearsalServer {
    /// Starts on 127.0.0.1, so that nobody else can reach it.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let port = listener.local_addr()?.port();
        let ledger = watch::Sender::new(Ledger::default());
        let waits = watch::Sender::new(Waits { latency: options.latency, slow: options.slow });
        let acceptor = tokio::spawn(accept(listener, Arc::new(options), ledger.clone(), waits.clone()));
        Ok(Self { port, ledger, waits, acceptor })
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Looks into the ledger; the server waits meanwhile.
    pub fn read<T>(&self, look: impl FnOnce(&Ledger) -> T) -> T {
        look(&self.ledger.borrow())
    }

    /// A copy of the ledger.
    pub fn ledger(&self) -> Ledger {
        self.ledger.borrow().clone()
    }

    /// Waits until the ledger is as asked.
    pub async fn wait_for(&self, done: impl FnMut(&Ledger) -> bool) {
        // The sender lives as long as `self`, so this ends only when it is done.
        let _ = self.ledger.subscribe().wait_for(done).await;
    }

    /// Changes [`Options::latency`], also for what waits already.
    pub fn set_latency(&self, latency: Duration) {
        self.waits.send_modify(|waits| waits.latency = latency);
    }

    /// Changes [`Options::slow`], also for what waits already.
    pub fn set_slow(&self, slow: Duration) {
        self.waits.send_modify(|waits| waits.slow = slow);
    }

    /// Cuts all connections; the port is closed when this returns.
    pub async fn stop(mut self) {
        self.acceptor.abort();
        let _ = (&mut self.acceptor).await;
    }
}

impl Drop for RehearsalServer {
    fn drop(&mut self) {
        self.acceptor.abort();
    }
}

/// How long answers are waited for: those far away, and those of `slow` recipients.
#[derive(Debug)]
struct Waits {
    latency: Duration,
    slow: Duration,
}

/// Owns the connections: they end with it.
async fn accept(
    listener: TcpListener,
    options: Arc<Options>,
    ledger: watch::Sender<Ledger>,
    waits: watch::Sender<Waits>,
) {
    let mut conversations = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                // A connection that was gone before it was taken is its client's business.
                let Ok((stream, _)) = accepted else { continue };
                ledger.send_modify(|ledger| {
                    ledger.connections += 1;
                    ledger.open += 1;
                    ledger.most_at_once = ledger.most_at_once.max(ledger.open);
                });
                let (options, waits) = (Arc::clone(&options), waits.subscribe());
                conversations.spawn(Conversation::hold(stream, options, ledger.clone(), waits));
            }
            Some(_) = conversations.join_next() => ledger.send_modify(|ledger| ledger.open -= 1),
        }
    }
}
