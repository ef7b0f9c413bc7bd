//! The journal knows what was sent when the database does not.

use crate::mailings::{attempts, counts, mailing, status};
use engine::{
    Engine,
    clock::{DAY, MINUTE},
    ids::{DeliveryId, MailingId},
};
use serde_json::json;
use std::{
    fs::OpenOptions,
    io::Write,
    sync::{Arc, atomic::AtomicBool},
};
use support::{
    App,
    app::{in_time, until_behind},
};

#[tokio::test]
async fn a_backup_of_the_middle_of_a_mailing_sends_nobody_a_second_letter() {
    in_time(async {
        let app = App::spawn_sqlite().await;
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("boris@example.org", "Борис")]).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let backup = app.backup().await;
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 2);
        let sent = attempts(&app, json!({})).await;
        // A power cut left half a line.
        let journal =
            std::fs::read_dir(app.engine.inner().config.data_folder.join("journal")).expect("a folder");
        let files: Vec<_> = journal.map(|file| file.expect("a file").path()).collect();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        let mut file = OpenOptions::new().append(true).open(file).expect("a file");
        file.write_all(b"{\"delivery\":\"01").expect("half a line");

        let app = app.restored(&backup).await;
        assert_eq!(counts(&app, &id).await["sent"], 2);
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 2, "nobody got it twice");
        assert_eq!(status(&app, &id).await, "sent");
        let known = attempts(&app, json!({})).await;
        for (known, sent) in known.iter().zip(&sent) {
            for part in ["id", "email", "outcome", "code", "answer", "finished_at"] {
                assert_eq!(known[part], sent[part], "{part}");
            }
        }
        // The next start finds nothing new, and what comes next goes out.
        let app = app.restarted().await;
        let next = app.call("mailings.duplicate", json!({ "id": id })).await;
        app.call("mailings.start", json!({ "id": next["id"] })).await;
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 4);
        app.finish().await;
    })
    .await;
}

#[tokio::test]
async fn a_backup_from_before_the_start_of_a_mailing_sends_nobody_a_second_letter() {
    in_time(async {
        let app = App::spawn_sqlite().await;
        let people = [("anna@example.org", "Анна"), ("boris@example.org", "Борис")];
        let id = mailing(&app, &people).await;
        let backup = app.backup().await;
        app.call("clients.add", json!({ "email": "vera@example.org", "name": "Вера" })).await;
        app.call("mailings.start", json!({ "id": id })).await;
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 3);

        let app = app.restored(&backup).await;
        assert_eq!(status(&app, &id).await, "created");
        app.call("clients.add", json!({ "email": "gleb@example.org", "name": "Глеб" })).await;
        app.call("mailings.start", json!({ "id": id })).await;
        assert_eq!(
            (&counts(&app, &id).await["sent"], &counts(&app, &id).await["queued"]),
            (&json!(2), &json!(1))
        );
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 4, "only Gleb had none");
        assert_eq!(attempts(&app, json!({})).await.len(), 3);
        app.finish().await;
    })
    .await;
}

#[tokio::test]
async fn a_backup_from_before_a_failed_letter_was_sent_again_sends_it_no_third_time() {
    in_time(async {
        let app = App::spawn_sqlite().await;
        let id = mailing(&app, &[("once-policy@example.org", "Павел")]).await;
        app.call("mailings.start", json!({ "id": id })).await;
        app.engine.run_until_idle().await;
        assert_eq!(counts(&app, &id).await["failed"], 1);
        let backup = app.backup().await;
        app.clock.advance(MINUTE);
        app.call("mailings.retry_failed", json!({ "id": id })).await;
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 1);

        let app = app.restored(&backup).await;
        assert_eq!(counts(&app, &id).await["sent"], 1, "the journal knows better than the backup");
        let refused = app.refused("mailings.retry_failed", json!({ "id": id })).await;
        assert_eq!(refused.code, "mailing-none-failed");
        app.finish().await;
    })
    .await;
}

const PEOPLE: [(&str, &str); 2] = [("anna@example.org", "Анна"), ("boris@example.org", "Борис")];

async fn end(program: Engine) {
    program.inner().db.close().await;
}

