//! The journal knows what was sent when the database does not.

use crate::mailings::{attempts, counts, mailing, status};
use engine::clock::MINUTE;
use serde_json::json;
use std::{fs::OpenOptions, io::Write, path::PathBuf};
use support::{App, app::in_time};

async fn backup(app: &App) -> PathBuf {
    let path = app.folder.path().join("backup.db");
    app.call("database.backup", json!({ "path": path })).await;
    path
}

#[tokio::test]
async fn a_backup_of_the_middle_of_a_mailing_sends_nobody_a_second_letter() {
    in_time(async {
        let app = App::spawn_sqlite().await;
        let id = mailing(&app, &[("anna@example.org", "Анна"), ("boris@example.org", "Борис")]).await;
        app.call("mailings.start", json!({ "id": id })).await;
        let backup = backup(&app).await;
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
        let backup = backup(&app).await;
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
        let backup = backup(&app).await;
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
