use super::*;
use fluent_bundle::resource::FluentResource;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every message of a language with the variables that it mentions.
fn messages(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for (name, file) in FILES.iter().zip(files) {
        let resource = FluentResource::try_new((*file).to_owned());
        if let Err((_, errors)) = &resource {
            panic!("{name} cannot be read: {errors:?}");
        }
        let mut id = String::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some((start, _)) = line.split_once(" =")
                && !start.starts_with([' ', '}'])
            {
                id = start.to_owned();
                let known = messages.insert(id.clone(), BTreeSet::new());
                assert!(known.is_none(), "{id} is there twice, again in {name}");
            }
            for variable in line.split('$').skip(1) {
                let end = variable.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let variable = variable[..end.unwrap_or(variable.len())].to_owned();
                messages.get_mut(&id).unwrap().insert(variable);
            }
        }
    }
    messages
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
    let (english, russian) = (messages(EN), messages(RU));
    for (id, variables) in &english {
        assert_eq!(Some(variables), russian.get(id), "{id}");
    }
    let only_russian: Vec<_> = russian.keys().filter(|id| !english.contains_key(*id)).collect();
    assert!(only_russian.is_empty(), "only in Russian: {only_russian:?}");
}

#[test]
fn every_refusal_has_its_sentence() {
    let messages = messages(EN);
    let missing: Vec<String> =
        codes().into_iter().filter(|code| !messages.contains_key(&format!("error-{code}"))).collect();
    assert!(missing.is_empty(), "without a sentence in locales/*/errors.ftl: {missing:#?}");
}

/// Words with a hyphen in the engine's sources that are neither codes nor texts.
const OTHER_WORDS: &[&str] = &["is-there", "key-store", "windows-1251"];

/// Every code that the sources mention.
fn codes() -> BTreeSet<String> {
    let texts = messages(EN);
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
            let prefix = if file == "smtp/open.rs" { "smtp-" } else { "" };
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
