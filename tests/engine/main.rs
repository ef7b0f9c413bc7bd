//! Stories of the engine, each on SQLite and on PostgreSQL, through `engine.call`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says why and stops"
)]

mod access;
mod again;
mod audit;
mod bindings;
mod breaker;
mod canary;
mod clients;
mod clients_many;
mod clients_search;
mod forecasts;
mod home;
mod imports;
mod in_others_names;
mod jobs;
mod journal;
mod limits;
mod lists_of_everybody;
mod logs;
mod lost_workers;
mod mailings;
mod mailings_end;
mod mailings_unstarted;
mod messages;
mod notices;
mod profile;
mod registration;
mod reports;
mod restarts;
mod secrets;
mod senders;
mod senders_at_work;
mod sessions;
mod stops;
mod unheard;
mod users;
mod users_at_once;
mod users_deleted;
mod waits;
