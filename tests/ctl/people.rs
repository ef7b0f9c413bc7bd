//! The people who sign in: invited, given a password, deleted; what was done to their things; and mailings of
//! theirs that are stopped.

use crate::{Answer, Ctl};
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::{Value, json};
use support::{app::ask, processes::free_port};

/// Each must end so and change nothing.
#[track_caller]
fn refused(ctl: &Ctl, calls: &[(&[&str], i32, &str)]) {
    for (arguments, code, words) in calls {
        let Answer { code: ended, out, err } = ctl.run(arguments);
        assert_eq!((ended, &*out), (*code, ""), "{arguments:?}: {err}");
        assert!(err.contains(words), "{arguments:?}: {err}");
        if *code == 1 {
            assert_eq!(err.trim_end().lines().count(), 1, "{arguments:?}: {err}");
        }
    }
}

/// The addresses and roles of all accounts.
#[track_caller]
fn people(ctl: &Ctl) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    ctl.json(&["users", "list"]).iter().map(|user| (text(&user["email"]), text(&user["role"]))).collect()
}

fn anna_alone() -> Vec<(String, String)> {
    vec![("anna@example.org".to_owned(), "administrator".to_owned())]
}

/// What a person owns.
#[track_caller]
fn clients_of(ctl: &Ctl, email: &str) -> Value {
    ctl.one(&["clients", "count", "--owner", email])["count"].clone()
}

