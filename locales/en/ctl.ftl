# vestnikctl: help, titles of columns, what came of a command.

ctl-about = Vestnik without a window: letters to your clients, from your own mail server
ctl-option-database = The database, sqlite:PATH or postgres://…; without it, the one of the desktop program
ctl-option-json = Print JSON lines instead of tables
ctl-option-owner = Whose; not needed while there is one user
ctl-option-limit = At most so many rows
ctl-option-password-stdin = Read the password from the first line of standard input

ctl-users = People who sign in
ctl-users-add = Add an account that needs no confirmation
ctl-users-add-role = What the person may do
ctl-users-add-name = What the person is called
ctl-users-list = List the accounts
ctl-users-invite = Invite somebody: prints a code to register with
ctl-users-invited = The invitation code of { $email }: { $code }
ctl-users-delete = Delete an account
ctl-users-delete-to = Who gets the clients, messages, senders and mailings
ctl-users-delete-with-data = Delete everything that belongs to it, too
ctl-users-deleted = { $email } is deleted.
ctl-users-audit = What managers and administrators did to others’ things, newest first
ctl-users-set-password = Give an account a new password
ctl-users-set-role = Give an account another role
ctl-users-block = Block an account: no further letter of its owner is sent
ctl-users-unblock = Unblock an account: its owner’s mailings go on
ctl-users-added = Added { $email }, { $role }.
ctl-users-role-set = The role of { $email }: { $role }.
ctl-users-blocked = { $email } is blocked. Letters on their way arrive, no other begins.
ctl-users-unblocked = { $email } is not blocked any more.
ctl-role-user = user
ctl-role-manager = manager
ctl-role-administrator = administrator
ctl-users-password-set = { $email } has a new password.

ctl-senders = SMTP accounts that mail goes out through
ctl-senders-add = Add an SMTP account
ctl-senders-add-name = What you call it
ctl-senders-add-host = The server’s name
ctl-senders-add-port = The server’s port: usually 465 with tls, 587 with starttls, 25 with none
ctl-senders-add-security = How the connection is protected
ctl-senders-add-from = From whom the letters are: "Name <address>"
ctl-senders-add-username = The name to sign in with; without it there is no sign-in
ctl-senders-add-per-minute = At most so many letters a minute
ctl-senders-add-per-hour = At most so many letters an hour
ctl-senders-add-per-day = At most so many letters a day
ctl-senders-add-connections = Connections at once
ctl-senders-list = List the SMTP accounts
ctl-senders-test = Connect and sign in, step by step, and send nothing
ctl-senders-added = Added the sender “{ $name }”.

ctl-clients = People who receive mail
ctl-clients-import = Import a CSV file
ctl-clients-import-map = Which column (its title, or its number from 1) is what, such as email=2,name=Client,comment=Note; without it this is guessed
ctl-clients-import-encoding = The file’s encoding, such as utf-8, windows-1251, koi8-r, cp866; without it this is guessed
ctl-clients-import-delimiter = What stands between the cells: , ; | or tab; without it this is guessed
ctl-clients-import-tag = A tag for every client of the list; may be repeated
ctl-clients-import-dry-run = Say what would happen, and change nothing
ctl-clients-import-rejects = Write the refused rows to this file, to be corrected and imported again
ctl-clients-list = List clients
ctl-clients-count = Count clients
ctl-clients-export = Write clients to a CSV file
ctl-clients-search = Only those with this in their e-mail, name or comment
ctl-clients-tag = Only those with this tag
ctl-exported = { $rows ->
    [one] Wrote { $rows } row.
   *[other] Wrote { $rows } rows.
}

ctl-messages = Reusable letters
ctl-messages-add = Add a message, and print its id
ctl-messages-add-subject = The subject
ctl-messages-add-html = The body, as HTML
ctl-messages-add-markdown = The body, as Markdown
ctl-messages-add-text = The body, as plain text
ctl-messages-add-attach = A file to attach; may be repeated
ctl-messages-list = List messages

ctl-mailings = One message to one audience through one sender
ctl-mailings-add = Add a mailing, and print its id
ctl-mailings-add-name = What you call it
ctl-mailings-add-message = The message
ctl-mailings-add-sender = The name of the sender
ctl-mailings-add-audience = To whom: all, or those with a tag
ctl-mailings-add-starts-at = When sending starts: 2026-12-01 10:00 on this computer’s clock, or 2026-12-01T10:00:00+03:00; without it, by hand
ctl-mailings-add-ends-at = When sending ends, written likewise
ctl-mailings-list = List mailings
ctl-mailings-show = Show one mailing: its status, its counts, its failures by reason
ctl-mailings-start = Start it now
ctl-mailings-pause = Pause it
ctl-mailings-resume = Go on with it
ctl-mailings-disable = Disable a mailing: its owner cannot let it go on
ctl-mailings-disable-reason = Why; the owner reads it
ctl-mailings-enable = Let a disabled mailing go on
ctl-mailings-finish = Finish it: what was not sent is not sent any more
ctl-mailings-retry-failed = Send again to those that failed

ctl-send = Send every due mailing, or the one named, to its end
ctl-send-id = The mailing; it is started if it waits for its start

ctl-attempts = Every try to hand a letter over
ctl-attempts-list = List attempts, with the mail server’s answers
ctl-attempts-export = Write attempts to a CSV file
ctl-attempts-mailing = Only those of this mailing
ctl-attempts-outcome = Only those that ended so

