// One question before something that cannot be taken back.
import { onPersonGone } from "./leave";
import { t } from "./texts.svelte";

export interface Question {
  title: string;
  text?: string;
  /** The word on the button that does it: "Delete", not "OK". */
  action: string;
  danger?: boolean;
  /** What takes long: the question stays and says that it is being done. */
  work?: () => Promise<void>;
}

class Confirm {
  question = $state.raw<Question | null>(null);
  /** Agreed to, and under way. */
  busy = $state(false);
  #answer: ((yes: boolean | Promise<boolean>) => void) | undefined;

  ask(question: Question): Promise<boolean> {
    // Nothing else is asked, nor done, before what was agreed to has ended.
    if (this.busy) return Promise.resolve(false);
    this.#close(false);
    this.question = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  async answer(yes: boolean) {
    if (this.busy) return;
    const work = yes ? this.question?.work : undefined;
    if (!work) return this.#close(yes);
    this.busy = true;
    const done = work().then(() => true);
    await done.catch(() => undefined);
    this.busy = false;
    this.#close(done);
  }

  forget() {
    this.busy = false;
    this.#close(false);
  }

  #close(answer: boolean | Promise<boolean>) {
    this.question = null;
    this.#answer?.(answer);
    this.#answer = undefined;
  }
}

const state = new Confirm();
onPersonGone(() => state.forget());
export { state as confirmState };

/** Asks the person; true when they agree, and the work, if there is some, is done. Throws its failure. */
export function confirm(question: Question): Promise<boolean> {
  return state.ask(question);
}

/** Asks before what was written is thrown away. */
export function confirmDiscard(): Promise<boolean> {
  return confirm({
    title: t("discard-title"),
    text: t("discard-text"),
    action: t("discard-action"),
    danger: true,
  });
}
