//! Letters of 6 KB over 10 connections to a server, beside others who send.

mod far;
mod mailing;
pub mod million;
mod near;
mod pool;
mod workers;

pub use far::measure as far;
pub use near::measure as near;
pub use workers::measure as workers;

const SIZE: usize = 6_000;
const CONNECTIONS: usize = 10;
/// How far away a server is that is not in the same room: the time from a question to its answer.
const FAR: std::time::Duration = std::time::Duration::from_millis(20);
