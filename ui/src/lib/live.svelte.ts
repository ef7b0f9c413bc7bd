// What the engine said, asked again when a hint says that it has changed.
import { onEvent } from "./bridge";
import type { EngineEvent, Failure } from "./bindings";
import { asFailure } from "./errors";

type Changed = Extract<EngineEvent, { kind: "changed" }>["what"];
type Concerns = Changed[] | ((event: EngineEvent) => boolean);

/** Milliseconds that hints are gathered for before the engine is asked. */
const GATHER = 200;

export interface Live<T> {
  /** The last answer; undefined until the first one. */
  readonly value: T | undefined;
  /** Why the last question failed; the value before it stays. */
  readonly failure: Failure | null;
  reload(): void;
}

/**
 * Loads now, again when the state that `load` reads at once changes, and after each event that
 * concerns it. To be called while a component is made.
 */
export function live<T>(load: () => Promise<T>, concerns: Concerns): Live<T> {
  let value = $state.raw<T>();
  let failure = $state.raw<Failure | null>(null);
  let asked = $state(0);
  let latest = 0;

  const reload = () => void (asked += 1);
  $effect(() => {
    void asked;
    const mine = ++latest;
    load().then(
      (answer) => {
        if (mine === latest) [value, failure] = [answer, null];
      },
      (error: unknown) => {
        if (mine === latest) failure = asFailure(error);
      },
    );
  });
  onChange(concerns, reload);

  return {
    get value() {
      return value;
    },
    get failure() {
      return failure;
    },
    reload,
  };
}

/** Calls `changed` after events that concern it, gathered. To be called while a component is made. */
export function onChange(concerns: Concerns, changed: () => void) {
  $effect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onEvent((event) => {
      if (!isConcerned(concerns, event)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        changed();
      }, GATHER);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  });
}

function isConcerned(concerns: Concerns, event: EngineEvent): boolean {
  if (typeof concerns === "function") return concerns(event);
  return event.kind === "changed" && concerns.includes(event.what);
}
