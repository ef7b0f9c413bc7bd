//! Results: a JSON file for each benchmark, and one table of all for people.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use db::Dialect;
use serde_json::{Value, json};

use crate::measure::{Run, median};

const INTRODUCTION: &str = "\
# Speed

Written by `cargo xtask bench`. Every way was measured in turns with the others in one run on one
machine; only the ratios carry over to another machine. Seconds are the median; memory is the
highest peak of the resident set. The middle one and the slowest of a hundred calls are in milliseconds.

What is asked while sending and importing waits for its turn on two cores that are both taken (the SMTP server that
takes the letters works behind): the row in brackets is answered from memory, and shows how long that alone takes then.
";

/// One way of doing the work: all its runs, and how many things a second that makes.
pub fn way(what: &str, runs: &[Run], things: u32) -> Value {
    let seconds = median(runs.iter().map(|run| run.seconds));
    json!({
        "what": what,
        "seconds": seconds,
        "all_seconds": runs.iter().map(|run| run.seconds).collect::<Vec<_>>(),
        "per_second": (f64::from(things) / seconds).round(),
        "peak_bytes": runs.iter().filter_map(|run| run.peak).max(),
    })
}

/// The database by name.
pub fn name(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Sqlite => "sqlite",
        Dialect::Postgres => "postgresql",
    }
}

/// What it was measured on.
pub fn machine() -> Value {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|name| name.trim_start_matches([' ', '\t', ':']));
    json!({ "cores": std::thread::available_parallelism().map_or(1, usize::from), "processor": model })
}

/// Keeps the result of a benchmark as `docs/bench/<name>.json`.
pub fn keep(name: &str, result: &Value) {
    fs::create_dir_all(results()).expect("a folder");
    let text = serde_json::to_string_pretty(result).expect("JSON");
    fs::write(results().join(name).with_extension("json"), text + "\n").expect("a file");
}

/// Writes `docs/performance.md` from all kept results, and prints it.
pub fn write_table() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(results()).expect("results").map(|file| file.expect("a file").path()).collect();
    files.sort();
    let mut text = INTRODUCTION.to_owned();
    for file in files {
        let result: Value = serde_json::from_slice(&fs::read(file).expect("a result")).expect("JSON");
        section(&mut text, &result).expect("text takes more text");
    }
    fs::write(docs().join("performance.md"), &text).expect("a file");
    println!("{text}");
}

fn section(text: &mut String, result: &Value) -> std::fmt::Result {
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    writeln!(text, "\n## {}\n", string(&result["title"]))?;
    writeln!(text, "{} cores, {}\n", result["machine"]["cores"], string(&result["machine"]["processor"]))?;
    if result["questions"].is_array() {
        return questions(text, result);
    }
    writeln!(text, "| way | seconds | a second | memory, MB |\n|---|---:|---:|---:|")?;
    for way in result["ways"].as_array().into_iter().flatten() {
        let megabytes = way["peak_bytes"].as_f64().map(|bytes| format!("{:.0}", bytes / 1e6));
        writeln!(
            text,
            "| {} | {:.2} | {} | {} |",
            string(&way["what"]),
            number(&way["seconds"]),
            number(&way["per_second"]),
            megabytes.unwrap_or_default()
        )?;
    }
    writeln!(text, "\n| ratio | | goal |\n|---|---:|---|")?;
    for ratio in result["ratios"].as_array().into_iter().flatten() {
        let (reached, goal) = (number(&ratio["ratio"]), string(&ratio["goal"]));
        let missed = if is_missed(reached, &goal) { ", **missed**" } else { "" };
        writeln!(text, "| {} | {reached:.2} | {goal}{missed} |", string(&ratio["what"]))?;
    }
    Ok(())
}

/// A goal is `≤ 1.2` or `≥ 6`; where there is none, nothing is missed.
fn is_missed(reached: f64, goal: &str) -> bool {
    let limit = |sign| goal.strip_prefix(sign).map(|limit| limit.trim().parse::<f64>().expect("a number"));
    limit('≤').is_some_and(|most| reached > most) || limit('≥').is_some_and(|least| reached < least)
}

/// How long questions took, and then the references, which only have a middle.
fn questions(text: &mut String, result: &Value) -> std::fmt::Result {
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    for remark in result["remarks"].as_array().into_iter().flatten() {
        writeln!(text, "{}\n", string(remark))?;
    }
    writeln!(text, "| question | | middle | of a hundred | slowest | goal |\n|---|---|---:|---:|---:|---|")?;
    for question in result["questions"].as_array().into_iter().flatten() {
        let (goal, middle) = (number(&question["goal"]), question["goal_p50"].as_f64());
        let is_slow = number(&question["p99"]) > goal;
        let is_missed = is_slow || middle.is_some_and(|middle| number(&question["p50"]) > middle);
        let middle = middle.map(|middle| format!(", middle ≤ {middle}")).unwrap_or_default();
        let missed = if is_missed { ", **missed**" } else { "" };
        writeln!(
            text,
            "| {} | {} | {:.2} | {:.2} | {:.1} | ≤ {goal}{middle}{missed} |",
            string(&question["what"]),
            string(&question["how"]),
            number(&question["p50"]),
            number(&question["p99"]),
            number(&question["max"]),
        )?;
    }
    writeln!(text, "\n| the same from the rows themselves | middle |\n|---|---:|")?;
    for reference in result["references"].as_array().into_iter().flatten() {
        writeln!(text, "| {} | {:.1} |", string(&reference["what"]), number(&reference["p50"]))?;
    }
    Ok(())
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("docs")
}

fn results() -> PathBuf {
    docs().join("bench")
}
