// From a failure to the sentence a person reads.
import type { Failure } from "./bindings";
import { hasText, t } from "./texts.svelte";

/** Whatever was thrown, as a failure. */
export function asFailure(error: unknown): Failure {
  if (typeof error === "object" && error !== null && "code" in error) {
    const { code, parameters, field } = error as Partial<Failure>;
    return { code: String(code), parameters: parameters ?? {}, field: field ?? null };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { code: "internal", parameters: { detail }, field: null };
}

/** What happened and what to do, in the person's language. */
export function sentence(failure: Failure): string {
  const id = `error-${failure.code}`;
  return hasText(id) ? t(id, failure.parameters) : t("error-unknown", { code: failure.code });
}

/** The sentence for one input of a form, if the failure is about it. */
export function fieldError(failure: Failure | null, field: string): string | undefined {
  return failure?.field === field ? sentence(failure) : undefined;
}

/** The sentence for the form as a whole: a failure that none of these inputs shows beside itself. */
export function formError(failure: Failure | null, fields: readonly string[]): string | undefined {
  if (!failure || (failure.field !== null && fields.includes(failure.field))) return undefined;
  return sentence(failure);
}
