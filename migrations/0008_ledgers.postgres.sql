-- Every worker changes these numbers with every letter. Each of its ledgers has rows of its own, so that none waits for
-- what another one commits; what is counted is their sum. Whoever else counts has the rows of 0.
alter table mailing_counts add column ledger bigint not null default 0;
alter table mailing_counts drop constraint mailing_counts_pkey, add primary key (mailing_id, state, ledger);
alter table mailing_minutes add column ledger bigint not null default 0;
alter table mailing_minutes drop constraint mailing_minutes_pkey, add primary key (mailing_id, minute, ledger);
alter table attempt_counts add column ledger bigint not null default 0;
alter table attempt_counts drop constraint attempt_counts_pkey, add primary key (owner_id, quarter, ledger);
