-- The search index: no copy of the text, fed in batches by the program (a trigger for each row
-- would make an import ten times slower).
create virtual table clients_search using fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);

-- Whatever deletes a client takes it out of the index: its row id may be given to another one.
create trigger clients_unsearched after delete on clients begin
  delete from clients_search where rowid = old.seq;
end;

-- An import writes a segment of the index with each batch. Merged sixteen at a time instead of
-- four they are rewritten half as often, and never all at once: that would hold up a mailing.
insert into clients_search (clients_search, rank) values ('automerge', 16), ('crisismerge', 256);
