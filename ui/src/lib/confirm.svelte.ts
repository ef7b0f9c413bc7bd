// One question before something that cannot be taken back.
import { t } from "./texts.svelte";

export interface Question {
  title: string;
  text?: string;
  /** The word on the button that does it: "Delete", not "OK". */
  action: string;
  danger?: boolean;
}

class Confirm {
  question = $state.raw<Question | null>(null);
  #answer: ((yes: boolean) => void) | undefined;

  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.question = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  answer(yes: boolean) {
    this.question = null;
    this.#answer?.(yes);
    this.#answer = undefined;
  }
}

const state = new Confirm();
export { state as confirmState };

/** Asks the person; true when they agree. */
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
