// The list of clients: what is searched, how it is sorted, which are picked.
import { RowSource } from "$components/table/rows.svelte";
import { Selection } from "$components/table/selection.svelte";
import type { Client, ClientFilter, ClientSort, Picked } from "$lib/bindings";
import { call } from "$lib/bridge";

/** Milliseconds that a search waits for the next key. */
const PAUSE = 80;

class ClientList {
  search = $state("");
  tag = $state<string | null>(null);
  sort = $state<{ key: ClientSort; descending: boolean }>({ key: "name", descending: false });
  /** The filter that the rows shown were found with. */
  filter = $state.raw<ClientFilter>({ search: "", tag: null });

  readonly selection = new Selection();
  readonly source = new RowSource<Client>({
    page: ({ after, offset, limit }) =>
      call("clients.list", {
        owner_id: null,
        filter: this.filter,
        sort: this.sort.key,
        descending: this.sort.descending,
        after,
        offset,
        limit,
      }),
    count: async () =>
      (await call("clients.count", { owner_id: null, filter: this.filter })).count,
  });

  readonly filtered = $derived(this.filter.search !== "" || this.filter.tag !== null);

  get picked(): Picked {
    return this.selection.picked(this.filter);
  }

  /** Reads again whenever the search, the tag or the order changes. To be called by the screen. */
  follow() {
    $effect(() => {
      const filter = { search: this.search.trim(), tag: this.tag };
      void this.sort;
      const timer = setTimeout(() => {
        // What was picked under another filter can no longer be seen.
        if (filter.search !== this.filter.search || filter.tag !== this.filter.tag)
          this.selection.clear();
        this.filter = filter;
        void this.source.restart();
      }, PAUSE);
      return () => clearTimeout(timer);
    });
  }
}

export const clientList = new ClientList();
