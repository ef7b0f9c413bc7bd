// The rows of a list that may be a million long: pages are loaded where the person looks.
import { SvelteMap } from "svelte/reactivity";
import type { Failure, Page } from "$lib/bindings";
import { asFailure } from "$lib/errors";
import { oneAtATime } from "$lib/turns";

export interface Row {
  id: string;
}

export interface RowRequest {
  /** The `next` of the page before. */
  after: string | null;
  /** For a jump, when the page before is not known. */
  offset: number | null;
  limit: number;
}

export interface Count {
  /** How many rows the list has. */
  count: number;
  /** False when it shows only so many of more. */
  exact: boolean;
}

export interface Loaders<T> {
  page: (request: RowRequest) => Promise<Page<T>>;
  /** How many rows there are. Without it the list is read in order and grows as it is scrolled. */
  count?: () => Promise<Count>;
}

/** Rows a page. */
export const PAGE = 100;
/** Pages kept in memory around what is in sight. */
const KEPT = 40;
/** Questions asked at once. */
const ASKED = 3;

export class RowSource<T extends Row> {
  /** How many rows there are, as far as is known. */
  count = $state(0);
  /** Whether there are no more than that. */
  exact = $state(true);
  /** Whether the first page has come. */
  ready = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Counts the lists that were begun: each is looked at from its top. */
  begun = $state(0);