/// Boris, with two clients; Anna has one of them, too.
fn with_boris() -> Ctl {
    let ctl = Ctl::with_owner();
    ctl.one(&["users", "add", "boris@example.org", "--role", "user"]);
    ctl.file("his.csv", b"email\nx@example.org\ny@example.org\n");
    ctl.file("hers.csv", b"email\nX@example.org\n");
    ctl.one(&["clients", "import", "his.csv", "--owner", "boris@example.org"]);
    ctl.one(&["clients", "import", "hers.csv", "--owner", "anna@example.org"]);
    ctl
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_prints_a_code_that_lets_in_whom_it_names() {
    let ctl = Ctl::with_owner();
    refused(
        &ctl,
        &[
            (&["users", "invite", "boris@example.org"], 2, "--role"),
            (&["users", "invite", "boris@example.org", "--role", "king"], 2, "king"),
            (&["users", "invite", "no address", "--role", "user"], 1, "address"),
            (&["users", "invite", "ANNA@example.org", "--role", "user"], 1, "ANNA@example.org"),
        ],
    );
    let first = ctl.one(&["users", "invite", "boris@example.org", "--role", "user"])["code"].clone();
    let invited = ctl.one(&["users", "invite", "boris@example.org", "--role", "manager"]);
    assert_eq!((&invited["email"], &invited["role"]), (&json!("boris@example.org"), &json!("manager")));
    assert_eq!((&invited["mailed"], &invited["problem"]), (&json!(false), &Value::Null));
    let spoken = ctl.run(&["users", "invite", "vera@example.org", "--role", "user"]);
    assert_eq!((spoken.code, spoken.err.as_str()), (0, ""));
    assert!(spoken.out.contains("vera@example.org"), "{}", spoken.out);
    let code = spoken.out.trim_end().rsplit(' ').next().expect("a code").to_owned();
    assert_eq!(people(&ctl), anna_alone(), "nobody is there before they have come");

    let window = ctl.window().await;
    let accept = |email: &str, code: &Value| {
        json!({
            "name": "Борис", "email": email, "password": "a long password", "language": "ru",
            "zone": "Europe/Moscow", "code": code,
        })
    };
    let replaced = window.call("registration.accept", accept("boris@example.org", &first)).await;
    assert_eq!(replaced.expect_err("the second one counts").code, "code-wrong");
    let boris = ask(&window, "registration.accept", accept("boris@example.org", &invited["code"])).await;
    assert_eq!(boris["role"], "manager");
    let vera = ask(&window, "registration.accept", accept("vera@example.org", &json!(code))).await;
    assert_eq!(vera["role"], "user");
    window.inner().db.close().await;
    drop(window);
    assert_eq!(people(&ctl).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_no_letter_carries_is_printed_with_the_reason_beside_it() {
    let ctl = Ctl::with_owner();
    ctl.add_sender(free_port());
    let sender = ctl.one(&["senders", "list"])["id"].clone();
    let set = ["users", "set-password", "anna@example.org", "--password-stdin"];
    assert_eq!(ctl.run_with("a long password\n", &set).code, 0);
    let window = ctl.window().await;
    let anna = json!({ "email": "anna@example.org", "password": "a long password" });
    ask(&window, "session.open", anna).await;
    ask(&window, "registration.change", json!({ "open": true, "system_sender_id": sender })).await;
    window.inner().db.close().await;
    drop(window);

    let invited = ctl.run(&["--json", "users", "invite", "boris@example.org", "--role", "user"]);
    assert_eq!(invited.code, 0);
    assert!(invited.err.contains("nothing answers at port"), "{}", invited.err);
    let invited: Value = serde_json::from_str(&invited.out).expect("JSON");
    assert_eq!(
        (&invited["mailed"], &invited["problem"]["code"]),
        (&json!(false), &json!("smtp-connection-refused"))
    );
    assert_eq!(invited["code"].as_str().map(str::len), Some(11));
}

#[test]
fn who_is_deleted_leaves_everything_to_whoever_is_named() {
    let ctl = with_boris();
    let gone = ctl.one(&["users", "delete", "boris@example.org", "--to", "anna@example.org"]);
    assert_eq!((&gone["clients"], &gone["mailings"]), (&json!(2), &json!(0)));
    assert_eq!(people(&ctl), anna_alone());
    assert_eq!(clients_of(&ctl, "anna@example.org"), 2, "the one that both had is one");
    let line = ctl.json(&["users", "audit"]).remove(0);
    assert_eq!((&line["action"], &line["owner"]), (&json!("users.delete"), &json!("boris@example.org")));
    assert_eq!(line["after"]["heir"], "anna@example.org");
    assert!(ctl.json(&["database", "check"]).is_empty());
}

#[test]
fn who_is_deleted_with_their_data_leaves_nothing() {
    let ctl = with_boris();
    let told = ctl.run(&["users", "delete", "BORIS@example.org", "--with-data"]);
    assert_eq!((told.code, told.err.as_str()), (0, ""));
    assert!(told.out.contains("is deleted"), "{}", told.out);
    assert_eq!(people(&ctl), anna_alone());
    assert_eq!(ctl.one(&["database", "status"])["clients"], 1);
    assert!(ctl.json(&["database", "check"]).is_empty());
}

#[test]
fn nobody_is_deleted_before_it_is_said_whose_their_things_will_be() {
    let ctl = with_boris();
    ctl.one(&["users", "add", "kira@example.org", "--role", "user"]);
    ctl.one(&["users", "block", "kira@example.org"]);
    let before = people(&ctl);
    let delete = ["users", "delete", "boris@example.org"];
    let to = |heir| [&delete[..], &["--to", heir]].concat();
    let both = [&to("anna@example.org")[..], &["--with-data"]].concat();
    refused(
        &ctl,
        &[
            (&delete, 2, "--with-data"),
            (&both, 2, "--with-data"),
            (&to("nobody@example.org"), 1, "nobody@example.org"),
            (&to("kira@example.org"), 1, "kira@example.org"),
            (&to("boris@example.org"), 1, ""),
            (&["users", "delete", "nobody@example.org", "--with-data"], 1, "nobody@example.org"),
            (&["users", "delete", "anna@example.org", "--to", "boris@example.org"], 1, "only administrator"),
        ],
    );
    assert_eq!(people(&ctl), before);
    assert_eq!(clients_of(&ctl, "boris@example.org"), 2);
    let boris = ctl.json(&["users", "list"]).into_iter().find(|user| user["email"] == "boris@example.org");
    assert_eq!(boris.expect("Boris")["blocked_at"], Value::Null);
}

#[test]
fn what_was_done_to_accounts_is_read_newest_first() {
    let ctl = Ctl::with_owner();
    ctl.one(&["users", "add", "boris@example.org", "--role", "user"]);
    ctl.one(&["users", "set-role", "boris@example.org", "manager"]);
    let set = ["users", "set-password", "boris@example.org", "--password-stdin"];
    assert_eq!(ctl.run_with("kanareyka-zheltaya-41\n", &set).code, 0);
    for command in ["block", "unblock"] {
        ctl.one(&["users", command, "boris@example.org"]);
    }
    ctl.one(&["users", "invite", "vera@example.org", "--role", "user"]);

    let lines = ctl.json(&["users", "audit"]);
    let actions: Vec<&str> = lines.iter().map(|line| line["action"].as_str().expect("a command")).collect();
    let newest_first = [
        "users.invite",
        "users.unblock",
        "users.block",
        "users.set_password",
        "users.set_role",
        "users.add",
        "users.add",
    ];
    assert_eq!(actions, newest_first);
    let role = &lines[4];
    assert_eq!((&role["before"]["role"], &role["after"]["role"]), (&json!("user"), &json!("manager")));
    assert_eq!((&role["actor"], &role["owner"]), (&json!(""), &json!("boris@example.org")));
    assert_eq!(lines[0]["subject"], "vera@example.org");
    let all = format!("{lines:?}");
    assert!(!all.contains("kanareyka") && !all.contains("argon2"), "{all}");

    assert_eq!(ctl.json(&["users", "audit", "--limit", "2"]), lines[..2]);
    let table = ctl.run(&["users", "audit", "--limit", "1"]).out;
    assert!(table.contains("vera@example.org") && !table.contains("boris@example.org"), "{table}");
    refused(&ctl, &[(&["users", "audit", "--limit", "many"], 2, "many")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_come_from_standard_input_alone() {
    let ctl = Ctl::with_owner();
    let add = ["users", "add", "boris@example.org", "--role", "user"];
    let set = ["users", "set-password", "anna@example.org"];
    refused(
        &ctl,
        &[
            (&[&add[..], &["--password", "a long password"]].concat(), 2, "--password"),
            (&[&add[..], &["a long password"]].concat(), 2, ""),
            (&[&set[..], &["a long password"]].concat(), 2, ""),
            (&[&set[..], &["--password-stdin=a long password"]].concat(), 2, ""),
            // Nobody types, and nothing was said of standard input.
            (&set, 1, "--password-stdin"),
            (&[&set[..], &["--password-stdin"]].concat(), 1, ""),
            (&[&add[..], &["--password-stdin"]].concat(), 1, ""),
        ],
    );
    assert_eq!(people(&ctl), anna_alone());
    // What was not asked for is no password.
    assert_eq!(ctl.run_with("a long password\n", &add).code, 0);
    let boris = ctl.json(&["users", "list"]).into_iter().find(|user| user["email"] == "boris@example.org");
    assert_eq!(boris.expect("Boris")["has_password"], false);
    let set = ["--json", "users", "set-password", "boris@example.org", "--password-stdin"];
    let told = ctl.run_with("a long password\r\nanother line\n", &set);
    assert_eq!((told.code, &*told.out), (0, "{\"email\":\"boris@example.org\"}\n"), "{}", told.err);
    let logs = support::files::everything_in(ctl.path());
    assert!(logs.iter().all(|(_, bytes)| !support::files::holds(bytes, "a long password")));

    let window = ctl.window().await;
    let sign_in = json!({ "email": "boris@example.org", "password": "a long password" });
    assert_eq!(ask(&window, "session.open", sign_in).await["email"], "boris@example.org");
    window.inner().db.close().await;
}

#[test]
fn what_becomes_of_an_account_is_said_to_people_and_programs() {
    let ctl = Ctl::with_owner();
    ctl.one(&["users", "add", "boris@example.org", "--role", "user"]);
    for (arguments, words, key, value) in [
        (
            &["users", "set-role", "BORIS@example.org", "manager"][..],
            "boris@example.org: manager",
            "role",
            json!("manager"),
        ),
        (
            &["users", "block", "BORIS@example.org"],
            "boris@example.org is blocked",
            "email",
            json!("boris@example.org"),
        ),
        (&["users", "unblock", "BORIS@example.org"], "not blocked any more", "blocked_at", Value::Null),
    ] {
        let told = ctl.run(arguments);
        assert_eq!((told.code, told.err.as_str()), (0, ""), "{arguments:?}");
        assert!(told.out.contains(words), "{arguments:?}: {}", told.out);
        // Once more changes nothing, and is no failure.
        assert_eq!(ctl.one(arguments)[key], value, "{arguments:?}");
    }
    refused(
        &ctl,
        &[
            (&["users", "set-role", "boris@example.org"], 2, "ROLE"),
            (&["users", "block"], 2, "EMAIL"),
            (&["users", "unblock", "nobody@example.org"], 1, "nobody@example.org"),
            (&["users", "set-role", "nobody@example.org", "user"], 1, "nobody@example.org"),
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_mailing_sends_nothing_until_it_is_enabled() {
    let server = RehearsalServer::start(Options::default()).await.expect("a port");
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email,name\nann@example.org,Ann\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(server.port());
    let id = ctl.add_mailing(&["--starts-at", "2020-01-01T00:00:00Z"]);
    let nobody = "0197f0c2-0000-7000-8000-000000000001";
    refused(
        &ctl,
        &[
            (&["mailings", "disable", &id], 2, "--reason"),
            (&["mailings", "disable", &id, "--reason", " "], 1, "Write why"),
            (&["mailings", "disable", nobody, "--reason", "A wrong price"], 1, ""),
            (&["mailings", "enable", &id], 1, "Осень"),
            (&["mailings", "enable", nobody], 1, ""),
        ],
    );
    assert_eq!(ctl.one(&["mailings", "show", &id])["status"], "created");

    let disabled = ctl.one(&["mailings", "disable", &id, "--reason", "A wrong price"]);
    assert_eq!((&disabled["status"], &disabled["pause"]["by"]), (&json!("paused"), &json!("manager")));
    let why = &disabled["pause"]["reason"];
    assert_eq!(
        (&why["code"], &why["parameters"]["reason"]),
        (&json!("disabled-by"), &json!("A wrong price"))
    );
    refused(&ctl, &[(&["mailings", "disable", &id, "--reason", "Again"], 1, "Осень")]);
    assert_eq!(ctl.run(&["worker", "--until-idle"]).code, 0);
    assert_eq!(server.read(|ledger| ledger.letters), 0);

    let enabled = ctl.run(&["mailings", "enable", &id]);
    assert_eq!((enabled.code, enabled.err.as_str()), (0, ""));
    assert!(enabled.out.contains("Осень"), "{}", enabled.out);
    assert_eq!(ctl.run(&["worker", "--until-idle"]).code, 0);
    assert_eq!(server.read(|ledger| ledger.letters), 1);
    refused(&ctl, &[(&["mailings", "disable", &id, "--reason", "Late"], 1, "Осень")]);
}
