// The list of mailings: which status is shown, kept while the person looks elsewhere.
import { RowSource } from "$components/table/rows.svelte";
import type { Mailing, Status } from "$lib/bindings";
import { call } from "$lib/bridge";
import { onPersonGone } from "$lib/leave";
import { whose } from "$lib/whose.svelte";

class MailingList {
  status = $state<Status | "all">("all");

  readonly source = new RowSource<Mailing>({
    page: ({ after, limit }) => {
      const status = this.status === "all" ? null : this.status;
      return call("mailings.list", { owner_id: whose.value, status, after, limit });
    },
  });
}

export let mailingList = new MailingList();
onPersonGone(() => (mailingList = new MailingList()));
