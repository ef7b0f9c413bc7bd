// One message while it is written: what is on the screen, what is saved, and what a crash would have lost.
import type { Attachment, Draft, Failure, Format, Message, UserId } from "$lib/bindings";
import { call } from "$lib/bridge";
import { asFailure } from "$lib/errors";
import { convert } from "../../editor/formats";
import { lostInRichText } from "../../editor/rich-text";
import { forget, keep, kept, same, type Kept } from "./drafts";
import { letter } from "./letters";

/** How a letter is written: its format, and for HTML whether as it looks or as source. */
export type Writing = "rich" | "markdown" | "html" | "text";

/** Milliseconds without a key after which the draft is kept. */
const PAUSE = 400;

export class Editing {
  /** The id of the message; `new`, or `new:LETTER`, until it is saved for the first time. */
  id = $state("new");
  /** Whose it is, or will be; null: of whoever writes it, or not known yet. */
  owner = $state<UserId | null>(null);
  draft = $state<Draft>(letter(null));
  attachments = $state.raw<Attachment[]>([]);
  writing = $state<Writing>("rich");
  loaded = $state(false);
  saving = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** A version that was never saved, offered back. */
  unsaved = $state.raw<Kept | null>(null);
  #saved = $state.raw<Draft>(letter(null));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #left = false;

  readonly dirty = $derived(this.loaded && !same(this.draft, this.#saved));
  readonly isNew = $derived(this.id.startsWith("new"));

  constructor(id: string, owner: UserId | null = null) {
    this.id = id;
    if (this.isNew) this.owner = owner;
    void this.load();
  }

  async load() {
    this.failure = null;
    try {
      if (this.isNew) {
        const start = letter(this.id.split(":")[1] ?? null);
        this.#take(start);
        if (start.body) this.#saved = letter(null);
      } else {
        const message = await call("messages.show", { id: this.id });
        this.#take(draftOf(message));
        this.attachments = message.attachments;
        this.owner = message.owner_id;
      }
      const found = kept(this.#key);
      this.unsaved = found && !same(found.draft, this.draft) ? found : null;
      this.loaded = true;
    } catch (error) {
      this.failure = asFailure(error);
    }
  }

  /** The person changed something. */
  changed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), PAUSE);
  }

  /** Keeps at once what a crash would lose. */
  keep() {
    clearTimeout(this.#timer);
    // While an older version waits for an answer it is not written over.
    if (this.dirty && !this.unsaved) keep(this.#key, $state.snapshot(this.draft));
  }

  restore() {
    if (!this.unsaved) return;
    this.draft = { ...this.unsaved.draft };
    this.writing = writingOf(this.draft);
    this.unsaved = null;
  }

  /** Lets go of the version that is offered. What is on the screen is kept in its place. */
  discard() {
    forget(this.#key);
    this.unsaved = null;
    this.keep();
  }

  /** Leaves behind what was changed here; a version that is still offered is offered again. */
  leave() {
    clearTimeout(this.#timer);
    if (!this.unsaved) forget(this.#key);
    this.#left = true;
  }

  /** Saves; true when the message is safe. Its first save gives it its id. */
  async save(): Promise<boolean> {
    if (this.saving) return false;
    this.saving = true;
    this.failure = null;
    const draft = { ...this.draft };
    const { isNew } = this;
    const key = this.#key;
    try {
      const message = isNew
        ? await call("messages.add", { owner_id: this.owner, ...draft })
        : await call("messages.change", { id: this.id, ...draft });
      this.id = message.id;
      this.owner = message.owner_id;
      this.#saved = draft;
      this.attachments = message.attachments;
      // A version that is still offered is not the one that was saved; once left, another letter
      // may be kept there.
      if (!this.unsaved && !this.#left) forget(key);
      // Beside a new message it is another letter: the list goes on offering it.
      if (isNew) this.unsaved = null;
      // What was written while it was saved.
      if (!this.#left) this.keep();
      return true;
    } catch (error) {
      this.failure = asFailure(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** Whether writing it so would lose a plain-text part that was written by hand. */
  dropsTextPart(writing: Writing): boolean {
    const { body, format, text_body } = this.draft;
    if (writing !== "text" || text_body === null || text_body.trim() === "") return false;
    return text_body.trim() !== convert(body, format, "text").trim();
  }

  /** Changes how the letter is written; its words come along. */
  write(writing: Writing) {
    const format = formatOf(writing);
    this.draft.body = convert(this.draft.body, this.draft.format, format);
    this.draft.format = format;
    if (format === "text") this.draft.text_body = null;
    this.writing = writing;
    this.changed();
  }

  get #key(): string {
    return this.isNew ? "new" : this.id;
  }

  #take(draft: Draft) {
    this.draft = { ...draft };
    this.#saved = draft;
    this.writing = writingOf(draft);
  }
}

export function formatOf(writing: Writing): Format {
  return writing === "rich" ? "html" : writing;
}

function writingOf({ format, body }: Draft): Writing {
  if (format !== "html") return format;
  return lostInRichText(body).length === 0 ? "rich" : "html";
}

function draftOf({ subject, format, body, text_body }: Message): Draft {
  return { subject, format, body, text_body };
}
