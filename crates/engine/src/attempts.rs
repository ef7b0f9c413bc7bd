//! Attempts: every try to hand a delivery to the mail server, with the server's whole answer.

mod answer;

pub use answer::answer_words;
pub(crate) use answer::reply;

use crate::{
    Context, Page, Result, Timestamp,
    access::{Scope, Whose},
    ids::{AttemptId, ClientId, DeliveryId, MailingId, UserId},
    jobs::{self, Job, JobKind},
    owners::{Owners, merged},
    page, users,
    words::words,
};
use db::{Db, Dialect, Value, params};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::TS;

words! {
    /// How an attempt ended.
    Outcome {
        /// Its letter is on the way.
        Pending = "pending",
        Success = "success",
        Failure = "failure",
        /// The connection broke after the final dot: nobody can know.
        InDoubt = "in_doubt",
    }
}

/// One try.
#[derive(Clone, Debug, Serialize, Deserialize, TS, sqlx::FromRow)]
pub struct Attempt {
    pub id: AttemptId,
    pub owner_id: UserId,
    pub delivery_id: DeliveryId,
    pub mailing_id: MailingId,
    pub mailing_name: String,
    pub client_id: Option<ClientId>,
    pub email: String,
    /// The first try of a delivery is 1. Counted when read: "send again" gives a delivery all its
    /// tries anew, and the numbers go on.
    pub number: i64,
    pub started_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    pub outcome: Outcome,
    /// How far it came: `build`, `connect`, `mail_from`, `rcpt`, `data`, `body`, `dot`.
    pub stage: String,
    /// The reply code (RFC 5321 §4.2).
    pub code: Option<i64>,
    /// The enhanced status code (RFC 3463).
    pub enhanced: Option<String>,
    /// The server's whole answer; or the code of what broke, where it gave none.
    pub answer: String,
    /// When it is tried again, if it is.
    pub retry_at: Option<Timestamp>,
}