ctl-statistics = The numbers of the Home screen
ctl-worker = Send whatever becomes due, without a window, until SIGTERM or Ctrl+C
ctl-worker-started = Sending whatever becomes due. Ctrl+C ends it.
ctl-worker-until-idle = Send what is due now, and end

ctl-database = The database as a whole
ctl-database-status = Say what it is and what it holds
ctl-database-check = Prove that no row contradicts another
ctl-database-backup = Write a copy of a local database to a new file
ctl-database-migrate = Bring the schema up to date, and say its version
ctl-database-restore = Put a backup in the place of a local database; what was there before is kept beside it
ctl-database-migrated = The schema is up to date: version { $version }.
ctl-database-restored = Restored { $path }. There was no database before.
ctl-database-replaced = Restored { $path }. What was there before is kept in { $kept }.
ctl-database-sound = Every row agrees with every other.
ctl-database-saved = Saved to { $path }.

ctl-rehearse = Try the whole way with a list: import it, write to everybody through the built-in rehearsal server. Nobody gets a letter, and nothing is kept
ctl-rehearse-file = The CSV file
ctl-rehearse-imported = The list was imported:
ctl-rehearse-sent = The letters went to the rehearsal server:
ctl-rehearse-owner = Rehearsal
ctl-rehearse-name = Rehearsal
ctl-rehearse-subject = A word to our clients
ctl-rehearse-body =
    Hello, {"{{"} name | default("dear client") {"}}"}!

    This letter is a rehearsal. It has gone all the way to a mail server, only that this server is a part of Vestnik and keeps what it gets.

ctl-password = Password:{" "}
ctl-nothing = Nothing here.

ctl-column-at = When
ctl-column-actor = Who
ctl-column-action = What
ctl-column-owner = Whose
ctl-column-id = Id
ctl-column-email = E-mail
ctl-column-name = Name
ctl-column-role = Role
ctl-column-blocked-at = Blocked
ctl-column-created-at = Added
ctl-column-updated-at = Changed
ctl-column-from-email = From
ctl-column-host = Server
ctl-column-port = Port
ctl-column-security = Security
ctl-column-username = Signs in as
ctl-column-connections = Connections
ctl-column-step = Step
ctl-column-ok = Works
ctl-column-answer = Answer
ctl-column-tags = Tags
ctl-column-comment = Comment
ctl-column-suppressed = On the stop-list
ctl-column-new = New
ctl-column-changed = Changed
ctl-column-same = Same
ctl-column-invalid = Invalid
ctl-column-repeated = Repeated
ctl-column-seconds = Seconds
ctl-column-rejects = Refused rows
ctl-column-line = Line
ctl-column-reason = Why
ctl-column-text = Row
ctl-column-subject = Subject
ctl-column-format = Format
ctl-column-attachments = Attachments
ctl-column-status = Status
ctl-column-message-subject = Message
ctl-column-sender-name = Sender
ctl-column-starts-at = Start
ctl-column-ends-at = End
ctl-column-recipients = Recipients
ctl-column-counts-queued = Waiting
ctl-column-counts-leased = Claimed
ctl-column-counts-sending = On the way
ctl-column-counts-in-doubt = In doubt
ctl-column-counts-sent = Sent
ctl-column-counts-failed = Failed
ctl-column-counts-expired = Too late
ctl-column-counts-skipped = Skipped
ctl-column-perhaps-twice = Perhaps twice
ctl-column-per-minute = A minute
ctl-column-next-try-at = Next try
ctl-column-count = How many
ctl-column-code = Code
ctl-column-enhanced = Enhanced code
ctl-column-started-at = When
ctl-column-mailing-name = Mailing
ctl-column-number = Try
ctl-column-outcome = Outcome
ctl-column-clients = Clients
ctl-column-mailings = Mailings
ctl-column-mailings-running = Running
ctl-column-attempts-success = Successful attempts
ctl-column-attempts-failure = Failed attempts
ctl-column-database = Database
ctl-column-version = Version
ctl-column-size = Size, bytes
ctl-column-users = Users
ctl-column-attempts = Attempts
ctl-column-invariant = Rule
ctl-column-rows = Rows

error-ctl-file = The file { $path } cannot be read: { $detail }.
error-ctl-body-missing = Name the file with the body: --html, --markdown or --text.
error-ctl-password-missing = There is no password on standard input. Put it on the first line, with --password-stdin.
error-ctl-owner-needed = There are several users. Say whose are meant: --owner EMAIL. “vestnikctl users list” shows them all.
error-ctl-sender-unknown = There is no sender named “{ $name }”. “vestnikctl senders list” shows those there are.
error-ctl-column-unknown = The file has no column “{ $column }”. Give a title from its first row, or a number from 1.
error-ctl-output-closed = Whoever read the output has closed it.
error-ctl-nothing-to-send = Nothing of “{ $name }” can be sent: its status is “{ $status }”. A paused mailing is resumed by “vestnikctl mailings resume”, failed letters are sent again by “vestnikctl mailings retry-failed”.
error-ctl-passphrase-needed = This system has no key store, so passwords are kept in an encrypted file. Choose a passphrase and put it into VESTNIK_PASSPHRASE.
error-ctl-database-broken = The database contradicts itself. Make a copy of it before anything else.
