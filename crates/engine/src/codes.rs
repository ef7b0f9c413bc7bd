//! Codes that prove something once: an address by a letter, an invitation by an administrator's word.
//!
//! A code has 50 random bits, is kept hashed as a password is, allows five guesses, works once and
//! not for ever. A new one makes the one before worthless.

use crate::{
    Context, Error, Result, Timestamp,
    clock::{DAY, HOUR, MINUTE, SECOND},
    ids::UserId,
    passwords,
    words::words,
};
use db::{Db, Tx, params};
use mail::{Address, Secret};
use uuid::Uuid;

words! {
    /// What a code proves.
    Purpose {
        /// Who registers reads the mail of that address.
        Confirm = "confirm",
        /// Who forgot the password reads the mail of that address.
        Recover = "recover",
        /// An administrator wants that person here.
        Invite = "invite",
    }
}

const GUESSES: i64 = 5;
/// Between two letters to one address.
const BETWEEN_LETTERS: i64 = MINUTE;

impl Purpose {
    /// How long a code works, in ms.
    const fn lifetime(self) -> i64 {
        match self {
            Self::Confirm => 24 * HOUR,
            Self::Recover => 20 * MINUTE,
            Self::Invite => 7 * DAY,
        }
    }
}

/// What a person types: ten characters without those that look like others (Crockford's base 32).
pub(crate) struct Code(Secret);

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 10;

impl Code {
    fn new() -> Self {
        let random: [u8; LENGTH] = rand::random();
        let characters = random.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
        Self(Secret::new(characters.map(|byte| char::from(*byte)).collect::<String>()))
    }

    /// Reads a code as people write it: in any case, in groups, with O for 0 and I or L for 1.
    fn parse(text: &str) -> Result<Self> {
        let code: String = text
            .chars()
            .filter(|character| !character.is_whitespace() && !matches!(character, '-' | '–' | '—'))
            .map(|character| match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        if code.len() != LENGTH || !code.bytes().all(|byte| ALPHABET.contains(&byte)) {
            return Err(Error::new("code-malformed").field("code"));
        }
        Ok(Self(Secret::new(code)))
    }

    /// In two groups, as in `7K2MX-9QFDT`.
    pub(crate) fn to_text(&self) -> String {
        let (first, second) = self.0.expose().split_at_checked(LENGTH / 2).unwrap_or_default();
        format!("{first}-{second}")
    }
}

/// A code about to be made.
pub(crate) struct NewCode<'a> {
    pub purpose: Purpose,
    pub address: &'a Address,
    /// What it makes, as JSON.
    pub account: String,
    pub invited_by: Option<UserId>,
}

