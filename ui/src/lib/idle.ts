// Whether anybody is there: tells the engine now and then, and locks the window when nobody is.

const MINUTE = 60_000;
/** Milliseconds between two looks at the clock. */
const LOOK = 10_000;

interface Told {
  touch: () => void;
  lock: () => void;
}

export class Idle {
  #minutes: number;
  #told: Told;
  #seen = Date.now();
  #touched = 0;
  #over = false;

  /** 0 minutes: the window is never locked. */
  constructor(minutes: number, told: Told) {
    this.#minutes = minutes;
    this.#told = told;
  }

  /** Somebody moved the mouse or pressed a key. */
  seen() {
    // After a sleep of the computer the key comes before the clock is looked at.
    if (this.look()) return;
    this.#seen = Date.now();
    if (this.#seen - this.#touched < MINUTE) return;
    this.#touched = this.#seen;
    this.#told.touch();
  }

  /** Locks when it is time; true from then on. */
  look(): boolean {
    if (this.#over || this.#minutes === 0) return this.#over;
    this.#over = Date.now() - this.#seen >= this.#minutes * MINUTE;
    if (this.#over) this.#told.lock();
    return this.#over;
  }

  /** Watches the window. Returns what ends it. */
  watch(): () => void {
    const ended = new AbortController();
    const options = { capture: true, passive: true, signal: ended.signal };
    for (const kind of ["pointerdown", "pointermove", "wheel", "keydown"])
      window.addEventListener(kind, () => this.seen(), options);
    const timer = setInterval(() => this.look(), LOOK);
    return () => {
      ended.abort();
      clearInterval(timer);
    };
  }
}