/// Which attempts. An absent part does not narrow.
#[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct AttemptFilter {
    pub mailing_id: Option<MailingId>,
    pub client_id: Option<ClientId>,
    pub outcome: Option<Outcome>,
    pub code: Option<i64>,
    /// What stands after the `@`.
    pub domain: Option<String>,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AttemptQuery {
    #[serde(default)]
    pub owner_id: Whose,
    pub filter: AttemptFilter,
    pub after: Option<String>,
    /// At most 500.
    pub limit: u32,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct AttemptExport {
    #[serde(default)]
    pub owner_id: Whose,
    pub filter: AttemptFilter,
    pub path: PathBuf,
}

const COLUMNS: &str = "select a.id, a.owner_id, a.delivery_id, a.mailing_id, m.name as mailing_name,
    a.client_id, a.email, (select count(*) from attempts e
      where e.delivery_id = a.delivery_id and e.fence <= a.fence) as number, a.started_at, a.finished_at, a.outcome, a.stage, a.code,
    a.enhanced, a.answer, a.retry_at";

const FROM: &str = "from attempts a join mailings m on m.id = a.mailing_id";

/// Newest first.
pub async fn list(cx: &Context, query: AttemptQuery) -> Result<Page<Attempt>> {
    let owners = Owners::asked(cx, query.owner_id).await?;
    page(cx.db(), &owners, &query.filter, query.after.as_deref(), query.limit.clamp(1, 500)).await
}

/// Writes the attempts as CSV, oldest last, as a job; answers are in the words of the job's owner's
/// language. Everybody's have one more column, their owner's address.
pub async fn export(cx: &Context, export: AttemptExport) -> Result<Job> {
    let owners = Owners::asked(cx, export.owner_id).await?;
    let told = owners.told(cx)?;
    let language = users::find(cx.db(), told).await?.language;
    let db = cx.db().clone();
    jobs::start(cx, told, JobKind::AttemptExport, move |mut progress| async move {
        let mut file = crate::csv_file::CsvFile::create(&export.path)?;
        let emails = owners.emails(&db).await?;
        let titles = ["time", "mailing", "email", "number", "outcome", "stage", "code", "enhanced", "answer"];
        file.row(titles.into_iter().chain(emails.is_some().then_some("owner")))?;
        let mut after = None;
        loop {
            let page = page(&db, &owners, &export.filter, after.as_deref(), 1_000).await?;
            for attempt in &page.rows {
                let cells = [
                    attempt.started_at.rfc3339(),
                    attempt.mailing_name.clone(),
                    attempt.email.clone(),
                    attempt.number.to_string(),
                    attempt.outcome.to_string(),
                    attempt.stage.clone(),
                    attempt.code.map(|code| code.to_string()).unwrap_or_default(),
                    attempt.enhanced.clone().unwrap_or_default(),
                    answer_words(language, &attempt.stage, attempt.code, &attempt.answer),
                ];
                let owner = emails.as_ref().map(|emails| emails.get(&attempt.owner_id).cloned());
                file.row(cells.into_iter().chain(owner.map(Option::unwrap_or_default)))?;
            }
            progress.report(file.rows(), 0).await?;
            after = page.next;
            if after.is_none() {
                return file.finish();
            }
        }
    })
    .await
}

/// The last 100 attempts to write to a client; a rehearsal wrote to nobody.
pub async fn of_client(db: &Db, client: ClientId) -> Result<Vec<Attempt>> {
    Ok(db
        .all(
            format!(
                "{COLUMNS} {FROM} where a.client_id = $1 and not m.rehearsal order by a.id desc limit 100"
            ),
            params![client],
        )
        .await?)
}

/// The last failed attempts; what a rehearsal answers says nothing about real people.
pub(crate) async fn last_failures(db: &Db, scope: Scope, limit: u32) -> Result<Vec<Attempt>> {
    let (text, params) = failures(scope, limit);
    Ok(db.all(text, params).await?)
}

pub(crate) fn failures(scope: Scope, limit: u32) -> (String, Vec<Value>) {
    let mut params = params![limit];
    let theirs = scope.condition("a.owner_id", &mut params);
    let text = format!(
        "{COLUMNS} {FROM} where {theirs} and a.outcome = 'failure' and not a.rehearsal
         order by a.id desc limit $1"
    );
    (text, params)
}

async fn page(
    db: &Db,
    owners: &Owners,
    filter: &AttemptFilter,
    after: Option<&str>,
    limit: u32,
) -> Result<Page<Attempt>> {
    let (text, params) = statement(db.dialect(), owners, filter, after, limit);
    let rows: Vec<Attempt> = db.all(text, params).await?;
    Ok(Page::of(rows, limit, |attempt| attempt.id))
}

fn statement(
    dialect: Dialect,
    owners: &Owners,
    filter: &AttemptFilter,
    after: Option<&str>,
    limit: u32,
) -> (String, Vec<Value>) {
    let mut params = vec![];
    let mut narrowed = String::new();
    let mut and = |column: &str, value: Option<Value>| {
        if let Some(value) = value {
            params.push(value);
            narrowed.push_str(&format!(" and {column} ${}", params.len()));
        }
    };
    and("mailing_id =", filter.mailing_id.map(Into::into));
    and("client_id =", filter.client_id.map(Into::into));
    and("code =", filter.code.map(Into::into));
    and("domain =", filter.domain.as_deref().map(|domain| domain.trim().to_lowercase().into()));
    // Ids grow with time: the period is a range of the index that the list is read by.
    and("id >=", filter.from.map(|at| AttemptId::first_at(at).into()));
    and("id <", filter.to.map(|at| AttemptId::first_at(at).into()));
    and("id <", page::key::<AttemptId>(after).map(Into::into));
    if filter.code.is_some_and(|code| code >= 400) {
        // As the index of refusals says it.
        narrowed.push_str(" and code >= 400");
    }
    if let Some(outcome) = filter.outcome {
        // As a literal: a partial index is used only for what the planner can see.
        narrowed.push_str(&format!(" and outcome = '{outcome}'"));
    }
    // Failures are few, and each person's have their index; everything else has one without the owner.
    let is_of_one = filter.mailing_id.is_some() || filter.client_id.is_some();
    let selects: Vec<String> = match owners {
        Owners::Everybody(_) if is_of_one || filter.outcome != Some(Outcome::Failure) => {
            vec![format!("select id from attempts where true{narrowed}")]
        }
        _ => {
            let owners = owners.marks(&mut params);
            let select = |owner| format!("select id from attempts where owner_id = {owner}{narrowed}");
            owners.iter().map(select).collect()
        }
    };
    let rows = u64::from(limit) + 1;
    let found = merged(dialect, &selects, "id desc", Some(rows));
    let text = format!(
        "{COLUMNS} from ({found} limit {rows}) page
         cross join attempts a cross join mailings m
         where a.id = page.id and m.id = a.mailing_id order by a.id desc"
    );
    (text, params)
}
