// The list of attempts: how it is filtered, kept while the person looks elsewhere.
import { RowSource } from "$components/table/rows.svelte";
import type { Attempt, AttemptFilter, MailingId, Outcome, Whose } from "$lib/bindings";
import { call } from "$lib/bridge";
import { onPersonGone } from "$lib/leave";
import { Period } from "$lib/period.svelte";
import { whose } from "$lib/whose.svelte";

/** Milliseconds that the list waits for the next key. */
const PAUSE = 200;

export class AttemptList {
  mailing = $state<MailingId | null>(null);
  outcome = $state<Outcome | "">("");
  code = $state("");
  domain = $state("");
  readonly period = new Period();

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
      this.period.kind !== "any",
  );

  clear() {
    this.mailing = null;
    this.outcome = "";
    this.code = "";
    this.domain = "";
    this.period.kind = "any";
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
      ...this.period.times,
    };
  }
}

export let attemptList = new AttemptList();
onPersonGone(() => (attemptList = new AttemptList()));
