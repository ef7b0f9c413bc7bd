//! Lists of clients from elsewhere, whatever wrote them.
//!
//! A list goes through these files, in this order; only the last two know the database:
//!
//! | file | does |
//! |---|---|
//! | `source`, `encoding`, `cyrillic`, `text` | from a file to text, in memory that does not grow with it |
//! | `delimiter`, `records` | from text to records with their lines |
//! | `titles`, `header`, `role`, `layout` | what each column holds |
//! | `rows`, `rejects` | a client, or a refusal that goes into the rejects file |
//! | `preview`, `plan` | what the shells see and say |
//! | `sorted`, `feed` | clients in the order of their addresses, each once |
//! | `write`, `job` | batches for the database, and the job that writes them |

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        reason = "a test that cannot go on says why and stops"
    )
)]

mod cyrillic;
mod delimiter;
mod encoding;
mod feed;
#[cfg(feature = "fuzzing")]
mod fuzz;
mod header;
mod job;
mod layout;
mod plan;
mod preview;
mod records;
mod rejects;
mod role;
mod rows;
mod sorted;
mod source;
#[cfg(test)]
mod tests;
mod text;
mod titles;
mod write;

#[cfg(feature = "fuzzing")]
pub use fuzz::fuzz;
pub use job::{ImportOrder, preview, start};
pub use plan::{ImportColumn, ImportPlan, ImportPreview, ImportReport, Reject};