#[tokio::test]
async fn each_worker_knows_its_own_letters_after_a_shared_database_was_restored_on_postgres() {
    in_time(async {
        let app = App::spawn_postgres().await;
        let id = mailing(&app, &PEOPLE).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let backup = app.backup().await;
        let other = app.on_another_computer().await;
        other.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 2);
        end(other).await;

        app.clock.advance(3 * DAY);
        let app = app.restored(&backup).await;
        // What somebody else has sent since is younger than what that one knows.
        let next = app.call("mailings.duplicate", json!({ "id": id })).await;
        app.call("mailings.start", json!({ "id": next["id"] })).await;
        let only: MailingId = serde_json::from_value(next["id"].clone()).expect("an id");
        app.engine.run_to_the_end(Some(only), Arc::new(AtomicBool::new(false))).await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 4);

        let other = app.on_another_computer().await;
        assert_eq!(counts(&app, &id).await["sent"], 2);
        other.run_until_idle().await;
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 4, "nobody got it twice");
        assert_eq!(status(&app, &id).await, "sent");
        end(other).await;
        app.finish().await;
    })
    .await;
}

#[tokio::test]
async fn a_mailing_that_was_restored_from_before_its_start_is_known_to_the_others_on_postgres() {
    in_time(async {
        let app = App::spawn_postgres().await;
        let id = mailing(&app, &PEOPLE).await;
        let backup = app.backup().await;
        app.call("mailings.start", json!({ "id": id })).await;
        let other = app.on_another_computer().await;
        other.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 2);
        end(other).await;

        let app = app.restored(&backup).await;
        end(app.on_another_computer().await).await;
        app.call("mailings.start", json!({ "id": id })).await;
        assert_eq!(counts(&app, &id).await["sent"], 2);

        // And where it is started before that one looks.
        let app = app.restored(&backup).await;
        app.call("mailings.start", json!({ "id": id })).await;
        assert_eq!(counts(&app, &id).await["queued"], 2);
        end(app.on_another_computer().await).await;
        assert_eq!(counts(&app, &id).await["sent"], 2);
        app.engine.run_until_idle().await;
        assert_eq!(status(&app, &id).await, "sent");
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 2, "nobody got it twice");
        app.finish().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_looked_through_is_not_looked_through_again() {
    in_time(async {
        let app = App::spawn_sqlite().await;
        let id = mailing(&app, &PEOPLE).await;
        app.call("mailings.start", json!({ "id": id })).await;
        // A clock far ahead hides nothing of what is written later.
        app.clock.advance(300 * DAY);
        app.engine.run_until_idle().await;
        app.clock.advance(-300 * DAY);
        let app = app.restarted().await;
        let marks = marks(&app).await;
        assert_eq!(marks.len(), 1);
        let backup = app.backup().await;
        let next = app.call("mailings.duplicate", json!({ "id": id })).await;
        app.call("mailings.start", json!({ "id": next["id"] })).await;
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 4);

        let app = app.restored(&backup).await;
        let now = self::marks(&app).await;
        assert_eq!(now.len(), 2, "the file of today stands beside the one of a day to come");
        assert!(now.contains(&marks[0]), "nothing was added to that: {now:?}");
        app.finish().await;
    })
    .await;
}

async fn marks(app: &App) -> Vec<(String, i64)> {
    let sql = "select file, position from journal_marks order by file";
    app.engine.inner().db.all(sql, vec![]).await.expect("the marks")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_reads_the_journal_never_holds_what_a_worker_waits_for_on_postgres() {
    in_time(async {
        let app = App::spawn_postgres().await;
        let id = mailing(&app, &PEOPLE).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let backup = app.backup().await;
        app.engine.run_until_idle().await;
        let folder = app.engine.inner().config.data_folder.clone();
        let (journal, elsewhere) = (folder.join("journal"), folder.join("elsewhere"));
        std::fs::rename(&journal, &elsewhere).expect("a journal");
        let app = app.restored(&backup).await;
        assert_eq!(counts(&app, &id).await["queued"], 2);
        if journal.exists() {
            std::fs::remove_dir_all(&journal).expect("an empty folder");
        }
        std::fs::rename(&elsewhere, &journal).expect("a journal");

        // A worker settles its letters in whatever order the planner likes.
        let mut worker = app.engine.inner().db.begin().await.expect("a transaction");
        let last = "select id from deliveries order by id desc limit 1 for update";
        worker.all::<(DeliveryId,)>(last, vec![]).await.expect("the last one");
        let mut reader = Box::pin(Engine::open(app.engine.inner().config.clone()));
        until_behind(&mut worker, &mut reader).await;
        let first = "select id from deliveries order by id limit 1 for update";
        worker.all::<(DeliveryId,)>(first, vec![]).await.expect("nobody holds the first one");
        worker.commit().await.expect("a commit");
        end(reader.await.expect("an engine")).await;
        assert_eq!(counts(&app, &id).await["sent"], 2);
        app.engine.run_until_idle().await;
        assert_eq!(app.rehearsal.read(|ledger| ledger.letters), 2, "nobody got it twice");
        app.finish().await;
    })
    .await;
}
