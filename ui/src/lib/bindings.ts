// Generated from the engine's table of commands by `cargo xtask bindings`. Do not edit.

export type Activity = "idle" | "sending" | "stopped";

/**
 * What people say of themselves who want an account.
 */
export type Applicant = { name: string, email: string, password: string, language: Language, 
/**
 * An IANA name, such as `Europe/Moscow`.
 */
zone: string, };

/**
 * A file that goes with a message.
 */
export type Attachment = { id: AttachmentId, 
/**
 * Without any folder.
 */
name: string, 
/**
 * In bytes.
 */
size: number, 
/**
 * As in `application/pdf`, by the name.
 */
media_type: string, };

export type AttachmentId = string;

export type AttachmentRef = { id: AttachmentId, };

/**
 * One try.
 */
export type Attempt = { id: AttemptId, owner_id: UserId, delivery_id: DeliveryId, mailing_id: MailingId, mailing_name: string, client_id: ClientId | null, email: string, 
/**
 * The first try of a delivery is 1. Counted when read: "send again" gives a delivery all its
 * tries anew, and the numbers go on.
 */
number: number, started_at: Timestamp, finished_at: Timestamp | null, outcome: Outcome, 
/**
 * How far it came: `build`, `connect`, `mail_from`, `rcpt`, `data`, `body`, `dot`.
 */
stage: string, 
/**
 * The reply code (RFC 5321 §4.2).
 */
code: number | null, 
/**
 * The enhanced status code (RFC 3463).
 */
enhanced: string | null, 
/**
 * The server's whole answer; or the code of what broke, where it gave none.
 */
answer: string, 
/**
 * When it is tried again, if it is.
 */
retry_at: Timestamp | null, };

export type AttemptExport = { owner_id: Whose, filter: AttemptFilter, path: string, };

/**
 * Which attempts. An absent part does not narrow.
 */
export type AttemptFilter = { mailing_id: MailingId | null, client_id: ClientId | null, outcome: Outcome | null, code: number | null, 
/**
 * What stands after the `@`.
 */
domain: string | null, from: Timestamp | null, to: Timestamp | null, };

export type AttemptId = string;

export type AttemptQuery = { owner_id: Whose, filter: AttemptFilter, after: string | null, 
/**
 * At most 500.
 */
limit: number, };

/**
 * Everyone, by tags, or one by one.
 */
export type Audience = { "kind": "all" } | { "kind": "tags", any: Array<string>, all: Array<string>, none: Array<string>, } | { "kind": "picked", ids: Array<ClientId>, };

/**
 * How many an audience has now, and how many of them are on the stop-list.
 */
export type AudienceCount = { count: number, suppressed: number, };

export type AudienceQuery = { owner_id: UserId | null, audience: Audience, };

/**
 * One line of the trail.
 */
export type AuditEntry = { id: AuditId, at: Timestamp, actor_id: UserId | null, 
/**
 * The address of who did it; empty: by `vestnikctl`.
 */
actor: string, owner_id: UserId | null, 
/**
 * The address of whose thing it was.
 */
owner: string, 
/**
 * The command that was called.
 */
action: string, subject: string, before: any, after: any, };

export type AuditExport = { filter: AuditFilter, path: string, };

/**
 * Which lines. An absent part does not narrow.
 */
export type AuditFilter = { 
/**
 * A part of an address or of the subject, in any case.
 */
search: string, actor_id: UserId | null, action: string | null, from: Timestamp | null, to: Timestamp | null, };

export type AuditId = string;

export type AuditQuery = { filter: AuditFilter, after: string | null, 
/**
 * At most 500.
 */
limit: number, };

/**
 * A copy that was written.
 */
export type Backup = { path: string, 
/**
 * In bytes.
 */
size: number, };

export type BackupTarget = { path: string, };

/**
 * A broken invariant: which, and how many rows break it.
 */
export type Broken = { invariant: string, rows: number, };

/**
 * What has changed.
 */
export type Changed = "clients" | "tags" | "messages" | "senders" | "mailings" | "attempts" | "settings" | "suppressions" | "users" | "session";

export type ChangedMailing = { id: MailingId, settings: MailingSettings, };

export type ChangedMessage = { id: MessageId, subject: string, format: Format, body: string, 
/**
 * The plain-text part beside HTML or Markdown; none: made from the body.
 */
text_body: string | null, };

export type ChangedSender = { id: SenderId, settings: SenderSettings, 
/**
 * None keeps it, as long as host, port, security and user name stay the same.
 */
password: string | null, };

/**
 * A person who receives mail.
 */
export type Client = { id: ClientId, owner_id: UserId, email: string, name: string, comment: string, 
/**
 * Custom fields by name; none is empty.
 */
fields: { [key in string]: string }, 
/**
 * The names of the tags, in order.
 */
tags: Array<string>, 
/**
 * Why the address must not get mail, if it is on the stop-list.
 */
suppressed: SuppressionReason | null, created_at: Timestamp, updated_at: Timestamp, };

