-- What a running mailing waits for, as the worker that sends it has found out: other programs cannot know.
create table mailing_waits (
  mailing_id uuid primary key references mailings (id) on delete cascade,
  -- The process that found it out.
  worker text not null,
  -- JSON {code, parameters, field}.
  reason text not null,
  until bigint not null
);

-- What becomes of a letter of which nobody can know whether it arrived.
alter table mailings add column in_doubt text not null default 'resend'
  check (in_doubt in ('resend', 'hold'));

-- An attempt that failed and is not tried again is the reason why its delivery failed. What a person sent again
-- was tried again.
update attempts set retry_at = finished_at
  where outcome = 'failure' and retry_at is null and not exists (
    select 1 from deliveries d
    where d.id = attempts.delivery_id and d.fence = attempts.fence and d.state = 'failed');

-- Failures by reason, counted without reading the attempts.
drop index attempts_failed_of_mailing;
create index attempts_failed_of_mailing on attempts (mailing_id, stage, code, enhanced, retry_at, delivery_id)
  where outcome = 'failure';
