//! The report of a mailing as a file: every recipient by address, the state, and the last answer.

use super::find;
use crate::{
    Context, Result, Timestamp,
    attempts::answer_words,
    csv_file::CsvFile,
    deliveries::State,
    ids::MailingId,
    jobs::{self, Job, JobKind},
    users,
};
use db::params;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct MailingReport {
    pub id: MailingId,
    pub path: PathBuf,
}

#[derive(sqlx::FromRow)]
struct Line {
    email_key: String,
    email: String,
    state: State,
    tries: i64,
    finished_at: Option<Timestamp>,
    /// Of the last attempt, if there was one.
    stage: Option<String>,
    code: Option<i64>,
    answer: Option<String>,
}

/// Rows read at once.
const PAGE: i64 = 1_000;

pub async fn export(cx: &Context, report: MailingReport) -> Result<Job> {
    let mailing = find(cx.db(), report.id).await?;
    cx.permit(mailing.owner_id, "mailing")?;
    let language = users::find(cx.db(), cx.caller_or(mailing.owner_id)).await?.language;
    let db = cx.db().clone();
    jobs::start(cx, mailing.owner_id, JobKind::MailingReport, move |mut progress| async move {
        let mut file = CsvFile::create(&report.path)?;
        file.row(["email", "state", "attempts", "finished_at", "answer"])?;
        let mut after = String::new();
        loop {
            let lines: Vec<Line> = db
                .all(
                    "select d.email_key, d.email, d.state,
                       (select count(*) from attempts c where c.delivery_id = d.id) as tries, d.finished_at, a.stage, a.code, a.answer
                     from deliveries d
                     left join attempts a on a.id = (
                       select l.id from attempts l where l.delivery_id = d.id order by l.fence desc limit 1)
                     where d.mailing_id = $1 and d.email_key > $2 order by d.email_key limit $3",
                    params![report.id, &after, PAGE],
                )
                .await?;
            for line in &lines {
                let answer = match (&line.stage, &line.answer) {
                    (Some(stage), Some(answer)) => answer_words(language, stage, line.code, answer),
                    _ => String::new(),
                };
                file.row([
                    line.email.clone(),
                    line.state.to_string(),
                    line.tries.to_string(),
                    line.finished_at.map(|at| at.rfc3339()).unwrap_or_default(),
                    answer,
                ])?;
            }
            progress.report(file.rows(), mailing.recipients).await?;
            match lines.into_iter().next_back() {
                Some(last) => after = last.email_key,
                None => return file.finish(),
            }
        }
    })
    .await
}
