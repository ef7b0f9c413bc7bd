//! A way to a TCP server of this computer that can be cut, or go silent, and be restored.

use std::net::Ipv4Addr;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// A port that leads to another one; it ends when dropped.
pub struct Proxy {
    port: u16,
    way: watch::Sender<Way>,
    task: JoinHandle<()>,
}

#[derive(Clone, Copy, Default)]
struct Way {
    now: Passage,
    /// A connection that was made before the last one is broken, or silent, even if the way is whole again.
    cuts: u64,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Passage {
    #[default]
    Open,
    Cut,
    Silent,
}

impl Proxy {
    /// Leads to that port of this computer.
    pub async fn to(upstream: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let way = watch::Sender::new(Way::default());
        let task = tokio::spawn(lead(listener, upstream, way.subscribe()));
        Self { port, way, task }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Every connection breaks, and none can be made.
    pub fn cut(&self) {
        self.way.send_modify(|way| *way = Way { now: Passage::Cut, cuts: way.cuts + 1 });
    }

    /// Nothing passes any more, and nobody is told: as when a cable is pulled. What was connected stays so for ever.
    pub fn silence(&self) {
        self.way.send_modify(|way| *way = Way { now: Passage::Silent, cuts: way.cuts + 1 });
    }

    /// Connections can be made again.
    pub fn restore(&self) {
        self.way.send_modify(|way| way.now = Passage::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Owns the connections: they end with it.
async fn lead(listener: TcpListener, upstream: u16, way: watch::Receiver<Way>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((near, _)) = accepted else { continue };
                let Way { now, cuts } = *way.borrow();
                match now {
                    Passage::Open => drop(connections.spawn(join(near, upstream, cuts, way.clone()))),
                    Passage::Cut => {}
                    Passage::Silent => drop(connections.spawn(hold(near))),
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Passes bytes both ways until either side ends, or the way is cut.
async fn join(mut near: TcpStream, upstream: u16, cuts: u64, mut way: watch::Receiver<Way>) {
    let Ok(mut far) = TcpStream::connect((Ipv4Addr::LOCALHOST, upstream)).await else { return };
    let now = tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => return,
        way = way.wait_for(|way| way.cuts != cuts) => way.map(|way| way.now),
    };
    if now.is_ok_and(|now| now == Passage::Silent) {
        tokio::join!(hold(near), hold(far));
    }
}

/// Says nothing and hears nothing.
async fn hold(_: TcpStream) {
    std::future::pending().await
}
