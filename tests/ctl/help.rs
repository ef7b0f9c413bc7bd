//! What it says about itself, and how it ends.

use crate::{Ctl, ended};

/// Every command, found by reading the help as a person would.
fn commands(ctl: &Ctl, language: &str, path: Vec<String>, found: &mut Vec<(Vec<String>, String)>) {
    let mut command = ctl.command(&[]);
    command.args(&path).arg("--help").env("LC_ALL", language);
    let help = ended(command, "").out;
    let listed: Vec<String> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|name| name != "help")
        .collect();
    for name in listed {
        commands(ctl, language, [path.clone(), vec![name]].concat(), found);
    }
    found.push((path, help));
}

#[test]
fn every_command_and_option_is_explained_in_both_languages() {
    let ctl = Ctl::new();
    for (language, word) in [("C.UTF-8", "letters"), ("ru_RU.UTF-8", "письма")] {
        let mut found = Vec::new();
        commands(&ctl, language, Vec::new(), &mut found);
        assert!(found.len() > 30, "only {} commands", found.len());
        for (path, help) in &found {
            assert!(!help.contains("ctl-"), "{path:?} has no text for something:\n{help}");
        }
        let (_, whole) = found.last().expect("the program itself");
        assert!(whole.contains(word), "{whole}");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_changes_nothing() {
    let ctl = Ctl::with_owner();
    for wrong in [
        &["fly"][..],
        &["users", "add", "b@example.org", "--role", "king"],
        &["mailings", "add", "--name", "x"],
        &["send", "not-an-id"],
        &["messages", "add", "--subject", "s", "--html", "a", "--text", "b"],
    ] {
        let answer = ctl.run(wrong);
        assert_eq!(answer.code, 2, "{wrong:?}: {}", answer.err);
    }
}

#[test]
fn a_refusal_ends_with_1_and_one_sentence_in_the_persons_language() {
    let ctl = Ctl::with_owner();
    for (language, words) in [("C.UTF-8", "cannot be read"), ("ru_RU.UTF-8", "не читается")] {
        let mut command = ctl.command(&["messages", "add", "--subject", "s", "--text", "missing.txt"]);
        command.env("LC_ALL", language);
        let answer = ended(command, "");
        assert_eq!((answer.code, answer.out.as_str()), (1, ""));
        assert!(answer.err.contains(words), "{}", answer.err);
        assert_eq!(answer.err.trim_end().lines().count(), 1, "{}", answer.err);
    }
    let nobody = Ctl::new().run(&["clients", "list"]);
    assert_eq!(nobody.code, 1, "there is no account yet");
}

#[test]
fn a_password_is_never_taken_from_the_command_line() {
    let ctl = Ctl::with_owner();
    let answer = ctl.run(&["users", "set-password", "anna@example.org", "--password", "hunter2hunter2"]);
    assert_eq!(answer.code, 2);
}

#[test]
fn tables_are_for_people_and_lines_for_programs() {
    let ctl = Ctl::with_owner();
    let table = ctl.run(&["users", "list"]).out;
    assert!(table.contains("E-mail") && table.contains("anna@example.org"), "{table}");
    assert_eq!(ctl.one(&["users", "list"])["email"], "anna@example.org");
    assert!(ctl.json(&["clients", "list"]).is_empty());
}
