//! What a desktop program owes its person: it is there once, closing its window does not stop the letters,
//! quitting finishes those in flight, and its window comes back as it was left.

use crate::shop::{Ctl, PASSWORD, sign_in, word};
use engine::users::Language;
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::{Value, json};
use std::time::Duration;
use support::{
    browser::Window,
    display::Display,
    processes::{Signal, built, output, signal, wait_until},
};

/// More than are sent until the program is asked to end.
const LETTERS: u64 = 2_000;

#[tokio::test(flavor = "multi_thread")]
async fn closing_goes_on_sending_and_quitting_finishes_what_is_in_flight() {
    let options = Options { slow: Duration::from_millis(400), ..Options::default() };
    let server = RehearsalServer::start(options).await.expect("an SMTP server");
    let display = Display::start();
    let ctl = Ctl { display: &display, language: Language::En };
    let mailing = mailing(&ctl, server.port());
    let window = Window::open(&display, &[]).await;
    let program = window.program();
    sign_in(&window, Language::En, "olga@shop.example", PASSWORD).await;

    window.click(&word(Language::En, "screen-settings")).await;
    window.click(&word(Language::En, "settings-notifications")).await;
    window.click(&word(Language::En, "window-close-tray")).await;
    window.resize(1111, 777).await;

    server.wait_for(|ledger| ledger.letters >= 2).await;
    output(display.command("/usr/bin/python3").args([
        "-c",
        include_str!("../support/close_window.py"),
        "Vestnik",
    ]));
    let seen = server.read(|ledger| ledger.letters);
    server.wait_for(|ledger| ledger.letters >= seen + 4).await;
    assert!(is_running(program), "closing the window ended the program");

    // A second start shows the first one's window, and ends.
    let second = display.command(built("vestnik")).status().expect("a second start");
    assert!(second.success());
    assert!(is_running(program));

    signal(program, Signal::TERM);
    wait_until("the program to end", || !is_running(program));
    let letters = server.read(|ledger| ledger.letters);
    assert!(letters < LETTERS, "it ended too late to show anything");
    let shown: Value = serde_json::from_str(&ctl.run(0, ["mailings", "show", &mailing])).expect("JSON");
    assert_eq!((&shown["counts"]["sent"], &shown["counts"]["in_doubt"]), (&json!(letters), &json!(0)));

    let window = Window::open(&display, &[]).await;
    let size = window.run("return [window.innerWidth, window.innerHeight]", vec![]).await;
    assert_eq!(size, json!([1111, 777]), "the window comes back as it was left");
    window.close().await;
}

/// A mailing that takes its time, and runs as soon as somebody runs it.
fn mailing(ctl: &Ctl, port: u16) -> String {
    ctl.person("olga@shop.example", "Olga", "administrator");
    let add = "senders add --name Shop --host 127.0.0.1 --security none --from olga@shop.example --port";
    ctl.run(0, add.split(' ').chain([port.to_string().as_str()]));
    let rows: String = (0..LETTERS).map(|n| format!("slow-{n}@shop.example,Anna\n")).collect();
    let list = ctl.file("list.csv", &format!("email,name\n{rows}"));
    ctl.run(0, ["clients", "import", list.to_str().expect("a path")]);
    let text = ctl.file("letter.txt", "Hello, {{ name }}\n");
    let message =
        ctl.id(0, ["messages", "add", "--subject", "News", "--text", text.to_str().expect("a path")]);
    let add = "mailings add --name News --sender Shop --audience all --ends-at 2099-12-31T20:00:00Z";
    let id = ctl.id(0, add.split(' ').chain(["--message", &message]));
    ctl.run(0, ["mailings", "start", &id]);
    id
}

/// Whether there is such a process that has not ended: all its threads, for the first one may be gone while the
/// others still hold its files.
fn is_running(program: u32) -> bool {
    let threads = std::fs::read_dir(format!("/proc/{program}/task")).into_iter().flatten().flatten();
    let states = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("status")).ok());
    let mut states =
        states.filter_map(|status| status.lines().find(|l| l.starts_with("State:")).map(str::to_owned));
    states.any(|state| !state.contains('Z') && !state.contains('X'))
}
