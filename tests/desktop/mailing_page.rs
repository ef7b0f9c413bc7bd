//! The page of a mailing under fire: what it waits for, what is sent again, and its report on paper.

use crate::{
    screens,
    shop::{self, Ctl, OWNER, word},
    tour::{AXE, CHECK},
};
use engine::{texts::text, users::Language};
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::json;
use support::{browser::Window, display::Display};

/// How the server treats the first ten, in the order of their letters; the others, behind them, get theirs.
const PEOPLE: [&str; 10] = [
    "450-1",
    "450-2",
    "450-3",
    "full-1",
    "full-2",
    "policy-1",
    "policy-2",
    "refuse-1",
    "drop-after-dot-1",
    "spam-1",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_what_a_mailing_waits_for_in_english_and_light() {
    story(Language::En, "light").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_tells_what_a_mailing_waits_for_in_russian_and_dark() {
    story(Language::Ru, "dark").await;
}

/// A mailing that is held up by everything at once, sent by the window itself.
fn make(display: &Display, server: &RehearsalServer, language: Language) -> &'static str {
    let ctl = Ctl { display, language };
    ctl.person(OWNER, "Olga", "administrator");
    let rows: String = (PEOPLE.iter().map(|name| (*name).to_owned()))
        .chain((0..50).map(|n| format!("zoe-{n:02}")))
        .map(|name| format!("{name}@vasilek.example,Anna\n"))
        .collect();
    let list = ctl.file("clients.csv", &format!("email,name\n{rows}"));
    ctl.run(0, ["clients".as_ref(), "import".as_ref(), list.as_os_str()]);
    let port = server.port().to_string();
    let sender = ["senders", "add", "--name", "Vasilek", "--host", "127.0.0.1", "--security", "none"];
    let limits = ["--per-day", "45", "--from", "Vasilek <olga@vasilek.example>", "--port", &port];
    ctl.run(0, sender.iter().chain(&limits));
    let body = ctl.file("letter.txt", "Hello, {{ name }}!\n");
    let message =
        ["messages", "add", "--subject", "Peonies are here, {{ name }}", "--text"].map(AsRef::as_ref);
    let message = ctl.id(0, message.into_iter().chain([body.as_os_str()]));
    let name = if language == Language::Ru { "Пионы приехали" } else { "Peonies are here" };
    let mailing = [
        "mailings",
        "add",
        "--name",
        name,
        "--message",
        &message,
        "--sender",
        "Vasilek",
        "--audience",
        "all",
        "--ends-at",
        "2099-12-31T20:00:00Z",
        "--in-doubt",
        "hold",
    ];
    let id = ctl.id(0, mailing);
    ctl.run(0, ["mailings", "start", id.as_str()]);
    name
}

async fn story(language: Language, theme: &str) {
    let server = RehearsalServer::start(Options::default()).await.expect("an SMTP server");
    let display = Display::start();
    let name = make(&display, &server, language);
    let window = Window::open(&display, &[]).await;
    window.run(&std::fs::read_to_string(AXE).expect("axe-core"), vec![]).await;
    shop::sign_in(&window, Language::En, OWNER, shop::PASSWORD).await;
    shop::speak(&window, language).await;
    window.click(&word(language, &format!("appearance-{theme}"))).await;
    let folder = format!("{}-{theme}", if language == Language::Ru { "ru" } else { "en" });

    window.click(&word(language, "screen-mailings")).await;
    window.click(name).await;
    // 45 of 60 were tried: 10 in vain, 35 got their letter.
    window.reads(&word(language, "mailing-settle-sent")).await;
    let limit = if language == Language::Ru { "45 писем" } else { "45 letters a day" };
    window.reads(limit).await;
    look(&window, &format!("{folder}/mailing-waits")).await;

    // By the keyboard's name of the button: all that were refused with that code.
    let parameters = [("count", 2.into()), ("said", "550 5.7.1".into())];
    window.click(&text(language, "mailing-retry-group-label", &parameters)).await;
    window.click(&word(language, "mailing-retry-action")).await;
    let retried = text(language, "mailing-retried", &[("again", 2.into()), ("left_out", 0.into())]);
    window.reads(retried.trim()).await;

    // Decided: it counts as sent.
    window.click(&word(language, "mailing-settle-sent")).await;
    let settled = "return !document.body.innerText.includes(arguments[0])";
    window.wait("the decision", settled, vec![json!(word(language, "mailing-settle-sent"))]).await;

    window.click(&word(language, "mailing-report")).await;
    window.reads(&word(language, "report-addresses")).await;
    look(&window, &format!("{folder}/mailing-report")).await;
    window.run(PRINTS, vec![]).await;
    window.click(&word(language, "report-print")).await;
    assert_eq!(window.run("return document.title", vec![]).await, json!("printed"));
    window.close().await;
}

/// What asks to print is the page: a window that is driven opens no dialog.
const PRINTS: &str = "window.print = () => { document.title = 'printed' }; return true";

async fn look(window: &Window, name: &str) {
    screens::keep(window, name).await;
    let found = window.run_async(CHECK, vec![]).await;
    assert_eq!(found, json!([]), "axe found on {name}");
}