export type ClientChange = { id: ClientId, email: string, name: string, comment: string, 
/**
 * Custom fields by name. An empty one is as good as none.
 */
fields: { [key in string]: string }, 
/**
 * The names of the tags; those that do not exist yet are made.
 */
tags: Array<string>, };

export type ClientCount = { 
/**
 * Exact; unless that was asked for, 1,001 stands for "more than 1,000" when a text is searched for.
 */
count: number, };

export type ClientCountQuery = { owner_id: Whose, filter: ClientFilter, 
/**
 * Counts to the end also when a text is searched for, however long it takes.
 */
exact?: boolean, };

export type ClientDeletion = { owner_id: UserId | null, picked: Picked, };

export type ClientExport = { owner_id: Whose, filter: ClientFilter, 
/**
 * Where the file shall be; one that is there is replaced.
 */
path: string, };

/**
 * Which clients are meant. The default is all of them.
 */
export type ClientFilter = { 
/**
 * Words that must all be in the address, name or comment, in any case.
 */
search: string, 
/**
 * The name of a tag.
 */
tag: string | null, };

export type ClientId = string;

/**
 * A client's own page.
 */
export type ClientPage = { client: Client, 
/**
 * The last hundred, newest first.
 */
attempts: Array<Attempt>, };

/**
 * Of a search, at most 1,000 clients are listed on all pages together: those added first, or sorted by
 * that, newest first, those added last. What is picked or exported by a search is all that it finds.
 */
export type ClientQuery = { owner_id: Whose, filter: ClientFilter, sort: ClientSort, descending: boolean, 
/**
 * `next` of the page before.
 */
after: string | null, 
/**
 * Rows to skip: for a jump of the scroll bar, never for reading on.
 */
offset: number | null, 
/**
 * At most 1,000 rows.
 */
limit: number, };

export type ClientRef = { id: ClientId, };

/**
 * What a list of clients is sorted by. Each has its index.
 */
export type ClientSort = "name" | "email" | "created_at";

export type ClientTagging = { owner_id: UserId | null, picked: Picked, 
/**
 * The names of the tags that the clients get; new ones are made.
 */
add: Array<string>, 
/**
 * The names of the tags that they lose.
 */
remove: Array<string>, };

export type Confirmation = { email: string, code: string, 
/**
 * The one that was chosen with the account: whoever reads the letter need not be who asked for it.
 */
password: string, stay: boolean, };

/**
 * Deliveries by state.
 */
export type Counts = { queued: number, leased: number, sending: number, in_doubt: number, sent: number, failed: number, expired: number, skipped: number, };

/**
 * What the database is and holds.
 */
export type DatabaseStatus = { 
/**
 * Its name, without any password.
 */
database: string, 
/**
 * The version of its schema.
 */
version: number, 
/**
 * In bytes.
 */
size: number, users: number, clients: number, mailings: number, attempts: number, };

/**
 * The attempts of one day in the zone of the person whose they are; of everybody's, in the caller's.
 */
export type DayCount = { 
/**
 * As in `2026-11-24`.
 */
day: string, success: number, failure: number, };

export type Deletion = { email: string, 
/**
 * The address of whoever gets the person's things; none: they are deleted, too.
 */
heir: string | null, };

export type DeliveryId = string;

export type Disabling = { id: MailingId, 
/**
 * What its owner reads.
 */
reason: string, };

/**
 * What its owner writes. A draft may be unfinished: what is wrong with it is said by the preview
 * and by the review of a mailing.
 */
export type Draft = { subject: string, format: Format, body: string, 
/**
 * The plain-text part beside HTML or Markdown; none: made from the body.
 */
text_body: string | null, };

/**
 * A hint.
 */
export type EngineEvent = { "kind": "changed", what: Changed, id: string | null, } | { "kind": "job", job: Job, } | { "kind": "worker", state: WorkerState, } | { "kind": "notice", notice: Notice, };

/**
 * A letter that failed for good, and the last answer to it.
 */
export type FailedLetter = { email: string, stage: string, code: number | null, enhanced: string | null, answer: string, };

/**
 * A refusal or failure, as a person will hear of it. `field` names the input that is at fault.
 */
export type Failure = { code: string, parameters: Record<string, string | number>, field: string | null, };

/**
 * Failed attempts with the same answer.
 */
export type FailureGroup = { stage: string, code: number | null, enhanced: string | null, count: number, 
/**
 * Different recipients among them.
 */
recipients: number, 
/**
 * Letters that failed for good, with this as their last answer.
 */
failed: number, 
/**
 * One of the answers, as the server gave it.
 */
answer: string, };

export type FieldQuery = { owner_id: UserId | null, };

export type FileToAttach = { 
/**
 * Of the message.
 */
id: MessageId, path: string, };

/**
 * What will become of the letters that are still to be sent.
 */
export type Forecast = { 
/**
 * When the last of them will have been sent; none if the end comes first.
 */
at: Timestamp | null, 
/**
 * Letters that will be sent before the end.
 */
in_time: number, 
/**
 * Letters that will not.
 */
too_late: number, };

