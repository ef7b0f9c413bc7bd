//! The letters about accounts, through the sender that an administrator named for them.

use super::settings;
use crate::{
    Context, Error, Result,
    codes::Code,
    messages::single::{self, Single},
    senders,
    texts::text,
    users::Language,
};
use mail::{
    Address,
    letter::{Content, Format, Identity, Letterpress},
    merge::Recipient,
    smtp::Session,
};

/// What a letter says.
pub(crate) enum Letter<'a> {
    Confirm(&'a Code),
    /// Somebody registers with an address that has an account: its owner is told, nobody else.
    AccountExists,
    Recover(&'a Code),
    Invite(&'a Code),
}

/// A connection to the system's mail server, signed in: whatever is wrong with it is found before anything
/// depends on whose address it is.
pub(crate) struct Post {
    session: Session,
    from: Identity,
}

impl Post {
    /// # Errors
    /// `no-system-sender`, and why the server cannot be reached.
    pub(crate) async fn open(cx: &Context) -> Result<Self> {
        let sender = settings::system_sender(cx).await?.ok_or_else(|| Error::new("no-system-sender"))?;
        let (server, from) = senders::server_and_from(cx, sender.owner_id, sender.id).await?;
        Ok(Self { session: single::connect(server).await?, from })
    }

    /// Sends the letter, in the person's language.
    pub(crate) async fn send(
        self,
        cx: &Context,
        letter: Letter<'_>,
        to: &Address,
        name: &str,
        language: Language,
    ) -> Result<()> {
        let (kind, code) = match letter {
            Letter::Confirm(code) => ("confirm", code.to_text()),
            Letter::AccountExists => ("exists", String::new()),
            Letter::Recover(code) => ("recover", code.to_text()),
            Letter::Invite(code) => ("invite", code.to_text()),
        };
        // As merge fields: what people call themselves is no template.
        let fields = [
            ("name", "{{ name }}".into()),
            ("email", "{{ email }}".into()),
            ("code", "{{ fields[\"code\"] }}".into()),
            ("sender", "{{ fields[\"sender\"] }}".into()),
        ];
        let content = Content {
            subject: text(language, &format!("account-letter-{kind}-subject"), &fields),
            format: Format::Text,
            body: text(language, &format!("account-letter-{kind}-body"), &fields),
            text_body: None,
            attachments: vec![],
        };
        let press = Letterpress::compile(&content, &self.from).map_err(|error| Error::internal(&error))?;
        let sender = match self.from.name.as_str() {
            "" => self.from.address.as_str(),
            name => name,
        };
        let recipient = Recipient {
            address: to.clone(),
            name: name.to_owned(),
            comment: String::new(),
            fields: [("code".to_owned(), code), ("sender".to_owned(), sender.to_owned())].into(),
        };
        let single = Single::make(&press, &recipient, &self.from, cx.now())?;
        let handover = single.hand_over(self.session).await;
        match single::refusal(&handover) {
            None => {
                tracing::info!(letter = kind, "a letter about an account was sent");
                Ok(())
            }
            Some(refusal) => {
                tracing::warn!(letter = kind, code = %refusal.code, "a letter about an account was not taken");
                Err(refusal)
            }
        }
    }

    /// Sends nothing.
    pub(crate) async fn close(self) {
        self.session.quit().await;
    }
}
