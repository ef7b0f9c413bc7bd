//! The table of all commands: name, right needed, handler, input, output. From it come the
//! dispatcher, the access check and the TypeScript types.

use crate::{
    Context, Error, Page, Result,
    access::{Noun::*, Right, Right::*},
    attempts, clients, home, jobs, mailings, messages, secrets, senders, settings, setup,
    suppressions, tags, users,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

/// One entry of the table, as far as it can be known without calling it.
pub struct Command {
    pub name: &'static str,
    pub right: Right,
}

/// The input of a command that needs none.
#[derive(Debug, Default, Serialize, Deserialize, TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

macro_rules! commands {
    ($($name:literal $right:expr, $handler:path: $input:ty => $output:ty;)*) => {
        pub const TABLE: &[Command] = &[$(Command { name: $name, right: $right }),*];

        /// Reads the input, runs the handler, writes the output.
        pub(crate) async fn dispatch(cx: &Context, name: &str, input: Value) -> Result<Value> {
            match name {
                $($name => {
                    let input: $input = read(input)?;
                    // Boxed: the future of the whole table is as large as its largest handler.
                    let output: $output = Box::pin($handler(cx, input)).await?;
                    write(&output)
                })*
                _ => Err(Error::new("unknown-command").with("name", name)),
            }
        }

        /// The types of the contract for the window, as TypeScript.
        #[must_use]
        pub fn typescript() -> String {
            let mut types = crate::commands::typescript::Declarations::default();
            $(types.command::<$input, $output>($name);)*
            types.add::<crate::events::Event>();
            types.text()
        }
    };
}

#[path = "typescript.rs"]
mod typescript;

commands! {
    "setup.state" Anyone, setup::state: Nothing => setup::SetupState;
    "setup.create_owner" Anyone, setup::create_owner: setup::NewOwner => users::User;
    "profile.change" SignedIn, users::change_profile: users::Profile => users::User;
    "profile.change_password" SignedIn, users::change_password: users::PasswordChange => ();
    "users.list" Administer, users::list: Nothing => Vec<users::User>;
    "users.show" Administer, users::show: users::UserByEmail => users::User;
    "users.add" Administer, users::create: users::NewAccount => users::User;
    "users.set_password" Administer, users::set_password: users::NewPassword => ();
    "settings.show" SignedIn, settings::show: Nothing => settings::Settings;
    "settings.change" SignedIn, settings::change: settings::Settings => settings::Settings;
    "jobs.list" Read(Jobs), jobs::list: Nothing => Vec<jobs::Job>;
    "jobs.show" Read(Jobs), jobs::show: jobs::JobRef => jobs::Job;
    "jobs.cancel" Change(Jobs), jobs::cancel: jobs::JobRef => jobs::Job;
}

/// The entry of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Command> {
    TABLE.iter().find(|command| command.name == name)
}

fn read<T: for<'de> Deserialize<'de>>(input: Value) -> Result<T> {
    // No input is as good as an empty one.
    let input = if input.is_null() { Value::Object(serde_json::Map::new()) } else { input };
    serde_json::from_value(input)
        .map_err(|error| Error::new("bad-input").with("detail", error.to_string()))
}

fn write(output: &impl Serialize) -> Result<Value> {
    serde_json::to_value(output).map_err(|error| Error::internal(&error))
}
