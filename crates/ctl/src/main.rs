//! `vestnikctl`: all that the engine can do, without a window. Arguments and printing; everything
//! else is `engine.call`.

mod arguments;
mod attempts;
mod clients;
mod database;
mod ending;
mod files;
mod jobs;
mod mailings;
mod messages;
mod passwords;
mod problems;
mod rehearse;
mod screen;
mod send;
mod senders;
mod session;
mod statistics;
mod times;
mod users;
mod worker;

use arguments::{Arguments, Group};
use engine::{Result, logs, texts};
use screen::Screen;
use session::Session;
use std::process::ExitCode;

fn main() -> ExitCode {
    engine::core_dumps::forbid();
    let language = texts::system_language();
    let arguments = Arguments::read(language);
    // A rehearsal leaves nothing behind.
    let rehearses = matches!(arguments.group, Group::Rehearse(_));
    let config = session::config(arguments.database.clone()).ok().filter(|_| !rehearses);
    let logs = logs::start(config.map(|config| config.data_folder).as_deref());
    let screen = Screen { json: arguments.json, language };
    let done = tokio::runtime::Runtime::new()
        .map_err(|error| engine::Error::internal(&error))
        .and_then(|runtime| runtime.block_on(run(arguments, screen)));
    let code = match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.code == screen::CLOSED => ExitCode::SUCCESS,
        Err(error) => {
            screen.warn(&error);
            ExitCode::FAILURE
        }
    };
    drop(logs);
    code
}

async fn run(arguments: Arguments, screen: Screen) -> Result<()> {
    let group = match arguments.group {
        // A rehearsal has a database of its own.
        Group::Rehearse(command) => return rehearse::run(screen, command).await,
        Group::Database(database::Command::Restore { file }) => {
            return database::restore(arguments.database, screen, &file).await;
        }
        group => group,
    };
    let session = Session::open(arguments.database, screen).await?;
    match group {
        Group::Users(command) => users::run(&session, command).await,
        Group::Senders(command) => senders::run(&session, command).await,
        Group::Clients(command) => clients::run(&session, command).await,
        Group::Messages(command) => messages::run(&session, command).await,
        Group::Mailings(command) => mailings::run(&session, command).await,
        Group::Send(command) => send::run(&session, command).await,
        Group::Attempts(command) => attempts::run(&session, command).await,
        Group::Statistics(command) => statistics::run(&session, command).await,
        Group::Worker(command) => worker::run(&session, command).await,
        Group::Database(command) => database::run(&session, command).await,
        Group::Rehearse(_) => Ok(()),
    }
}
