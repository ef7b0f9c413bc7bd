-- A mailing that is disabled may have been paused before: that is how it stands again once it is enabled. JSON, as
-- the mailing's `pause` is.
alter table mailings add column pause_before text;
