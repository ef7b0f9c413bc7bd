// The list of clients: what is searched, how it is sorted, which are picked.
import { RowSource } from "$components/table/rows.svelte";
import { Selection } from "$components/table/selection.svelte";
import type { Client, ClientFilter, ClientSort, Picked, Whose } from "$lib/bindings";
import { call } from "$lib/bridge";
import { onPersonGone } from "$lib/leave";
import { whose } from "$lib/whose.svelte";

/** Milliseconds that a search waits for the next key. */
const PAUSE = 80;

/** Of what a search finds so many are listed, and it is counted no further. */
export const LISTED = 1000;

class ClientList {
  search = $state("");
  tag = $state<string | null>(null);
  sort = $state<{ key: ClientSort; descending: boolean }>({ key: "name", descending: false });
  /** The filter that the rows shown were found with. */
  filter = $state.raw<ClientFilter>({ search: "", tag: null });
  /** Whose clients those are. */
  whose = $state.raw<Whose>(null);

  readonly selection = new Selection();
  readonly source = new RowSource<Client>({
    page: ({ after, offset, limit }) =>
      call("clients.list", {
        owner_id: this.whose,
        filter: this.filter,
        sort: this.sort.key,
        descending: this.sort.descending,
        after,
        offset,
        limit,
      }),
    count: async () => {
      const { filter, whose: owner_id } = this;
      const { count } = await call("clients.count", { owner_id, filter });
      if (filter.search === "") return { count, exact: true };
      return { count: Math.min(count, LISTED), exact: count <= LISTED };
    },
  });

  readonly filtered = $derived(this.filter.search !== "" || this.filter.tag !== null);

  /** How many are picked; null when all are that were found and nobody has counted them. */
  get size(): number | null {
    if (this.selection.ids === null && !this.source.exact) return null;
    return this.selection.size(this.source.count);
  }

  get picked(): Picked {
    return this.selection.picked(this.filter);
  }

  /**
   * Reads again whenever the search, the tag, the order or whose clients are shown changes. To be
   * called by the screen.
   */
  follow() {
    $effect(() => {
      const filter = { search: this.search.trim(), tag: this.tag };
      const { value } = whose;
      void this.sort;
      const timer = setTimeout(() => {
        // What was picked under another filter can no longer be seen.
        if (filter.search !== this.filter.search || filter.tag !== this.filter.tag)
          this.selection.clear();
        if (value !== this.whose) {
          // Another person has other tags.
          filter.tag = this.tag = null;
          this.selection.clear();
        }
        this.filter = filter;
        this.whose = value;
        void this.source.restart();
      }, PAUSE);
      return () => clearTimeout(timer);
    });
  }
}

export let clientList = new ClientList();
onPersonGone(() => (clientList = new ClientList()));
