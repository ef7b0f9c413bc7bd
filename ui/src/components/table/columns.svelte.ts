// Width and order of a table's columns, remembered between sessions.
import { recall, remember } from "$lib/memory";

export interface Column {
  key: string;
  title: string;
  /** Its share of the room among the others, and in px once the room is wide enough. */
  width: number;
  /** Stays as wide as it is: its texts are all about as long, and must not be cut. */
  firm?: boolean;
  sortable?: boolean;
  /** The title is heard but not seen, as over buttons. */
  untitled?: boolean;
  /** Numbers stand at the end. */
  end?: boolean;
}

/** In px. */
const NARROWEST = 56;
/** The part of its width that a column keeps when the window is narrow. */
const SHRINK = 0.6;

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

  /** For `grid-template-columns`: all fit the window, but for those the person has drawn. */
  readonly template: string = $derived(
    this.list
      .map((column) => {
        const drawn = this.#kept.widths[column.key];
        if (drawn !== undefined) return `${drawn}px`;
        if (column.firm) return `${column.width}px`;
        return `minmax(${Math.round(column.width * SHRINK)}px, ${column.width}fr)`;
      })
      .join(" "),
  );

  constructor(name: string, columns: () => Column[]) {
    this.#name = name;
    this.#columns = columns;
    this.#kept = recall(`table.${name}`, { order: [], widths: {} });
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
