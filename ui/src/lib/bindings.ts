// The contract of the engine: what `call` takes and gives. All times are milliseconds since 1970, UTC.
export type Id = string;            // UUIDv7
export type Time = number;          // milliseconds since 1970, UTC
export type Role = "user" | "manager" | "administrator";
// Every error: a code (kebab-case) with parameters; the sentence is Fluent message `error-<code>` in locales/{en,ru}/errors.ftl
export interface Failure { code: string; parameters: Record<string, string | number>; field: string | null }

export interface User { id: Id; email: string; name: string; role: Role; language: "ru" | "en"; zone: string; created_at: Time }
export interface SetupState { needs_owner: boolean; user: User | null; database: string; version: string; key_store: "system" | "file" | "locked" }
export interface Settings { language: "system"|"ru"|"en"; theme: "system"|"light"|"dark"; close_to_tray: boolean | null /* null: ask */; notify_failures: boolean; notify_ends: boolean; start_at_sign_in: boolean }

export interface Client { id: Id; owner_id: Id; email: string; name: string; comment: string; fields: Record<string,string>; tags: string[]; suppressed: string | null; created_at: Time; updated_at: Time }
export interface ClientFilter { search: string; tag: string | null }
export type ClientSort = "name" | "email" | "comment" | "created_at";
// Picked rows of a table: exactly these, or all that the filter finds but those.
export type Picked = { kind: "ids"; ids: Id[] } | { kind: "all"; filter: ClientFilter; except: Id[] };
export interface Tag { id: Id; name: string; clients: number }

export interface ImportColumn { index: number; title: string; role: string /* "email"|"name"|"first_name"|"last_name"|"comment"|"tags"|"skip"|"field:NAME" */; samples: string[] }
export interface ImportPlan { path: string; encoding: string | null; delimiter: string | null; header: boolean | null; columns: string[] | null /* role per column, null = guessed */; tags: string[] }
export interface ImportPreview { name: string; size: number; encoding: string; delimiter: string; header: boolean; columns: ImportColumn[]; rows: string[][] }
export interface Reject { line: number; reason: Failure; text: string }
export interface ImportReport { new: number; changed: number; same: number; invalid: number; repeated: number; seconds: number; rejects: string | null /* path of the rejects file */; first_rejects: Reject[] }

export type JobState = "running" | "done" | "failed" | "cancelled";
export interface Job { id: Id; kind: "import" | "import_preview" | "client_export" | "attempt_export" | "mailing_report"; state: JobState; done: number; total: number; result: any /* ImportReport | {rows:number, path:string} | null */; error: Failure | null; created_at: Time; finished_at: Time | null }

export type Format = "html" | "markdown" | "text";
export interface Draft { subject: string; format: Format; body: string; text_body: string | null /* null: made from the body */ }
export interface Attachment { id: Id; name: string; size: number; media_type: string }
export interface MessageSummary { id: Id; owner_id: Id; subject: string; format: Format; attachments: number; updated_at: Time }
export interface Message extends Draft { id: Id; owner_id: Id; attachments: Attachment[]; created_at: Time; updated_at: Time }
export interface MessagePreview { subject: string; html: string | null; text: string; size: number; problems: Failure[]; client: Client | null }

export type Security = "none" | "starttls" | "tls";
export interface SenderSettings { name: string; host: string; port: number; security: Security; username: string | null; from_name: string; from_email: string; per_minute: number | null; per_hour: number | null; per_day: number | null; connections: number }
export interface Sender extends SenderSettings { id: Id; owner_id: Id; has_password: boolean; rehearsal: boolean; problem: Failure | null; created_at: Time }
export interface Preset { key: string; name: string; host: string; port: number; security: Security; domains: string[]; per_minute: number | null; per_hour: number | null; per_day: number | null; connections: number } // help text: Fluent `preset-<key>-help`
export type Step = "name" | "port" | "greeting" | "tls" | "sign_in" | "from";
export interface SenderTest { ok: boolean; steps: { step: Step; ok: boolean; answer: string | null; problem: Failure | null }[] }
export interface TestLetter { ok: boolean; answer: string; problem: Failure | null }

