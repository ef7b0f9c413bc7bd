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

/**
 * What kind of failure it is. The enhanced status code (RFC 3463) says more than the code
 * (RFC 5321 §4.2), which servers use for everything.
 */
export function reasonOf({ stage, code, enhanced }: Omit<Answered, "answer">): string {
  if (stage === "build") return "build";
  if (stage === "interrupted") return "doubt";
  if (code === null) return stage === "dot" ? "doubt" : "cut";
  if (stage === "mail_from") return "sender";
  const [, subject, detail] = /^[245]\.(\d+)\.(\d+)$/.exec(enhanced ?? "") ?? [];
  if (subject === "1" && ["1", "2", "3", "6", "10"].includes(detail ?? "")) return "unknown";
  if (subject === "2" && detail === "1") return "unknown";
  if (code === 552 || (subject === "2" && detail === "2")) return "full";
  if (code < 500) return "later";
  if (subject === "7" || code === 554) return "policy";
  return "other";
}

function failureIn(text: string) {
  try {
    return asFailure(JSON.parse(text));
  } catch {
    return asFailure(text);
  }
}
