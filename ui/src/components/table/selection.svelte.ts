// Which rows are picked: these, or all but these.
import { SvelteSet } from "svelte/reactivity";

export class Selection {
  /** Whether every row is picked but those in `#ids`. */
  #all = $state(false);
  #ids = new SvelteSet<string>();

  has(id: string): boolean {
    return this.#all !== this.#ids.has(id);
  }

  toggle(id: string) {
    if (!this.#ids.delete(id)) this.#ids.add(id);
  }

  /** Picks these and drops every other. */
  only(ids: Iterable<string>) {
    this.clear();
    for (const id of ids) this.#ids.add(id);
  }

  add(ids: Iterable<string>) {
    for (const id of ids) {
      if (this.#all) this.#ids.delete(id);
      else this.#ids.add(id);
    }
  }

  everything() {
    this.clear();
    this.#all = true;
  }

  allBut(ids: Iterable<string>) {
    this.everything();
    for (const id of ids) this.#ids.add(id);
  }

  clear() {
    this.#all = false;
    this.#ids.clear();
  }

  /** How many of `count` rows are picked. */
  size(count: number): number {
    return this.#all ? Math.max(0, count - this.#ids.size) : this.#ids.size;
  }

  /** The ids picked, or null when all are but `except`. */
  get ids(): string[] | null {
    return this.#all ? null : [...this.#ids];
  }

  get except(): string[] {
    return this.#all ? [...this.#ids] : [];
  }

  /** As commands want it: `filter` says what "all" was meant of. */
  picked<F>(
    filter: F,
  ): { kind: "ids"; ids: string[] } | { kind: "all"; filter: F; except: string[] } {
    return this.#all
      ? { kind: "all", filter, except: this.except }
      : { kind: "ids", ids: [...this.#ids] };
  }
}
