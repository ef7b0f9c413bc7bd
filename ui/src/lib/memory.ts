// What the window remembers about itself: widths, what is folded. Nothing a person would miss.

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
