// What the engine said, asked again when a hint says that it has changed.
import { untrack } from "svelte";
import { onEvent } from "./bridge";
import type { EngineEvent, Failure } from "./bindings";
import { asFailure } from "./errors";
import { oneAtATime } from "./turns";

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
 * Loads now, again when the state that `load` reads at once changes, and after events that concern
 * it: one question at a time, so that hints which come faster than answers keep none from being
 * shown. To be called while a component is made.
 */
export function live<T>(load: () => Promise<T>, concerns: Concerns): Live<T> {
  let value = $state.raw<T>();
  let failure = $state.raw<Failure | null>(null);
  let asked = 0;
  /** Answers to questions before this one come too late. */
  let wanted = 0;

  async function ask() {
    const mine = ++asked;
    try {
      const answer = await load();
      if (mine < wanted) return;
      [value, failure] = [answer, null];
    } catch (error) {
      if (mine < wanted) return;
      failure = asFailure(error);
    }
    wanted = mine;
  }

  const again = oneAtATime(ask);
  const reload = () => void (wanted < Infinity && untrack(again));
  $effect(() => {
    // What was asked before was another question.
    wanted = asked + 1;
    void ask();
    return () => (wanted = Infinity);
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