/// Makes a code and keeps its hash.
///
/// # Errors
/// `letter-too-soon` with the `seconds` to wait, when a letter went to the address a moment ago.
pub(crate) async fn issue(cx: &Context, new: NewCode<'_>) -> Result<(Code, Timestamp)> {
    let code = Code::new();
    let hash = passwords::hash_made(code.0.clone()).await?;
    let now = cx.now();
    let expires = now.plus(new.purpose.lifetime());
    let mut tx = cx.db().begin().await?;
    tx.run("delete from codes where expires_at < $1", params![now.plus(-DAY)]).await?;
    let before = if new.purpose == Purpose::Invite { now.plus(1) } else { now.plus(1 - BETWEEN_LETTERS) };
    let written = tx
        .run(
            "insert into codes
               (id, purpose, email, email_key, hash, account, invited_by, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict (purpose, email_key) do update set
               id = excluded.id, email = excluded.email, hash = excluded.hash, guesses = 0,
               account = excluded.account, invited_by = excluded.invited_by,
               created_at = excluded.created_at, expires_at = excluded.expires_at
             where codes.created_at < $10",
            params![
                Uuid::now_v7(),
                new.purpose,
                new.address.as_str(),
                new.address.key(),
                hash,
                new.account,
                new.invited_by,
                now,
                expires,
                before,
            ],
        )
        .await?;
    if written == 0 {
        let (at,): (Timestamp,) = tx
            .one(
                "select created_at from codes where purpose = $1 and email_key = $2",
                params![new.purpose, new.address.key()],
            )
            .await?;
        let wait = at.plus(BETWEEN_LETTERS).since(now);
        return Err(Error::new("letter-too-soon").with("seconds", (wait + SECOND - 1) / SECOND));
    }
    tx.commit().await?;
    Ok((code, expires))
}

/// When the next letter may go to the address that one was just made for.
pub(crate) fn again_at(cx: &Context) -> Timestamp {
    cx.now().plus(BETWEEN_LETTERS)
}

/// What a code makes that has not been used yet, to make a new one of it.
pub(crate) async fn account_of(db: &Db, purpose: Purpose, address: &Address) -> Result<Option<String>> {
    let row: Option<(String,)> = db
        .find(
            "select account from codes where purpose = $1 and email_key = $2",
            params![purpose, address.key()],
        )
        .await?;
    Ok(row.map(|(account,)| account))
}

/// Takes a code back.
pub(crate) async fn withdraw(cx: &Context, purpose: Purpose, address: &Address) -> Result<bool> {
    let mut tx = cx.db().begin().await?;
    let gone = tx
        .run("delete from codes where purpose = $1 and email_key = $2", params![purpose, address.key()])
        .await?;
    tx.commit().await?;
    Ok(gone > 0)
}

/// A code that was the right one. It is used up by [`Proof::take`], in the transaction that does what it proves.
pub(crate) struct Proof {
    id: Uuid,
    pub account: String,
}

/// Compares what was typed. The guess is counted and committed first, so that guesses side by side do not
/// multiply.
///
/// # Errors
/// `code-malformed`, which costs no guess; `code-wrong` with the guesses `left`; `code-expired`;
/// `code-used-up`; `code-unknown` when no letter was sent. All about the field `code`.
pub(crate) async fn prove(
    cx: &Context,
    purpose: Purpose,
    address: &Address,
    typed: &Secret,
) -> Result<Proof> {
    let refused = |error: Error| Err(error.field("code"));
    let code = Code::parse(typed.expose())?;
    let mut tx = cx.db().begin().await?;
    let row: Option<(Uuid, String, String, i64, Timestamp)> = tx
        .find(
            "update codes set guesses = guesses + 1 where purpose = $1 and email_key = $2
             returning id, hash, account, guesses, expires_at",
            params![purpose, address.key()],
        )
        .await?;
    tx.commit().await?;
    let Some((id, hash, account, guesses, expires_at)) = row else {
        return refused(Error::new("code-unknown"));
    };
    if expires_at <= cx.now() {
        return refused(Error::new("code-expired"));
    }
    if guesses > GUESSES {
        return refused(Error::new("code-used-up"));
    }
    if !passwords::verify(code.0, Some(hash)).await? {
        return refused(match GUESSES - guesses {
            left if left > 0 => Error::new("code-wrong").with("left", left),
            _ => Error::new("code-used-up"),
        });
    }
    Ok(Proof { id, account })
}

impl Proof {
    /// Uses the code up.
    ///
    /// # Errors
    /// `code-used-up` when somebody else has done so meanwhile.
    pub(crate) async fn take(self, tx: &mut Tx) -> Result<()> {
        match tx.run("delete from codes where id = $1", params![self.id]).await? {
            0 => Err(Error::new("code-used-up").field("code")),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on says why and stops")]
mod tests {
    use super::Code;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let code = Code::new();
        let text = code.to_text();
        for typed in [text.clone(), text.replace('-', ""), text.to_lowercase(), format!(" {text}\n")] {
            assert_eq!(Code::parse(&typed).unwrap().0, code.0, "{typed}");
        }
        assert_eq!(Code::parse("oOiIl-00000").unwrap().0.expose(), "0011100000");
        for typed in ["", "12345", "12345-1234U", "12345-12345-1", "ÄÄÄÄÄ"] {
            assert_eq!(Code::parse(typed).err().unwrap().code, "code-malformed", "{typed}");
        }
    }
}
