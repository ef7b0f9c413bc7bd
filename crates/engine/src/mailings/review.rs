//! The review before the start: every problem named, and how long it will take.

use super::{
    Audience, Forecast, Mailing, MailingRef, audience, find,
    forecast::{Outlook, forecast},
    pace,
};
use crate::{
    Context, Error, Result,
    clock::{DAY, HOUR, MINUTE},
    deliveries::Limit,
    ids::{MessageId, SenderId, UserId},
    messages, senders,
};
use db::{Sql, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Review {
    /// Who would get a letter: the audience without those on the stop-list.
    pub recipients: i64,
    pub suppressed: i64,
    /// With any of these it cannot start, or letters would fail.
    pub problems: Vec<Error>,
    pub warnings: Vec<Error>,
    /// How long the sender's limits make it; none without limits.
    pub seconds: Option<i64>,
    /// What will become of the letters once it starts; none when nobody can know.
    pub forecast: Option<Forecast>,
}

pub async fn review(cx: &Context, MailingRef { id }: MailingRef) -> Result<Review> {
    let mailing = find(cx.db(), id).await?;
    cx.permit(mailing.owner_id, "mailing")?;
    let settings = &mailing.settings;
    let counted = audience::counted(cx.db(), mailing.owner_id, &settings.audience).await?;
    let recipients = counted.count - counted.suppressed;
    let mut review = Review {
        recipients,
        suppressed: counted.suppressed,
        problems: vec![],
        warnings: vec![],
        seconds: None,
        forecast: None,
    };
    if mailing.has_begun() {
        return Ok(review);
    }
    if recipients == 0 {
        review
            .problems
            .push(Error::new("mailing-nobody").with("name", settings.name.as_str()).field("audience"));
    }
    match settings.message_id {
        None => review.problems.push(Error::new("mailing-no-message").field("message_id")),
        Some(message) => {
            let problems = letter_problems(cx, mailing.owner_id, message, &settings.audience).await?;
            review.problems.extend(problems);
        }
    }
    match settings.sender_id {
        None => review.problems.push(Error::new("mailing-no-sender").field("sender_id")),
        Some(sender) => sender_problems(cx, mailing.owner_id, sender, &mut review).await?,
    }
    if settings.ends_at.is_some_and(|end| end <= cx.now()) {
        review.problems.push(Error::new("mailing-end-passed").field("ends_at"));
    } else if let Some((found, slowest)) = outcome(cx, &mailing, recipients).await? {
        review.forecast = Some(found);
        if found.too_late > 0 {
            let (limit, window) = slowest.map_or((0, "speed"), |slowest| (slowest.letters, slowest.code));
            review.warnings.push(
                Error::new("mailing-too-slow")
                    .with("late", found.too_late)
                    .with("recipients", recipients)
                    .with("limit", limit)
                    .with("window", window)
                    .field("ends_at"),
            );
        }
    }
    if counted.suppressed > 0 {
        review.warnings.push(Error::new("mailing-suppressed").with("count", counted.suppressed));
    }
    Ok(review)
}

/// What will become of a mailing that has not started: at its start, or now where it has none.
pub(super) async fn forecast_of(cx: &Context, mailing: &Mailing) -> Result<Option<Forecast>> {
    let counted = audience::counted(cx.db(), mailing.owner_id, &mailing.settings.audience).await?;
    let found = outcome(cx, mailing, counted.count - counted.suppressed).await?;
    Ok(found.map(|(forecast, _)| forecast))
}

/// What becomes of so many letters between the start and the end, and the limit that holds them up most.
async fn outcome(
    cx: &Context,
    mailing: &Mailing,
    recipients: i64,
) -> Result<Option<(Forecast, Option<Limit>)>> {
    let settings = &mailing.settings;
    let Some(sender) = settings.sender_id else { return Ok(None) };
    let Some(means) = pace::means(cx.db(), sender, cx.now()).await? else { return Ok(None) };
    let start = settings.starts_at.unwrap_or_else(|| cx.now()).max(cx.now());
    let long = settings.ends_at.map_or(DAY, |end| end.since(start)).max(1);
    let fits = |limit: &Limit| limit.letters.saturating_mul((long - 1) / limit.length + 1);
    let windows = means.lasting();
    let slowest = windows.iter().map(|window| window.limit).min_by_key(fits);
    let found = forecast(Outlook {
        now: start,
        end: settings.ends_at,
        per_minute: means.assumed,
        windows,
        letters: vec![(start, recipients)],
    });
    Ok(found.map(|found| (found, slowest)))
}

/// What is wrong with the letter itself, and how many of the audience lack a value it needs.
async fn letter_problems(
    cx: &Context,
    owner: UserId,
    message: MessageId,
    audience: &Audience,
) -> Result<Vec<Error>> {
    let fields = match messages::required_fields(cx.db(), message).await {
        Ok(fields) => fields,
        Err(error) => return Ok(vec![error.field("message_id")]),
    };
    let mut problems = vec![];
    for field in fields {
        let mut params = params![owner, field.as_str()];
        let who = audience::condition(audience, &mut params);
        let (sqlite, postgres) = match field.as_str() {
            "email" => continue,
            "name" => ("trim(c.name)", "trim(c.name)"),
            "comment" => ("trim(c.comment)", "trim(c.comment)"),
            _ => (
                "coalesce((select trim(value) from json_each(c.fields) where key = $2), '')",
                "coalesce(trim(cast(c.fields as jsonb) ->> $2), '')",
            ),
        };
        // `$2` must be there for a built-in field, too: PostgreSQL counts the parameters.
        let text = |value: &str, who: &str| {
            format!(
                "select count(*) from clients c
                 where c.owner_id = $1 and cast($2 as text) <> '' and {who} and {value} = ''
                   and not exists (select 1 from suppressions s
                     where s.owner_id = c.owner_id and s.email_key = c.email_key)"
            )
        };
        let sql =
            Sql { sqlite: text(sqlite, &who.sqlite).into(), postgres: text(postgres, &who.postgres).into() };
        let (without,): (i64,) = cx.db().one(sql, params).await?;
        if without > 0 {
            problems.push(
                Error::new("mailing-values-missing")
                    .with("field", field)
                    .with("count", without)
                    .field("message_id"),
            );
        }
    }
    Ok(problems)
}

async fn sender_problems(cx: &Context, owner: UserId, id: SenderId, review: &mut Review) -> Result<()> {
    let senders = senders::list(cx, senders::SenderQuery { owner_id: Some(owner) }).await?;
    let Some(sender) = senders.into_iter().find(|sender| sender.id == id) else {
        return Err(Error::not_found("sender"));
    };
    // What a run would be refused: a password that is missing, or a key store that is not open.
    if sender.settings.username.is_some()
        && let Err(problem) = senders::server(cx, id).await
    {
        review.problems.push(problem.with("name", sender.settings.name.as_str()).field("sender_id"));
    }
    if let Some(problem) = sender.problem {
        review.problems.push(problem.field("sender_id"));
    }
    // The first letters of a window go at once: only whole windows are waited for.
    let windows = [
        (sender.settings.per_minute, MINUTE),
        (sender.settings.per_hour, HOUR),
        (sender.settings.per_day, DAY),
    ];
    review.seconds = windows
        .into_iter()
        .filter_map(|(limit, window)| {
            let limit = limit?.max(1);
            Some((review.recipients - 1).max(0) / limit * (window / 1_000))
        })
        .max();
    Ok(())
}
