//! Several people at one window: registering, confirming, recovering, and what administrators and managers do to
//! others, by the letters that really come.

use crate::{
    screens,
    shop::{Ctl, PASSWORD, account_menu, close_sheet, sign_in, sign_out, speak, word},
};
use engine::users::Language;
use mail::rehearsal::{Options, RehearsalServer};
use std::ffi::OsStr;
use support::{
    browser::Window,
    display::Display,
    letters::{code_in, newest},
};

const OLGA: &str = "olga@shop.example";
const MIRA: &str = "mira@shop.example";
const ANNA: &str = "anna@shop.example";

#[tokio::test(flavor = "multi_thread")]
async fn people_come_and_go_in_english() {
    people_come_and_go(Language::En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_and_go_in_russian() {
    people_come_and_go(Language::Ru).await;
}

struct People {
    window: Window,
    server: RehearsalServer,
    language: Language,
}

async fn people_come_and_go(language: Language) {
    let server = RehearsalServer::start(Options::default()).await.expect("an SMTP server");
    let display = Display::start();
    let ctl = Ctl { display: &display, language };
    ctl.person(OLGA, "Ольга", "administrator");
    ctl.person(MIRA, "Мира", "manager");
    let port = server.port().to_string();
    let sender = "senders add --owner olga@shop.example --name Shop --host 127.0.0.1 --security none \
                  --from olga@shop.example --port";
    ctl.run(0, sender.split_whitespace().chain([port.as_str()]));
    let list = ctl.file("clients.csv", "email,name\nvera@shop.example,Вера\nzoya@shop.example,Зоя\n");
    ctl.run(0, [OsStr::new("clients"), "import".as_ref(), list.as_ref(), "--owner".as_ref(), OLGA.as_ref()]);
    let window = Window::open(&display, &[]).await;
    let people = People { window, server, language };

    people.names_the_system_sender().await;
    people.registers_and_confirms().await;
    people.disables_a_mailing().await;
    people.recovers().await;
    people.blocks_gives_a_role_and_deletes().await;
    people.window.close().await;
}

impl People {
    async fn names_the_system_sender(&self) {
        // Nobody can register yet, and the window says what helps.
        self.window.click(&word(Language::En, "entrance-register-link")).await;
        self.window.reads(&word(Language::En, "entrance-no-sender")).await;
        self.look("no-sender").await;
        self.window.click(&word(Language::En, "back")).await;
        sign_in(&self.window, Language::En, OLGA, PASSWORD).await;
        self.speaks().await;
        self.click("settings-people").await;
        let sender = format!("Shop, {OLGA}");
        self.window.choose(&self.word("people-sender"), &sender).await;
        self.look("system-sender").await;
        account_menu(&self.window).await;
        self.look("account-menu").await;
        self.click("account-lock").await;
        self.window.reads(&self.word("entrance-locked-title")).await;
        self.look("locked").await;
        self.fill("entrance-password", PASSWORD).await;
        self.click("entrance-unlock").await;
        self.window.wait("the window", INSIDE, vec![]).await;
        self.leave().await;
    }

    /// Nothing on this desktop says that it is Russian: each person says so once.
    async fn speaks(&self) {
        self.window.wait("the window", INSIDE, vec![]).await;
        if !self.window.text().await.contains(&word(Language::En, "screen-settings")) {
            return;
        }
        speak(&self.window, self.language).await;
    }

    async fn registers_and_confirms(&self) {
        self.click("entrance-register-link").await;
        self.fill("first-run-name", "Анна").await;
        self.fill("entrance-email", ANNA).await;
        self.fill("first-run-password", PASSWORD).await;
        self.fill("password-repeat", PASSWORD).await;
        self.window.reads(&self.word("password-strength-3")).await;
        self.look("register").await;
        self.click("entrance-register").await;
        let code = self.code(ANNA, 1).await;
        self.window.reads(ANNA).await;
        self.look("confirm").await;
        self.fill("entrance-code", &code).await;
        self.window.wait("the window of the new person", INSIDE, vec![]).await;
        self.leave().await;
    }

    async fn disables_a_mailing(&self) {
        sign_in(&self.window, self.language, ANNA, PASSWORD).await;
        self.click("screen-mailings").await;
        self.click("mailing-new").await;
        self.fill("mailing-name", "Октябрь").await;
        self.click("screen-mailings").await;
        self.window.reads("Октябрь").await;
        self.leave().await;

        sign_in(&self.window, self.language, MIRA, PASSWORD).await;
        self.speaks().await;
        self.click("screen-users").await;
        self.window.reads(ANNA).await;
        self.look("users-manager").await;
        self.click("screen-mailings").await;
        self.whose("whose-everybody").await;
        self.window.reads("Анна").await;
        self.look("mailings-everybody").await;
        self.click("screen-clients").await;
        self.window.reads("vera@shop.example").await;
        self.window.reads("Ольга").await;
        self.look("clients-everybody").await;
        self.click("screen-home").await;
        self.window.reads(&self.word("home-totals-everybody")).await;
        self.look("home-everybody").await;
        self.click("screen-mailings").await;
        self.window.click("Октябрь").await;
        self.click("mailing-disable").await;
        self.fill("mailing-disable-reason", "Старая цена").await;
        self.look("disable").await;
        self.click("mailing-disable").await;
        self.window.reads(&self.word("mailing-enable")).await;
        self.leave().await;

        sign_in(&self.window, self.language, ANNA, PASSWORD).await;
        self.click("screen-mailings").await;
        self.window.click("Октябрь").await;
        self.window.reads("Старая цена").await;
        self.look("disabled").await;
        self.leave().await;

        sign_in(&self.window, self.language, MIRA, PASSWORD).await;
        self.click("screen-mailings").await;
        self.whose("whose-everybody").await;
        self.window.click("Октябрь").await;
        self.click("mailing-enable").await;
        self.window.reads(&self.word("mailing-disable")).await;
        self.leave().await;
    }

    async fn recovers(&self) {
        self.click("entrance-recover-link").await;
        self.fill("entrance-email", ANNA).await;
        self.click("entrance-recover").await;
        let code = self.code(ANNA, 2).await;
        self.fill("entrance-code", &code).await;
        self.fill("password-new", "another long password").await;
        self.fill("password-repeat", "another long password").await;
        self.look("recover").await;
        self.click("entrance-renew").await;
        self.window.reads(&self.word("screen-clients")).await;
        self.leave().await;
    }

    async fn blocks_gives_a_role_and_deletes(&self) {
        sign_in(&self.window, self.language, OLGA, PASSWORD).await;
        self.click("screen-users").await;
        self.window.click("Мира").await;
        self.window.choose(&self.word("user-role"), &self.word("role-user")).await;
        let role = self.word("role-user");
        let changed = self.text("user-role-changed", &[("name", "Мира"), ("role", &role)]);
        self.window.reads(&changed).await;
        self.click("user-block").await;
        self.window.reads(&self.text("user-block-title", &[("name", "Мира")])).await;
        self.look("block").await;
        self.click("user-block").await;
        self.window.reads(&self.word("user-unblock")).await;
        close_sheet(&self.window).await;
        self.window.click("Анна").await;
        self.click("user-delete").await;
        self.window.reads(&self.word("user-holdings")).await;
        self.look("delete").await;
        self.click("user-delete-all").await;
        let confirm = self.text("user-delete-confirm", &[("email", ANNA)]);
        self.window.fill(&confirm, ANNA).await;
        self.click("user-delete-and-all").await;
        let deleted = self.text("user-deleted", &[("name", "Анна")]);
        self.window.reads(&deleted).await;
        self.click("users-tab-audit").await;
        self.window.reads(&self.word("audit-users-delete")).await;
        self.look("audit").await;
    }

    /// The code in the newest of so many letters.
    async fn code(&self, to: &str, letters: usize) -> String {
        code_in(&newest(&self.server, to, letters).await.1)
    }

    async fn whose(&self, id: &str) {
        self.click("whose").await;
        self.click(id).await;
    }

    async fn leave(&self) {
        sign_out(&self.window, self.language).await;
    }

    async fn look(&self, name: &str) {
        let folder = if self.language == Language::Ru { "people-ru" } else { "people-en" };
        screens::keep(&self.window, &format!("{folder}/{name}")).await;
    }

    fn text(&self, id: &str, parameters: &[(&str, &str)]) -> String {
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (*name, (*value).into())).collect();
        engine::texts::text(self.language, id, &parameters)
    }

    fn word(&self, id: &str) -> String {
        word(self.language, id)
    }

    async fn click(&self, id: &str) {
        self.window.click(&self.word(id)).await;
    }

    async fn fill(&self, id: &str, text: &str) {
        self.window.fill(&self.word(id), text).await;
    }
}

const INSIDE: &str = "return document.querySelector('nav .account') !== null";