/**
 * What the body of a message is written in.
 */
export type Format = "html" | "markdown" | "text";

/**
 * What a person has.
 */
export type Holdings = { clients: number, messages: number, senders: number, mailings: number, mailings_running: number, attempts: number, };

export type Home = { statistics: Statistics, 
/**
 * The last 30 days, today last.
 */
days: Array<DayCount>, running: Array<Mailing>, last_failures: Array<Attempt>, };

export type HomeQuery = { owner_id: Whose, };

/**
 * One column of a list.
 */
export type ImportColumn = { index: number, 
/**
 * Empty if the list has no header.
 */
title: string, role: string, 
/**
 * The first two values that are not empty.
 */
samples: Array<string>, };

export type ImportOrder = { owner_id: UserId | null, plan: ImportPlan, 
/**
 * Counts what would happen, and writes nothing.
 */
dry_run: boolean, 
/**
 * Where the refused rows go.
 */
rejects: string | null, };

/**
 * How to read a list. What is `None` is guessed from the file.
 */
export type ImportPlan = { path: string, 
/**
 * A name from the Encoding Standard, or `cp866`.
 */
encoding: string | null, 
/**
 * `,` `;` `|` or a tab.
 */
delimiter: string | null, 
/**
 * Whether the first row holds titles.
 */
header: boolean | null, 
/**
 * The role of each column, from the left.
 */
columns: Array<string> | null, 
/**
 * Tags for every client of the list.
 */
tags: Array<string>, };

/**
 * How a list will be read, with its first rows.
 */
export type ImportPreview = { 
/**
 * The file's name without its folder.
 */
name: string, 
/**
 * In bytes.
 */
size: number, encoding: string, delimiter: string, header: boolean, columns: Array<ImportColumn>, 
/**
 * The first five, without the header.
 */
rows: Array<Array<string>>, };

/**
 * What becomes of a letter of which nobody can know whether it arrived.
 */
export type InDoubt = "resend" | "hold";

/**
 * An invitation that nobody has used yet.
 */
export type Invitation = { email: string, role: Role, 
/**
 * The name of the administrator; empty: by `vestnikctl`.
 */
invited_by: string, created_at: Timestamp, expires_at: Timestamp, };

/**
 * An invitation, with the code that nobody sees again.
 */
export type Invited = { email: string, role: Role, code: string, expires_at: Timestamp, 
/**
 * A letter with the code was taken by the mail server.
 */
mailed: boolean, 
/**
 * Why not, if one was tried.
 */
problem: Failure | null, };

export type InvitedApplicant = { 
/**
 * From an administrator.
 */
code: string, stay: boolean, name: string, email: string, password: string, language: Language, 
/**
 * An IANA name, such as `Europe/Moscow`.
 */
zone: string, };

/**
 * A piece of long work.
 */
export type Job = { id: JobId, owner_id: UserId, kind: JobKind, state: JobState, 
/**
 * How much of `total` is done; bytes or rows, as the kind has it. `total` is 0 while unknown.
 */
done: number, total: number, result: any, error: Failure | null, created_at: Timestamp, finished_at: Timestamp | null, };

export type JobId = string;

export type JobKind = "import" | "import_preview" | "client_export" | "attempt_export" | "mailing_report" | "audit_export" | "user_delete";

export type JobRef = { id: JobId, };

export type JobState = "running" | "done" | "failed" | "cancelled";

/**
 * An account that needs no password on this computer.
 */
export type KeptAccount = { email: string, name: string, };

/**
 * Where passwords are kept.
 */
export type KeyStore = "system" | "file" | "locked";

/**
 * A language of the program.
 */
export type Language = "en" | "ru";

/**
 * The language of the window.
 */
export type LanguageChoice = "system" | "en" | "ru";

/**
 * A letter with a code is on its way.
 */
export type LetterSent = { email: string, 
/**
 * When the code stops working.
 */
expires_at: Timestamp, 
/**
 * When another letter may be asked for.
 */
again_at: Timestamp, };

/**
 * An entry of the log. A line that cannot be read is a message without a target.
 */
export type LogEntry = { at: Timestamp, level: LogLevel, 
/**
 * Where in the program it was said.
 */
target: string, message: string, fields: { [key in string]: string }, };

/**
 * Where the files are.
 */
export type LogFolder = { path: string, };

/**
 * How much an entry matters, the most first.
 */
export type LogLevel = "error" | "warn" | "info" | "debug";

export type LogQuery = { 
/**
 * Entries that matter at least so much.
 */
level: LogLevel, search: string, after: string | null, 
/**
 * At most 500.
 */
limit: number, };

