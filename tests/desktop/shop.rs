//! A shop that has worked with Vestnik for a week: what its owner would find on every screen. All of it is made
//! by `vestnikctl`, the past days under a clock that is set back.

use engine::{texts::text, users::Language};
use mail::rehearsal::RehearsalServer;
use serde_json::Value;
use std::{
    ffi::OsStr,
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};
use support::{browser::Window, display::Display, faketime::moved};

pub const OWNER: &str = "olga@vasilek.example";
const DAYS: usize = 6;

/// The words of the shop, in the language of its owner.
pub struct Words {
    pub first: &'static [&'static str],
    pub last: &'static [&'static str],
    pub comments: &'static [&'static str],
    pub tag: &'static str,
    /// Subject and text of the letters.
    pub letters: &'static [(&'static str, &'static str)],
    pub mailings: &'static [&'static str],
    pub running: &'static str,
    pub scheduled: &'static str,
    pub paused: &'static str,
    pub draft: &'static str,
    pub from: &'static str,
    pub manager: &'static str,
}

pub const ENGLISH: Words = Words {
    first: &[
        "Anna", "Boris", "Clara", "Daniel", "Emma", "Felix", "Grace", "Henry", "Irene", "Jacob", "Kate",
        "Leo",
    ],
    last: &["Adams", "Baker", "Carter", "Dixon", "Evans", "Foster", "Graham", "Hughes", "Irving", "Jones"],
    comments: &[
        "Loves peonies",
        "",
        "Every Friday a bouquet",
        "Regular, 10 % off",
        "",
        "Calls before she comes",
        "Pays by invoice",
    ],
    tag: "regulars",
    letters: &[
        (
            "Peonies are here, {{ name }}",
            "# Peonies are here\n\nDear {{ name }},\n\nthe first **peonies** came this morning: white, pink and *coral*.\n\n- a bouquet of seven\n- a bouquet of eleven\n- by the stem\n\nCome and see them, or answer this letter and we bring them to you.\n",
        ),
        ("Thank you for your order", "Dear {{ name }},\n\nthank you for your order.\n"),
        ("Autumn workshop: wreaths", "Dear {{ name }},\n\nthe workshop begins on Saturday at noon.\n"),
    ],
    mailings: &[
        "Summer sale",
        "Thank you",
        "New opening hours",
        "Autumn workshop",
        "Gift cards",
        "First frost",
    ],
    running: "Peonies are here",
    scheduled: "Mother's Day",
    paused: "Winter wreaths",
    draft: "Spring bulbs",
    from: "Vasilek Flowers",
    manager: "Mira Stone",
};

pub const RUSSIAN: Words = Words {
    first: &[
        "Анна",
        "Борис",
        "Вера",
        "Глеб",
        "Дарья",
        "Елена",
        "Жанна",
        "Зоя",
        "Иван",
        "Кирилл",
        "Лариса",
        "Марк",
    ],
    last: &[
        "Соколенко",
        "Белых",
        "Черных",
        "Левченко",
        "Дурново",
        "Живаго",
        "Гончаренко",
        "Седых",
        "Шевченко",
        "Ким",
    ],
    comments: &[
        "Любит пионы",
        "",
        "Букет каждую пятницу",
        "Постоянный клиент, скидка 10 %",
        "",
        "Звонить до 18:00",
        "Оплата по счёту",
    ],
    tag: "постоянные",
    letters: &[
        (
            "Пионы приехали, {{ name }}",
            "# Пионы приехали\n\nЗдравствуйте, {{ name }}!\n\nСегодня утром привезли первые **пионы**: белые, розовые и *коралловые*.\n\n- букет из семи\n- букет из одиннадцати\n- поштучно\n\nПриходите посмотреть или ответьте на это письмо, и мы привезём их вам.\n",
        ),
        ("Спасибо за заказ", "Здравствуйте, {{ name }}!\n\nСпасибо за заказ.\n"),
        ("Осенняя мастерская: венки", "Здравствуйте, {{ name }}!\n\nМастерская в субботу в полдень.\n"),
    ],
    mailings: &[
        "Летняя распродажа",
        "Спасибо за заказ",
        "Новые часы работы",
        "Осенняя мастерская",
        "Подарочные карты",
        "Первые заморозки",
    ],
    running: "Пионы приехали",
    scheduled: "Ко Дню матери",
    paused: "Зимние венки",
    draft: "Весенние луковицы",
    from: "Цветы «Василёк»",
    manager: "Мира Каменева",
};

