//! The product: everything that Vestnik does, without a window.
//!
//! A shell (the window, `vestnikctl`, the tests) needs three things: [`Engine::open`],
//! [`Engine::call`] and [`Engine::events`]. What can be called is one table in [`commands`];
//! each entry names the right it needs, which [`access`] decides.
//!
//! Modules are nouns: [`clients`], [`messages`], [`senders`], [`mailings`], [`deliveries`] (the
//! ledger and the worker), [`attempts`], [`jobs`]. `clock` alone reads the clock.

pub mod access;
pub mod attempts;
pub mod clients;
pub mod clock;
pub mod commands;
mod config;
mod context;
mod csv_file;
pub mod database;
pub mod deliveries;
mod error;
pub mod events;
mod fold;
pub mod home;
pub mod ids;
pub mod jobs;
pub mod mailings;
pub mod messages;
mod notice_words;
mod open;
mod owners;
mod page;
#[cfg(test)]
mod scratch;
pub mod secrets;
pub mod senders;
pub mod settings;
pub mod setup;
pub mod suppressions;
pub mod tags;
pub mod texts;
pub mod users;
mod words;

pub use clock::{Clock, Timestamp};
pub use config::Config;
pub use context::Context;
pub use error::{Error, Result};
pub use events::Event;
pub use open::Engine;
pub use page::Page;
