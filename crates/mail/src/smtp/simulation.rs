//! A network that is a test's (feature `simulation`): what this thread dials, the test answers.

use super::wire::Transport;
use std::{cell::RefCell, io, net::SocketAddr, pin::Pin, sync::Arc};

/// A connection that is being made.
pub type Dialled = Pin<Box<dyn Future<Output = io::Result<Box<dyn Transport>>> + Send>>;

/// Answers who dials.
pub type Network = Arc<dyn Fn(SocketAddr) -> Dialled>;

thread_local! {
    static NETWORK: RefCell<Option<Network>> = const { RefCell::new(None) };
}

/// What this thread dials from now on it dials there; none: in the network of the computer.
pub fn dial_in(network: Option<Network>) {
    NETWORK.set(network);
}

pub(super) fn dial(address: SocketAddr) -> Option<Dialled> {
    NETWORK.with_borrow(|network| network.as_ref().map(|network| network(address)))
}
