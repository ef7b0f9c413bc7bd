//! What a list looks like before anything is imported: the first rows as they will be read.

use super::{
    encoding,
    layout::Layout,
    plan::{ImportColumn, ImportPlan, ImportPreview},
    source::Source,
};
use crate::{Result, clients::cells::unguard};

/// How many rows are shown.
const ROWS: usize = 5;
/// How many values of a column are shown.
const SAMPLES: usize = 2;

/// Reads the beginning of a list. What the plan leaves open is guessed. Fails as
/// [`Layout::read`] does.
pub fn preview(plan: &ImportPlan) -> Result<ImportPreview> {
    let source = Source::open(&plan.path)?;
    let (layout, mut rows) = Layout::read(&source, plan)?;
    for cell in rows.iter_mut().flatten() {
        *cell = unguard(cell).to_owned();
    }
    let columns = layout.titles.iter().zip(&layout.roles).enumerate();
    let columns = columns
        .map(|(index, (title, role))| ImportColumn {
            index,
            title: title.clone(),
            role: role.to_string(),
            samples: rows
                .iter()
                .filter_map(|row| row.get(index))
                .filter(|cell| !cell.trim().is_empty())
                .take(SAMPLES)
                .cloned()
                .collect(),
        })
        .collect();
    rows.truncate(ROWS);
    Ok(ImportPreview {
        name: source.name,
        size: source.size,
        encoding: encoding::name(layout.encoding).to_owned(),
        delimiter: char::from(layout.delimiter).to_string(),
        header: layout.header,
        columns,
        rows,
    })
}
