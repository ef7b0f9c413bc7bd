//! A way to a TCP server of this computer that can be cut, and restored.

use std::net::Ipv4Addr;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// A port that leads to another one; it ends when dropped.
pub struct Proxy {
    port: u16,
    is_whole: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Leads to that port of this computer.
    pub async fn to(upstream: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let is_whole = watch::Sender::new(true);
        let task = tokio::spawn(lead(listener, upstream, is_whole.subscribe()));
        Self { port, is_whole, task }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Every connection breaks, and none can be made.
    pub fn cut(&self) {
        self.is_whole.send_replace(false);
    }

    /// Connections can be made again.
    pub fn restore(&self) {
        self.is_whole.send_replace(true);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Owns the connections: they end with it.
async fn lead(listener: TcpListener, upstream: u16, is_whole: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((near, _)) = accepted else { continue };
                if *is_whole.borrow() {
                    connections.spawn(join(near, upstream, is_whole.clone()));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// Passes bytes both ways until either side ends, or the way is cut.
async fn join(mut near: TcpStream, upstream: u16, mut is_whole: watch::Receiver<bool>) {
    let Ok(mut far) = TcpStream::connect((Ipv4Addr::LOCALHOST, upstream)).await else { return };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
        _ = is_whole.wait_for(|whole| !whole) => {}
    }
}