export type Mailing = { id: MailingId, owner_id: UserId, message_subject: string | null, sender_name: string | null, 
/**
 * It goes to the rehearsal server: nobody gets a letter.
 */
rehearsal: boolean, status: Status, pause: Pause | null, counts: Counts, 
/**
 * How many deliveries the start made.
 */
recipients: number, created_at: Timestamp, started_at: Timestamp | null, finished_at: Timestamp | null, name: string, message_id: MessageId | null, sender_id: SenderId | null, audience: Audience, 
/**
 * None: it starts by hand.
 */
starts_at: Timestamp | null, 
/**
 * None: it ends by hand.
 */
ends_at: Timestamp | null, 
/**
 * The IANA zone in which the times were chosen.
 */
zone: string, 
/**
 * False while it is being written: it never starts by itself.
 */
scheduled: boolean, in_doubt: InDoubt, };

export type MailingId = string;

export type MailingPage = { mailing: Mailing, 
/**
 * Letters handed over in the last minute; of a younger mailing, as many as it would be.
 */
per_minute: number, 
/**
 * Until the last letter will have been sent, as in `forecast`; none while nothing is sent.
 */
seconds_left: number | null, 
/**
 * What will become of the letters that are still to be sent; none when nobody can know.
 */
forecast: Forecast | null, 
/**
 * Recipients who may have got the letter twice: one attempt is in doubt, and another one too or
 * successful.
 */
perhaps_twice: number, 
/**
 * When the next of the queued ones is due, if none is due now.
 */
next_try_at: Timestamp | null, 
/**
 * What the worker waits for; `waits` says it with everything else.
 */
waiting: Failure | null, 
/**
 * All that it waits for, what stops all of it first.
 */
waits: Array<Wait>, failures: Array<FailureGroup>, series: Array<Minute>, };

export type MailingQuery = { owner_id: Whose, status: Status | null, after: string | null, 
/**
 * At most 200.
 */
limit: number, };

export type MailingRef = { id: MailingId, };

export type MailingReport = { id: MailingId, path: string, };

/**
 * What the owner decides about a mailing.
 */
export type MailingSettings = { name: string, message_id: MessageId | null, sender_id: SenderId | null, audience: Audience, 
/**
 * None: it starts by hand.
 */
starts_at: Timestamp | null, 
/**
 * None: it ends by hand.
 */
ends_at: Timestamp | null, 
/**
 * The IANA zone in which the times were chosen.
 */
zone: string, 
/**
 * False while it is being written: it never starts by itself.
 */
scheduled: boolean, in_doubt: InDoubt, };

export type Message = { id: MessageId, owner_id: UserId, attachments: Array<Attachment>, created_at: Timestamp, updated_at: Timestamp, subject: string, format: Format, body: string, 
/**
 * The plain-text part beside HTML or Markdown; none: made from the body.
 */
text_body: string | null, };

export type MessageDeletion = { ids: Array<MessageId>, };

export type MessageId = string;

export type MessagePreview = { subject: string, 
/**
 * Harmless: no scripts, forms or frames. None for a plain-text message.
 */
html: string | null, text: string, 
/**
 * Of the letter without its attachments, in bytes; 0 when it cannot be built.
 */
size: number, 
/**
 * Why the letter cannot be built for this client. What is wrong with the draft itself names
 * its input.
 */
problems: Array<Failure>, 
/**
 * Whose values are shown; none while there are no clients.
 */
client: Client | null, };

export type MessageQuery = { owner_id: Whose, 
/**
 * What the subject contains, in any case.
 */
search: string, after: string | null, 
/**
 * At most 200.
 */
limit: number, };

export type MessageRef = { id: MessageId, };

/**
 * A message in a list.
 */
export type MessageSummary = { id: MessageId, owner_id: UserId, subject: string, format: Format, 
/**
 * How many.
 */
attachments: number, updated_at: Timestamp, };

/**
 * How many were deleted.
 */
export type MessagesDeleted = { count: number, };

/**
 * What happened in a stretch of time that begins at `at`.
 */
export type Minute = { at: Timestamp, sent: number, failed: number, };

/**
 * An account that an administrator makes for somebody. It needs no confirmation.
 */
export type NewAccount = { email: string, name: string, role: Role, language: Language, zone: string, 
/**
 * None: nobody can sign in to it before [`set_password`].
 */
password: string | null, };

export type NewClient = { owner_id: UserId | null, email: string, name: string, comment: string, 
/**
 * Custom fields by name. An empty one is as good as none.
 */
fields: { [key in string]: string }, 
/**
 * The names of the tags; those that do not exist yet are made.
 */
tags: Array<string>, };

export type NewInvitation = { email: string, role: Role, 
/**
 * Of the letter.
 */
language: Language, };

export type NewMailing = { owner_id: UserId | null, settings: MailingSettings, };

export type NewMessage = { owner_id: UserId | null, subject: string, format: Format, body: string, 
/**
 * The plain-text part beside HTML or Markdown; none: made from the body.
 */
text_body: string | null, };

/**
 * The owner of a new database.
 */
export type NewOwner = { stay: boolean, name: string, email: string, password: string, language: Language, 
/**
 * An IANA name, such as `Europe/Moscow`.
 */
zone: string, };

