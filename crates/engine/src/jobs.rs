//! Long work: a row that says how far it is and holds the flag that cancels it, hints on the way.

mod progress;

pub use progress::Progress;

use crate::{
    Context, Engine, Error, Result, Timestamp,
    audit::{self, Deed},
    clock,
    commands::Nothing,
    events::Event,
    ids::{JobId, UserId},
    logs,
    open::Inner,
    words::words,
};
use db::{Db, Dialect, Sql, Tx, params};
use progress::Reach;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::HashMap,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use ts_rs::TS;

words! {
    JobKind {
        Import = "import",
        /// The same work as an import with nothing written: what would happen.
        ImportPreview = "import_preview",
        ClientExport = "client_export",
        AttemptExport = "attempt_export",
        MailingReport = "mailing_report",
        AuditExport = "audit_export",
        UserDelete = "user_delete",
    }
}

words! {
    JobState { Running = "running", Done = "done", Failed = "failed", Cancelled = "cancelled" }
}

/// A piece of long work.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Job {
    pub id: JobId,
    pub owner_id: UserId,
    pub kind: JobKind,
    pub state: JobState,
    /// How much of `total` is done; bytes or rows, as the kind has it. `total` is 0 while unknown.
    pub done: i64,
    pub total: i64,
    #[ts(type = "any")]
    pub result: Value,
    pub error: Option<Error>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct JobRef {
    pub id: JobId,
}

/// The jobs that run in this process.
#[derive(Default)]
pub struct Jobs {
    running: Mutex<HashMap<JobId, Arc<Reach>>>,
}

impl Jobs {
    /// The work hears that it shall end, if it is done here.
    fn call_off(&self, id: JobId) {
        if let Some(reach) = lock(self).get(&id) {
            reach.cancel();
        }
    }
}

pub async fn list(cx: &Context, _: Nothing) -> Result<Vec<Job>> {
    let owner = cx.owner(None).await?;
    let rows: Vec<JobRow> = cx
        .db()
        .all(
            format!(
                "select {COLUMNS} from jobs where owner_id = $1 and created_at > $2
                 order by created_at desc limit 100"
            ),
            params![owner, cx.now().plus(-clock::DAY)],
        )
        .await?;
    Ok(rows.into_iter().map(Job::from).collect())
}

pub async fn show(cx: &Context, JobRef { id }: JobRef) -> Result<Job> {
    let row = find(cx.db(), id).await?;
    cx.permit(row.owner_id, "job")?;
    Ok(row.into())
}

/// Asks a job to end; what it has done so far stays done. The flag is in the row, too: the job may
/// run in another program.
pub async fn cancel(cx: &Context, JobRef { id }: JobRef) -> Result<Job> {
    let row = find(cx.db(), id).await?;
    cx.permit(row.owner_id, "job")?;
    cx.jobs.call_off(id);
    let mut tx = cx.db().begin().await?;
    let asked =
        tx.run("update jobs set cancel = true where id = $1 and state = 'running'", params![id]).await?;
    if asked > 0 {
        audit::note(cx, &mut tx, Deed::to(row.owner_id, row.kind.as_str())).await?;
    }
    tx.commit().await?;
    Ok(row.into())
}

/// Asks all jobs of a person to end.
pub(crate) async fn cancel_all(inner: &Inner, tx: &mut Tx, owner: UserId) -> Result<()> {
    let running: Vec<(JobId,)> = tx
        .all(
            "update jobs set cancel = true where owner_id = $1 and state = 'running' returning id",
            params![owner],
        )
        .await?;
    for (id,) in running {
        inner.jobs.call_off(id);
    }
    Ok(())
}

/// Starts `work` on things of `owner` and answers at once with its row. The job is the caller's, who waits for
/// it, whosever the things are; the operator's is the owner's.
pub async fn start<W, F>(cx: &Context, owner: UserId, kind: JobKind, work: W) -> Result<Job>
where
    W: FnOnce(Progress) -> F,
    F: Future<Output = Result<Value>> + Send + 'static,
{
    let mut tx = cx.db().begin().await?;
    let job = write(cx, &mut tx, owner, kind).await?;
    tx.commit().await?;
    Ok(run(cx, job, work))
}

/// Writes a job in the transaction that begins it; [`run`] comes after the commit.
///
/// # Errors
/// `not-signed-in` when the caller's account is gone by now.
pub(crate) async fn write(cx: &Context, tx: &mut Tx, owner: UserId, kind: JobKind) -> Result<Job> {
    const PERSON: &str = "select id from users where id = $1";
    const PERSON_LOCKED: &str = "select id from users where id = $1 for key share";
    let owner = cx.caller_or(owner);
    let person: Option<(UserId,)> = tx.find(Sql::pair(PERSON, PERSON_LOCKED), params![owner]).await?;
    if person.is_none() {
        return Err(Error::new("not-signed-in"));
    }
    let job = Job {
        id: JobId::new(),
        owner_id: owner,
        kind,
        state: JobState::Running,
        done: 0,
        total: 0,
        result: Value::Null,
        error: None,
        created_at: cx.now(),
        finished_at: None,
    };
    tx.run(
        "insert into jobs (id, owner_id, kind, state, created_at) values ($1, $2, $3, $4, $5)",
        params![job.id, owner, kind, job.state, job.created_at],
    )
    .await?;
    Ok(job)
}

