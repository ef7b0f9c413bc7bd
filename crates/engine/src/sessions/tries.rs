//! Guessing a password is slowed for each account, and a restart does not help.

use crate::{
    Context, Error, Result,
    clock::{DAY, SECOND},
};
use db::params;
use mail::Address;

/// Wrong tries that cost no wait.
const FREE: i64 = 5;
const LONGEST_WAIT: i64 = 300;

/// Counts a try as a wrong one, before anything is compared: tries side by side do not multiply. An address
/// without an account is counted, too, so that nobody can tell the two apart.
///
/// # Errors
/// `sign-in-slowed` with the `seconds` to wait.
pub(super) async fn begin(cx: &Context, address: &Address) -> Result<()> {
    let now = cx.now();
    let mut tx = cx.db().begin().await?;
    tx.run("delete from tries where last_at < $1", params![now.plus(-DAY)]).await?;
    let counted: Option<(i64,)> = tx
        .find(
            "insert into tries (email_key, failed, last_at, next_at) values ($1, 1, $2, $2)
             on conflict (email_key) do update set failed = tries.failed + 1, last_at = excluded.last_at
             where tries.next_at <= $2
             returning failed",
            params![address.key(), now],
        )
        .await?;
    let Some((failed,)) = counted else {
        let (next,): (crate::Timestamp,) =
            tx.one("select next_at from tries where email_key = $1", params![address.key()]).await?;
        let seconds = (next.since(now) + SECOND - 1) / SECOND;
        return Err(Error::new("sign-in-slowed").with("seconds", seconds));
    };
    tx.run(
        "update tries set next_at = $2 where email_key = $1",
        params![address.key(), now.plus(wait(failed) * SECOND)],
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Forgets the wrong tries, after a right one.
pub(crate) async fn forgive(cx: &Context, address: &Address) -> Result<()> {
    let mut tx = cx.db().begin().await?;
    tx.run("delete from tries where email_key = $1", params![address.key()]).await?;
    tx.commit().await?;
    Ok(())
}

/// Seconds before the next try, after so many wrong ones: 1, 2, 4 … 300 from the fifth on.
fn wait(failed: i64) -> i64 {
    match failed - FREE {
        over if over < 0 => 0,
        over => (1 << over.min(9)).min(LONGEST_WAIT),
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn the_wait_doubles_from_the_fifth_wrong_try_on() {
        let waits: Vec<i64> = [1, 4, 5, 6, 7, 13, 14, 70, i64::MAX].map(wait).to_vec();
        assert_eq!(waits, [0, 0, 1, 2, 4, 256, 300, 300, 300]);
    }
}