export type NewPassword = { email: string, password: string, };

export type NewPasswordByCode = { email: string, code: string, password: string, stay: boolean, };

export type NewSender = { owner_id: UserId | null, settings: SenderSettings, password: string | null, };

export type NewSuppression = { owner_id: UserId | null, email: string, note: string, };

/**
 * The input of a command that needs none.
 */
export type Nothing = Record<string, never>;

/**
 * What the desktop shows as a notification.
 */
export type Notice = { "kind": "attempts_failed", mailing_id: MailingId, mailing_name: string, 
/**
 * Letters that will not be delivered.
 */
failed: number, 
/**
 * Letters that will be tried again.
 */
delayed: number, 
/**
 * Of the first of them: how far it came, and what the server answered, as in an attempt.
 */
stage: string, code: number | null, answer: string, } | { "kind": "mailing_ended", mailing_id: MailingId, mailing_name: string, status: Status, sent: number, failed: number, } | { "kind": "mailing_paused", mailing_id: MailingId, mailing_name: string, reason: Failure, } | { "kind": "mailing_in_doubt", mailing_id: MailingId, mailing_name: string, letters: number, } | { "kind": "mailing_missed", mailing_id: MailingId, mailing_name: string, recipients: number, };

/**
 * How an attempt ended.
 */
export type Outcome = "pending" | "success" | "failure" | "in_doubt";

/**
 * Rows of a list; `next` is given back as `after` to read on, and is none on the last page.
 */
export type Page<T> = { rows: Array<T>, next: string | null, };

/**
 * The passphrase of the encrypted file.
 */
export type Passphrase = { passphrase: string, };

export type PasswordChange = { old: string, new: string, };

/**
 * Why a mailing stands still.
 */
export type Pause = { by: PausedBy, reason: Failure | null, at: Timestamp, };

/**
 * Who paused a mailing. What a manager paused only a manager or administrator resumes.
 */
export type PausedBy = "owner" | "manager" | "program";

/**
 * Exactly these clients, or all that a filter finds but those.
 */
export type Picked = { "kind": "ids", ids: Array<ClientId>, } | { "kind": "all", filter: ClientFilter, except: Array<ClientId>, };

/**
 * How many clients something was done to.
 */
export type PickedCount = { count: number, };

/**
 * What a form is filled with. How to get a password is the text `preset-<key>-help`.
 */
export type Preset = { key: string, name: string, host: string, port: number, security: Security, 
/**
 * Of the addresses that the provider gives out, to guess it by.
 */
domains: Array<string>, 
/**
 * Letters.
 */
per_minute: number | null, per_hour: number | null, per_day: number | null, connections: number, };

export type PreviewQuery = { owner_id: UserId | null, draft: Draft, 
/**
 * None: the first client there is.
 */
client_id: ClientId | null, };

/**
 * The caller's own name, language and zone.
 */
export type Profile = { name: string, language: Language, zone: string, };

export type RecoveryRequest = { email: string, 
/**
 * Of the letter, for a person who is not known: none is sent.
 */
language: Language, };

/**
 * Whether somebody can register now.
 */
export type Registration = "open" | "no_sender" | "off";

export type RegistrationChange = { open: boolean, 
/**
 * None: no letter is sent.
 */
system_sender_id: SenderId | null, };

export type RegistrationSettings = { open: boolean, system_sender_id: SenderId | null, system_sender: SystemSender | null, };

/**
 * What came of it.
 */
export type Retried = { 
/**
 * Letters that are sent again.
 */
again: number, 
/**
 * Those that stay failed: on the stop-list, or no longer clients.
 */
left_out: number, id: MailingId, owner_id: UserId, message_subject: string | null, sender_name: string | null, 
/**
 * It goes to the rehearsal server: nobody gets a letter.
 */
rehearsal: boolean, status: Status, pause: Pause | null, counts: Counts, 
/**
 * How many deliveries the start made.
 */
recipients: number, created_at: Timestamp, started_at: Timestamp | null, finished_at: Timestamp | null, name: string, message_id: MessageId | null, sender_id: SenderId | null, audience: Audience, 
/**
 * None: it starts by hand.
 */
starts_at: Timestamp | null, 
/**
 * None: it ends by hand.
 */
ends_at: Timestamp | null, 
/**
 * The IANA zone in which the times were chosen.
 */
zone: string, 
/**
 * False while it is being written: it never starts by itself.
 */
scheduled: boolean, in_doubt: InDoubt, };

/**
 * Which failed letters are sent again: those with this last answer. An absent part does not narrow.
 */
export type Retry = { id: MailingId, stage: string | null, 
/**
 * 0: without one.
 */
code: number | null, 
/**
 * Empty: without one.
 */
enhanced: string | null, };

