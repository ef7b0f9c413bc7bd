//! What may stand on the command line. In the `about` and `help` of every command stands the id of
//! its text in `locales/`, put in its place before anybody reads it.

use crate::{
    attempts, clients, database, mailings, messages, rehearse, send, senders, statistics, users, worker,
};
use clap::{Arg, ArgMatches, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use engine::{texts::text, users::Language};

#[derive(Parser)]
#[command(name = "vestnikctl", version, about = "ctl-about")]
pub struct Arguments {
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "VESTNIK_DATABASE",
        hide_env_values = true,
        help = "ctl-option-database"
    )]
    pub database: Option<String>,
    #[arg(long, global = true, help = "ctl-option-json")]
    pub json: bool,
    #[command(subcommand)]
    pub group: Group,
}

#[derive(Subcommand)]
pub enum Group {
    #[command(subcommand, about = "ctl-users")]
    Users(users::Command),
    #[command(subcommand, about = "ctl-senders")]
    Senders(senders::Command),
    #[command(subcommand, about = "ctl-clients")]
    Clients(clients::Command),
    #[command(subcommand, about = "ctl-messages")]
    Messages(messages::Command),
    #[command(subcommand, about = "ctl-mailings")]
    Mailings(mailings::Command),
    #[command(about = "ctl-send")]
    Send(send::Command),
    #[command(subcommand, about = "ctl-attempts")]
    Attempts(attempts::Command),
    #[command(about = "ctl-statistics")]
    Statistics(statistics::Command),
    #[command(about = "ctl-worker")]
    Worker(worker::Command),
    #[command(subcommand, about = "ctl-database")]
    Database(database::Command),
    #[command(about = "ctl-rehearse")]
    Rehearse(rehearse::Command),
}

/// Whose things a command is about.
#[derive(Args)]
pub struct Owner {
    #[arg(long = "owner", value_name = "EMAIL", help = "ctl-option-owner")]
    pub email: Option<String>,
}

impl Arguments {
    /// Reads the command line; ends the program with a word about it when it is wrong (exit code 2)
    /// or when help was asked for.
    pub fn read(language: Language) -> Self {
        let matches: ArgMatches = explained(Self::command(), language).get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The command with its texts in place of their ids.
fn explained(mut command: Command, language: Language) -> Command {
    if let Some(id) = command.get_about().map(ToString::to_string) {
        command = command.about(text(language, &id, &[]));
    }
    command
        .mut_args(|arg: Arg| match arg.get_help().map(ToString::to_string) {
            Some(id) => arg.help(text(language, &id, &[])),
            None => arg,
        })
        .mut_subcommands(|command| explained(command, language))
}
