// The audit trail: how it is filtered.
import { RowSource } from "$components/table/rows.svelte";
import type { AuditEntry, AuditFilter, UserId } from "$lib/bindings";
import { call } from "$lib/bridge";
import { exportCsv } from "$lib/exports";
import { Period } from "$lib/period.svelte";
import { t } from "$lib/texts.svelte";

/** Milliseconds that the list waits for the next key. */
const PAUSE = 200;

export class AuditList {
  search = $state("");
  actor = $state<UserId | null>(null);
  action = $state<string | null>(null);
  readonly period = new Period();

  /** The filter that the rows shown were found with. */
  filter: AuditFilter = this.#wanted();

  readonly source = new RowSource<AuditEntry>({
    page: ({ after, limit }) => call("audit.list", { filter: this.filter, after, limit }),
  });

  readonly filtered = $derived(
    this.search.trim() !== "" ||
      this.actor !== null ||
      this.action !== null ||
      this.period.kind !== "any",
  );

  clear() {
    this.search = "";
    this.actor = this.action = null;
    this.period.kind = "any";
  }

  /** Reads again whenever the filter changes. To be called by the screen. */
  follow() {
    let pause = 0;
    $effect(() => {
      const filter = this.#wanted();
      const timer = setTimeout(() => {
        this.filter = filter;
        void this.source.restart();
      }, pause);
      pause = PAUSE;
      return () => clearTimeout(timer);
    });
  }

  export() {
    const { filter } = this;
    return exportCsv(t("audit-export-title"), t("audit-export-name"), (path) =>
      call("audit.export", { filter, path }),
    );
  }

  #wanted(): AuditFilter {
    return {
      search: this.search.trim(),
      actor_id: this.actor,
      action: this.action,
      ...this.period.times,
    };
  }
}