/// Does the work of a job that was written, and answers at once with its row.
pub(crate) fn run<W, F>(cx: &Context, job: Job, work: W) -> Job
where
    W: FnOnce(Progress) -> F,
    F: Future<Output = Result<Value>> + Send + 'static,
{
    let kind = job.kind;
    tracing::info!(job.id = %job.id, job.kind = %kind, user.id = %job.owner_id, "a job has begun");

    let reach = Arc::new(Reach::default());
    lock(&cx.jobs).insert(job.id, Arc::clone(&reach));
    let progress = Progress::new(cx.engine.clone(), job.clone(), reach);
    let engine = cx.engine.clone();
    let id = job.id;
    let work = work(progress);
    tokio::spawn(async move {
        let began = Instant::now();
        let outcome = work.await;
        log_end(id, kind, &outcome, began);
        if let Err(error) = finish(&engine, id, outcome).await {
            tracing::error!(job.id = %id, error = %error, "a job's end could not be written");
        }
    });
    job
}

/// The result of a job may hold anything, so it is not logged; what counts in it, the work logs itself.
fn log_end(id: JobId, kind: JobKind, outcome: &Result<Value>, began: Instant) {
    let duration_ms = logs::millis(began);
    match outcome {
        Ok(_) => tracing::info!(job.id = %id, job.kind = %kind, duration_ms, "a job is done"),
        Err(error) if error.code == "cancelled" => {
            tracing::info!(job.id = %id, job.kind = %kind, duration_ms, "a job was cancelled");
        }
        Err(error) => {
            tracing::warn!(job.id = %id, job.kind = %kind, code = %error.code, duration_ms, "a job has failed");
        }
    }
}

async fn finish(engine: &Engine, id: JobId, outcome: Result<Value>) -> Result<()> {
    let inner = engine.inner();
    let (mut done, mut total) = lock(&inner.jobs).remove(&id).map(|reach| reach.get()).unwrap_or_default();
    let (state, result, error) = match outcome {
        Ok(result) => (JobState::Done, Some(result.to_string()), None),
        Err(error) if error.code == "cancelled" => (JobState::Cancelled, None, None),
        Err(error) => (JobState::Failed, None, serde_json::to_string(&error).ok()),
    };
    if state == JobState::Done {
        // Of some work it is known only at its end how much it was.
        total = total.max(done);
        done = total;
    }
    let now = inner.config.clock.now();
    let mut tx = inner.db.begin().await?;
    tx.run(
        "update jobs set state = $2, result = $3, error = $4, finished_at = $5, done = $6, total = $7
         where id = $1",
        params![id, state, result, error, now, done, total],
    )
    .await?;
    tx.commit().await?;
    let job = find(&inner.db, id).await?.into();
    inner.events.send(Event::Job { job });
    Ok(())
}

/// What was running when the program died has failed, unless it had been asked to end anyway; its
/// work can simply be done again. In a shared database it may well be running, in another program:
/// there only what is older than any job gets is given up.
pub(crate) async fn end_abandoned(inner: &Inner) -> Result<()> {
    let now = inner.config.clock.now();
    let begun_before = match inner.db.dialect() {
        Dialect::Sqlite => Timestamp(i64::MAX),
        Dialect::Postgres => now.plus(-clock::DAY),
    };
    let mut tx = inner.db.begin().await?;
    tx.run(
        "update jobs set state = case when cancel then 'cancelled' else 'failed' end,
           error = case when cancel then null else $1 end, finished_at = $2
         where state = 'running' and created_at < $3",
        params![&Error::new("interrupted"), now, begun_before],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

const COLUMNS: &str = "id, owner_id, kind, state, done, total, result, error, created_at, finished_at";

#[derive(sqlx::FromRow)]
struct JobRow {
    id: JobId,
    owner_id: UserId,
    kind: JobKind,
    state: JobState,
    done: i64,
    total: i64,
    result: Option<String>,
    error: Option<String>,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        Self {
            id: row.id,
            owner_id: row.owner_id,
            kind: row.kind,
            state: row.state,
            done: row.done,
            total: row.total,
            result: row.result.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
            error: row.error.and_then(|text| serde_json::from_str(&text).ok()),
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

async fn find(db: &Db, id: JobId) -> Result<JobRow> {
    db.find(format!("select {COLUMNS} from jobs where id = $1"), params![id])
        .await?
        .ok_or_else(|| Error::not_found("job"))
}

fn lock(jobs: &Jobs) -> std::sync::MutexGuard<'_, HashMap<JobId, Arc<Reach>>> {
    jobs.running.lock().unwrap_or_else(PoisonError::into_inner)
}