export type Review = { 
/**
 * Who would get a letter: the audience without those on the stop-list.
 */
recipients: number, suppressed: number, 
/**
 * With any of these it cannot start, or letters would fail.
 */
problems: Array<Failure>, warnings: Array<Failure>, 
/**
 * How long the sender's limits make it; none without limits.
 */
seconds: number | null, 
/**
 * What will become of the letters once it starts; none when nobody can know.
 */
forecast: Forecast | null, };

/**
 * What a person is in Vestnik.
 */
export type Role = "user" | "manager" | "administrator";

export type RoleChange = { email: string, role: Role, };

/**
 * How the database is built.
 */
export type Schema = { version: number, };

/**
 * How the connection is kept private. What is asked for is had, or nothing is sent.
 */
export type Security = "none" | "starttls" | "tls";

/**
 * An SMTP account of a person.
 */
export type Sender = { id: SenderId, owner_id: UserId, 
/**
 * Whether this computer can sign in: its password is in the key store, and that is open.
 */
has_password: boolean, 
/**
 * It goes to the rehearsal server: nobody gets a letter.
 */
rehearsal: boolean, 
/**
 * What stops it until its settings change or a test succeeds.
 */
problem: Failure | null, created_at: Timestamp, 
/**
 * For the owner; no recipient sees it.
 */
name: string, 
/**
 * A host name or an IP address.
 */
host: string, port: number, security: Security, 
/**
 * None: the server takes letters without a sign-in.
 */
username: string | null, from_name: string, from_email: string, 
/**
 * Letters; None: no limit.
 */
per_minute: number | null, per_hour: number | null, per_day: number | null, 
/**
 * Connections at a time, 1 to 50, of all workers together.
 */
connections: number, 
/**
 * Letters before another connection is opened; None: as many as the server takes.
 */
letters_per_connection: number | null, };

export type SenderId = string;

/**
 * Somebody's senders; the caller's own when nobody is named.
 */
export type SenderQuery = { owner_id: UserId | null, };

export type SenderRef = { id: SenderId, };

/**
 * What its owner decides about a sender.
 */
export type SenderSettings = { 
/**
 * For the owner; no recipient sees it.
 */
name: string, 
/**
 * A host name or an IP address.
 */
host: string, port: number, security: Security, 
/**
 * None: the server takes letters without a sign-in.
 */
username: string | null, from_name: string, from_email: string, 
/**
 * Letters; None: no limit.
 */
per_minute: number | null, per_hour: number | null, per_day: number | null, 
/**
 * Connections at a time, 1 to 50, of all workers together.
 */
connections: number, 
/**
 * Letters before another connection is opened; None: as many as the server takes.
 */
letters_per_connection: number | null, };

/**
 * How far the test came. No step after one that failed.
 */
export type SenderTest = { ok: boolean, steps: Array<TestStep>, };

/**
 * Settings to be tried before they are kept.
 */
export type SenderTrial = { settings: SenderSettings, password: string | null, 
/**
 * The sender whose password is used when none is given.
 */
id: SenderId | null, };

export type Settings = { language: LanguageChoice, theme: Theme, 
/**
 * None until the person has been asked, at the first close.
 */
close_to_tray: boolean | null, notify_failures: boolean, notify_ends: boolean, start_at_sign_in: boolean, 
/**
 * Minutes without a touch after which the window locks; 0: never.
 */
lock_minutes: number, };

/**
 * What a person decides about letters that may or may not have arrived.
 */
export type SettleAs = "sent" | "again";

export type Settlement = { id: MailingId, as: SettleAs, };

/**
 * What a window must know before it shows anything.
 */
export type SetupState = { 
/**
 * There is no account yet.
 */
needs_owner: boolean, 
/**
 * Who is signed in at this window.
 */
user: User | null, 
/**
 * Their password is asked for before anything goes on.
 */
locked: boolean, 
/**
 * They need no password at the next start.
 */
stays: boolean, 
/**
 * Whether there is a place for the key of somebody who stays signed in.
 */
can_stay: boolean, registration: Registration, 
/**
 * Whether a forgotten password can be replaced by a letter.
 */
can_recover: boolean, 
/**
 * The database, without any password.
 */
database: string, version: string, key_store: KeyStore, };

export type SignIn = { email: string, password: string, 
/**
 * Keep a key on this computer, so that no password is asked for at the next start.
 */
stay: boolean, };

/**
 * The totals of a person or of everybody, without what was only rehearsed.
 */
export type Statistics = { clients: number, mailings: number, mailings_running: number, attempts_success: number, attempts_failure: number, };

/**
 * Where a mailing is in its life.
 */
export type Status = "created" | "running" | "sent" | "finished" | "paused";

/**
 * A step of the connection test.
 */
export type Step = "name" | "port" | "greeting" | "tls" | "sign_in" | "from";

/**
 * How hard a password is to guess.
 */
export type Strength = { 
/**
 * 0 (at once) to 4 (not at all).
 */
score: number, 
/**
 * What is wrong with it, as `password-warning-…` of the texts has it, with `_` for `-`.
 */
warning: string | null, 
/**
 * Whether an account may have it.
 */
enough: boolean, };

