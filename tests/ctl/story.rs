//! The main job, from the account to the attempts, by `vestnikctl` alone.

use crate::Ctl;
use mail::rehearsal::{Options, RehearsalServer};
use mail_parser::MessageParser;
use serde_json::{Value, json};
use support::{
    mail_server::MailServer,
    postfix::{Postfix, Sink},
    processes::wait_until,
};

/// In windows-1251, with semicolons, as spreadsheets write it in Russia.
fn russian_list() -> Vec<u8> {
    let list = "Почта;ФИО;Комментарий\r\n\
        boris@example.test;Борис Иванов;любит пионы\r\n\
        vera@example.test;Вера Петрова;\r\n\
        nobody@example.test;Никто;уехал\r\n\
        не почта;Ошибка;\r\n\
        BORIS@example.test;;\r\n";
    list.chars()
        .map(|c| match c {
            'А'..='я' => u8::try_from(u32::from(c) - u32::from('А') + 0xC0).unwrap(),
            'ё' => 0xB8,
            c => u8::try_from(u32::from(c)).unwrap(),
        })
        .collect()
}

#[test]
fn a_list_becomes_letters_in_mailboxes_and_every_attempt_is_written_down() {
    let postfix = Postfix::start(&["boris", "vera"]);
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", &russian_list());

    let dry = ctl.one(&["clients", "import", "list.csv", "--dry-run"]);
    assert_eq!(dry["new"], 3);
    assert_eq!(ctl.one(&["clients", "count"])["count"], 0, "a dry run changes nothing");

    let report = ctl.one(&["clients", "import", "list.csv", "--tag", "осень", "--rejects", "bad.csv"]);
    for (key, count) in [("new", 3), ("changed", 0), ("same", 0), ("invalid", 1), ("repeated", 1)] {
        assert_eq!(report[key], count, "{key}");
    }
    assert!(std::fs::read(ctl.path().join("bad.csv")).is_ok(), "the refused rows are kept");
    assert_eq!(ctl.one(&["clients", "count", "--tag", "осень"])["count"], 3);
    let found = ctl.one(&["clients", "list", "--search", "ВЕРА"]);
    assert_eq!((&found["name"], &found["email"]), (&json!("Вера Петрова"), &json!("vera@example.test")));

    ctl.add_sender(postfix.port());
    let steps = ctl.json(&["senders", "test", "Post"]);
    assert!(steps.iter().all(|step| step["ok"] == true), "{steps:?}");

    let id = ctl.add_mailing(&[]);
    assert_eq!(ctl.one(&["mailings", "show", &id])["status"], "created");
    ctl.json(&["send", &id]);

    let mailing = ctl.one(&["mailings", "show", &id]);
    assert_eq!(mailing["status"], "sent");
    assert_eq!((&mailing["counts"]["sent"], &mailing["counts"]["failed"]), (&json!(2), &json!(1)));

    for (mailbox, name) in [("boris", "Борис Иванов"), ("vera", "Вера Петрова")] {
        wait_until("the letter in the mailbox", || postfix.letters(mailbox).len() == 1);
        let letter = postfix.letters(mailbox).remove(0);
        let letter = MessageParser::default().parse(&letter).expect("a letter");
        assert_eq!(letter.subject(), Some("Новости"));
        assert_eq!(letter.from().and_then(|from| from.first()?.name()), Some("Лавка «Василёк»"));
        let text = letter.body_text(0).expect("a text");
        assert_eq!(text.trim(), format!("Здравствуйте, {name}!"));
    }

    let attempts = ctl.json(&["attempts", "list", "--mailing", &id]);
    assert_eq!(attempts.len(), 3);
    let failed = ctl.one(&["attempts", "list", "--outcome", "failure"]);
    assert_eq!((&failed["email"], &failed["code"]), (&json!("nobody@example.test"), &json!(550)));
    assert!(failed["answer"].as_str().unwrap().contains("User unknown"), "{failed}");

    let numbers = ctl.one(&["statistics"]);
    let kept = ["clients", "mailings", "attempts_success", "attempts_failure"].map(|key| &numbers[key]);
    assert_eq!(kept, [&json!(3), &json!(1), &json!(2), &json!(1)]);
    assert!(ctl.json(&["database", "check"]).is_empty());
}

