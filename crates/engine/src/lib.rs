//! The product: everything that Vestnik does, without a window.
//!
//! A shell (the window, `vestnikctl`, the tests) needs three things: [`Engine::open`],
//! [`Engine::call`] and [`Engine::events`]. What can be called is one table in [`commands`];
//! each entry names the right it needs, which [`access`] decides.
//!
//! Modules are nouns: [`clients`], [`messages`], [`senders`], [`mailings`], [`deliveries`] (the
//! ledger and the worker), [`attempts`], [`jobs`], [`logs`], and the people: [`users`],
//! [`sessions`], [`registration`], [`recovery`], [`audit`]. `clock` alone reads the clock.

pub mod access;
pub mod attempts;
pub mod audit;
mod cache;
pub mod clients;
pub mod clock;
mod codes;
pub mod commands;
mod config;
mod context;
pub mod core_dumps;
mod csv_file;
mod daily;
pub mod database;
pub mod deliveries;
mod error;
pub mod events;
mod fold;
pub mod home;
pub mod ids;
pub mod jobs;
mod line;
pub mod logs;
pub mod mailings;
pub mod messages;
mod notice_words;
mod open;
mod owners;
mod page;
pub mod passwords;
pub mod recovery;
pub mod registration;
#[cfg(test)]
mod scratch;
pub mod secrets;
pub mod senders;
pub mod sessions;
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
