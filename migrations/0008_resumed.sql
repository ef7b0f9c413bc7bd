-- When somebody last let a mailing go on: what servers had refused before that does not count again.
alter table mailings add column resumed_at bigint;