/// Of everybody whom a test makes.
pub const PASSWORD: &str = "a long password";

/// Signs in at the entrance.
pub async fn sign_in(window: &Window, language: Language, email: &str, password: &str) {
    window.fill(&word(language, "entrance-email"), email).await;
    window.fill(&word(language, "entrance-password"), password).await;
    window.click(&word(language, "entrance-sign-in")).await;
}

/// Signs out by the account menu; where somebody signs in is there then.
pub async fn sign_out(window: &Window, language: Language) {
    account_menu(window).await;
    window.click(&word(language, "account-sign-out")).await;
    window
        .wait("the entrance", "return document.querySelector('input[type=password]') !== null", vec![])
        .await;
}

/// Opens the menu under the person's name.
pub async fn account_menu(window: &Window) {
    // Behind a lock it has no text.
    let name =
        "return document.querySelector('nav .account')?.innerText.replace(/\\s+/g, ' ').trim() || null";
    let name = window.wait("the account menu", name, vec![]).await;
    window.click(name.as_str().expect("a name")).await;
}

/// Lets the window of somebody who is new to it speak that language: nothing on this desktop says that it is
/// Russian, so it starts in English. It follows at once.
pub async fn speak(window: &Window, language: Language) {
    window.click(&word(Language::En, "screen-settings")).await;
    window.click(&word(Language::En, "settings-appearance")).await;
    let choice = if language == Language::Ru { "language-ru" } else { "language-en" };
    window.click(&word(Language::En, choice)).await;
    window.reads(&word(language, "appearance-theme")).await;
}

/// Escape closes what lies over the screen.
pub async fn close_sheet(window: &Window) {
    window.press("\u{e00c}").await;
    let gone = "return !document.querySelector('[role=dialog], [role=alertdialog]')";
    window.wait("the sheet to close", gone, vec![]).await;
}

/// The texts of the program in that language, by their names in `locales/`.
pub fn word(language: Language, id: &str) -> String {
    text(language, id, &[])
}

/// `vestnikctl` on the database of the display's person.
pub struct Ctl<'a> {
    pub display: &'a Display,
    pub language: Language,
}

/// Makes the shop in the home folder of the display's person, where the window will look for it.
pub fn make(display: &Display, server: &RehearsalServer, language: Language) -> &'static Words {
    let words = match language {
        Language::En => &ENGLISH,
        Language::Ru => &RUSSIAN,
    };
    let shop = Ctl { display, language };
    shop.person(OWNER, words.from, "administrator");
    let port = server.port().to_string();
    shop.sender(words, "Vasilek", &port, &["--connections", "4"]);
    shop.sender(words, "Postbox", &port, &["--per-minute", "30"]);
    let list = shop.file("clients.csv", &list(words));
    shop.run(
        DAYS,
        [OsStr::new("clients"), "import".as_ref(), list.as_ref(), "--tag".as_ref(), words.tag.as_ref()],
    );

    let messages: Vec<String> = (words.letters.iter())
        .map(|(subject, body)| {
            let body = shop.file("letter.md", body);
            let add = ["messages", "add", "--subject", subject, "--markdown"];
            shop.id(DAYS, add.map(OsStr::new).into_iter().chain([body.as_ref()]))
        })
        .collect();
    for (day, name) in words.mailings.iter().enumerate() {
        let ago = DAYS - day;
        let message = &messages[1 + day % 2];
        let id = shop.mailing(ago, name, message, "Vasilek", &["--ends-at", "2099-12-31T20:00:00Z"]);
        shop.run(ago, ["mailings", "start", id.as_str()]);
        // Not `send`, which would wait for the server that says "later".
        shop.run(ago, ["worker", "--until-idle"]);
        if day < 2 {
            shop.run(ago, ["mailings", "finish", id.as_str()]);
        }
    }
    let far = ["--starts-at", "2099-05-10T09:00:00Z", "--ends-at", "2099-05-10T20:00:00Z"];
    shop.mailing(0, words.scheduled, &messages[0], "Vasilek", &far);
    let paused = shop.mailing(0, words.paused, &messages[2], "Vasilek", &far);
    shop.run(0, ["mailings", "pause", paused.as_str()]);
    shop.mailing(0, words.draft, &messages[1], "Vasilek", &["--ends-at", "2099-12-31T20:00:00Z"]);
    let running =
        shop.mailing(0, words.running, &messages[0], "Postbox", &["--ends-at", "2099-12-31T20:00:00Z"]);
    shop.run(0, ["mailings", "start", running.as_str()]);
    // The last: with one person nobody needs to say whose.
    shop.person("mira@vasilek.example", words.manager, "manager");
    words
}