#[test]
fn a_mailing_with_attachments_reaches_a_server_that_takes_everything() {
    let ctl = Ctl::with_owner();
    let letters = ctl.path().join("letters");
    std::fs::create_dir(&letters).unwrap();
    let sink = Sink::start(Some(&letters));
    ctl.file("list.csv", b"email,name\na@example.org,A\nb@example.org,B\nc@example.org,C\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.file("letter.html", "<p>Для {{ name }}</p>".as_bytes());
    ctl.file("prices.csv", b"roses,100\n");
    let message =
        ctl.id(&["messages", "add", "--subject", "Цены", "--html", "letter.html", "--attach", "prices.csv"]);
    ctl.add_sender(sink.port());
    // Its start is past, its end is not: it is due.
    ctl.id(&[
        "mailings",
        "add",
        "--name",
        "Цены",
        "--message",
        &message,
        "--sender",
        "Post",
        "--audience",
        "all",
        "--starts-at",
        "2020-01-01T00:00:00Z",
        "--ends-at",
        "2100-01-01 00:00",
    ]);

    let ran = ctl.json(&["send"]);
    assert_eq!(ran.len(), 1);
    assert_eq!(ran[0]["counts"]["sent"], 3);
    let kept: Vec<Vec<u8>> = std::fs::read_dir(&letters)
        .unwrap()
        .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        .collect();
    assert_eq!(kept.len(), 3);
    for letter in kept {
        // Its first lines are the envelope.
        let start = letter.windows(5).position(|bytes| bytes == b"From:").unwrap_or_default();
        let letter = MessageParser::default().parse(&letter[start..]).expect("a letter");
        assert_eq!(letter.attachment_count(), 1);
    }
}

#[test]
fn columns_that_were_named_are_taken_and_the_others_are_not() {
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"first;second;third\nx@example.org;Anna;Secret\n");
    let map = "email=first,comment=2";
    ctl.one(&["clients", "import", "list.csv", "--map", map, "--delimiter", ";"]);
    let client = ctl.one(&["clients", "list"]);
    let kept = ["email", "name", "comment"].map(|key| &client[key]);
    assert_eq!(kept, [&json!("x@example.org"), &json!(""), &json!("Anna")]);
    let unknown = ctl.run(&["clients", "import", "list.csv", "--map", "email=nowhere"]);
    assert_eq!(unknown.code, 1);
    assert!(unknown.err.contains("nowhere"), "{}", unknown.err);
}

#[test]
fn what_was_exported_can_be_imported_again_and_is_the_same() {
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", "email,name\na@example.org,\"Анна, \"\"А\"\"\"\nb@example.org,Борис\n".as_bytes());
    ctl.one(&["clients", "import", "list.csv"]);
    assert_eq!(ctl.one(&["clients", "export", "out.csv"])["rows"], 2);
    let again = ctl.one(&["clients", "import", "out.csv"]);
    assert_eq!((&again["new"], &again["changed"], &again["same"]), (&json!(0), &json!(0), &json!(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_read_why_a_letter_failed_and_programs_its_code() {
    let server = RehearsalServer::start(Options::default()).await.expect("a port");
    let ctl = Ctl::with_owner();
    ctl.file("list.csv", b"email,name\nann@example.org,Ann\n");
    ctl.one(&["clients", "import", "list.csv"]);
    ctl.add_sender(server.port());
    ctl.file("letter.txt", "Вас ждут в городе {{ fields.Город }}".as_bytes());
    let message = ctl.id(&["messages", "add", "--subject", "Новости", "--text", "letter.txt"]);
    let add = ["mailings", "add", "--name", "Осень", "--audience", "all", "--ends-at", "2100-01-01 00:00"];
    let id = ctl.id(&[&add[..], &["--message", &message, "--sender", "Post"]].concat());
    ctl.json(&["send", &id]);

    let words = "There is no value for the field";
    // A table breaks long cells into lines.
    let flat =
        |table: String| table.replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    for arguments in [&["attempts", "list"][..], &["mailings", "show", &id]] {
        let table = flat(ctl.run(arguments).out);
        assert!(words.split(' ').all(|word| table.contains(word)), "{arguments:?}: {table}");
        assert!(!table.contains("merge-missing"), "{table}");
    }
    ctl.one(&["attempts", "export", "attempts.csv"]);
    let csv = std::fs::read_to_string(ctl.path().join("attempts.csv")).unwrap();
    assert!(csv.contains(words), "{csv}");
    let attempt = ctl.one(&["attempts", "list"]);
    assert!(attempt["answer"].as_str().unwrap().contains("merge-missing"), "{attempt}");
    let failures = &ctl.one(&["mailings", "show", &id])["failures"];
    assert!(failures[0]["answer"].as_str().unwrap().contains("merge-missing"), "{failures}");
}

#[test]
fn a_rehearsal_goes_the_whole_way_and_leaves_nothing_behind() {
    let ctl = Ctl::new();
    ctl.file("list.csv", b"email,name\nann@example.org,Ann\nrefuse@example.org,Bob\n");
    let told: Vec<Value> = ctl.json(&["rehearse", "list.csv"]);
    assert_eq!(told[0]["new"], 2);
    assert_eq!((&told[1]["counts"]["sent"], &told[1]["counts"]["failed"]), (&json!(1), &json!(1)));
    let left: Vec<_> = std::fs::read_dir(ctl.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}
