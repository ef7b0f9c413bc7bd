create extension if not exists pg_trgm with schema public;
alter table clients add column search text not null default '';
create index clients_search on clients using gin (search public.gin_trgm_ops);
-- Folded text is compared byte by byte, as SQLite does it: beginnings are ranges, and the order of
-- a page does not depend on the server's language.
alter table clients
  alter column email_key type text collate "C",
  alter column name_key type text collate "C";
alter table tags alter column name_key type text collate "C";
alter table suppressions alter column email_key type text collate "C";
alter table deliveries alter column email_key type text collate "C";
