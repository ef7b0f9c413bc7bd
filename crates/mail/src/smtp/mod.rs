//! One connection to a mail server, and what its answers mean (RFC 5321).
//!
//! [`Session::open`] goes through name, port, greeting, TLS and sign-in and says which of them failed.
//! [`Session::send`] hands one letter to one recipient and returns a [`Handover`]; [`verdict()`] is the one place
//! where an answer becomes an [`Outcome`]. [`check`] is the connection test of a sender.

mod auth;
mod check;
mod extensions;
mod failure;
mod open;
mod reply;
mod server;
mod session;
#[cfg(feature = "simulation")]
pub mod simulation;
mod tls;
mod transaction;
mod verdict;
mod wire;

pub use check::{StepResult, check};
pub use failure::{OpenError, Reason, Step};
pub use reply::{EnhancedCode, Reply};
pub use server::{Credentials, Security, Server, SignIn, Timeouts};
pub use session::{Envelope, Handover, Moment, Session};
pub use verdict::{Answer, Outcome, Pace, Stage, is_greylisting, verdict};
pub use wire::Transport;