/// Clients, some of whose addresses the rehearsal server refuses.
fn list(words: &Words) -> String {
    let mut list = String::from("email,name,comment\n");
    let people = words.last.iter().flat_map(|last| words.first.iter().map(move |first| (first, last)));
    for (n, (first, last)) in people.enumerate() {
        let local = match n {
            17 | 61 => format!("refuse-{n}"),
            38 => format!("once-450.client{n}"),
            83 => format!("spam-{n}"),
            _ => format!("client{n}"),
        };
        let comment = words.comments[n % words.comments.len()];
        list += &format!("{local}@vasilek.example,{first} {last},\"{comment}\"\n");
    }
    list
}

impl Ctl<'_> {
    fn sender(&self, words: &Words, name: &str, port: &str, more: &[&str]) {
        let from = format!("{} <{OWNER}>", words.from);
        let add =
            ["senders", "add", "--name", name, "--host", "127.0.0.1", "--port", port, "--security", "none"];
        self.run(DAYS, add.into_iter().chain(["--from", &from]).chain(more.iter().copied()));
    }

    fn mailing(&self, ago: usize, name: &str, message: &str, sender: &str, more: &[&str]) -> String {
        let add = [
            "mailings",
            "add",
            "--name",
            name,
            "--message",
            message,
            "--sender",
            sender,
            "--audience",
            "all",
        ];
        self.id(ago, add.iter().chain(more))
    }

    /// Somebody who signs in with [`PASSWORD`].
    pub fn person(&self, email: &str, name: &str, role: &str) {
        let add = ["users", "add", email, "--role", role, "--name", name, "--password-stdin"];
        let mut command = self.command(add);
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn().expect("vestnikctl starts");
        writeln!(child.stdin.take().expect("its input"), "{PASSWORD}").expect("it reads");
        assert!(child.wait().expect("it ends").success());
    }

    pub fn id<S: AsRef<OsStr>>(&self, ago: usize, arguments: impl IntoIterator<Item = S>) -> String {
        let printed = self.run(ago, arguments);
        let value: Value = serde_json::from_str(printed.trim()).expect("a line of JSON");
        value["id"].as_str().expect("an id").to_owned()
    }

    /// Runs `vestnikctl` as it would have run so many days ago.
    pub fn run<S: AsRef<OsStr>>(&self, ago: usize, arguments: impl IntoIterator<Item = S>) -> String {
        let command = self.command(arguments);
        let mut command = if ago == 0 { command } else { moved(command, &format!("-{ago}d")) };
        let Output { status, stdout, stderr } = command.output().expect("vestnikctl starts");
        assert!(status.success(), "{command:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).expect("text")
    }

    fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let program = support::processes::built("vestnikctl");
        let mut command: Command = self.display.command(program);
        command.arg("--json").args(arguments);
        // Only the time of day is faked: waits last as long as they do.
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        command.env("LC_ALL", if self.language == Language::Ru { "ru_RU.UTF-8" } else { "en_GB.UTF-8" });
        command
    }

    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.display.home().join(name);
        std::fs::write(&path, content).expect("a file");
        path
    }
}
