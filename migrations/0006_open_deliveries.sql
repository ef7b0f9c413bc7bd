-- The same index by another condition. SQLite builds the list of an `in` anew for each row that it writes, and there are
-- three writes a letter.
drop index deliveries_open;
create index deliveries_open on deliveries (mailing_id, state)
  where state = 'leased' or state = 'sending' or state = 'in_doubt';
