// What the worker does now.
import type { WorkerState } from "./bindings";
import { call, onEvent } from "./bridge";

/** Follows the worker. To be called while a component is made. */
export function followWorker(): { readonly state: WorkerState | undefined } {
  let state = $state.raw<WorkerState>();
  $effect(() => {
    call("worker.state", {}).then(
      (now) => (state ??= now),
      // The next event says it.
      () => undefined,
    );
    return onEvent((event) => {
      if (event.kind === "worker") state = event.state;
    });
  });
  return {
    get state() {
      return state;
    },
  };
}
