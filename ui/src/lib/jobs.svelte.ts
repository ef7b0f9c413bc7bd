// Long work: what runs now and what has ended lately, kept up by events.
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Failure, Job } from "./bindings";
import { call, onEvent } from "./bridge";
import { onPersonGone } from "./leave";
import { oneAtATime } from "./turns";

/** Answers below this many seconds of work are guesses: no time left is shown yet. */
const SETTLED = 1.5;

class Jobs {
  #jobs = new SvelteMap<string, Job>();
  #waiting = new Map<string, (job: Job) => void>();

  readonly running = $derived(
    [...this.#jobs.values()].filter((job) => job.state === "running"),
  );
  /** Ids of the jobs whose progress an open dialog shows. */
  readonly shown = new SvelteSet<string>();

  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  /** Takes a job that a command has just started, or news about one. */
  take(job: Job) {
    const known = this.#jobs.get(job.id);
    // An event may overtake the answer of the command that started the job.
    if (known && known.state !== "running") return;
    this.#jobs.set(job.id, job);
    if (job.state !== "running") {
      this.#waiting.get(job.id)?.(job);
      this.#waiting.delete(job.id);
    }
  }

  /** The job as it ended. Throws its failure; null when it was cancelled. */
  async end(job: Job): Promise<Job | null> {
    this.take(job);
    const ended = await new Promise<Job>((resolve) => {
      const known = this.#jobs.get(job.id);
      if (known && known.state !== "running") resolve(known);
      else this.#waiting.set(job.id, resolve);
    });
    if (ended.state === "cancelled") return null;
    if (ended.state === "failed")
      throw ended.error ?? ({ code: "internal", parameters: {}, field: null } satisfies Failure);
    return ended;
  }

  cancel(job: Job) {
    return call("jobs.cancel", { id: job.id }).then((job) => this.take(job));
  }

  /** Forgets the jobs of somebody who is gone; what waits for their end is told that they were cancelled. */
  forget() {
    for (const [id, tell] of this.#waiting) {
      const job = this.#jobs.get(id);
      if (job) tell({ ...job, state: "cancelled" });
    }
    this.#waiting.clear();
    this.#jobs.clear();
    this.shown.clear();
  }

  /** Hears of jobs, and asks now and then about those waited for, because events may be lost. */
  follow(): () => void {
    const ask = oneAtATime(() =>
      call("jobs.list", {}).then(
        (jobs) => jobs.forEach((job) => this.take(job)),
        // The next question will say more.
        () => undefined,
      ),
    );
    void ask();
    const timer = setInterval(() => {
      if (this.running.length > 0) void ask();
    }, 2000);
    const stop = onEvent((event) => {
      if (event.kind === "job") this.take(event.job);
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }
}

/** Seconds left at the pace so far; null while it is too early to say. */
export function secondsLeft(job: Job, now: number): number | null {
  const spent = (now - job.created_at) / 1000;
  if (job.state !== "running" || spent < SETTLED || job.done <= 0 || job.total <= 0) return null;
  return (spent / job.done) * Math.max(0, job.total - job.done);
}

export const jobs = new Jobs();
onPersonGone(() => jobs.forget());
