-- One text for both databases. Times are bigint milliseconds since 1970 (UTC), ids are UUIDv7,
-- `*_key` columns hold text folded for comparing and searching, structured text is JSON.

create table instance (
  name text primary key,
  value text not null
);

create table users (
  id uuid primary key,
  email text not null,
  email_key text not null unique,
  name text not null,
  role text not null check (role in ('user', 'manager', 'administrator')),
  language text not null check (language in ('en', 'ru')),
  zone text not null,
  password text not null,
  blocked_at bigint,
  created_at bigint not null,
  updated_at bigint not null
);

create table settings (
  user_id uuid not null references users (id) on delete cascade,
  name text not null,
  value text not null,
  primary key (user_id, name)
);

create table tags (
  id uuid primary key,
  owner_id uuid not null references users (id) on delete cascade,
  name text not null,
  name_key text not null,
  unique (owner_id, name_key),
  unique (owner_id, id)
);

create table clients (
  /*sqlite: seq integer primary key, -- rowid of the search index: kept by VACUUM */
  id uuid not null unique,
  owner_id uuid not null references users (id) on delete cascade,
  email text not null,
  email_key text not null,
  name text not null default '',
  name_key text not null default '',
  comment text not null default '',
  fields text not null default '{}',
  created_at bigint not null,
  updated_at bigint not null,
  unique (owner_id, email_key),
  unique (owner_id, id)
);
create index clients_by_name on clients (owner_id, name_key, id);

create table client_tags (
  owner_id uuid not null,
  client_id uuid not null,
  tag_id uuid not null,
  -- The owner in the middle: a deleted client finds its rows by both columns of its key, and with
  -- one of them alone SQLite prefers the index below and reads all that the owner has.
  primary key (client_id, owner_id, tag_id),
  foreign key (owner_id, client_id) references clients (owner_id, id) on delete cascade,
  foreign key (owner_id, tag_id) references tags (owner_id, id) on delete cascade
);
create index client_tags_by_tag on client_tags (owner_id, tag_id, client_id);

create table suppressions (
  id uuid primary key,
  owner_id uuid not null references users (id) on delete cascade,
  email text not null,
  email_key text not null,
  reason text not null check (reason in ('refused', 'unsubscribed', 'by_hand')),
  note text not null default '',
  created_at bigint not null,
  unique (owner_id, email_key)
);

create table messages (
  id uuid primary key,
  owner_id uuid not null references users (id) on delete cascade,
  subject text not null,
  format text not null check (format in ('html', 'markdown', 'text')),
  body text not null,
  text_body text,
  search text not null default '',
  created_at bigint not null,
  updated_at bigint not null,
  unique (owner_id, id)
);
create index messages_by_time on messages (owner_id, updated_at, id);

-- The bytes of attachments, once each: a running mailing keeps what its message had at the start.
create table blobs (
  owner_id uuid not null references users (id) on delete cascade,
  hash text not null,
  bytes bytea not null,
  primary key (owner_id, hash)
);

create table attachments (
  id uuid primary key,
  owner_id uuid not null,
  message_id uuid not null,
  name text not null,
  media_type text not null,
  size bigint not null,
  hash text not null,
  foreign key (owner_id, message_id) references messages (owner_id, id) on delete cascade,
  foreign key (owner_id, hash) references blobs (owner_id, hash)
);
create index attachments_by_message on attachments (owner_id, message_id);

create table senders (
  id uuid primary key,
  owner_id uuid not null references users (id) on delete cascade,
  name text not null,
  name_key text not null,
  host text not null,
  port bigint not null check (port between 1 and 65535),
  security text not null check (security in ('none', 'starttls', 'tls')),
  username text,
  from_name text not null,
  from_email text not null,
  per_minute bigint,
  per_hour bigint,
  per_day bigint,
  connections bigint not null check (connections between 1 and 50),
  rehearsal boolean not null default false,
  -- What stops it until its settings change, as JSON {code, parameters, field}.
  problem text,
  created_at bigint not null,
  updated_at bigint not null,
  unique (owner_id, name_key),
  unique (owner_id, id)
);

create table mailings (
  id uuid primary key,
  owner_id uuid not null references users (id) on delete cascade,
  name text not null,
  message_id uuid references messages (id) on delete set null,
  sender_id uuid references senders (id) on delete set null,
  audience text not null,
  starts_at bigint,
  ends_at bigint,
  zone text not null,
  -- False while it is being written: it never starts by itself.
  scheduled boolean not null default false,
  rehearsal boolean not null default false,
  status text not null default 'created'
    check (status in ('created', 'running', 'sent', 'finished', 'paused')),
  paused_by text check (paused_by in ('owner', 'manager', 'program')),
  paused_reason text,
  paused_at bigint,
  recipients bigint not null default 0,
  created_at bigint not null,
  started_at bigint,
  finished_at bigint,
  unique (owner_id, id)
);
create index mailings_by_owner on mailings (owner_id, id);
create index mailings_alive on mailings (status, starts_at) where status <> 'finished';