export type StrengthQuery = { password: string, 
/**
 * What an attacker would try first: the person's name and address.
 */
about: Array<string>, };

export type Summary = { mailing: Mailing, 
/**
 * From whom the letters are, as it was frozen at the start.
 */
from_name: string, from_email: string, 
/**
 * When the first letter was begun, and when the last answer came.
 */
first_at: Timestamp | null, last_at: Timestamp | null, perhaps_twice: number, failures: Array<FailureGroup>, 
/**
 * Those that failed for good, by address; the first [`LISTED`].
 */
failed: Array<FailedLetter>, written_at: Timestamp, };

/**
 * An address that must not get mail from its owner.
 */
export type Suppression = { id: SuppressionId, owner_id: UserId, email: string, reason: SuppressionReason, 
/**
 * The server's answer, or what the person wrote.
 */
note: string, created_at: Timestamp, };

export type SuppressionId = string;

export type SuppressionQuery = { owner_id: Whose, 
/**
 * A part of the address.
 */
search: string, after: string | null, 
/**
 * At most 1,000 rows.
 */
limit: number, };

/**
 * Why an address must not get mail.
 */
export type SuppressionReason = "refused" | "unsubscribed" | "by_hand";

export type SuppressionRef = { id: SuppressionId, };

/**
 * The sender that letters about accounts go through.
 */
export type SystemSender = { name: string, from_email: string, owner_name: string, };

/**
 * A tag, and how many clients have it. In the list of everybody's, tags of one name are one row.
 */
export type Tag = { 
/**
 * Of several, the one that was made first, as are its owner and its spelling.
 */
id: TagId, owner_id: UserId, name: string, 
/**
 * How many people have a tag of that name: where it is not one, the id stands for one of many.
 */
owners: number, clients: number, };

export type TagId = string;

export type TagQuery = { owner_id: Whose, };

export type TagRef = { id: TagId, };

export type TagRename = { id: TagId, name: string, };

/**
 * What became of a test letter.
 */
export type TestLetter = { ok: boolean, 
/**
 * The server's words; empty when it said none.
 */
answer: string, problem: Failure | null, };

export type TestLetterOrder = { id: MessageId, sender_id: SenderId, 
/**
 * The address it goes to.
 */
to: string, 
/**
 * Whose values it shows; none: the first client there is.
 */
client_id: ClientId | null, };

export type TestStep = { step: Step, ok: boolean, 
/**
 * What the server said; for the name, the addresses found.
 */
answer: string | null, 
/**
 * Why it failed, and what to do about it.
 */
problem: Failure | null, };

/**
 * The colours of the window.
 */
export type Theme = "system" | "light" | "dark";

/**
 * An instant: milliseconds since 1970-01-01 00:00 UTC.
 */
export type Timestamp = number;

export type Unlocking = { password: string, };

/**
 * A person who signs in.
 */
export type User = { id: UserId, email: string, name: string, role: Role, language: Language, 
/**
 * An IANA name, such as `Europe/Moscow`.
 */
zone: string, 
/**
 * Since when the account is blocked, if it is.
 */
blocked_at: Timestamp | null, created_at: Timestamp, 
/**
 * When the person last touched a window.
 */
last_seen_at: Timestamp | null, 
/**
 * False: nobody can sign in to it yet.
 */
has_password: boolean, };

export type UserByEmail = { email: string, };

export type UserId = string;

/**
 * Something that a mailing waits for.
 */
export type Wait = { kind: WaitKind, reason: Failure, 
/**
 * Letters that it concerns, if they were counted.
 */
count: number | null, 
/**
 * When it goes on; of letters, when the first of them does.
 */
until: Timestamp | null, };

export type WaitKind = "start" | "worker" | "person" | "passphrase" | "server" | "limit" | "mailing" | "letters" | "doubt";

/**
 * In JSON: `null`, the id of a person, or `"everybody"`.
 */
export type Whose = string | "everybody" | null;

/**
 * What the worker of this process does now.
 */
export type WorkerState = { state: Activity, 
/**
 * The mailing that is being sent; one of them, if there are several.
 */
mailing_id: MailingId | null, 
/**
 * Its name.
 */
mailing: string | null, 
/**
 * Whose mailing it is: all that others may know of it.
 */
owner_name: string | null, 
/**
 * Letters handed over in the last minute.
 */
per_minute: number, 
/**
 * What keeps a mailing from going on.
 */
problem: Failure | null, };

