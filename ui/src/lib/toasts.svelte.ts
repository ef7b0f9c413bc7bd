// Short news at the lower edge, which goes by itself unless it is a problem.
import { asFailure, sentence } from "./errors";
import { isShutOut } from "./gate";
import { onPersonGone } from "./leave";

export interface Toast {
  id: number;
  tone: "good" | "bad" | "plain";
  text: string;
  action?: { label: string; run: () => void };
  /** Stays until it is closed, as a problem does. */
  stays?: boolean;
}

/** Milliseconds that good news stays. */
const STAY = 5000;

class Toasts {
  list = $state.raw<Toast[]>([]);
  #last = 0;

  show(toast: Omit<Toast, "id">) {
    const id = ++this.#last;
    this.list = [...this.list.slice(-3), { ...toast, id }];
    if (toast.tone === "bad" || toast.stays) return;
    setTimeout(() => this.hide(id), toast.action ? 2 * STAY : STAY);
  }

  good(text: string) {
    this.show({ tone: "good", text });
  }

  /** Says what failed. Takes whatever was thrown. */
  bad(error: unknown) {
    const failure = asFailure(error);
    if (!isShutOut(failure.code)) this.show({ tone: "bad", text: sentence(failure) });
  }

  hide(id: number) {
    this.list = this.list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
onPersonGone(() => (toasts.list = []));