-- What a mailing sends, frozen at its start.
create table mailing_contents (
  mailing_id uuid primary key references mailings (id) on delete cascade,
  subject text not null,
  format text not null,
  body text not null,
  text_body text,
  from_name text not null,
  from_email text not null
);

create table mailing_attachments (
  owner_id uuid not null,
  mailing_id uuid not null references mailings (id) on delete cascade,
  position bigint not null,
  name text not null,
  media_type text not null,
  hash text not null,
  primary key (mailing_id, position),
  foreign key (owner_id, hash) references blobs (owner_id, hash)
);

-- How many deliveries of a mailing are in each state: changed in the transaction that moves them.
create table mailing_counts (
  mailing_id uuid not null references mailings (id) on delete cascade,
  state text not null,
  count bigint not null,
  primary key (mailing_id, state)
);

create table deliveries (
  id uuid primary key,
  owner_id uuid not null,
  mailing_id uuid not null,
  client_id uuid references clients (id) on delete set null,
  email text not null,
  email_key text not null,
  state text not null default 'queued' check (state in
    ('queued', 'leased', 'sending', 'in_doubt', 'sent', 'failed', 'expired', 'skipped')),
  -- Grows by one with every claim; a result that carries an older one changes nothing.
  fence bigint not null default 0,
  lease_until bigint,
  worker text,
  -- Every attempt, and those that the server answered "not now" to this recipient.
  tries bigint not null default 0,
  refusals bigint not null default 0,
  due_at bigint not null,
  finished_at bigint,
  unique (mailing_id, email_key),
  foreign key (owner_id, mailing_id) references mailings (owner_id, id) on delete cascade
);
create index deliveries_due on deliveries (mailing_id, due_at, id) where state = 'queued';
create index deliveries_open on deliveries (mailing_id, state)
  where state in ('leased', 'sending', 'in_doubt');
create index deliveries_failed on deliveries (mailing_id, id) where state = 'failed';
create index deliveries_by_client on deliveries (client_id);

create table attempts (
  id uuid primary key,
  owner_id uuid not null,
  mailing_id uuid not null,
  delivery_id uuid not null references deliveries (id) on delete cascade,
  sender_id uuid,
  client_id uuid,
  email text not null,
  domain text not null,
  fence bigint not null,
  worker text not null,
  started_at bigint not null,
  finished_at bigint,
  outcome text not null default 'pending'
    check (outcome in ('pending', 'success', 'failure', 'in_doubt')),
  stage text not null default '',
  code bigint,
  enhanced text,
  answer text not null default '',
  retry_at bigint,
  unique (delivery_id, fence),
  foreign key (owner_id, mailing_id) references mailings (owner_id, id) on delete cascade
);
create index attempts_by_owner on attempts (owner_id, id);
create index attempts_by_mailing on attempts (mailing_id, id);
create index attempts_by_client on attempts (client_id, id) where client_id is not null;
create index attempts_by_sender on attempts (sender_id, started_at);
create index attempts_failed on attempts (owner_id, id) where outcome = 'failure';
create index attempts_failed_of_mailing on attempts (mailing_id, stage, code, enhanced)
  where outcome = 'failure';
create index attempts_in_doubt on attempts (mailing_id) where outcome = 'in_doubt';

-- Successful and failed attempts in each quarter of an hour, which fits the days of every zone, without
-- those of rehearsals: changed in the transaction that writes the outcome.
create table attempt_counts (
  owner_id uuid not null references users (id) on delete cascade,
  quarter bigint not null,
  success bigint not null default 0,
  failure bigint not null default 0,
  primary key (owner_id, quarter)
);

-- The same for each minute of a mailing: its chart and its speed.
create table mailing_minutes (
  mailing_id uuid not null references mailings (id) on delete cascade,
  minute bigint not null,
  success bigint not null default 0,
  failure bigint not null default 0,
  primary key (mailing_id, minute)
);

create table jobs (
  id uuid primary key,
  owner_id uuid not null references users (id) on delete cascade,
  kind text not null,
  state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
  done bigint not null default 0,
  total bigint not null default 0,
  result text,
  error text,
  cancel boolean not null default false,
  created_at bigint not null,
  finished_at bigint
);
create index jobs_by_owner on jobs (owner_id, created_at);

create table audit (
  id uuid primary key,
  owner_id uuid,
  actor_id uuid,
  action text not null,
  subject text not null,
  before text,
  after text,
  at bigint not null
);
create index audit_by_time on audit (at, id);
