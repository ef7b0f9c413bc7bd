// What the screen under a locked window asks for waits here until it is unlocked, so that nothing
// that is being written fails; when its person is gone, it is given up.

class Gate {
  #waiting: ((opened: boolean) => void)[] = [];
  #heard: (() => void)[] = [];

  /** True once the same person is there again; false when somebody else is, or nobody. */
  wait(): Promise<boolean> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  open() {
    this.#end(true);
  }

  giveUp() {
    this.#end(false);
  }

  /** The engine has refused a call because nobody is signed in, or the session is locked. */
  refused() {
    this.#heard.forEach((heard) => heard());
  }

  onRefusal(heard: () => void): () => void {
    this.#heard = [...this.#heard, heard];
    return () => (this.#heard = this.#heard.filter((other) => other !== heard));
  }

  #end(opened: boolean) {
    const waiting = this.#waiting;
    this.#waiting = [];
    waiting.forEach((resolve) => resolve(opened));
  }
}

export const gate = new Gate();

/** Whether it was refused only because of who sits at the window, which the entrance says. */
export function isShutOut(code: string): boolean {
  return code === "not-signed-in" || code === "session-locked";
}
