//! The real window on a display of its own, as a person uses it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says why and stops"
)]

mod mailing_page;
mod main_job;
mod manners;
mod people;
mod screens;
mod shop;
mod tour;