  #loaders: Loaders<T>;
  #pages = new SvelteMap<number, T[]>();
  /** The cursor behind each page that was ever read. */
  #next = new Map<number, string | null>();
  #asked = new Map<number, Promise<T[]>>();
  /** What was counted; nothing is known of a list that is only read in order. */
  #counted: Count | undefined;
  /** What belongs to an earlier generation of rows comes too late. */
  #generation = 0;
  /** Counts the questions for new rows: a restart overtakes those before it. */
  #question = 0;
  #restarting: Promise<boolean> | undefined;
  readonly #again = oneAtATime(async () => {
    // What was in sight is not in the other list.
    while (this.#restarting) await this.#restarting;
    await this.#renew(this.#seen.first, this.#seen.last);
  });
  /** The pages above what is in sight are older than what is in sight. */
  #behind = false;
  /** `begun` for those who must not follow it: an effect that restarts would run for ever. */
  #begun = 0;
  #seen = { first: 0, last: 0 };

  constructor(loaders: Loaders<T>) {
    this.#loaders = loaders;
  }

  /** The row, or undefined while it is on its way. */
  row(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Tells what is in sight: rows `first` up to, not including, `end`. */
  show(first: number, end: number) {
    this.#seen = { first: Math.floor(first / PAGE), last: Math.floor(Math.max(first, end - 1) / PAGE) };
    if (this.#behind && this.#seen.first === 0) void this.reload();
    this.#pump();
  }

  /** The rows `first` to `last`, loaded if need be. */
  async rows(first: number, last: number): Promise<T[]> {
    const rows: T[] = [];
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) {
      const from = Math.max(0, first - page * PAGE);
      rows.push(...(await this.#get(page)).slice(from, last - page * PAGE + 1));
    }
    return rows;
  }

  /**
   * Reads again what is in sight. The old rows stay until the new ones are there, and hints that
   * come faster than answers do not keep them from coming.
   */
  reload(): Promise<void> {
    return this.#again();
  }

  /** Reads from the top: the list is now another one. */
  async restart() {
    this.#seen = { first: 0, last: 0 };
    const restarting = this.#renew(0, 0);
    this.#restarting = restarting;
    const done = await restarting;
    // Another restart may have begun meanwhile.
    if (this.#restarting === restarting) this.#restarting = undefined;
    if (done) this.begun = ++this.#begun;
    this.#pump();
  }

  /** Whether the rows are there: false when a later question has overtaken this one, or it failed. */
  async #renew(first: number, last: number): Promise<boolean> {
    const mine = ++this.#question;
    // Without offsets the way down leads through every page; but where the person is, the pages
    // above stay as they were read until they come in sight.
    const from = this.#loaders.count || this.#next.get(first - 1) ? first : 0;
    const keeps = this.#loaders.count ? 0 : from;
    const next = new Map([...this.#next].filter(([page]) => page < keeps));
    const pages = new Map<number, T[]>();
    try {
      const counted = this.#loaders.count?.();
      for (let page = from; page <= last; page += 1) {
        const answer = await this.#ask(page, next);
        if (mine !== this.#question) return false;
        next.set(page, answer.next);
        pages.set(page, answer.rows);
        if (answer.next === null) break;
      }
      const count = await counted;
      if (mine !== this.#question) return false;
      if (count) this.#counted = count;
      this.#generation += 1;
      this.#asked.clear();
      this.#next = next;
      for (const page of this.#pages.keys()) if (page >= keeps) this.#pages.delete(page);
      for (const [page, rows] of pages) this.#pages.set(page, rows);
      this.#behind = keeps > 0;
      this.#measure();
      this.failure = null;
    } catch (error) {
      if (mine !== this.#question) return false;
      this.failure = asFailure(error);
    }
    this.ready = true;
    this.#pump();
    return this.failure === null;
  }

  /** Asks for the next page that is missing in sight. */
  #pump() {
    // The cursors are those of the list before.
    if (!this.ready || this.failure || this.#restarting) return;
    for (const page of this.#missing()) {
      if (this.#asked.size >= ASKED) return;
      if (this.#asked.has(page)) continue;
      void this.#get(page).then(
        () => this.#pump(),
        (error: unknown) => (this.failure = asFailure(error)),
      );
    }
  }

  *#missing(): Generator<number> {
    const { first, last } = this.#seen;
    const end = Math.max(0, Math.ceil(this.count / PAGE) - 1);
    for (let page = first; page <= Math.min(last, end); page += 1)
      if (!this.#pages.has(page)) yield page;
    // One page ahead, so that a list read in order does not stop at its edge.
    if (last < end && this.#pages.has(last) && !this.#pages.has(last + 1)) yield last + 1;
  }

  #get(page: number): Promise<T[]> {
    const known = this.#pages.get(page);
    if (known) return Promise.resolve(known);
    const asked = this.#asked.get(page);
    if (asked) return asked;
    const mine = this.#generation;
    const asking = this.#load(page).then((answer) => {
      if (mine === this.#generation) {
        this.#asked.delete(page);
        this.#next.set(page, answer.next);
        this.#pages.set(page, answer.rows);
        this.#measure();
        this.#forget();
      }
      return answer.rows;
    });
    this.#asked.set(page, asking);
    return asking;
  }

  async #load(page: number): Promise<Page<T>> {
    // Behind the end there is nothing.
    if (this.#next.get(page - 1) === null) return { rows: [], next: null };
    // A cursor is cheaper than an offset, and without offsets the way leads through every page.
    if (!this.#next.has(page - 1))
      await (page > 0 && !this.#loaders.count ? this.#get(page - 1) : this.#asked.get(page - 1));
    return this.#ask(page, this.#next);
  }

  #ask(page: number, next: Map<number, string | null>): Promise<Page<T>> {
    const after = next.get(page - 1) ?? null;
    const offset = page > 0 && after === null ? page * PAGE : null;
    return this.#loaders.page({ after, offset, limit: PAGE });
  }

  /**
   * As counted; otherwise the rows read, and one more place when there are more: reaching it reads
   * the next page.
   */
  #measure() {
    if (this.#counted) {
      ({ count: this.count, exact: this.exact } = this.#counted);
      return;
    }
    const last = Math.max(0, ...this.#next.keys());
    const read = last * PAGE + (this.#pages.get(last)?.length ?? PAGE);
    const more = (this.#next.get(last) ?? null) !== null;
    this.exact = !more;
    this.count = more ? read + 1 : read;
  }

  #forget() {
    if (this.#pages.size <= KEPT) return;
    const middle = (this.#seen.first + this.#seen.last) / 2;
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of far.slice(0, this.#pages.size - KEPT)) this.#pages.delete(page);
  }
}
