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

-- What a person has, without those of rehearsals: changed in the transaction that changes it.
create table owner_counts (
  owner_id uuid primary key references users (id) on delete cascade,
  clients bigint not null default 0,
  success bigint not null default 0,
  failure bigint not null default 0
);
insert into owner_counts (owner_id, clients, success, failure)
select u.id,
  (select count(*) from clients c where c.owner_id = u.id),
  (select cast(coalesce(sum(a.success), 0) as bigint) from attempt_counts a where a.owner_id = u.id),
  (select cast(coalesce(sum(a.failure), 0) as bigint) from attempt_counts a where a.owner_id = u.id)
from users u;
