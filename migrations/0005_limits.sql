-- Letters that are handed over before another connection is opened; null: as many as the server takes.
alter table senders add column letters_per_connection bigint check (letters_per_connection > 0);

-- The server found us too fast: half of the letters a minute that it had got then, and when that was. It recovers
-- with time.
alter table senders add column pace bigint check (pace > 0);
alter table senders add column paced_at bigint;

-- How many connections each worker of a shared database has to a sender's server.
create table sender_workers (
  sender_id uuid not null references senders (id) on delete cascade,
  worker text not null,
  connections bigint not null check (connections >= 0),
  seen_at bigint not null,
  primary key (sender_id, worker)
);
