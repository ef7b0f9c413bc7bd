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
pub mod display;
pub mod drag;
pub mod files;
pub mod letters;
pub mod notifications;
pub mod postfix;
pub mod postgres;
pub mod processes;
pub mod proxy;
pub mod schema;

pub use app::App;
