//! Answers that came late: a worker was thought to be gone, another one began its letter anew, and then the first one
//! learned that the server has it. While the second letter is on its way nobody can settle the recipient; the first
//! attempt keeps its answer, and is remembered here when the second letter comes to nothing.

use super::State;
use crate::{
    Result, Timestamp,
    ids::{DeliveryId, MailingId},
    mailings::Moves,
};
use db::{Batch, Sql, params};

/// A letter that has come to nothing and would be sent again, and the state in which its delivery waits for that.
pub(super) struct Again {
    pub(super) delivery: DeliveryId,
    pub(super) fence: i64,
    pub(super) state: State,
    pub(super) mailing: MailingId,
    pub(super) at: Timestamp,
}

/// Of these, those that a server has taken from an earlier worker are sent.
pub(super) async fn settle(
    tx: &mut Batch,
    moves: &mut Moves,
    again: impl Iterator<Item = Again>,
) -> Result<()> {
    // The first worker of a letter has none before it.
    let again: Vec<Again> = again.filter(|again| again.fence > 1).collect();
    let rows = |these: &[&Again]| {
        these.iter().map(|a| params![a.delivery, a.fence, a.state, a.at]).collect::<Vec<_>>()
    };
    let taken =
        tx.each(Sql::pair(ATTEMPT_SQLITE, ATTEMPT_POSTGRES), rows(&again.iter().collect::<Vec<_>>())).await?;
    let taken: Vec<&Again> = again.iter().zip(taken).filter_map(|(a, taken)| taken.then_some(a)).collect();
    tx.each(Sql::pair(DELIVERY_SQLITE, DELIVERY_POSTGRES), rows(&taken)).await?;
    for again in taken {
        moves.moved(again.mailing, Some(again.state), State::Sent, 1);
        moves.attempted(again.mailing, again.at, true);
    }
    Ok(())
}

const ATTEMPT_SQLITE: &str = "update attempts set outcome = 'success', stage = 'dot', finished_at = $4
  where id = (select min(id) from attempts
    where delivery_id = $1 and fence < $2 and outcome = 'in_doubt' and code between 200 and 299)
    and exists (select 1 from deliveries where id = $1 and fence = $2 and state = $3)";

const ATTEMPT_POSTGRES: &str = "update attempts a
  set outcome = 'success', stage = 'dot', finished_at = cast(j.value ->> 3 as bigint)
  from jsonb_array_elements(cast($1 as jsonb)) with ordinality j (value, n)
  where a.id = (select b.id from attempts b
    where b.delivery_id = cast(j.value ->> 0 as uuid) and b.fence < cast(j.value ->> 1 as bigint)
      and b.outcome = 'in_doubt' and b.code between 200 and 299
    order by b.fence limit 1)
    and exists (select 1 from deliveries d
      where d.id = cast(j.value ->> 0 as uuid) and d.fence = cast(j.value ->> 1 as bigint)
        and d.state = j.value ->> 2)
  returning j.n";

const DELIVERY_SQLITE: &str = "update deliveries set state = 'sent', finished_at = $4
  where id = $1 and fence = $2 and state = $3";

const DELIVERY_POSTGRES: &str =
    "update deliveries d set state = 'sent', finished_at = cast(j.value ->> 3 as bigint)
  from jsonb_array_elements(cast($1 as jsonb)) with ordinality j (value, n)
  where d.id = cast(j.value ->> 0 as uuid) and d.fence = cast(j.value ->> 1 as bigint)
    and d.state = j.value ->> 2
  returning j.n";
