//! An account about to be made, checked.

use super::{Language, address, exists, parse_zone};
use crate::{Error, Result, access::Role, passwords};
use chrono_tz::Tz;
use db::{Db, params};
use mail::{Address, Secret, address::HeaderText};
use serde::{Deserialize, Serialize};
use unicode_security::{confusable_detection::skeleton, mixed_script::MixedScript};

const NAME_MAX: usize = 200;

/// An account about to be made.
pub(crate) struct NewUser {
    pub email: Address,
    pub name: HeaderText,
    pub role: Role,
    pub language: Language,
    pub zone: Tz,
    /// As it is kept; empty: nobody can sign in.
    pub password: String,
}

/// The same while it waits for its confirmation, or for somebody who was invited.
#[derive(Serialize, Deserialize)]
pub(crate) struct Account {
    pub name: String,
    pub role: Role,
    pub language: Language,
    pub zone: String,
    pub password: String,
}

impl NewUser {
    /// Checks what was typed. Without [`NewUser::password`] nobody can sign in to it.
    ///
    /// # Errors
    /// What is wrong with the address, `name-empty`, `text-too-long`, `text-control-character`,
    /// `text-invisible`, `text-mixed-scripts`, `zone-unknown`.
    pub fn parse(email: &str, name: &str, role: Role, language: Language, zone: &str) -> Result<Self> {
        Ok(Self {
            email: parse_email(email)?,
            name: parse_name(name)?,
            role,
            language,
            zone: parse_zone(zone)?,
            password: String::new(),
        })
    }

    /// Hashes the password, which takes a moment by design.
    pub async fn password(mut self, password: Secret) -> Result<Self> {
        let about = vec![self.name.as_str().to_owned(), self.email.as_str().to_owned()];
        self.password = passwords::hash(password, about).await?;
        Ok(self)
    }

    pub fn account(&self) -> Account {
        Account {
            name: self.name.as_str().to_owned(),
            role: self.role,
            language: self.language,
            zone: self.zone.name().to_owned(),
            password: self.password.clone(),
        }
    }
}

impl Account {
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::internal(&error))
    }

    pub fn read(json: &str) -> Result<Self> {
        serde_json::from_str(json).map_err(|error| Error::internal(&error))
    }

    /// The account with the address that it was confirmed for.
    pub fn of(self, email: &Address) -> Result<NewUser> {
        let new = NewUser::parse(email.as_str(), &self.name, self.role, self.language, &self.zone)?;
        Ok(NewUser { password: self.password, ..new })
    }
}

/// Refuses an address that has an account.
///
/// # Errors
/// `user-exists`
pub(crate) async fn refuse_existing(db: &Db, email: &Address) -> Result<()> {
    let (there,): (bool,) =
        db.one("select exists (select 1 from users where email_key = $1)", params![email.key()]).await?;
    if there { Err(exists(email)) } else { Ok(()) }
}

pub(super) fn parse_email(email: &str) -> Result<Address> {
    let refused = |error: Error| error.field("email");
    let email = address(email)?;
    let local = email.as_str().rsplit_once('@').map_or("", |(local, _)| local);
    legible(local).map_err(refused)?;
    // Letters of another alphabet that look like Latin ones, all of them: `сосо@` (UTS 39 §4). Whether somebody has
    // the Latin address is not looked up, and so not told.
    if !local.is_ascii() && skeleton(local).all(|character| character.is_ascii()) {
        return Err(refused(Error::new("address-lookalike").with("email", email.as_str())));
    }
    Ok(email)
}

pub(super) fn parse_name(name: &str) -> Result<HeaderText> {
    let refused = |error: Error| error.field("name");
    let name = HeaderText::parse(name, NAME_MAX).map_err(|error| refused(Error::from(error)))?;
    if name.as_str().is_empty() {
        return Err(refused(Error::new("name-empty")));
    }
    legible(name.as_str()).map_err(refused)?;
    Ok(name)
}

/// Refuses what shows something else than it is: characters that are not seen or that turn the text around, and
/// words of letters from different alphabets (UTS 39 §5.1).
fn legible(text: &str) -> Result<()> {
    if text.contains(is_unseen) {
        return Err(Error::new("text-invisible"));
    }
    match text.split(|character: char| !character.is_alphanumeric()).find(|word| !word.is_single_script()) {
        Some(word) => Err(Error::new("text-mixed-scripts").with("word", word)),
        None => Ok(()),
    }
}

/// Unicode's `Default_Ignorable_Code_Point` (version 17), line and paragraph ends, marks of annotations, and the
/// empty Braille pattern.
fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on says why and stops")]
mod tests {
    use super::{parse_email, parse_name};

    #[test]
    fn an_address_that_only_looks_like_another_is_refused() {
        for email in ["olga@shop.example", "ольга@shop.example", "o.l-g@shop.example"] {
            assert!(parse_email(email).is_ok(), "{email}");
        }
        let code = |email: &str| parse_email(email).unwrap_err().code;
        assert_eq!(code("сосо@shop.example"), "address-lookalike");
        assert_eq!(code("оlga@shop.example"), "text-mixed-scripts");
    }

    #[test]
    fn a_name_shows_what_it_is() {
        for name in ["Ольга", "Ольга Smith", "Jean-Luc O’Neill", "田中さん", "Зоя 2", "Ёлка"]
        {
            assert!(parse_name(name).is_ok(), "{name}");
        }
        for (name, code) in [
            (" ", "name-empty"),
            ("Oльга", "text-mixed-scripts"),
            ("Olga\u{202e}nimda", "text-invisible"),
            ("Ol\u{200b}ga", "text-invisible"),
            ("\u{3164}", "text-invisible"),
            ("Ольга\u{fe0f}", "text-invisible"),
            ("Olga\nBcc: x", "text-control-character"),
            (&"я".repeat(300), "text-too-long"),
        ] {
            assert_eq!(parse_name(name).unwrap_err().code, code, "{name:?}");
        }
    }
}