/** Every command: what it is given and what it answers. */
export type Commands = {
  "setup.state": [Nothing, SetupState];
  "setup.create_owner": [NewOwner, User];
  "profile.change": [Profile, User];
  "profile.change_password": [PasswordChange, null];
  "session.open": [SignIn, User];
  "session.resume": [UserByEmail, User];
  "session.kept": [Nothing, Array<KeptAccount>];
  "session.close": [Nothing, null];
  "session.lock": [Nothing, null];
  "session.unlock": [Unlocking, User];
  "session.touch": [Nothing, null];
  "registration.begin": [Applicant, LetterSent];
  "registration.resend": [UserByEmail, LetterSent];
  "registration.confirm": [Confirmation, User];
  "registration.accept": [InvitedApplicant, User];
  "registration.show": [Nothing, RegistrationSettings];
  "registration.change": [RegistrationChange, RegistrationSettings];
  "recovery.begin": [RecoveryRequest, LetterSent];
  "recovery.finish": [NewPasswordByCode, User];
  "passwords.strength": [StrengthQuery, Strength];
  "users.list": [Nothing, Array<User>];
  "users.show": [UserByEmail, User];
  "users.add": [NewAccount, User];
  "users.set_password": [NewPassword, null];
  "users.set_role": [RoleChange, User];
  "users.block": [UserByEmail, User];
  "users.unblock": [UserByEmail, User];
  "users.invite": [NewInvitation, Invited];
  "users.invitations": [Nothing, Array<Invitation>];
  "users.withdraw": [UserByEmail, null];
  "users.holdings": [UserByEmail, Holdings];
  "users.delete": [Deletion, Job];
  "audit.list": [AuditQuery, Page<AuditEntry>];
  "audit.export": [AuditExport, Job];
  "database.status": [Nothing, DatabaseStatus];
  "database.migrate": [Nothing, Schema];
  "database.check": [Nothing, Array<Broken>];
  "database.backup": [BackupTarget, Backup];
  "logs.list": [LogQuery, Page<LogEntry>];
  "logs.folder": [Nothing, LogFolder];
  "settings.show": [Nothing, Settings];
  "settings.change": [Settings, Settings];
  "clients.list": [ClientQuery, Page<Client>];
  "clients.count": [ClientCountQuery, ClientCount];
  "clients.show": [ClientRef, ClientPage];
  "clients.add": [NewClient, Client];
  "clients.change": [ClientChange, Client];
  "clients.delete": [ClientDeletion, PickedCount];
  "clients.tag": [ClientTagging, PickedCount];
  "clients.export": [ClientExport, Job];
  "imports.preview": [ImportPlan, ImportPreview];
  "imports.start": [ImportOrder, Job];
  "tags.list": [TagQuery, Array<Tag>];
  "tags.rename": [TagRename, Tag];
  "tags.delete": [TagRef, null];
  "suppressions.list": [SuppressionQuery, Page<Suppression>];
  "suppressions.add": [NewSuppression, Suppression];
  "suppressions.delete": [SuppressionRef, null];
  "home.show": [HomeQuery, Home];
  "statistics.show": [HomeQuery, Statistics];
  "mailings.list": [MailingQuery, Page<Mailing>];
  "mailings.show": [MailingRef, MailingPage];
  "mailings.add": [NewMailing, Mailing];
  "mailings.change": [ChangedMailing, Mailing];
  "mailings.delete": [MailingRef, null];
  "mailings.audience": [AudienceQuery, AudienceCount];
  "mailings.review": [MailingRef, Review];
  "mailings.start": [MailingRef, Mailing];
  "mailings.pause": [MailingRef, Mailing];
  "mailings.disable": [Disabling, Mailing];
  "mailings.enable": [MailingRef, Mailing];
  "mailings.resume": [MailingRef, Mailing];
  "mailings.finish": [MailingRef, Mailing];
  "mailings.duplicate": [MailingRef, Mailing];
  "mailings.retry_failed": [Retry, Retried];
  "mailings.rehearse": [MailingRef, Mailing];
  "mailings.settle": [Settlement, Mailing];
  "mailings.summary": [MailingRef, Summary];
  "mailings.export": [MailingReport, Job];
  "attempts.list": [AttemptQuery, Page<Attempt>];
  "attempts.export": [AttemptExport, Job];
  "worker.state": [Nothing, WorkerState];
  "messages.list": [MessageQuery, Page<MessageSummary>];
  "messages.show": [MessageRef, Message];
  "messages.add": [NewMessage, Message];
  "messages.change": [ChangedMessage, Message];
  "messages.delete": [MessageDeletion, MessagesDeleted];
  "messages.attach": [FileToAttach, Attachment];
  "messages.detach": [AttachmentRef, null];
  "messages.fields": [FieldQuery, Array<string>];
  "messages.preview": [PreviewQuery, MessagePreview];
  "messages.send_test": [TestLetterOrder, TestLetter];
  "senders.list": [SenderQuery, Array<Sender>];
  "senders.presets": [Nothing, Array<Preset>];
  "senders.add": [NewSender, Sender];
  "senders.change": [ChangedSender, Sender];
  "senders.delete": [SenderRef, null];
  "senders.test": [SenderRef, SenderTest];
  "senders.try": [SenderTrial, SenderTest];
  "senders.rehearsal": [SenderQuery, Sender];
  "key_store.unlock": [Passphrase, null];
  "jobs.list": [Nothing, Array<Job>];
  "jobs.show": [JobRef, Job];
  "jobs.cancel": [JobRef, Job];
};
