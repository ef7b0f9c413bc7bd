// What a form asks for: one thing at a time, and what went wrong with it.
import type { Failure } from "./bindings";
import { asFailure } from "./errors";

export class Submission {
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  /** Does it unless it is being done; true when it went well. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failure = null;
    try {
      await work();
    } catch (error) {
      this.failure = asFailure(error);
    } finally {
      this.busy = false;
    }
    return this.failure === null;
  }

  /** Refuses what the form itself can tell is wrong. */
  refuse(code: string, field: string, parameters: Failure["parameters"] = {}) {
    this.failure = { code, parameters, field };
  }
}
