// What the window remembers about itself: widths, what is folded, what is written and not saved.

/** Whose things are remembered under `own`. */
let person = "";

export function remembersFor(id: string | null) {
  person = id ?? "";
}

/** The key of what only this person may be shown again. */
export function own(key: string): string {
  return `${person}.${key}`;
}

/** What was remembered, or `fallback` when there is nothing or it cannot be read. */
export function recall<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function remember(key: string, value: unknown) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store costs only comfort.
  }
}
