//! The connection test of a sender: every step by name, in plain words.

use super::{
    SenderRef, SenderSettings,
    connection::{server_of, server_with, set_problem, smtp_error},
    edit::{parse_password, password_needed},
    find,
};
use crate::{Context, Error, Result, ids::SenderId, words::words};
use mail::{
    Address, Secret,
    smtp::{self, Server},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

words! {
    /// A step of the connection test.
    Step {
        /// The host's name has an address.
        Name = "name",
        /// Something listens there.
        Port = "port",
        /// It is a mail server.
        Greeting = "greeting",
        /// The connection is private, and the server is who it says.
        Tls = "tls",
        SignIn = "sign_in",
        /// Letters from this address are taken.
        From = "from",
    }
}

impl From<smtp::Step> for Step {
    fn from(step: smtp::Step) -> Self {
        match step {
            smtp::Step::Name => Self::Name,
            smtp::Step::Port => Self::Port,
            smtp::Step::Greeting => Self::Greeting,
            smtp::Step::Tls => Self::Tls,
            smtp::Step::SignIn => Self::SignIn,
            smtp::Step::From => Self::From,
        }
    }
}

/// How far the test came. No step after one that failed.
#[derive(Debug, Serialize, Deserialize, TS)]
pub struct SenderTest {
    pub ok: bool,
    pub steps: Vec<TestStep>,
}

#[derive(Debug, Serialize, Deserialize, TS)]
pub struct TestStep {
    pub step: Step,
    pub ok: bool,
    /// What the server said; for the name, the addresses found.
    pub answer: Option<String>,
    /// Why it failed, and what to do about it.
    pub problem: Option<Error>,
}

/// Settings to be tried before they are kept.
#[derive(Deserialize, TS)]
pub struct SenderTrial {
    pub settings: SenderSettings,
    #[ts(type = "string | null")]
    pub password: Option<Secret>,
    /// The sender whose password is used when none is given.
    pub id: Option<SenderId>,
}

/// `senders.test`. A success lifts what stopped the sender.
///
/// # Errors
/// `sender-password-needed`, or what the key store refuses with.
pub async fn test(cx: &Context, SenderRef { id }: SenderRef) -> Result<SenderTest> {
    let sender = find(cx.db(), id).await?;
    cx.permit(sender.owner_id, "sender")?;
    let server = server_of(cx, &sender).await?;
    let test = run(&server, &sender.settings.identity()?.address).await;
    if test.ok && sender.problem.is_some() {
        set_problem(cx, id, None).await?;
    }
    if test.ok {
        cx.deliveries.sender_changed(cx.db(), id).await?;
    }
    Ok(test)
}

/// `senders.try`
///
/// # Errors
/// As [`test`], and what is wrong with an input. The password of a sender is used only for the
/// host, port, security and user name that it was given for.
pub async fn try_settings(cx: &Context, trial: SenderTrial) -> Result<SenderTest> {
    let settings = trial.settings.checked()?;
    let password = match (parse_password(&settings, trial.password)?, settings.account()) {
        (None, Some(account)) => {
            let id = trial.id.ok_or_else(password_needed)?;
            cx.permit(find(cx.db(), id).await?.owner_id, "sender")?;
            cx.secrets.find(id, &account).await?
        }
        (password, _) => password,
    };
    let server = server_with(&settings, password)?;
    Ok(run(&server, &settings.identity()?.address).await)
}

async fn run(server: &Server, from: &Address) -> SenderTest {
    let steps = smtp::check(server, Some(from)).await;
    SenderTest {
        ok: steps.iter().all(|step| step.reason.is_none()),
        steps: steps
            .into_iter()
            .map(|step| TestStep {
                step: step.step.into(),
                ok: step.reason.is_none(),
                problem: step.reason.map(|reason| {
                    smtp_error(reason, server, step.answer.as_deref()).with("from", from.as_str())
                }),
                answer: step.answer,
            })
            .collect(),
    }
}