export type Status = "created" | "running" | "sent" | "finished" | "paused";
export type Audience = { kind: "all" } | { kind: "tags"; any: string[]; all: string[]; none: string[] } | { kind: "picked"; ids: Id[] };
export interface Counts { queued: number; leased: number; sending: number; in_doubt: number; sent: number; failed: number; expired: number; skipped: number }
export interface MailingSettings { name: string; message_id: Id | null; sender_id: Id | null; audience: Audience; starts_at: Time | null; ends_at: Time | null; zone: string; scheduled: boolean /* false: still being written, never starts by itself */ }
export interface Pause { by: "owner" | "manager" | "program"; reason: Failure | null; at: Time }
export interface Mailing extends MailingSettings { id: Id; owner_id: Id; message_subject: string | null; sender_name: string | null; rehearsal: boolean; status: Status; pause: Pause | null; counts: Counts; recipients: number; created_at: Time; started_at: Time | null; finished_at: Time | null }
export interface FailureGroup { code: number | null; enhanced: string | null; stage: string; count: number; answer: string; recipients: number }
export interface MailingPage { mailing: Mailing; per_minute: number; seconds_left: number | null; perhaps_twice: number; next_try_at: Time | null; waiting: Failure | null; failures: FailureGroup[]; series: { at: Time; sent: number; failed: number }[] }
export interface Review { recipients: number; suppressed: number; problems: Failure[]; warnings: Failure[]; seconds: number | null }

export type Outcome = "pending" | "success" | "failure" | "in_doubt";
export interface Attempt { id: Id; owner_id: Id; delivery_id: Id; mailing_id: Id; mailing_name: string; client_id: Id | null; email: string; number: number; started_at: Time; finished_at: Time | null; outcome: Outcome; stage: string; code: number | null; enhanced: string | null; answer: string; retry_at: Time | null }
export interface AttemptFilter { mailing_id: Id | null; client_id: Id | null; outcome: Outcome | null; code: number | null; domain: string | null; from: Time | null; to: Time | null }

export interface Statistics { clients: number; mailings: number; mailings_running: number; attempts_success: number; attempts_failure: number }
export interface Home { statistics: Statistics; days: { day: string /* 2026-11-24 */; success: number; failure: number }[] /* last 30 */; running: Mailing[]; last_failures: Attempt[] }
export interface Suppression { id: Id; email: string; reason: "refused"|"unsubscribed"|"by_hand"; note: string; created_at: Time }
export interface WorkerState { state: "idle" | "sending" | "stopped"; mailing: string | null; per_minute: number; problem: Failure | null }

// Pages: `after` is the opaque `next` of the page before; `offset` is only for a jump of the scroll bar.
export interface Page<T> { rows: T[]; next: string | null }

