-- What belongs to somebody goes to another person in one transaction: until its end the parts may belong to
-- different people. (SQLite defers all foreign keys of a transaction when it is asked to.)
alter table client_tags alter constraint client_tags_owner_id_client_id_fkey deferrable;
alter table client_tags alter constraint client_tags_owner_id_tag_id_fkey deferrable;
alter table attachments alter constraint attachments_owner_id_message_id_fkey deferrable;
alter table attachments alter constraint attachments_owner_id_hash_fkey deferrable;
alter table mailing_attachments alter constraint mailing_attachments_owner_id_hash_fkey deferrable;
alter table deliveries alter constraint deliveries_owner_id_mailing_id_fkey deferrable;
alter table attempts alter constraint attempts_owner_id_mailing_id_fkey deferrable;
