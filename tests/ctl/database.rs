//! The database as a whole, and the accounts in it.

use crate::{Ctl, ended};
use serde_json::json;

#[test]
fn a_backup_holds_what_the_database_held_and_is_its_owners_alone() {
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email\nann@example.org\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.one(&["database", "backup", "copy.db"]);

    let mut of_copy = ctl.command(&["--json", "clients", "list"]);
    of_copy.env("VESTNIK_DATABASE", "sqlite:copy.db");
    let rows = ended(of_copy, "").out;
    assert!(rows.contains("ann@example.org"), "{rows}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(ctl.path().join("copy.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = ctl.run(&["database", "backup", "copy.db"]);
    assert_eq!(again.code, 1, "a file that is there is not written over");
}

#[test]
fn the_status_says_what_the_database_holds() {
    let ctl = Ctl::with_owner();
    let status = ctl.one(&["database", "status"]);
    assert_eq!((&status["users"], &status["clients"]), (&json!(1), &json!(0)));
    assert_eq!(status["database"], "vestnik.db");
    assert!(status["size"].as_i64().unwrap() > 0);
}

#[test]
fn a_backup_takes_the_place_of_the_database_which_is_kept() {
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email\nann@example.org\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.one(&["database", "backup", "copy.db"]);
    ctl.file("more.csv", b"email\nboris@example.org\n");
    ctl.one(&["clients", "import", "more.csv"]);

    let restored = ctl.one(&["database", "restore", "copy.db"]);
    assert_eq!(restored["database"], "vestnik.db");
    assert_eq!(restored["version"], ctl.one(&["database", "status"])["version"]);
    assert_eq!(ctl.one(&["clients", "count"])["count"], 1);
    assert!(ctl.json(&["database", "check"]).is_empty());
    let kept = restored["kept"].as_str().expect("what was there before");
    assert!(kept.starts_with("vestnik.replaced-"), "{kept}");
    let mut of_kept = ctl.command(&["--json", "clients", "list"]);
    of_kept.env("VESTNIK_DATABASE", format!("sqlite:{kept}"));
    assert!(ended(of_kept, "").out.contains("boris@example.org"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(ctl.path().join("vestnik.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    // Where there is none, there is nothing to keep.
    let mut first = ctl.command(&["--json", "database", "restore", "copy.db"]);
    first.env("VESTNIK_DATABASE", "sqlite:elsewhere/vestnik.db");
    let first = ended(first, "");
    assert!(first.code == 0 && first.out.contains("\"kept\":null"), "{}{}", first.out, first.err);
}

#[test]
fn what_is_no_sound_backup_changes_nothing() {
    let ctl = Ctl::with_owner();
    let list: String = (0..3_000).map(|n| format!("c{n}@example.org,Client {n}\n")).collect();
    ctl.file("list.csv", format!("email,name\n{list}").as_bytes());
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.one(&["database", "backup", "copy.db"]);
    let whole = std::fs::read(ctl.path().join("copy.db")).unwrap();
    let mut damaged = whole.clone();
    let half = damaged.len() / 2;
    damaged[half..half + 9_000].fill(0xAB);
    ctl.file("damaged.db", &damaged);
    ctl.file("cut.db", &whole[..half]);
    ctl.file("text.db", b"email,name\n");
    ctl.file("empty.db", b"");
    for (backup, words) in [
        ("damaged.db", "is damaged"),
        ("cut.db", "is damaged"),
        ("text.db", "is damaged"),
        ("empty.db", "not a backup of Vestnik"),
        ("gone.db", "cannot be restored"),
    ] {
        let refused = ctl.run(&["database", "restore", backup]);
        assert_eq!(refused.code, 1, "{backup}");
        assert!(refused.err.contains(words), "{backup}: {}", refused.err);
    }
    assert_eq!(ctl.one(&["clients", "count"])["count"], 3_000);
    let left = std::fs::read_dir(ctl.path()).unwrap().map(|file| file.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().contains("replaced")).collect();
    assert!(left.is_empty(), "{left:?}");

    let mut shared = ctl.command(&["database", "restore", "copy.db"]);
    shared.env("VESTNIK_DATABASE", "postgres://nobody@127.0.0.1:1/nothing");
    let shared = ended(shared, "");
    assert_eq!(shared.code, 1);
    assert!(shared.err.contains("pg_restore"), "{}", shared.err);
}

#[tokio::test]
async fn a_backup_of_a_newer_program_is_refused() {
    let ctl = Ctl::with_owner();
    ctl.one(&["database", "backup", "copy.db"]);
    let url = format!("sqlite:{}", ctl.path().join("copy.db").display());
    let db = db::Db::open(&url).await.unwrap();
    let mut tx = db.begin().await.unwrap();
    tx.run(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'later', true, x'00', 0)",
        vec![],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    db.close().await;
    drop(db);
    let refused = ctl.run(&["database", "restore", "copy.db"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("newer Vestnik") && refused.err.contains("9999"), "{}", refused.err);
}

#[test]
fn the_schema_is_brought_up_to_date_and_its_version_said() {
    let ctl = Ctl::new();
    let migrated = ctl.one(&["database", "migrate"]);
    let version = &ctl.one(&["database", "status"])["version"];
    assert_eq!(migrated, json!({ "version": version }));
    assert!(ctl.run(&["database", "migrate"]).out.contains(&format!("version {version}")));
}

#[test]
fn roles_are_given_and_accounts_are_blocked() {
    let ctl = Ctl::with_owner();
    ctl.one(&["users", "add", "boris@example.org", "--role", "user"]);
    assert_eq!(ctl.one(&["users", "set-role", "boris@example.org", "manager"])["role"], "manager");
    let blocked = ctl.one(&["users", "block", "boris@example.org"]);
    assert!(blocked["blocked_at"].is_i64(), "{blocked}");
    let table = ctl.run(&["users", "list"]).out;
    assert!(table.contains("manager") && table.contains("Blocked") && !table.contains("role-"), "{table}");
    assert!(ctl.one(&["users", "unblock", "boris@example.org"])["blocked_at"].is_null());
    for refused in
        [&["users", "block", "anna@example.org"][..], &["users", "set-role", "anna@example.org", "user"]]
    {
        let answer = ctl.run(refused);
        assert_eq!(answer.code, 1);
        assert!(answer.err.contains("only administrator"), "{}", answer.err);
    }
    assert_eq!(ctl.run(&["users", "block", "nobody@example.org"]).code, 1);
    assert_eq!(ctl.run(&["users", "set-role", "boris@example.org", "king"]).code, 2);
}

#[test]
fn an_account_is_there_once_and_its_password_can_be_set() {
    let ctl = Ctl::with_owner();
    let twice = ctl.run(&["users", "add", "ANNA@example.org", "--role", "user"]);
    assert_eq!(twice.code, 1);
    assert!(twice.err.contains("anna@example.org") || twice.err.contains("ANNA@example.org"));
    let short = ctl.run_with("1234567\n", &["users", "set-password", "anna@example.org", "--password-stdin"]);
    assert_eq!(short.code, 1);
    let set = ["users", "set-password", "anna@example.org", "--password-stdin"];
    assert_eq!(ctl.run_with("a new password\n", &set).code, 0);
    ctl.one(&["users", "add", "boris@example.org", "--role", "manager", "--name", "Борис"]);
    let users = ctl.json(&["users", "list"]);
    let listed: Vec<_> = users.iter().map(|user| (&user["email"], &user["role"])).collect();
    assert_eq!(
        listed,
        [
            (&json!("anna@example.org"), &json!("administrator")),
            (&json!("boris@example.org"), &json!("manager")),
        ]
    );
    let whose = ctl.run(&["clients", "list"]);
    assert_eq!(whose.code, 1, "with two users somebody must be named");
    assert_eq!(ctl.run(&["clients", "list", "--owner", "boris@example.org"]).code, 0);
}