export type Commands = {
  "setup.state": [Record<string, never>, SetupState];
  "setup.create_owner": [{ name: string; email: string; password: string; language: "ru"|"en"; zone: string }, User];
  "profile.change": [{ name: string; language: "ru"|"en"; zone: string }, User];
  "profile.change_password": [{ old: string; new: string }, null];
  "settings.show": [Record<string, never>, Settings];
  "settings.change": [Settings, Settings];
  "home.show": [{ owner_id: Id | null }, Home];
  "statistics.show": [{ owner_id: Id | null }, Statistics];

  "clients.list": [{ owner_id: Id|null; filter: ClientFilter; sort: ClientSort; descending: boolean; after: string|null; offset: number|null; limit: number }, Page<Client>];
  "clients.count": [{ owner_id: Id|null; filter: ClientFilter }, { count: number }];
  "clients.show": [{ id: Id }, { client: Client; attempts: Attempt[] }];
  "clients.add": [{ owner_id: Id|null; email: string; name: string; comment: string; fields: Record<string,string>; tags: string[] }, Client];
  "clients.change": [{ id: Id; email: string; name: string; comment: string; fields: Record<string,string>; tags: string[] }, Client];
  "clients.delete": [{ owner_id: Id|null; picked: Picked }, { count: number }];
  "clients.tag": [{ owner_id: Id|null; picked: Picked; add: string[]; remove: string[] }, { count: number }];
  "clients.export": [{ owner_id: Id|null; filter: ClientFilter; path: string }, Job];
  "tags.list": [{ owner_id: Id|null }, Tag[]];
  "tags.rename": [{ id: Id; name: string }, Tag];
  "tags.delete": [{ id: Id }, null];
  "imports.preview": [ImportPlan, ImportPreview];
  "imports.start": [{ owner_id: Id|null; plan: ImportPlan; dry_run: boolean; rejects: string|null }, Job];
  "jobs.list": [Record<string, never>, Job[]];            // running, and those ended within the last day
  "jobs.show": [{ id: Id }, Job];
  "jobs.cancel": [{ id: Id }, Job];

  "messages.list": [{ owner_id: Id|null; search: string; after: string|null; limit: number }, Page<MessageSummary>];
  "messages.show": [{ id: Id }, Message];
  "messages.add": [{ owner_id: Id|null } & Draft, Message];
  "messages.change": [{ id: Id } & Draft, Message];
  "messages.delete": [{ ids: Id[] }, { count: number }];
  "messages.attach": [{ id: Id; path: string }, Attachment];
  "messages.detach": [{ id: Id /* of the attachment */ }, null];
  "messages.fields": [{ owner_id: Id|null }, string[]];   // name, email, comment and the custom fields
  "messages.preview": [{ owner_id: Id|null; draft: Draft; client_id: Id|null }, MessagePreview];
  "messages.send_test": [{ id: Id; sender_id: Id; to: string; client_id: Id|null }, TestLetter];

  "senders.list": [{ owner_id: Id|null }, Sender[]];
  "senders.presets": [Record<string, never>, Preset[]];
  "senders.add": [{ owner_id: Id|null; settings: SenderSettings; password: string|null }, Sender];
  "senders.change": [{ id: Id; settings: SenderSettings; password: string|null /* null keeps it, if host, port, security, username are the same */ }, Sender];
  "senders.delete": [{ id: Id }, null];
  "senders.test": [{ id: Id }, SenderTest];
  "senders.try": [{ settings: SenderSettings; password: string|null; id: Id|null }, SenderTest];  // before it is saved
  "senders.rehearsal": [{ owner_id: Id|null }, Sender];     // made when first asked for
  "key_store.unlock": [{ passphrase: string }, null];

  "mailings.list": [{ owner_id: Id|null; status: Status|null; after: string|null; limit: number }, Page<Mailing>];
  "mailings.show": [{ id: Id }, MailingPage];
  "mailings.add": [{ owner_id: Id|null; settings: MailingSettings }, Mailing];
  "mailings.change": [{ id: Id; settings: MailingSettings }, Mailing];
  "mailings.delete": [{ id: Id }, null];                    // only `created`
  "mailings.audience": [{ owner_id: Id|null; audience: Audience }, { count: number; suppressed: number }];
  "mailings.review": [{ id: Id }, Review];
  "mailings.start": [{ id: Id }, Mailing];
  "mailings.pause": [{ id: Id }, Mailing];
  "mailings.resume": [{ id: Id }, Mailing];
  "mailings.finish": [{ id: Id }, Mailing];
  "mailings.duplicate": [{ id: Id }, Mailing];
  "mailings.retry_failed": [{ id: Id }, Mailing];
  "mailings.rehearse": [{ id: Id }, Mailing];               // a copy through the rehearsal sender, started at once
  "mailings.settle": [{ id: Id; as: "sent" | "again" }, Mailing]; // those in doubt
  "mailings.export": [{ id: Id; path: string }, Job];
  "attempts.list": [{ owner_id: Id|null; filter: AttemptFilter; after: string|null; limit: number }, Page<Attempt>];
  "attempts.export": [{ owner_id: Id|null; filter: AttemptFilter; path: string }, Job];
  "suppressions.list": [{ owner_id: Id|null; search: string; after: string|null; limit: number }, Page<Suppression>];
  "suppressions.add": [{ owner_id: Id|null; email: string; note: string }, Suppression];
  "suppressions.delete": [{ id: Id }, null];
  "worker.state": [Record<string, never>, WorkerState];
};

// Hints, lossy; the window asks again. In the window: Tauri event "engine" with one of these as payload.
export type EngineEvent =
  | { kind: "changed"; what: "clients" | "tags" | "messages" | "senders" | "mailings" | "attempts" | "settings" | "suppressions"; id: Id | null }
  | { kind: "job"; job: Job }                 // at most four a second
  | { kind: "worker"; state: WorkerState }    // at most four a second
  | { kind: "notice"; notice: Notice };
export type Notice =
  | { kind: "attempts_failed"; mailing_id: Id; mailing_name: string; count: number; answer: string }
  | { kind: "mailing_ended"; mailing_id: Id; mailing_name: string; status: Status; sent: number; failed: number }
  | { kind: "mailing_paused"; mailing_id: Id; mailing_name: string; reason: Failure }
  | { kind: "mailing_missed"; mailing_id: Id; mailing_name: string; recipients: number };
