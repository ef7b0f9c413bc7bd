-- How far the database knows what stands in a worker's journal, in bytes. A backup has the mark of its time: what was
-- written after it is looked at again.
create table journal_marks (
  journal text not null,
  file text not null,
  position bigint not null,
  primary key (journal, file)
);

-- Letters that a journal has, of a mailing that has not started: it was restored from before its start.
create table letters_taken (
  mailing_id uuid not null references mailings (id) on delete cascade,
  email_key text not null,
  line text not null,
  primary key (mailing_id, email_key)
);
