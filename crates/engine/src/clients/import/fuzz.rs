//! An import without a database: what must hold for a list of any bytes. For the fuzzer alone, see `fuzz/`.
#![allow(clippy::expect_used, reason = "this is how a fuzzer learns of a fault")]

use super::{
    layout::Layout,
    plan::ImportPlan,
    rejects::Rejects,
    rows::{ClientRow, Row, Rows, is_blank},
    sorted::Sorter,
    source::Source,
};
use crate::{Error, clients::ClientDetails};
use std::{collections::HashSet, path::Path, sync::Arc};
use tempfile::TempDir;

thread_local! {
    /// In memory, where there is such a folder: the file of refused rows waits for the disk.
    static FOLDER: TempDir =
        tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("no folder");
}

/// Reads `bytes` as an import would, and panics where it should not have done what it did.
pub fn fuzz(bytes: &[u8]) {
    FOLDER.with(|folder| {
        let path = folder.path().join("list.csv");
        std::fs::write(&path, bytes).expect("no room");
        let plan = ImportPlan { path, ..ImportPlan::default() };
        let Ok(source) = Source::open(&plan.path) else { return };
        let (layout, _) = Layout::read(&source, &plan).expect("what can be opened can be read");
        if layout.check().is_err() {
            return;
        }
        let layout = Arc::new(layout);
        let rows = rows(&source, &layout);
        assert_eq!(records(&source, &layout), rows.iter().map(|row| row.line).collect::<Vec<_>>());
        sorted(&rows);
        rejects(&folder.path().join("rejects.csv"), &layout, &rows);
        rows.into_iter().filter_map(|row| row.result.ok()).for_each(typed);
    });
}

fn rows(source: &Source, layout: &Arc<Layout>) -> Vec<Row> {
    let records = layout.records(source).expect("a list that cannot be read");
    let mut rows = Rows::new(records, Arc::clone(layout));
    std::iter::from_fn(|| rows.next().expect("a row that cannot be read")).collect()
}

/// The lines of all records that are not blank: every one of them is a row.
fn records(source: &Source, layout: &Layout) -> Vec<u64> {
    let mut records = layout.records(source).expect("a list that cannot be read");
    records.expect(layout.titles.len());
    let mut lines = vec![];
    while let Some(record) = records.next().expect("a record that cannot be read") {
        assert!(lines.last().is_none_or(|last| *last < record.line), "line {} twice", record.line);
        if !record.cells.iter().all(is_blank) {
            lines.push(record.line);
        }
    }
    lines
}

/// Sorted, the good rows are still all there, and each client once.
fn sorted(rows: &[Row]) {
    let good: Vec<&ClientRow> = rows.iter().filter_map(|row| row.result.as_ref().ok()).collect();
    let mut sorter = Sorter::default();
    for client in &good {
        sorter.push(client).expect("no room");
    }
    let mut sorted = sorter.finish().expect("no room");
    let (mut keys, mut counted) = (vec![], 0);
    while let Some((client, rows)) = sorted.next().expect("a client that cannot be read") {
        assert!(keys.last() < Some(&client.key));
        keys.push(client.key);
        counted += rows;
    }
    assert_eq!(counted, good.len() as u64);
    assert_eq!(keys.len(), good.iter().map(|client| &client.key).collect::<HashSet<_>>().len());
}

/// The file of refused rows holds each of them once, with its line.
fn rejects(path: &Path, layout: &Layout, rows: &[Row]) {
    let sentence = Box::new(|reason: &Error| reason.code.to_string());
    let mut rejects = Rejects::create(path, layout, sentence).expect("no room");
    let mut refused = vec![];
    for row in rows {
        if let Err(rejected) = &row.result {
            rejects.push(row.line, rejected).expect("no room");
            refused.push(row.line.to_string());
        }
    }
    let Some(path) = rejects.finish().expect("no room") else { return assert!(refused.is_empty()) };
    let mut written = csv::ReaderBuilder::new()
        .delimiter(layout.delimiter)
        .flexible(true)
        .from_path(path)
        .expect("rejects that cannot be read");
    let lines = written.records().map(|record| record.expect("a broken record"));
    assert_eq!(lines.map(|record| record.get(0).unwrap_or_default().to_owned()).collect::<Vec<_>>(), refused);
}

/// What an import takes, a person could have typed.
fn typed(row: ClientRow) {
    let details = ClientDetails {
        email: row.email.clone(),
        name: row.name.clone(),
        comment: row.comment.clone(),
        fields: row.fields.clone(),
        tags: row.tags.clone(),
    };
    let checked = details.check().expect("what nobody can type");
    assert_eq!((checked.email.as_str(), checked.email.key()), (row.email.as_str(), row.key));
    assert_eq!(
        (checked.name.as_str(), checked.comment, checked.fields),
        (row.name.as_str(), row.comment, row.fields)
    );
    assert_eq!(checked.tags.iter().map(|tag| tag.as_str()).collect::<Vec<_>>(), row.tags);
}
