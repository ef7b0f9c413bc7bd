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
