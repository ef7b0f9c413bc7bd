//! `imports.preview` and `imports.start`: the job that puts a list into the database, or only
//! looks what would happen.

use super::{
    feed::{self, Feed, PIECE, Prepared, Refusals},
    layout::Layout,
    plan::{ImportPlan, ImportPreview, ImportReport},
    rejects::Rejects,
    rows::Rows,
    source::Source,
    write::{self, Counts, Written},
};
use crate::{
    Context, Engine, Error, Result,
    audit::{self, Deed},
    clients::TAGS,
    events::Changed,
    ids::UserId,
    jobs::{self, Job, JobKind, Progress},
    logs,
    tags::TagName,
    texts, users,
};
use serde::{Deserialize, Serialize};
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, oneshot},
    task,
};
use ts_rs::TS;

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct ImportOrder {
    pub owner_id: Option<UserId>,
    pub plan: ImportPlan,
    /// Counts what would happen, and writes nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// Where the refused rows go.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub rejects: Option<PathBuf>,
}

/// How long one transaction may take: others wait for it, and a mailing must not stand still.
const TRANSACTION: Duration = Duration::from_millis(100);

/// The most clients in one transaction.
const LARGEST: usize = 5_000;

/// Transactions that lost a race before an import is given up. Each time somebody else has won.
const RACES: usize = 20;

/// `imports.preview`. Fails as [`super::preview::preview`] does.
pub async fn preview(_: &Context, plan: ImportPlan) -> Result<ImportPreview> {
    blocking(move || super::preview::preview(&plan)).await
}

/// `imports.start`. The job's `done` and `total` are rows (`total` is 0 while the list is being
/// read), its result is an [`ImportReport`]. When it is cancelled, what is in stays in.
///
/// # Errors
/// What [`Layout::read`] and [`Layout::check`] refuse, a tag that is none or one too many, and
/// `import-rejects-unwritable`, all before there is a job.
pub async fn start(cx: &Context, order: ImportOrder) -> Result<Job> {
    let owner = cx.owner(order.owner_id).await?;
    let tags: Vec<TagName> = order.plan.tags.iter().map(|tag| TagName::parse(tag)).collect::<Result<_>>()?;
    if tags.len() > TAGS {
        return Err(Error::new("client-tags-too-many").with("most", TAGS).field("tags"));
    }
    let file = order.plan.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let language = users::find(cx.db(), cx.caller_or(owner)).await?.language;
    let sentence = Box::new(move |reason: &Error| texts::sentence(language, reason));
    let rejects = order.rejects.filter(|_| !order.dry_run);
    let (source, layout, rejects) = blocking(move || {
        let source = Source::open(&order.plan.path)?;
        let (layout, _) = Layout::read(&source, &order.plan)?;
        layout.check()?;
        let rejects = rejects.map(|path| Rejects::create(&path, &layout, sentence)).transpose()?;
        Ok((source, Arc::new(layout), rejects))
    })
    .await?;
    if !order.dry_run && audit::concerns(cx, owner) {
        let mut tx = cx.db().begin().await?;
        audit::note(cx, &mut tx, Deed::to(owner, file)).await?;
        tx.commit().await?;
    }
    let engine = cx.engine.clone();
    let kind = if order.dry_run { JobKind::ImportPreview } else { JobKind::Import };
    let dry_run = order.dry_run;
    let target = Target { engine, owner, tags, dry_run: order.dry_run };
    jobs::start(cx, owner, kind, |progress| async move {
        let began = Instant::now();
        let job = progress.job();
        let (sender, feed) = mpsc::channel(LARGEST / PIECE);
        let mut refusals = Refusals { file: rejects, ..Refusals::default() };
        let reading = aside(move || {
            let rows = Rows::new(layout.records(&source)?, Arc::clone(&layout));
            feed::read(&source, rows, &mut refusals, &sender)?;
            Ok::<_, Error>((source, layout, refusals))
        });
        let written = target.take(feed, progress).await;
        // When the writing has failed, the reading ends because nobody listens.
        let read = reading.await;
        target.tell();
        let (Written { counts, refused }, repeated) = written?;
        let (source, layout, mut refusals) = read?;
        let (refusals, rejects) = blocking(move || {
            if !refused.is_empty() {
                let rows = Rows::new(layout.records(&source)?, layout);
                feed::refuse(&source, rows, &refused, &mut refusals)?;
            }
            let rejects = refusals.file.take().map_or(Ok(None), Rejects::finish)?;
            Ok((refusals, rejects))
        })
        .await?;
        let report = ImportReport {
            new: counts.new,
            changed: counts.changed,
            same: counts.same,
            invalid: refusals.count,
            repeated,
            seconds: began.elapsed().as_secs_f64(),
            rejects: rejects.map(|path| path.display().to_string()),
            first_rejects: refusals.first,
        };
        tracing::info!(
            job.id = %job,
            new = report.new,
            changed = report.changed,
            same = report.same,
            invalid = report.invalid,
            repeated = report.repeated,
            duration_ms = logs::millis(began),
            "a list was {}",
            if dry_run { "looked through" } else { "imported" }
        );
        serde_json::to_value(report).map_err(|error| Error::internal(&error))
    })
    .await
}

