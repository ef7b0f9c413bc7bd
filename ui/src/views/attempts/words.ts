// What an attempt says, in words: how it ended, what was answered, what to do next.
import type { Attempt } from "$lib/bindings";
import { asFailure, sentence } from "$lib/errors";
import { hasText, t } from "$lib/texts.svelte";

type Tone = "good" | "bad" | "warn" | "busy";
type Ended = Pick<Attempt, "outcome" | "retry_at">;
/** What the next step is told from: an attempt, or failures that have the same answer. */
export type Answered = Pick<Attempt, "stage" | "code" | "enhanced" | "answer">;

/** A failure that is tried again is not final. */
export function toneOf({ outcome, retry_at }: Ended): Tone {
  if (outcome === "success") return "good";
  if (outcome === "pending") return "busy";
  return outcome === "in_doubt" || retry_at !== null ? "warn" : "bad";
}

export function outcomeOf({ outcome, retry_at }: Ended): string {
  if (outcome === "failure" && retry_at !== null) return t("attempt-outcome-again");
  return t(`attempt-outcome-${outcome.replace("_", "-")}`);
}

export function stageOf(stage: string): string {
  const id = `attempt-stage-${stage.replace("_", "-")}`;
  return hasText(id) ? t(id) : stage;
}

/** The server's words as they came; where it said nothing, what happened instead. */
export function answerOf({ stage, code, answer }: Answered): string {
  if (code !== null || answer === "") return answer || t("attempt-answer-none");
  if (stage === "build") return sentence(failureIn(answer));
  const id = `attempt-answer-${answer}`;
  return hasText(id) ? t(id) : answer;
}

/** Why it happens and what to do, in plain words. */
export function adviceOf(answered: Answered): string {
  return t(`attempt-advice-${reasonOf(answered)}`);
}

/** Enhanced status codes (RFC 3463), without their class, by what they ask of a person. */
const KINDS: Record<string, string> = {
  "1.1": "unknown",
  "1.2": "unknown",
  "1.3": "unknown",
  "1.6": "unknown",
  "1.10": "unknown",
  "2.1": "unknown",
  "1.7": "sender",
  "1.8": "sender",
  "7.8": "sender",
  "7.9": "sender",
  "2.2": "full",
  "2.3": "big",
  "3.4": "big",
};

/**
 * What kind of failure it is, as the engine reads it. The enhanced status code says more than the
 * code (RFC 5321 §4.2), which servers use for everything.
 */
export function reasonOf({ stage, code, enhanced }: Omit<Answered, "answer">): string {
  if (stage === "build") return "build";
  if (stage === "interrupted") return "doubt";
  if (code === null || code < 400) return stage === "dot" ? "doubt" : "cut";
  if (code < 500) return "later";
  if (stage === "mail_from" || [530, 534, 535, 538].includes(code)) return "sender";
  const detail = /^5\.(\d+\.\d+)$/.exec(enhanced ?? "")?.[1];
  const kind = detail && KINDS[detail];
  if (kind) return kind;
  if (detail?.startsWith("7.") || (!detail && code === 554)) return "policy";
  if (code === 552) return stage === "rcpt" ? "full" : "big";
  return "other";
}

function failureIn(text: string) {
  try {
    return asFailure(JSON.parse(text));
  } catch {
    return asFailure(text);
  }
}
