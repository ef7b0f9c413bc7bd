//! `cargo xtask`: everything a person does with the sources, with no set-up by hand.

mod bench;
mod bindings;
mod chaos;
mod packages;
mod postgres;
mod run;
mod shell;
mod test;
mod ui;
mod unpacked;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask run                       build Vestnik and open its window; without a display, rehearse the sample list
cargo xtask test [SUITE [FILTER...]]  run every suite, or one of: style, ui, engine, fuzz, desktop
cargo xtask chaos [NAME...]           kill, freeze and cut off delivery for long, all stories or those so named
cargo xtask bindings                  write the TypeScript types of the commands anew
cargo xtask bench [NAME...]           measure against the references and write docs/performance.md, all or some of:
                                      import, send, home, lists";

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let sh = shell::at_the_root()?;
    match arguments.as_slice() {
        ["run"] => run::run(&sh),
        ["test", rest @ ..] => test::test(&sh, rest),
        ["chaos", names @ ..] => chaos::chaos(&sh, names),
        ["bindings"] => bindings::write(&sh),
        ["bench", rest @ ..] => bench::bench(&sh, rest),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("unknown command `{}`\n\n{USAGE}", arguments.join(" ")),
    }
}
