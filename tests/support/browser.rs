//! The real window, driven through WebKitWebDriver as a person would: by what is written on it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::display::Display;
use crate::processes::{PATIENCE, Process, free_port};

/// Finds the visible controls whose accessible name is the wanted one.
const CONTROLS: &str = include_str!("controls.js");

/// Vestnik's window on a [`Display`].
pub struct Window {
    client: Client,
    _driver: Process,
}

impl Window {
    /// Starts the desktop program with these arguments and waits for its page.
    pub async fn open(display: &Display, arguments: &[&str]) -> Self {
        let port = free_port();
        let mut driver = display.command("WebKitWebDriver");
        // Without this variable Tauri does not let itself be driven, and the session never begins.
        driver.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = Process::start(&driver).listening_on(port);
        let capabilities = json!({ "webkitgtk:browserOptions": { "binary": program(), "args": arguments } });
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities.as_object().cloned().unwrap_or_default())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("the window opens");
        Self { client, _driver: driver }
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

    pub async fn click(&self, name: &str) {
        self.control(name)
            .await
            .click()
            .await
            .unwrap_or_else(|error| panic!("cannot click {name:?}: {error}"));
    }

    /// Replaces what stands in the field.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.control(name).await;
        field.clear().await.unwrap_or_else(|error| panic!("cannot clear {name:?}: {error}"));
        field.send_keys(text).await.unwrap_or_else(|error| panic!("cannot type into {name:?}: {error}"));
    }

    /// Waits until the text can be read somewhere on the page.
    pub async fn reads(&self, text: &str) {
        let script = "return document.body.innerText.includes(arguments[0])";
        self.wait(&format!("the text {text:?}"), script, vec![json!(text)]).await;
    }

    /// Waits until the script returns something that is not false, null or empty.
    pub async fn wait(&self, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        let start = Instant::now();
        loop {
            let answer = self.client.execute(script, arguments.clone()).await.expect("the page runs scripts");
            if !matches!(answer, Value::Null | Value::Bool(false)) {
                return answer;
            }
            if start.elapsed() > PATIENCE {
                let text = self.text().await;
                panic!("waited {PATIENCE:?} for {what}; the page reads:\n{text}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// All that can be read on the page.
    pub async fn text(&self) -> String {
        let text = self
            .client
            .execute("return document.body.innerText", vec![])
            .await
            .expect("the page runs scripts");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// What is inside the window, as a PNG file.
    pub async fn screenshot(&self, file: &Path) {
        let png = self.client.screenshot().await.expect("the page can be drawn");
        std::fs::write(file, png).unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
    }

    /// For what has no name here: keys, sizes, frames.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the program.
    pub async fn close(self) {
        self.client.close().await.expect("the window closes");
    }
}

/// The desktop program, built beside the tests (`target/debug/deps/desktop-…` → `target/debug/vestnik`).
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("the test has a path");
    let folder = test.ancestors().nth(2).expect("the test is in a target folder");
    let program = folder.join("vestnik");
    assert!(program.is_file(), "{} is not built; run `cargo xtask test desktop`", program.display());
    program
}
