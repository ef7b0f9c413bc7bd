//! Letters and SMTP: everything about mail that needs neither a database nor a window.
//!
//! | module | holds |
//! |---|---|
//! | [`address`] | [`Address`] and [`HeaderText`]: text that may stand in an envelope or a header |
//! | [`merge`] | templates with merge fields, and the values of one client for them |
//! | [`letter`] | a message compiled once per mailing, and the letters made from it |
//! | [`smtp`] | one connection to a mail server, and what each answer means |
//! | [`rehearsal`] | an SMTP server on loopback that behaves as the recipient's name says |
//!
//! A letter's way: [`letter::Letterpress::compile`] a message, [`letter::Letterpress::letter`] for each
//! recipient, [`smtp::Session::open`] a connection and [`smtp::Session::send`] the letter over it. What comes
//! back is a [`smtp::Handover`], whose [`smtp::Outcome`] says what it means for the recipient and for the mailing.
//!
//! Nothing here reads a clock to decide anything, stores anything, or makes a sentence for a person: errors are
//! codes with parameters.

mod abort;
pub mod address;
pub mod letter;
pub mod merge;
pub mod rehearsal;
pub mod secret;
pub mod smtp;

pub use abort::AbortPoint;
pub use address::{Address, AddressError, HeaderText};
pub use secret::Secret;
