-- People who sign in: their sessions, the codes that letters carry, wrong tries; and what Home counts.

alter table users add column last_seen_at bigint;

create table sessions (
  id uuid primary key,
  user_id uuid not null references users (id) on delete cascade,
  -- SHA-256 of the key that a computer keeps for whoever stays signed in; null: until the program ends.
  key_hash text,
  created_at bigint not null,
  -- When the person last touched the window.
  seen_at bigint not null,
  locked_at bigint,
  -- Null: it lasts until somebody ends it.
  expires_at bigint
);
create index sessions_by_user on sessions (user_id, seen_at);

-- One code for each purpose and address: a new letter makes the one before worthless.
create table codes (
  id uuid primary key,
  purpose text not null check (purpose in ('confirm', 'recover', 'invite')),
  email text not null,
  email_key text not null,
  -- Argon2id, as a password.
  hash text not null,
  guesses bigint not null default 0,
  -- What it makes, as JSON.
  account text not null,
  invited_by uuid references users (id) on delete set null,
  created_at bigint not null,
  expires_at bigint not null,
  unique (purpose, email_key)
);

-- Wrong passwords in a row, also for addresses without an account.
create table tries (
  email_key text primary key,
  failed bigint not null,
  last_at bigint not null,
  next_at bigint not null
);
create index tries_by_time on tries (last_at);

-- Addresses of the time: people may be gone when somebody reads it.
alter table audit add column actor text not null default '';
alter table audit add column owner text not null default '';

-- How many clients a person has: changed in the transaction that changes it.
create table owner_counts (
  owner_id uuid primary key references users (id) on delete cascade,
  clients bigint not null default 0
);
insert into owner_counts (owner_id, clients)
select u.id, (select count(*) from clients c where c.owner_id = u.id) from users u;

/*sqlite:
-- Roll-ups lie in the order of their keys: a change writes one tree instead of two, and a stretch of
-- quarters is read in one go.
create table counts_in_order (
  owner_id blob not null references users (id) on delete cascade,
  quarter bigint not null,
  success bigint not null default 0,
  failure bigint not null default 0,
  primary key (owner_id, quarter)
) without rowid;
insert into counts_in_order select owner_id, quarter, success, failure from attempt_counts;
drop table attempt_counts;
alter table counts_in_order rename to attempt_counts;
*/
-- All attempts of a person stand in the quarter -1, which is no quarter of any day. It changes with the
-- quarters in their own statement: a column of owner_counts would cost every group of letters one more.
insert into attempt_counts (owner_id, quarter, success, failure)
select owner_id, -1, cast(sum(success) as bigint), cast(sum(failure) as bigint)
from attempt_counts group by owner_id;

-- Failures of rehearsals may be many, and are no news: the last ones of real mailings have indexes of
-- their own, for one person and for everybody.
alter table attempts add column rehearsal boolean not null default false;
update attempts set rehearsal = true where mailing_id in (select id from mailings where rehearsal);
create index attempts_failed_in_earnest on attempts (owner_id, id)
  where outcome = 'failure' and not rehearsal;
create index attempts_failed_of_everybody on attempts (id) where outcome = 'failure' and not rehearsal;

-- Pages of what a mailing, or a whole year, was refused.
create index attempts_failed_of_mailing_by_time on attempts (mailing_id, owner_id, id)
  where outcome = 'failure';
create index attempts_refused on attempts (owner_id, code, id) where code >= 400;

-- Pages of one state; and how many there are, without reading them.
create index mailings_by_status on mailings (status, id);
create index mailings_of_owner_by_status on mailings (owner_id, status, id);
create index mailings_in_earnest on mailings (owner_id, status) where not rehearsal;
