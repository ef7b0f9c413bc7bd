//! The table of all commands: name, right needed, handler, input, output. From it come the
//! dispatcher, the access check and the TypeScript types.

use crate::{
    Context, Error, Page, Result,
    access::{Noun::*, Right, Right::*},
    attempts, audit, clients, database,
    deliveries::{self, check},
    home, jobs, logs, mailings, messages, passwords, recovery, registration, secrets, senders, sessions,
    settings, setup, suppressions, tags, users,
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
    "session.open" Anyone, sessions::open: sessions::SignIn => users::User;
    "session.resume" Anyone, sessions::resume: users::UserByEmail => users::User;
    "session.kept" Anyone, sessions::kept: Nothing => Vec<sessions::KeptAccount>;
    "session.close" Anyone, sessions::close: Nothing => ();
    "session.lock" SignedIn, sessions::lock: Nothing => ();
    "session.unlock" Anyone, sessions::unlock: sessions::Unlocking => users::User;
    "session.touch" SignedIn, sessions::touch: Nothing => ();
    "registration.begin" Anyone, registration::begin: registration::Applicant => registration::LetterSent;
    "registration.resend" Anyone, registration::resend: users::UserByEmail => registration::LetterSent;
    "registration.confirm" Anyone, registration::confirm: registration::Confirmation => users::User;
    "registration.accept" Anyone, registration::accept: registration::InvitedApplicant => users::User;
    "registration.show" Administer, registration::show: Nothing => registration::RegistrationSettings;
    "registration.change" Administer, registration::change: registration::RegistrationChange => registration::RegistrationSettings;
    "recovery.begin" Anyone, recovery::begin: recovery::RecoveryRequest => registration::LetterSent;
    "recovery.finish" Anyone, recovery::finish: recovery::NewPasswordByCode => users::User;
    "passwords.strength" Anyone, passwords::strength: passwords::StrengthQuery => passwords::Strength;
    "users.list" SeeUsers, users::list: Nothing => Vec<users::User>;
    "users.show" Administer, users::show: users::UserByEmail => users::User;
    "users.add" Administer, users::create: users::NewAccount => users::User;
    "users.set_password" Administer, users::set_password: users::NewPassword => ();
    "users.set_role" Administer, users::set_role: users::RoleChange => users::User;
    "users.block" Administer, users::block: users::UserByEmail => users::User;
    "users.unblock" Administer, users::unblock: users::UserByEmail => users::User;
    "users.invite" Administer, users::invite: users::NewInvitation => users::Invited;
    "users.invitations" Administer, users::invitations: Nothing => Vec<users::Invitation>;
    "users.withdraw" Administer, users::withdraw: users::UserByEmail => ();
    "users.holdings" Administer, users::holdings: users::UserByEmail => users::Holdings;
    "users.delete" Administer, users::delete: users::Deletion => jobs::Job;
    "audit.list" Administer, audit::list: audit::AuditQuery => Page<audit::AuditEntry>;
    "audit.export" Administer, audit::export: audit::AuditExport => jobs::Job;
    "database.status" Administer, database::status: Nothing => database::DatabaseStatus;
    "database.migrate" Administer, database::migrate: Nothing => database::Schema;
    "database.check" Administer, database::check: Nothing => Vec<check::Broken>;
    "database.backup" Administer, database::backup: database::BackupTarget => database::Backup;
    "logs.list" Administer, logs::list: logs::LogQuery => Page<logs::LogEntry>;
    "logs.folder" Administer, logs::folder: Nothing => logs::LogFolder;
    "settings.show" Anyone, settings::show: Nothing => settings::Settings;
    "settings.change" SignedIn, settings::change: settings::Settings => settings::Settings;
    "clients.list" Read(Clients), clients::list: clients::ClientQuery => Page<clients::Client>;
    "clients.count" Read(Clients), clients::count: clients::ClientCountQuery => clients::ClientCount;
    "clients.show" Read(Clients), clients::show: clients::ClientRef => clients::ClientPage;
    "clients.add" Change(Clients), clients::add: clients::NewClient => clients::Client;
    "clients.change" Change(Clients), clients::change: clients::ClientChange => clients::Client;
    "clients.delete" Change(Clients), clients::delete: clients::ClientDeletion => clients::PickedCount;
    "clients.tag" Change(Clients), clients::tag: clients::ClientTagging => clients::PickedCount;
    "clients.export" Read(Clients), clients::export: clients::ClientExport => jobs::Job;
    "imports.preview" Change(Clients), clients::import::preview: clients::import::ImportPlan => clients::import::ImportPreview;
    "imports.start" Change(Clients), clients::import::start: clients::import::ImportOrder => jobs::Job;
    "tags.list" Read(Clients), tags::list: tags::TagQuery => Vec<tags::Tag>;
    "tags.rename" Change(Clients), tags::rename: tags::TagRename => tags::Tag;
    "tags.delete" Change(Clients), tags::delete: tags::TagRef => ();
    "suppressions.list" Read(Clients), suppressions::list: suppressions::SuppressionQuery => Page<suppressions::Suppression>;
    "suppressions.add" Change(Clients), suppressions::add: suppressions::NewSuppression => suppressions::Suppression;
    "suppressions.delete" Change(Clients), suppressions::delete: suppressions::SuppressionRef => ();
    "home.show" Read(Attempts), home::show: home::HomeQuery => home::Home;
    "statistics.show" Read(Attempts), home::statistics: home::HomeQuery => home::Statistics;
    "mailings.list" Read(Mailings), mailings::list: mailings::MailingQuery => Page<mailings::Mailing>;
    "mailings.show" Read(Mailings), mailings::show: mailings::MailingRef => mailings::MailingPage;
    "mailings.add" Change(Mailings), mailings::add: mailings::NewMailing => mailings::Mailing;
    "mailings.change" Change(Mailings), mailings::change: mailings::ChangedMailing => mailings::Mailing;
    "mailings.delete" Change(Mailings), mailings::delete: mailings::MailingRef => ();
    "mailings.audience" Read(Mailings), mailings::audience: mailings::AudienceQuery => mailings::AudienceCount;
    "mailings.review" Read(Mailings), mailings::review: mailings::MailingRef => mailings::Review;
    "mailings.start" Change(Mailings), mailings::start: mailings::MailingRef => mailings::Mailing;
    "mailings.pause" Change(Mailings), mailings::pause: mailings::MailingRef => mailings::Mailing;
    "mailings.disable" Disable, mailings::disable: mailings::Disabling => mailings::Mailing;
    "mailings.enable" Disable, mailings::enable: mailings::MailingRef => mailings::Mailing;
    "mailings.resume" Change(Mailings), mailings::resume: mailings::MailingRef => mailings::Mailing;
    "mailings.finish" Change(Mailings), mailings::finish: mailings::MailingRef => mailings::Mailing;
    "mailings.duplicate" Change(Mailings), mailings::duplicate: mailings::MailingRef => mailings::Mailing;
    "mailings.retry_failed" Change(Mailings), mailings::retry_failed: mailings::Retry => mailings::Retried;
    "mailings.rehearse" Change(Mailings), mailings::rehearse: mailings::MailingRef => mailings::Mailing;
    "mailings.settle" Change(Mailings), mailings::settle: mailings::Settlement => mailings::Mailing;
    "mailings.summary" Read(Mailings), mailings::summary: mailings::MailingRef => mailings::Summary;
    "mailings.export" Read(Mailings), mailings::export: mailings::MailingReport => jobs::Job;
    "attempts.list" Read(Attempts), attempts::list: attempts::AttemptQuery => Page<attempts::Attempt>;
    "attempts.export" Read(Attempts), attempts::export: attempts::AttemptExport => jobs::Job;
    "worker.state" Anyone, deliveries::state: Nothing => deliveries::WorkerState;
    "messages.list" Read(Messages), messages::list: messages::MessageQuery => Page<messages::MessageSummary>;
    "messages.show" Read(Messages), messages::show: messages::MessageRef => messages::Message;
    "messages.add" Change(Messages), messages::add: messages::NewMessage => messages::Message;
    "messages.change" Change(Messages), messages::change: messages::ChangedMessage => messages::Message;
    "messages.delete" Change(Messages), messages::delete: messages::MessageDeletion => messages::MessagesDeleted;
    "messages.attach" Change(Messages), messages::attach: messages::FileToAttach => messages::Attachment;
    "messages.detach" Change(Messages), messages::detach: messages::AttachmentRef => ();
    "messages.fields" Read(Messages), messages::fields: messages::FieldQuery => Vec<String>;
    "messages.preview" Read(Messages), messages::preview: messages::PreviewQuery => messages::MessagePreview;
    "messages.send_test" Change(Messages), messages::send_test: messages::TestLetterOrder => messages::TestLetter;
    "senders.list" Read(Senders), senders::list: senders::SenderQuery => Vec<senders::Sender>;
    "senders.presets" SignedIn, senders::presets: Nothing => &'static [senders::Preset];
    "senders.add" Change(Senders), senders::add: senders::NewSender => senders::Sender;
    "senders.change" Change(Senders), senders::change: senders::ChangedSender => senders::Sender;
    "senders.delete" Change(Senders), senders::delete: senders::SenderRef => ();
    "senders.test" Change(Senders), senders::test: senders::SenderRef => senders::SenderTest;
    "senders.try" Change(Senders), senders::try_settings: senders::SenderTrial => senders::SenderTest;
    "senders.rehearsal" Change(Senders), senders::rehearsal: senders::SenderQuery => senders::Sender;
    "key_store.unlock" Anyone, secrets::unlock: secrets::Passphrase => ();
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
        .map_err(|error| Error::new("bad-input").with("detail", without_values(&error.to_string())))
}

/// What serde says without the value that it quotes, which may be a secret: "expected a string".
fn without_values(detail: &str) -> String {
    match detail.rfind("expected ") {
        Some(at) => detail.split_at(at).1.to_owned(),
        None if detail.starts_with("missing field") => detail.to_owned(),
        None => "unexpected".to_owned(),
    }
}

fn write(output: &impl Serialize) -> Result<Value> {
    serde_json::to_value(output).map_err(|error| Error::internal(&error))
}
