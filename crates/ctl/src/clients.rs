//! `vestnikctl clients`: the people who receive mail.

use crate::{arguments::Owner, files, jobs, session::Session};
use clap::{Args, Subcommand};
use engine::{
    Error, Result,
    clients::{
        ClientCount,
        import::{ImportPlan, ImportPreview, ImportReport},
    },
    texts::sentence,
};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum Command {
    #[command(about = "ctl-clients-import")]
    Import(Import),
    #[command(about = "ctl-clients-list")]
    List {
        #[command(flatten)]
        which: Which,
        #[arg(long, help = "ctl-option-limit")]
        limit: Option<usize>,
    },
    #[command(about = "ctl-clients-count")]
    Count {
        #[command(flatten)]
        which: Which,
    },
    #[command(about = "ctl-clients-export")]
    Export {
        file: PathBuf,
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Args)]
pub struct Import {
    file: PathBuf,
    #[command(flatten)]
    owner: Owner,
    #[arg(
        long,
        value_name = "ROLE=COLUMN",
        value_delimiter = ',',
        value_parser = mapping,
        help = "ctl-clients-import-map"
    )]
    map: Vec<(String, String)>,
    #[arg(long, value_name = "NAME", help = "ctl-clients-import-encoding")]
    encoding: Option<String>,
    #[arg(long, value_name = "C", help = "ctl-clients-import-delimiter")]
    delimiter: Option<String>,
    #[arg(long, help = "ctl-clients-import-tag")]
    tag: Vec<String>,
    #[arg(long, help = "ctl-clients-import-dry-run")]
    dry_run: bool,
    #[arg(long, value_name = "FILE", help = "ctl-clients-import-rejects")]
    rejects: Option<PathBuf>,
}

#[derive(Args)]
pub struct Which {
    #[command(flatten)]
    owner: Owner,
    #[arg(long, value_name = "TEXT", help = "ctl-clients-search")]
    search: Option<String>,
    #[arg(long, help = "ctl-clients-tag")]
    tag: Option<String>,
}

fn mapping(words: &str) -> std::result::Result<(String, String), String> {
    let (role, column) = words.split_once('=').ok_or("expected email=COLUMN")?;
    Ok((role.trim().to_owned(), column.trim().to_owned()))
}

pub async fn run(session: &Session, command: Command) -> Result<()> {
    match command {
        Command::Import(import) => {
            let report = import_file(session, import).await?;
            report_import(session, &report)
        }
        Command::List { which, limit } => {
            let input = json!({
                "owner_id": session.owner(&which.owner).await?,
                "filter": filter(&which),
                "sort": "email",
                "descending": false,
            });
            let columns = ["email", "name", "tags", "comment", "suppressed"];
            session.list("clients.list", &input, &columns, limit).await
        }
        Command::Count { which } => {
            let input = json!({
                "owner_id": session.owner(&which.owner).await?,
                "filter": filter(&which),
                "exact": true,
            });
            let count: ClientCount = session.call("clients.count", input).await?;
            session.screen.say(&count.count.to_string(), &count)
        }
        Command::Export { file, which } => {
            let input = json!({
                "owner_id": session.owner(&which.owner).await?,
                "filter": filter(&which),
                "path": files::absolute(&file)?,
            });
            let written: Value = jobs::run(session, "clients.export", input).await?;
            session.screen.exported(&written)
        }
    }
}

fn filter(which: &Which) -> Value {
    json!({ "search": which.search.as_deref().unwrap_or_default(), "tag": which.tag })
}

/// Imports the file, or looks what would happen.
async fn import_file(session: &Session, import: Import) -> Result<ImportReport> {
    let mut plan = ImportPlan {
        path: files::absolute(&import.file)?.into(),
        encoding: import.encoding,
        // A tab is hard to type.
        delimiter: import.delimiter.map(|c| if c == "tab" { "\t".to_owned() } else { c }),
        tags: import.tag,
        ..ImportPlan::default()
    };
    if !import.map.is_empty() {
        plan.columns = Some(columns(session, &plan, &import.map).await?);
    }
    let rejects = import.rejects.as_deref().map(files::absolute).transpose()?;
    let input = json!({
        "owner_id": session.owner(&import.owner).await?,
        "plan": plan,
        "dry_run": import.dry_run,
        "rejects": rejects,
    });
    jobs::run(session, "imports.start", input).await
}

/// The role of each column of the file, where `mapped` says which column (its title, or its number
/// from 1) has which; the others are skipped.
async fn columns(session: &Session, plan: &ImportPlan, mapped: &[(String, String)]) -> Result<Vec<String>> {
    let preview: ImportPreview = session.call("imports.preview", json!(plan)).await?;
    let mut roles = vec!["skip".to_owned(); preview.columns.len()];
    for (role, wanted) in mapped {
        let by_title = preview.columns.iter().position(|column| column.title == *wanted);
        let by_number = || wanted.parse::<usize>().ok()?.checked_sub(1);
        let index = by_title.or_else(by_number);
        match index.and_then(|index| roles.get_mut(index)) {
            Some(place) => place.clone_from(role),
            None => return Err(Error::new("ctl-column-unknown").with("column", wanted.as_str())),
        }
    }
    Ok(roles)
}

/// Prints the five counts, and for people the first refused rows.
pub fn report_import(session: &Session, report: &ImportReport) -> Result<()> {
    let keys = ["new", "changed", "same", "invalid", "repeated", "seconds", "rejects"];
    session.screen.thing(&keys, report)?;
    if session.screen.json || report.first_rejects.is_empty() {
        return Ok(());
    }
    let rows: Vec<Value> = report
        .first_rejects
        .iter()
        .map(|reject| {
            let reason = sentence(session.screen.language, &reject.reason);
            json!({ "line": reject.line, "reason": reason, "text": reject.text })
        })
        .collect();
    session.screen.rows(&["line", "reason", "text"], &rows)
}