/// Where a list goes.
struct Target {
    engine: Engine,
    owner: UserId,
    tags: Vec<TagName>,
    dry_run: bool,
}

impl Target {
    /// Writes whatever the feed brings, in batches that take about [`TRANSACTION`] each. Answers
    /// with what became of it and how many rows were repeated.
    async fn take(&self, mut feed: mpsc::Receiver<Feed>, mut progress: Progress) -> Result<(Written, u64)> {
        let mut written = Written::default();
        let (mut done, mut repeated) = (0, 0);
        let mut size = PIECE;
        let mut batch: Vec<Prepared> = vec![];
        let mut rows = 0;
        loop {
            match feed.recv().await {
                Some(Feed::Read(read)) => {
                    progress.report(count(read), 0).await?;
                    continue;
                }
                Some(Feed::Clients { clients, total }) => {
                    rows = total;
                    batch.extend(clients);
                    if batch.len() < size {
                        continue;
                    }
                }
                None if batch.is_empty() => break,
                None => {}
            }
            let began = Instant::now();
            let these = self.batch(&batch).await?;
            size = fitting(batch.len(), began.elapsed());
            for client in batch.drain(..) {
                done += client.rows;
                if !these.refused.contains_key(&client.row.key) {
                    repeated += client.rows - 1;
                }
            }
            written.counts.add(these.counts);
            written.refused.extend(these.refused);
            progress.report(count(done), count(rows)).await?;
        }
        progress.report(count(done), count(rows)).await?;
        Ok((written, repeated))
    }

    async fn batch(&self, batch: &[Prepared]) -> Result<Written> {
        let inner = self.engine.inner();
        if self.dry_run {
            return write::look(&inner.db, self.owner, batch, &self.tags).await;
        }
        for _ in 0..RACES {
            let mut tx = inner.db.begin().await?;
            let now = inner.config.clock.now();
            if let Some(written) = write::write(&mut tx, now, self.owner, batch, &self.tags).await? {
                tx.commit().await?;
                return Ok(written);
            }
        }
        Err(Error::new("import-raced"))
    }

    /// Tells the shells that there is something new.
    fn tell(&self) {
        if !self.dry_run {
            let events = &self.engine.inner().events;
            events.changed(Changed::Clients, None);
            events.changed(Changed::Tags, None);
        }
    }
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.same += other.same;
    }
}

/// How many clients fit into a transaction, after `clients` took so long.
fn fitting(clients: usize, took: Duration) -> usize {
    let fitting = clients as f64 * TRANSACTION.as_secs_f64() / took.as_secs_f64().max(0.001);
    (fitting as usize).clamp(PIECE, LARGEST)
}

fn count(rows: u64) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Does the work on a thread of its own, behind whatever somebody looks at.
fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> impl Future<Output = Result<T>> {
    let (sender, done) = oneshot::channel();
    let thread = std::thread::Builder::new().name("import".to_owned()).spawn(move || {
        db::work_behind();
        // Whoever waited may be gone.
        let _ = sender.send(work());
    });
    async move {
        thread.map_err(|error| Error::internal(&error))?;
        done.await.map_err(|error| Error::internal(&error))?
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    task::spawn_blocking(work).await.map_err(|error| Error::internal(&error))?
}
