// Width and order of a table's columns, remembered between sessions.
import { recall, remember } from "$lib/memory";

export interface Column {
  key: string;
  title: string;
  /** In px, until the person draws it wider or narrower. */
  width: number;
  /** Takes the room that is left over. One column should. */
  grow?: boolean;
  sortable?: boolean;
  /** Numbers stand at the end. */
  end?: boolean;
}

/** In px. */
const NARROWEST = 56;

interface Kept {
  order: string[];
  widths: Record<string, number>;
}

export class Columns {
  #name: string;
  #columns: () => Column[];
  #kept = $state<Kept>({ order: [], widths: {} });

  /** In the person's order; columns they have never seen come where they were declared. */
  readonly list: Column[] = $derived.by(() => {
    const columns = this.#columns();
    const { order } = this.#kept;
    const place = (column: Column) => {
      const kept = order.indexOf(column.key);
      return kept >= 0 ? kept : columns.indexOf(column);
    };
    return columns.toSorted((a, b) => place(a) - place(b));
  });

  /** For `grid-template-columns`. */
  readonly template: string = $derived(
    this.list
      .map((column) =>
        column.grow ? `minmax(${this.width(column)}px, 1fr)` : `${this.width(column)}px`,
      )
      .join(" "),
  );

  constructor(name: string, columns: () => Column[]) {
    this.#name = name;
    this.#columns = columns;
    this.#kept = recall(`table.${name}`, { order: [], widths: {} });
  }

  width(column: Column): number {
    return this.#kept.widths[column.key] ?? column.width;
  }

  resize(column: Column, width: number) {
    this.#kept.widths[column.key] = Math.max(NARROWEST, Math.round(width));
    this.#keep();
  }

  /** Puts the column where another one stands. */
  move(key: string, to: string) {
    const keys = this.list.map((column) => column.key);
    const place = keys.indexOf(to);
    if (place < 0 || key === to) return;
    const others = keys.filter((other) => other !== key);
    others.splice(place, 0, key);
    this.#kept.order = others;
    this.#keep();
  }

  /** Moves the column one place. */
  shift(key: string, by: -1 | 1) {
    const to = this.list[this.list.findIndex((column) => column.key === key) + by];
    if (to) this.move(key, to.key);
  }

  #keep() {
    remember(`table.${this.#name}`, this.#kept);
  }
}
