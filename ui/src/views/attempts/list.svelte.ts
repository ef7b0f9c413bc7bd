// The list of attempts: how it is filtered, kept while the person looks elsewhere.
import { RowSource } from "$components/table/rows.svelte";
import type { Attempt, AttemptFilter, MailingId, Outcome, Whose } from "$lib/bindings";
import { call } from "$lib/bridge";
import { whose } from "$lib/whose.svelte";
import { dayStart } from "./period";

export const periods = ["any", "today", "week", "month", "chosen"] as const;
export type Period = (typeof periods)[number];

/** Milliseconds that the list waits for the next key. */
const PAUSE = 200;

export class AttemptList {
  mailing = $state<MailingId | null>(null);
  outcome = $state<Outcome | "">("");
  code = $state("");
  domain = $state("");
  period = $state<Period>("any");
  /** Of the period `chosen`, in milliseconds since 1970. */
  from = $state<number | null>(null);
  to = $state<number | null>(null);

  /** The filter that the rows shown were found with. */
  filter: AttemptFilter = this.#wanted();
  /** Whose attempts those are. */
  whose: Whose = null;

  readonly source = new RowSource<Attempt>({
    page: ({ after, limit }) =>
      call("attempts.list", { owner_id: this.whose, filter: this.filter, after, limit }),
  });

  readonly filtered = $derived(
    this.mailing !== null ||
      this.outcome !== "" ||
      this.code.trim() !== "" ||
      this.domain.trim() !== "" ||
      this.period !== "any",
  );

  clear() {
    this.mailing = null;
    this.outcome = "";
    this.code = "";
    this.domain = "";
    this.period = "any";
  }

  /** Reads again whenever the filter changes, or whose attempts are shown. To be called by the screen. */
  follow() {
    let first = true;
    $effect(() => {
      const filter = this.#wanted();
      const { value } = whose;
      const timer = setTimeout(
        () => {
          // Another person has other mailings.
          if (value !== this.whose) filter.mailing_id = this.mailing = null;
          this.filter = filter;
          this.whose = value;
          void this.source.restart();
        },
        first ? 0 : PAUSE,
      );
      first = false;
      return () => clearTimeout(timer);
    });
  }

  #wanted(): AttemptFilter {
    const code = Number.parseInt(this.code, 10);
    return {
      mailing_id: this.mailing,
      client_id: null,
      outcome: this.outcome || null,
      code: Number.isNaN(code) ? null : code,
      domain: this.domain.trim().replace(/^@/, "").toLowerCase() || null,
      ...this.#times(),
    };
  }

  #times(): { from: number | null; to: number | null } {
    const days: Partial<Record<Period, number>> = { today: 0, week: 6, month: 29 };
    const back = days[this.period];
    if (back !== undefined) return { from: dayStart(back), to: null };
    return this.period === "chosen" ? { from: this.from, to: this.to } : { from: null, to: null };
  }
}

export const attemptList = new AttemptList();
