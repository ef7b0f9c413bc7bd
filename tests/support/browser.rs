//! The real window, driven through WebKitWebDriver as a person would: by what is written on it.

use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::display::Display;
use crate::processes::{PATIENCE, Process, built, free_port};

/// Finds the visible controls whose accessible name is the wanted one.
const CONTROLS: &str = include_str!("controls.js");

/// The key of that name (WebDriver, "keyboard actions").
const BACKSPACE: &str = "\u{e003}";

/// How often a question is put to the page.
const POLL: Duration = Duration::from_millis(50);

/// Vestnik's window on a [`Display`].
pub struct Window {
    client: Client,
    driver: Process,
}

impl Window {
    /// Starts the desktop program with these arguments and waits for its page.
    pub async fn open(display: &Display, arguments: &[&str]) -> Self {
        let port = free_port();
        let mut driver = display.command("WebKitWebDriver");
        // Without this variable Tauri does not let itself be driven, and the session never begins.
        driver.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Process::start(&driver).listening_on(port);
        let capabilities =
            json!({ "webkitgtk:browserOptions": { "binary": built("vestnik"), "args": arguments } });
        let mut session = ClientBuilder::new(HttpConnector::new());
        session.capabilities(capabilities.as_object().cloned().unwrap_or_default());
        let address = format!("http://127.0.0.1:{port}");
        let client = in_time("the window", session.connect(&address)).await.expect("the window opens");
        Self { client, driver }
    }

    /// The control (button, link, field, row, ...) with this accessible name; waits for it.
    pub async fn control(&self, name: &str) -> Element {
        let found = self.wait(&format!("a control named {name:?}"), CONTROLS, vec![json!(name)]).await;
        let id = found
            .as_object()
            .and_then(|element| element.values().next())
            .and_then(Value::as_str)
            .expect("an element");
        Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))
    }

    /// Clicks the control; again, while something that is moving or closing is in the way.
    pub async fn click(&self, name: &str) {
        let start = Instant::now();
        while let Err(error) = in_time("a click", self.control(name).await.click()).await {
            assert!(start.elapsed() < PATIENCE, "cannot click {name:?}: {error}");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Replaces what stands in the field, as a hand does: all of it is selected and typed over.
    pub async fn fill(&self, name: &str, text: &str) {
        self.click(name).await;
        let select = "const field = document.activeElement;
            field.select ? field.select() : getSelection().selectAllChildren(field)";
        self.run(select, vec![]).await;
        let keys = if text.is_empty() { BACKSPACE } else { text };
        let typed = in_time("typing", self.control(name).await.send_keys(keys)).await;
        typed.unwrap_or_else(|error| panic!("cannot fill {name:?}: {error}"));
    }

    /// Chooses from a list by the words of the choice.
    pub async fn choose(&self, name: &str, choice: &str) {
        let list = self.control(name).await;
        let chosen = in_time("a choice", list.select_by_label(choice)).await;
        chosen.unwrap_or_else(|error| panic!("cannot choose {choice:?} in {name:?}: {error}"));
    }

    /// What stands in the field, or is chosen in the list.
    pub async fn value(&self, name: &str) -> String {
        let value = in_time("a value", self.control(name).await.prop("value")).await;
        value.expect("a readable field").unwrap_or_default()
    }

    /// Waits until the text can be read somewhere on the page.
    pub async fn reads(&self, text: &str) {
        let script = "return document.body.innerText.includes(arguments[0])";
        self.wait(&format!("the text {text:?}"), script, vec![json!(text)]).await;
    }

    /// Waits until the script returns something that is not false or null.
    pub async fn wait(&self, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        let start = Instant::now();
        loop {
            let answer = self.run(script, arguments.clone()).await;
            if !matches!(answer, Value::Null | Value::Bool(false)) {
                return answer;
            }
            if start.elapsed() > PATIENCE {
                panic!("waited {PATIENCE:?} for {what}; the page reads:\n{}", self.text().await);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// All that can be read on the page.
    pub async fn text(&self) -> String {
        let text = self.run("return document.body.innerText", vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// What is inside the window, as a PNG file, once all of it is drawn.
    pub async fn screenshot(&self, file: &Path) {
        let drawn = "const done = arguments[0];
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        self.run_async(drawn, vec![]).await;
        let png = in_time("a screenshot", self.client.screenshot()).await.expect("the page can be seen");
        std::fs::write(file, png).unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
    }

    /// Runs a script in the page, and answers what it returns.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        in_time("a script", self.client.execute(script, arguments)).await.expect("the page runs scripts")
    }

    /// Runs a script whose last argument is a function that takes what it answers.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        in_time("a script", self.client.execute_async(script, arguments))
            .await
            .expect("the page runs scripts")
    }

    /// Presses a key (WebDriver, "keyboard actions") where the focus is.
    pub async fn press(&self, key: &str) {
        let focus =
            in_time("the focus", self.client.active_element()).await.expect("something has the focus");
        in_time("a key", focus.send_keys(key)).await.expect("the page takes keys");
    }

    /// The process of the program, which the driver has started.
    pub fn program(&self) -> u32 {
        let driver = self.driver.id();
        let children = std::fs::read_to_string(format!("/proc/{driver}/task/{driver}/children"));
        let children = children.expect("the system lists children");
        children.split_whitespace().next().and_then(|id| id.parse().ok()).expect("the driver has a child")
    }

    /// Makes the inside of the window that large.
    pub async fn resize(&self, width: u32, height: u32) {
        in_time("a new size", self.client.set_window_size(width, height))
            .await
            .expect("the window is resized");
        let done = "return window.innerWidth === arguments[0] && window.innerHeight === arguments[1]";
        self.wait("the new size", done, vec![json!(width), json!(height)]).await;
    }

    /// Ends the program.
    pub async fn close(self) {
        self.client.close().await.expect("the window closes");
    }
}

/// A window that hangs must fail the test, not hang it too.
async fn in_time<T>(what: &str, command: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, command).await.unwrap_or_else(|_| panic!("waited {PATIENCE:?} for {what}"))
}
