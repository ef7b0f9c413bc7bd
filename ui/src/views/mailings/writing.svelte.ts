// A mailing while it is written: saved by itself after each change, so that a crash loses nothing.
import type { Failure, Mailing, MailingSettings, SenderId, UserId } from "$lib/bindings";
import { call } from "$lib/bridge";
import { asFailure } from "$lib/errors";
import { date } from "$lib/format";
import { t, texts } from "$lib/texts.svelte";

/** Milliseconds without a change after which it is saved. */
const PAUSE = 400;
const WEEK = 7 * 24 * 60 * 60 * 1000;
const HOUR = 60 * 60 * 1000;

export class Writing {
  /** `new` until the first change is saved. */
  id = $state("new");
  settings = $state<MailingSettings>(blank());
  saving = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Counts what was saved: the review is asked for anew after each. */
  saves = $state(0);
  /** It stood on the schedule when it was opened, and does not any more. */
  unscheduled = $state(false);
  #saved = $state("");
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> = Promise.resolve();

  readonly dirty = $derived(JSON.stringify(this.settings) !== this.#saved);

  /** Whose it is, or will be; null: of whoever writes it. */
  readonly owner: UserId | null;

  constructor(mailing?: Mailing, owner: UserId | null = null) {
    this.owner = mailing?.owner_id ?? owner;
    if (mailing) {
      this.id = mailing.id;
      this.settings = settingsOf(mailing);
    }
    // A new one is not saved before the person has changed anything.
    this.#saved = JSON.stringify(this.settings);
  }

  /** Chooses the only sender there is. That alone is nothing to save a new mailing for. */
  preset(sender: SenderId) {
    const untouched = this.id === "new" && !this.dirty;
    this.settings.sender_id = sender;
    if (untouched) this.#saved = JSON.stringify(this.settings);
    else this.changed();
  }

  /** The person changed something. */
  changed() {
    if (this.settings.scheduled) {
      // Half-written it must not start.
      this.settings.scheduled = false;
      this.unscheduled = true;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.save(), PAUSE);
  }

  /** Saves what has changed; true when everything is safe. */
  async save(): Promise<boolean> {
    clearTimeout(this.#timer);
    this.#running = this.#running.then(() => this.#write());
    await this.#running;
    return this.failure === null;
  }

  /** Puts it on the schedule. */
  async schedule(): Promise<boolean> {
    this.settings.scheduled = true;
    const safe = await this.save();
    if (safe) this.unscheduled = false;
    else this.settings.scheduled = false;
    return safe;
  }

  /** Makes sure that there is something to review, rehearse or start. */
  async settle(): Promise<boolean> {
    if (this.id === "new") this.#saved = "";
    return this.save();
  }

  async #write() {
    const settings = $state.snapshot(this.settings);
    const text = JSON.stringify(settings);
    // What was refused before may have been taken back since.
    this.failure = null;
    if (text === this.#saved) return;
    this.saving = true;
    try {
      const mailing =
        this.id === "new"
          ? await call("mailings.add", { owner_id: this.owner, settings })
          : await call("mailings.change", { id: this.id, settings });
      this.id = mailing.id;
      this.#saved = text;
      this.saves += 1;
    } catch (error) {
      this.failure = asFailure(error);
    } finally {
      this.saving = false;
    }
  }
}

function settingsOf(mailing: Mailing): MailingSettings {
  const { name, message_id, sender_id, audience, starts_at, ends_at, zone } = mailing;
  const { scheduled, in_doubt } = mailing;
  return { name, message_id, sender_id, audience, starts_at, ends_at, zone, scheduled, in_doubt };
}

function blank(): MailingSettings {
  const now = Date.now();
  return {
    name: t("mailing-default-name", { date: date(now) }),
    message_id: null,
    sender_id: null,
    audience: { kind: "all" },
    starts_at: null,
    // A full hour a week from now.
    ends_at: Math.ceil((now + WEEK) / HOUR) * HOUR,
    zone: texts.zone,
    scheduled: false,
    in_doubt: "resend",
  };
}
