//! Passwords of accounts: how they are kept, and how hard they are to guess.
//!
//! Kept as Argon2id PHC strings (RFC 9106) with the library's parameters, which are OWASP's: 19 MiB,
//! 2 passes. One that was made with less is made anew when its owner signs in.

use crate::{Context, Error, Result};
use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use mail::Secret;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zxcvbn::{Entropy, Score, feedback::Warning, zxcvbn};

/// The shortest password (NIST SP 800-63B §5.1.1.2), in characters.
const LEAST: usize = 8;
const MOST: usize = 256;
/// What is not refused: 10^6 guesses are not enough, as zxcvbn estimates them.
const ENOUGH: Score = Score::Two;
/// Estimating takes time that grows faster than the length.
const ESTIMATED: usize = 100;

#[derive(Debug, Deserialize, TS)]
pub struct StrengthQuery {
    #[ts(type = "string")]
    pub password: Secret,
    /// What an attacker would try first: the person's name and address.
    #[serde(default)]
    pub about: Vec<String>,
}

/// How hard a password is to guess.
#[derive(Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Strength {
    /// 0 (at once) to 4 (not at all).
    pub score: u8,
    /// What is wrong with it, as `password-warning-…` of the texts has it, with `_` for `-`.
    pub warning: Option<String>,
    /// Whether an account may have it.
    pub enough: bool,
}

/// `passwords.strength`
pub async fn strength(_: &Context, query: StrengthQuery) -> Result<Strength> {
    off_the_runtime(move || Ok(estimate(&query.password, &query.about))).await
}

fn estimate(password: &Secret, about: &[String]) -> Strength {
    let entropy = guesses(password, about);
    let long_enough = password.expose().chars().count() >= LEAST;
    Strength {
        score: entropy.score().into(),
        warning: warning(&entropy).map(str::to_owned),
        enough: long_enough && entropy.score() >= ENOUGH,
    }
}

fn guesses(password: &Secret, about: &[String]) -> Entropy {
    let beginning: String = password.expose().chars().take(ESTIMATED).collect();
    // An address is guessed by its parts, too.
    let about: Vec<&str> =
        about.iter().flat_map(|text| text.split(['@', '.', ' ']).chain([text.as_str()])).collect();
    zxcvbn(&beginning, &about)
}

fn warning(entropy: &Entropy) -> Option<&'static str> {
    Some(match entropy.feedback()?.warning()? {
        Warning::StraightRowsOfKeysAreEasyToGuess => "straight_rows",
        Warning::ShortKeyboardPatternsAreEasyToGuess => "short_keyboard_pattern",
        Warning::RepeatsLikeAaaAreEasyToGuess => "repeats_single",
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => "repeats_pattern",
        Warning::ThisIsATop10Password => "top_10",
        Warning::ThisIsATop100Password => "top_100",
        Warning::ThisIsACommonPassword => "common",
        Warning::ThisIsSimilarToACommonlyUsedPassword => "similar_to_common",
        Warning::SequencesLikeAbcAreEasyToGuess => "sequence",
        Warning::RecentYearsAreEasyToGuess => "recent_year",
        Warning::AWordByItselfIsEasyToGuess => "word_by_itself",
        Warning::DatesAreOftenEasyToGuess => "date",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => "name_by_itself",
        Warning::CommonNamesAndSurnamesAreEasyToGuess => "common_name",
    })
}

/// A new password as it is kept, which takes a moment by design.
///
/// # Errors
/// `password-short`, `password-long`, `password-weak`, all about the field `password`.
pub(crate) async fn hash(password: Secret, about: Vec<String>) -> Result<String> {
    let refused = |error: Error| Err(error.field("password"));
    match password.expose().chars().count() {
        length if length < LEAST => return refused(Error::new("password-short").with("least", LEAST)),
        length if length > MOST => return refused(Error::new("password-long").with("most", MOST)),
        _ => {}
    }
    off_the_runtime(move || {
        if guesses(&password, &about).score() < ENOUGH {
            return Err(Error::new("password-weak").field("password"));
        }
        kept(&password)
    })
    .await
}

/// A secret that we made ourselves, as it is kept.
pub(crate) async fn hash_made(secret: Secret) -> Result<String> {
    off_the_runtime(move || kept(&secret)).await
}

fn kept(secret: &Secret) -> Result<String> {
    Argon2::default()
        .hash_password(secret.expose().as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| Error::internal(&error))
}

/// Whether it is the password that is kept so. Without one the same time passes, and the answer is no: nobody
/// learns from a clock who has an account.
pub(crate) async fn verify(password: Secret, kept: Option<String>) -> Result<bool> {
    off_the_runtime(move || {
        let kept = kept.filter(|kept| !kept.is_empty());
        let text = kept.as_deref().unwrap_or(NOBODYS);
        let hash = PasswordHash::new(text).map_err(|error| Error::internal(&error))?;
        let is_right = Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok();
        Ok(is_right && kept.is_some())
    })
    .await
}

/// What a password is compared with where there is none.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$tlB/9Vb0WiiRse/S5bmvZQ$Fa5QpheJJ7yBm7VhmyY6BvZPhDLnwTbv9Ug+bLLxvAk";

/// Whether it was made with less than is used now.
pub(crate) fn is_outdated(kept: &str) -> bool {
    let Ok(made) = PasswordHash::new(kept) else { return false };
    Params::try_from(&made)
        .is_ok_and(|made| made.m_cost() < Params::DEFAULT_M_COST || made.t_cost() < Params::DEFAULT_T_COST)
}

async fn off_the_runtime<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal(&error))?
}
