//! What the tests stand on.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says why and stops"
)]

pub mod app;
pub mod browser;
pub mod dice;
pub mod display;
pub mod drag;
pub mod exim;
pub mod faketime;
pub mod files;
pub mod jail;
pub mod letters;
pub mod mail_server;
pub mod notifications;
pub mod opensmtpd;
pub mod postfix;
pub mod postgres;
pub mod postgrey;
pub mod processes;
pub mod proxy;
pub mod schema;

pub use app::App;
