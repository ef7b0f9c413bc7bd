//! A walk through every screen of a shop in use: each can be read by everybody (axe finds nothing), and its
//! picture is kept.

use crate::{
    screens,
    shop::{self, word},
};
use engine::users::Language;
use mail::rehearsal::{Options, RehearsalServer};
use serde_json::json;
use support::{browser::Window, display::Display};

/// Deque's accessibility checks, from the window's own packages.
pub const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_in_english_and_light() {
    tour(Language::En, "light").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_in_russian_and_dark() {
    tour(Language::Ru, "dark").await;
}

struct Tour {
    window: Window,
    language: Language,
    folder: String,
    /// What axe found, screen by screen.
    found: Vec<String>,
}

async fn tour(language: Language, theme: &str) {
    let server = RehearsalServer::start(Options::default()).await.expect("an SMTP server");
    let display = Display::start();
    let words = shop::make(&display, &server, language);
    let window = Window::open(&display, &[]).await;
    let axe = std::fs::read_to_string(AXE).expect("axe-core is installed with the window's packages");
    window.run(&axe, vec![]).await;
    let folder = format!("{}-{theme}", if language == Language::Ru { "ru" } else { "en" });
    let mut tour = Tour { window, language, folder, found: vec![] };

    shop::sign_in(&tour.window, Language::En, shop::OWNER, shop::PASSWORD).await;
    tour.speak_and_colour(theme).await;
    tour.lists(words).await;
    tour.mailings(words).await;
    tour.settings().await;
    tour.people(words).await;
    shop::sign_out(&tour.window, language).await;
    tour.look("sign-in").await;

    assert!(tour.found.is_empty(), "axe found:\n{}", tour.found.join("\n"));
    tour.window.close().await;
}

impl Tour {
    /// The window follows at once, whatever it spoke before.
    async fn speak_and_colour(&self, theme: &str) {
        shop::speak(&self.window, self.language).await;
        self.click(&format!("appearance-{theme}")).await;
        let shown = "return document.documentElement.dataset.theme === arguments[0]";
        self.window.wait("the colours", shown, vec![json!(theme)]).await;
    }

    async fn lists(&mut self, words: &shop::Words) {
        let client = format!("{} {}", words.first[5], words.last[1]);
        self.click("screen-home").await;
        self.window.reads(words.running).await;
        self.look("home").await;

        self.click("screen-clients").await;
        self.window.reads(&format!("{} {}", words.first[0], words.last[0])).await;
        self.look("clients").await;
        self.click("clients-add").await;
        self.look("client-new").await;
        shop::close_sheet(&self.window).await;
        self.window.fill(&self.word("clients-search"), &client).await;
        let alone = "return document.querySelector('[role=grid]').ariaRowCount === '2'";
        self.window.wait("the only client of that name", alone, vec![]).await;
        self.window.click(&client).await;
        self.window.reads(words.mailings[0]).await;
        self.look("client").await;

        self.click("screen-messages").await;
        let (subject, _) = words.letters[1];
        self.window.reads(subject).await;
        self.look("messages").await;
        let with_field =
            words.letters[0].0.replace("{{ name }}", &format!("[{}]", self.word("merge-field-name")));
        self.window.click(&with_field).await;
        self.window.control(&self.word("message-body")).await;
        self.look("message").await;

        self.click("screen-attempts").await;
        self.window.reads(words.running).await;
        self.look("attempts").await;
        self.window.choose(&self.word("attempt-outcome"), &self.word("attempt-outcome-failure")).await;
        self.window.click("spam-83@vasilek.example").await;
        self.look("attempt").await;
        shop::close_sheet(&self.window).await;
    }

    async fn mailings(&mut self, words: &shop::Words) {
        self.click("screen-mailings").await;
        self.window.reads(words.mailings[3]).await;
        self.look("mailings").await;
        for (name, picture) in [
            (words.mailings[5], "mailing-sent"),
            (words.running, "mailing-running"),
            (words.paused, "mailing-paused"),
            (words.draft, "mailing-draft"),
        ] {
            self.window.click(name).await;
            self.window.reads(&self.word("mailing-step-audience")).await;
            self.look(picture).await;
            if picture == "mailing-sent" {
                self.click("mailing-report").await;
                self.window.reads(&self.word("report-counts")).await;
                self.look("mailing-report").await;
            }
            self.click("screen-mailings").await;
        }
    }

    async fn settings(&mut self) {
        self.click("screen-settings").await;
        for section in [
            "profile",
            "appearance",
            "notifications",
            "senders",
            "suppressions",
            "people",
            "database",
            "logs",
            "about",
        ] {
            self.click(&format!("settings-{section}")).await;
            self.look(&format!("settings-{section}")).await;
        }
        self.click("settings-senders").await;
        self.click("sender-add").await;
        self.look("sender-new").await;
        shop::close_sheet(&self.window).await;
    }

    async fn people(&mut self, words: &shop::Words) {
        self.click("screen-users").await;
        self.window.reads(words.manager).await;
        self.look("users").await;
        self.window.click(words.manager).await;
        self.look("user").await;
        shop::close_sheet(&self.window).await;
        self.click("user-invite").await;
        self.look("user-invite").await;
        shop::close_sheet(&self.window).await;
        self.click("users-tab-audit").await;
        self.window.reads("mira@vasilek.example").await;
        self.look("audit").await;
    }

    fn word(&self, id: &str) -> String {
        word(self.language, id)
    }

    async fn click(&self, id: &str) {
        self.window.click(&self.word(id)).await;
    }

    /// Keeps the picture, and lets axe look for what keeps somebody from using the screen.
    async fn look(&mut self, name: &str) {
        screens::keep(&self.window, &format!("{}/{name}", self.folder)).await;
        for violation in self.window.run_async(CHECK, vec![]).await.as_array().into_iter().flatten() {
            self.found.push(format!("{name}: {}", violation.as_str().unwrap_or_default()));
        }
    }
}

pub const CHECK: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { iframes: false }).then(
      ({ violations }) => done(violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 200)}`))),
      (error) => done([String(error)]))";
