-- The search index: no copy of the text, fed in batches by the program (a trigger for each row
-- would make an import ten times slower).
create virtual table clients_search using fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);
