// The one door to the program around the window: nothing else imports `@tauri-apps/*`.
import { invoke } from "@tauri-apps/api/core";
import { listen, type UnlistenFn } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { open, save, type DialogFilter } from "@tauri-apps/plugin-dialog";
import type { Commands, EngineEvent } from "./bindings";
import { asFailure } from "./errors";
import { gate, isShutOut } from "./gate";

/** What the session's keeper and the entrance ask, and so must not wait for them. */
const KEEPER = /^(session|setup|settings|registration|recovery|passwords|worker)\./;

export type Unlisten = () => void;

/**
 * Asks the engine. Throws a `Failure`, whatever went wrong. What is asked while the session is
 * locked is asked again once it is not.
 */
export async function call<K extends keyof Commands>(
  name: K,
  input: Commands[K][0],
): Promise<Commands[K][1]> {
  for (;;) {
    try {
      return await invoke<Commands[K][1]>("call", { name, input });
    } catch (error) {
      const failure = asFailure(error);
      if (!isShutOut(failure.code) || KEEPER.test(name)) throw failure;
      const opened = failure.code === "session-locked" ? gate.wait() : undefined;
      gate.refused();
      if (!(await opened)) throw failure;
    }
  }
}

/** Hears the engine's hints. They may be lost: after one, ask the engine again. */
export function onEvent(heard: (event: EngineEvent) => void): Unlisten {
  return subscribe(listen<EngineEvent>("engine", ({ payload }) => heard(payload)));
}

/** Hears that a screen is wanted, as a route: `mailings/ID` when its notification was clicked. */
export function onOpen(heard: (route: string) => void): Unlisten {
  return subscribe(listen<string>("open", ({ payload }) => heard(payload)));
}

export type FileDrag = { kind: "over" } | { kind: "leave" } | { kind: "drop"; paths: string[] };

/** Hears files from outside being dragged over the window and dropped on it. */
export function onFileDrag(heard: (drag: FileDrag) => void): Unlisten {
  return subscribe(
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "drop") heard({ kind: "drop", paths: payload.paths });
      else if (payload.type === "leave") heard({ kind: "leave" });
      else heard({ kind: "over" });
    }),
  );
}

/** Lets the person choose files to read. Empty when they changed their mind. */
export async function chooseFiles(
  title: string,
  filters: DialogFilter[] = [],
  multiple = false,
): Promise<string[]> {
  const chosen = await open({ title, filters, multiple, directory: false });
  return chosen === null ? [] : Array.isArray(chosen) ? chosen : [chosen];
}

/** Lets the person choose where a file goes. */
export function chooseTarget(
  title: string,
  name: string,
  filters: DialogFilter[] = [],
): Promise<string | null> {
  return save({ title, defaultPath: name, filters });
}

function subscribe(pending: Promise<UnlistenFn>): Unlisten {
  let wanted = true;
  let stop: UnlistenFn | undefined;
  void pending.then((unlisten) => {
    if (wanted) stop = unlisten;
    else unlisten();
  });
  return () => {
    wanted = false;
    stop?.();
  };
}
