// The log as far as it has been read: newest first, further back as the person scrolls.
import type { Failure, LogEntry, LogLevel, Page } from "$lib/bindings";
import { call } from "$lib/bridge";
import { asFailure } from "$lib/errors";

/** Entries a page. */
const PAGE = 100;

export const levels: LogLevel[] = ["error", "warn", "info", "debug"];

export class LogList {
  level = $state<LogLevel>("info");
  search = $state("");

  rows = $state.raw<LogEntry[]>([]);
  /** Whether the first page has come. */
  ready = $state(false);
  /** Whether a page is on its way. */
  looking = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Where to read on; null at the end of the log. */
  next = $state<string | null>(null);

  /** What was asked before another filter was chosen comes too late. */
  #question = 0;

  /** Reads from the newest entry: the filter is another one. */
  async restart() {
    this.#question += 1;
    this.looking = false;
    await this.#read(null, ({ rows, next }) => {
      this.rows = rows;
      this.next = next;
    });
  }

  /** Reads further back. A page may be empty and not be the last: large files are read in parts. */
  async more() {
    if (this.next === null) return;
    await this.#read(this.next, ({ rows, next }) => {
      this.rows = [...this.rows, ...rows];
      this.next = next;
    });
  }

  /** Looks for newer entries. What was read stays, so that the person does not lose their place. */
  async refresh() {
    await this.#read(null, ({ rows, next }) => {
      const fresh = newer(rows, this.rows);
      if (fresh === null) {
        this.rows = rows;
        this.next = next;
      } else if (fresh.length > 0) this.rows = [...fresh, ...this.rows];
    });
  }

  /** One question at a time. */
  async #read(after: string | null, take: (page: Page<LogEntry>) => void) {
    if (this.looking) return;
    this.looking = true;
    const mine = this.#question;
    const { level, search } = this;
    try {
      const page = await call("logs.list", { level, search: search.trim(), after, limit: PAGE });
      if (mine !== this.#question) return;
      take(page);
      this.failure = null;
    } catch (error) {
      if (mine !== this.#question) return;
      this.failure = asFailure(error);
    }
    this.ready = true;
    this.looking = false;
  }
}

/** What stands in `page` above the entries that are known; null where the two do not meet. */
export function newer(page: LogEntry[], known: LogEntry[]): LogEntry[] | null {
  if (known.length === 0) return null;
  const texts = page.map((entry) => JSON.stringify(entry));
  const old = known.slice(0, page.length).map((entry) => JSON.stringify(entry));
  for (let above = 0; above < texts.length; above += 1) {
    if (texts.slice(above).every((text, index) => index >= old.length || text === old[index]))
      return page.slice(0, above);
  }
  return null;
}
