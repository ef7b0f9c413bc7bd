//! Whether everything that is said is there to be said, in both languages.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on says why and stops"
)]

use super::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every message of some files with the variables that it shows; a message that is there twice comes
/// twice. What only chooses a plural form is not shown: not every language needs it.
fn messages(files: &[&str]) -> Vec<(String, BTreeSet<String>)> {
    let mut messages: Vec<(String, BTreeSet<String>)> = vec![];
    for line in files.iter().flat_map(|file| file.lines()).filter(|line| !line.starts_with('#')) {
        if let Some((start, _)) = line.split_once(" =")
            && !start.starts_with([' ', '}'])
        {
            messages.push((start.to_owned(), BTreeSet::new()));
        }
        for variable in line.split('$').skip(1) {
            let name: String =
                variable.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let rest = variable[name.len()..].trim_start_matches([' ', ')']);
            if !rest.starts_with("->") {
                messages.last_mut().unwrap().1.insert(name);
            }
        }
    }
    messages
}

fn english() -> BTreeMap<String, BTreeSet<String>> {
    messages(EN).into_iter().collect()
}

#[test]
fn no_text_is_there_twice() {
    for files in [EN, RU] {
        let mut known = BTreeSet::new();
        let messages = messages(files).into_iter().map(|(id, _)| id);
        let twice: Vec<String> = messages.filter(|id| !known.insert(id.clone())).collect();
        assert!(twice.is_empty(), "twice: {twice:#?}");
    }
}

#[test]
fn every_text_can_be_read() {
    for file in EN.iter().chain(RU) {
        if let Err((_, errors)) = FluentResource::try_new((*file).to_owned()) {
            let lines: Vec<&str> = errors
                .iter()
                .filter_map(|error| error.slice.clone())
                .filter_map(|slice| file.get(slice)?.lines().find(|line| !line.is_empty()))
                .collect();
            panic!("not Fluent: {lines:#?}");
        }
    }
}

#[test]
fn every_file_of_texts_is_known() {
    for language in ["en", "ru"] {
        let files = fs::read_dir(root().join("locales").join(language)).unwrap();
        let found: BTreeSet<String> =
            files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        let listed: BTreeSet<String> = FILES.iter().map(|file| (*file).to_owned()).collect();
        assert_eq!(found, listed, "the list in texts.rs, and locales/{language}");
    }
}

#[test]
fn both_languages_say_the_same_things_about_the_same_things() {
    let russian: BTreeMap<_, _> = messages(RU).into_iter().collect();
    let english = english();
    let ids: BTreeSet<&String> = english.keys().chain(russian.keys()).collect();
    let differing: Vec<_> = ids.into_iter().filter(|id| english.get(*id) != russian.get(*id)).collect();
    assert!(differing.is_empty(), "missing, or with other variables, in one language: {differing:#?}");
}

#[test]
fn every_refusal_has_its_sentence() {
    let messages = english();
    let missing: Vec<String> =
        codes().into_iter().filter(|code| !messages.contains_key(&format!("error-{code}"))).collect();
    assert!(missing.is_empty(), "without a sentence in locales/*/errors.ftl: {missing:#?}");
}

/// Words with a hyphen in the engine's sources that are neither codes nor texts.
const OTHER_WORDS: &[&str] = &["is-there", "key-store", "windows-1251"];

/// Every code that the sources mention.
fn codes() -> BTreeSet<String> {
    let texts = english();
    let mut codes = BTreeSet::new();
    for (folder, file, source) in sources() {
        for call in source.split("Error::new(").skip(1) {
            if let Some(code) = call.trim_start().strip_prefix('"') {
                codes.extend(code.split('"').next().filter(|code| !code.is_empty()).map(str::to_owned));
            }
        }
        if folder == "crates/engine/src" {
            let words = source.split('"').skip(1).step_by(2).filter(|word| is_hyphenated(word));
            let words = words.filter(|word| !OTHER_WORDS.contains(word) && !texts.contains_key(*word));
            codes.extend(words.map(str::to_owned));
        }
        if folder == "crates/mail/src" {
            let prefix = if file.starts_with("smtp/") { "smtp-" } else { "" };
            for body in source.split("fn code(").skip(1) {
                let body = body.split("\n    }\n").next().unwrap_or_default();
                let words = body.split('"').skip(1).step_by(2);
                codes.extend(words.map(|word| format!("{prefix}{word}")));
            }
        }
    }
    assert!(codes.len() > 100, "the sources are read: {}", codes.len());
    codes
}

fn is_hyphenated(word: &str) -> bool {
    word.contains('-')
        && word.split('-').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
        && word.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The folder, the path in it and the text of each source, without its tests.
fn sources() -> Vec<(&'static str, String, String)> {
    let mut sources = vec![];
    for folder in ["crates/engine/src", "crates/mail/src", "crates/ctl/src", "src-tauri"] {
        let base = root().join(folder);
        let mut folders = vec![base.clone()];
        while let Some(path) = folders.pop() {
            for entry in fs::read_dir(path).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs")
                    && path.file_stem().is_some_and(|name| name != "tests")
                {
                    let text = fs::read_to_string(&path).unwrap();
                    let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
                    let name = path.strip_prefix(&base).unwrap().to_string_lossy().replace('\\', "/");
                    sources.push((folder, name, text));
                }
            }
        }
    }
    sources
}

#[test]
fn a_sentence_has_the_parameters_of_its_refusal() {
    let error = Error::new("password-short").with("least", 8);
    assert!(sentence(Language::Ru, &error).contains("8 символов"));
    assert!(sentence(Language::En, &error).contains("8 characters"));
}

#[test]
fn a_code_without_a_sentence_is_still_told() {
    assert!(sentence(Language::En, &Error::new("moon-missing")).contains("moon-missing"));
}
