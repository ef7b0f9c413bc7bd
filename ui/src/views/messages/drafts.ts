// What is being written, kept beside the engine so that a crash loses nothing of it.
import type { Draft } from "$lib/bindings";
import { own, recall, remember } from "$lib/memory";

export interface Kept {
  draft: Draft;
  /** When it was kept, in milliseconds since 1970. */
  at: number;
}

const key = (id: string) => own(`draft.${id}`);

export function keep(id: string, draft: Draft) {
  remember(key(id), { draft, at: Date.now() } satisfies Kept);
}

export function kept(id: string): Kept | null {
  return recall<Kept | null>(key(id), null);
}

export function forget(id: string) {
  remember(key(id), null);
}

export function same(one: Draft, other: Draft): boolean {
  return (
    one.subject === other.subject &&
    one.format === other.format &&
    one.body === other.body &&
    one.text_body === other.text_body
  );
}
