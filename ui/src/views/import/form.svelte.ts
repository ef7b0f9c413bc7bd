// One file on its way in: how it is read, what would happen, what did.
import type { Failure, ImportPlan, ImportPreview, Job, UserId } from "$lib/bindings";
import { call } from "$lib/bridge";
import { asFailure } from "$lib/errors";
import { jobs } from "$lib/jobs.svelte";
import type { ImportReport } from "./report";

export class ImportForm {
  plan = $state.raw<ImportPlan>({
    path: "",
    encoding: null,
    delimiter: null,
    header: null,
    columns: null,
    tags: [],
  });
  /** How the file is read with this plan; the last good one stays while a new one is on its way. */
  preview = $state.raw<ImportPreview>();
  /** What the import would do. */
  forecast = $state.raw<ImportReport>();
  /** What the import did. */
  report = $state.raw<ImportReport>();
  /** The import was cancelled half-way. */
  stopped = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Where the refused rows go; null leaves them out. */
  rejects = $state<string | null>(null);

  /** The import is asked for, and not yet a job. */
  starting = $state(false);

  #job = $state.raw<Job | null>(null);
  #closed = false;
  /** Changes of the plan that were overtaken by a later one are dropped. */
  #asked = 0;

  /** Whose clients they become; null: those of whoever imports them. */
  readonly owner: UserId | null;

  constructor(path: string, rejects: string, owner: UserId | null = null) {
    this.owner = owner;
    this.plan = { ...this.plan, path };
    this.rejects = rejects;
    void this.change({});
  }

  /** The job under way: looking through the file, or importing it. */
  get job(): Job | null {
    return this.#job && (jobs.get(this.#job.id) ?? this.#job);
  }

  get importing(): boolean {
    return this.starting || this.job?.kind === "import";
  }

  /** Whether something was chosen here that is lost without an import. */
  get changed(): boolean {
    const { encoding, delimiter, header, columns, tags } = this.plan;
    const chosen = [encoding, delimiter, header, columns].some((choice) => choice !== null);
    return !this.importing && !this.report && (chosen || tags.length > 0);
  }

  /** Another way to read the file: shows its first rows and counts again what would happen. */
  async change(change: Partial<ImportPlan>) {
    const mine = ++this.#asked;
    this.plan = { ...this.plan, ...change };
    this.failure = null;
    this.forecast = undefined;
    try {
      this.#drop();
      const preview = await call("imports.preview", this.plan);
      if (mine !== this.#asked) return;
      this.preview = preview;
      const job = await this.#begin({ dry_run: true, rejects: null });
      // Nobody waits any more for what would have been counted.
      if (mine !== this.#asked) return void (await jobs.cancel(job));
      const forecast = await this.#end(job);
      if (mine === this.#asked && forecast) this.forecast = forecast;
    } catch (error) {
      if (mine === this.#asked) this.failure = asFailure(error);
    }
  }

  /** Gives a column another meaning. */
  assign(index: number, role: string) {
    const roles = this.preview?.columns.map((column) => column.role) ?? [];
    // An address or a name can come from one column only; the other one is left out.
    const once = !role.startsWith("field:") && role !== "skip" && role !== "tags";
    const columns = roles.map((other, at) =>
      at === index ? role : once && other === role ? "skip" : other,
    );
    return this.change({ columns });
  }

  async start() {
    if (this.importing || this.report || !this.forecast) return;
    this.starting = true;
    this.failure = null;
    try {
      const job = await this.#begin({ dry_run: false, rejects: this.rejects });
      const ending = this.#end(job);
      this.starting = false;
      this.report = (await ending) ?? undefined;
    } catch (error) {
      this.starting = false;
      this.failure = asFailure(error);
      return;
    }
    // Cancelled: what is in stays in, so what would happen is counted anew.
    this.stopped = this.report === undefined;
    if (this.stopped && !this.#closed) await this.change({});
  }

  /** The dialog goes away. An import goes on without it, a mere count does not. */
  close() {
    this.#closed = true;
    this.#asked += 1;
    this.#drop();
    if (this.#job) jobs.shown.delete(this.#job.id);
  }

  #begin(how: { dry_run: boolean; rejects: string | null }): Promise<Job> {
    return call("imports.start", { owner_id: this.owner, plan: this.plan, ...how });
  }

  async #end(job: Job): Promise<ImportReport | null> {
    this.#job = job;
    if (!this.#closed) jobs.shown.add(job.id);
    try {
      return ((await jobs.end(job))?.result as ImportReport | undefined) ?? null;
    } finally {
      if (this.#job?.id === job.id) this.#job = null;
    }
  }

  #drop() {
    const job = this.job;
    if (job?.kind === "import_preview" && job.state === "running") void jobs.cancel(job);
  }
}
