//! The main job: from an empty start and a dropped list to letters at the server, and to the news
//! that one of them was refused.

use crate::screens;
use encoding_rs::WINDOWS_1251;
use mail::rehearsal::{Options, RehearsalServer};
use std::path::PathBuf;
use support::browser::Window;
use support::display::Display;
use support::drag::Drag;
use support::notifications::Notifications;

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_list_becomes_letters_and_a_refusal_rings() {
    let server = RehearsalServer::start(Options::default()).await.expect("an SMTP server");
    let display = Display::start();
    let mut notifications = Notifications::listen(&display).await;
    let window = Window::open(&display, &[]).await;

    first_run(&window, server.port()).await;
    import(&window, &display).await;
    write(&window).await;
    send(&window).await;

    // The test letter of the first run, Anna's and Boris's.
    server.wait_for(|ledger| ledger.letters == 3).await;
    for (address, name) in [("anna@shop.example", "Анна Соколова"), ("boris@shop.example", "Борис Поляков")]
    {
        let letter = server.read(|ledger| {
            ledger.arrivals.iter().find(|arrival| arrival.to == address).map(|arrival| arrival.bytes.to_vec())
        });
        let letter = letter.unwrap_or_else(|| panic!("no letter for {address}"));
        let letter = mail_parser::MessageParser::default().parse(&letter).expect("a readable letter");
        assert_eq!(letter.subject(), Some(format!("Thank you, {name}!").as_str()));
        assert!(letter.body_text(0).expect("a text").contains(&format!("Hello {name},")));
    }

    // Tauri hands each to the desktop by a thread of its own: those of one moment come in any order.
    let mut heard = [notifications.next().await, notifications.next().await];
    heard.sort_by_key(|notification| notification.title.ends_with("has ended"));
    let [failed, ended] = &heard;
    assert!(failed.title.contains("1 letter was not delivered"), "{failed:?}");
    assert!(failed.body.contains("550"), "{failed:?}");
    assert_eq!(ended.title, "“Thanks” has ended");
    assert_eq!(ended.body, "Sent: 2, failed: 1");
    display.screenshot(&screens::file("main-job/notification"));

    window.click("Attempts").await;
    window.reads("refuse-1@shop.example").await;
    window.reads("550").await;
    keep(&window, "attempts").await;
    window.close().await;
}

async fn first_run(window: &Window, port: u16) {
    window.fill("Your name", "Olga").await;
    window.fill("Your e-mail", "olga@shop.example").await;
    window.fill("Password for Vestnik", "a long password").await;
    keep(window, "first-run").await;
    window.click("Continue").await;

    window.click("Own server").await;
    window.fill("User name", "").await;
    window.fill("Name of the sender", "Shop").await;
    window.fill("Server", "127.0.0.1").await;
    window.fill("Port", &port.to_string()).await;
    window.choose("Protection", "None").await;
    keep(window, "first-run-sender").await;
    window.click("Check and continue").await;
    window.click("Send the letter").await;
    window.reads("The mail server answered").await;
    keep(window, "first-run-test").await;
    window.click("Start working").await;
    window.reads("Bring in your clients").await;
    keep(window, "home-empty").await;
}

async fn import(window: &Window, display: &Display) {
    let list = list(display);
    let drag = Drag::pick_up(display, &[&list]).carry_to(600, 400);
    window.reads("Drop it to import clients").await;
    keep(window, "import-drop").await;
    drag.drop_here();
    window.control("Import 3 clients").await;
    assert_eq!(window.value("Encoding").await, "windows-1251");
    keep(window, "import").await;
    window.click("Import 3 clients").await;
    window.reads("3 clients imported").await;
    window.click("Show the clients").await;
    window.reads("Анна Соколова").await;
    keep(window, "clients").await;
}

/// As Excel in Russia saves it: semicolons, windows-1251.
fn list(display: &Display) -> PathBuf {
    let file = display.home().join("Клиенты.csv");
    let text = "Почта;ФИО;Комментарий\r\n\
        anna@shop.example;Анна Соколова;Любит пионы\r\n\
        boris@shop.example;Борис Поляков;\"Скидка; 10 %\"\r\n\
        refuse-1@shop.example;Вера Зайцева;\r\n";
    let (bytes, ..) = WINDOWS_1251.encode(text);
    std::fs::write(&file, bytes).expect("a file");
    file
}

async fn write(window: &Window) {
    window.click("Messages").await;
    keep(window, "messages-empty").await;
    window.click("Thank you A warm word after an order").await;
    window.control("Text of the letter").await;
    keep(window, "message").await;
    window.click("Save").await;
    window.reads("Saved").await;
}

async fn send(window: &Window) {
    window.click("Mailings").await;
    keep(window, "mailings-empty").await;
    window.click("New mailing").await;
    window.fill("Name", "Thanks").await;
    window.click("Message").await;
    window.click("Thank you, [Name]!").await;
    window.reads("3 clients").await;
    window.reads("Everything is ready.").await;
    keep(window, "mailing-new").await;
    window.click("Start now").await;
    window.reads("What was sent cannot be taken back.").await;
    window.click("Start now").await;
    window.reads("550").await;
    keep(window, "mailing").await;
}

async fn keep(window: &Window, name: &str) {
    screens::keep(window, &format!("main-job/{name}")).await;
}
