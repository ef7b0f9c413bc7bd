create extension if not exists pg_trgm with schema public;
alter table clients add column search text not null default '';
create index clients_search on clients using gin (search public.gin_trgm_ops);
