// How long is still to be waited, second by second.

/** Whole seconds from `now` to `until`, both in milliseconds since 1970; never less than none. */
export function secondsTo(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000));
}

export class Countdown {
  /** Seconds. */
  left = $state(0);
  #until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  readonly over = $derived(this.left === 0);

  /** Counts to the instant, in milliseconds since 1970. A wait that is longer already stays. */
  to(until: number) {
    this.#until = Math.max(this.#until, until);
    this.#tick();
    clearInterval(this.#timer);
    if (this.left > 0) this.#timer = setInterval(() => this.#tick(), 250);
  }

  /** Counts so many seconds from now. */
  for(seconds: number) {
    this.to(Date.now() + seconds * 1000);
  }

  stop() {
    clearInterval(this.#timer);
    this.#until = this.left = 0;
  }

  #tick() {
    this.left = secondsTo(this.#until, Date.now());
    if (this.left === 0) clearInterval(this.#timer);
  }
}
