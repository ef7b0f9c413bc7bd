// Whose things the lists show, and what of it the person at the window may change.
import { onPersonGone } from "./leave";
import type { UserId, Whose } from "./bindings";
import { people, reachesOthers } from "./people.svelte";
import { session } from "./session.svelte";

const EVERYBODY = "everybody";

class WhoseThings {
  /** As long as the program runs, and only for whoever chose it. */
  #chosen = $state.raw<{ by: UserId; whose: Whose } | null>(null);

  /** Whether there is anything to choose: a user has only their own things. */
  get offered(): boolean {
    return reachesOthers();
  }

  /** As the commands that list things take it. */
  get value(): Whose {
    const { user } = session;
    if (!this.#chosen || !reachesOthers() || this.#chosen.by !== user?.id) return null;
    const { whose } = this.#chosen;
    if (whose === null || whose === EVERYBODY) return whose;
    return whose === user.id || people.isGone(whose) ? null : whose;
  }

  get own(): boolean {
    return this.value === null;
  }

  get everybody(): boolean {
    return this.value === EVERYBODY;
  }

  /** The one other person whose things are shown. */
  get person(): UserId | null {
    return this.everybody ? null : this.value;
  }

  /** Their name; empty when it is nobody's alone, or not known yet. */
  get name(): string {
    return this.person === null ? "" : people.nameOf(this.person);
  }

  /** Whom new things belong to, as commands take it; null: whoever makes them. */
  get newOwner(): UserId | null {
    return session.user?.role === "administrator" ? this.person : null;
  }

  /** Whether something new would belong to what is shown. */
  get mayAdd(): boolean {
    return this.newOwner === this.person;
  }

  /** Whether all that is shown may be changed, and not only some of it. */
  get mayChangeAll(): boolean {
    return this.own || session.user?.role === "administrator";
  }

  choose(whose: Whose) {
    const by = session.user?.id;
    this.#chosen = by === undefined ? null : { by, whose };
  }

  /** Shows own things again, as for a person who has just come. */
  reset() {
    this.#chosen = null;
  }
}

export const whose = new WhoseThings();

onPersonGone(() => whose.reset());

/**
 * Whether the person at the window may change what belongs to `owner`. While it is not known whose
 * it is: whether they may change all that they can see.
 */
export function mayChange(owner: UserId | null): boolean {
  const { user } = session;
  if (!user) return false;
  if (owner === null) return user.role !== "manager";
  return user.role === "administrator" || owner === user.id;
}

/** Whether it belongs to another person; null belongs to whoever is at the window. */
export function isOthers(owner: UserId | null): boolean {
  return owner !== null && owner !== session.user?.id;
}
