//! What whoever sits at a window may hear of what happens in the program.

use crate::{
    Engine, Result,
    access::{self, Actor, Noun, Right},
    deliveries::WorkerState,
    events::{Event, Notice},
    ids::{MailingId, UserId},
    notice_words::Words,
    sessions,
    settings::Settings,
    texts::text,
};
use db::params;

const READ: Right = Right::Read(Noun::Mailings);

impl Engine {
    /// The hint as far as the person at this window may hear it; None when it is not theirs.
    pub async fn heard(&self, event: Event) -> Option<Event> {
        match event {
            Event::Changed { .. } => Some(event),
            Event::Job { ref job } => {
                let actor = self.present().await.ok()?;
                (actor == Actor::Operator || actor.id() == Some(job.owner_id)).then_some(event)
            }
            Event::Worker { state } => Some(Event::Worker { state: self.may_hear_state(state).await.ok()? }),
            Event::Notice { ref notice } => {
                let owner = self.owner_of(notice.mailing_id()).await.ok()??;
                let actor = self.present().await.ok()?;
                (actor == Actor::Operator || actor.id() == Some(owner.0)).then_some(event)
            }
        }
    }

    /// What the worker does, with no more of other people's mailings than whose they are.
    pub(crate) async fn may_hear_state(&self, mut state: WorkerState) -> Result<WorkerState> {
        let actor = self.present().await?;
        if let Some(waiting) = state.waiting {
            let owner = self.owner_of(waiting).await?;
            if !owner.is_some_and(|(owner, _)| access::allows(&actor, READ, owner)) {
                state.problem = None;
            }
        }
        if let Some(mailing) = state.mailing_id {
            let owner = self.owner_of(mailing).await?;
            if !owner.as_ref().is_some_and(|(owner, _)| access::allows(&actor, READ, *owner)) {
                state.mailing_id = None;
                state.mailing = None;
            }
            state.owner_name = owner.map(|(_, name)| name);
        }
        Ok(state)
    }

    /// The words of a notice for the desk at which this window stands: whole to the owner of the mailing, and to
    /// anybody else that the owner should look. None when the owner does not want to hear of it.
    pub async fn notice_words(&self, notice: &Notice) -> Result<Option<Words>> {
        let Some((owner, name)) = self.owner_of(notice.mailing_id()).await? else { return Ok(None) };
        let settings = Settings::of(&self.inner().db, owner).await?;
        let is_wanted = match notice {
            Notice::MailingEnded { .. } => settings.notify_ends,
            _ => settings.notify_failures,
        };
        if !is_wanted {
            return Ok(None);
        }
        let language = settings.language.spoken();
        if self.present().await?.id() == Some(owner) {
            return Ok(Some(notice.words(language)));
        }
        let about = [("name", name.as_str().into())];
        let id = match notice {
            Notice::MailingEnded { .. } => "notice-anothers-ended",
            _ => "notice-anothers",
        };
        Ok(Some(Words {
            title: text(language, id, &about),
            body: text(language, "notice-anothers-body", &about),
        }))
    }

    /// Who is there; nobody, while the window is locked.
    async fn present(&self) -> Result<Actor> {
        let caller = sessions::caller(self).await?;
        Ok(if caller.locked { Actor::Nobody } else { caller.actor })
    }

    async fn owner_of(&self, mailing: MailingId) -> Result<Option<(UserId, String)>> {
        Ok(self
            .inner()
            .db
            .find(
                "select u.id, u.name from mailings m join users u on u.id = m.owner_id where m.id = $1",
                params![mailing],
            )
            .await?)
    }
}
