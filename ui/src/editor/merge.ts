// Merge fields as they stand in a letter: `{{ name }}`, `{{ name|default("friend") }}`, `{{ fields["Home town"] }}`.
import { hasText, t } from "$lib/texts.svelte";

export interface MergeField {
  field: string;
  /** What is written when the client has no value; null lets the review name the gap. */
  fallback: string | null;
}

/** Words of the template language: a field called so is reached through `fields`. */
const RESERVED = new Set(
  "and autoescape block do else elif endif endfor false fields filter for if import in include is loop macro none not or raw set true with".split(
    " ",
  ),
);
const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const PLACE = new RegExp(
  String.raw`^\{\{-?\s*(?:([\p{L}_][\p{L}\p{N}_]*)|fields\[(${STRING})\])\s*(?:\|\s*default\(\s*(${STRING})\s*\))?\s*-?\}\}$`,
  "u",
);

/** Any place in a template that a value is written into. */
export const PLACES = /\{\{[^{}]*\}\}/g;

export function write({ field, fallback }: MergeField): string {
  const name =
    WORD.test(field) && !RESERVED.has(field) ? field : `fields[${JSON.stringify(field)}]`;
  return fallback === null ? `{{ ${name} }}` : `{{ ${name}|default(${JSON.stringify(fallback)}) }}`;
}

/** The field that `text` stands for; null when it is more than a field and a default. */
export function read(text: string): MergeField | null {
  const match = PLACE.exec(text.trim());
  if (!match) return null;
  const [, word, quoted, fallback] = match;
  const field = word ?? unquote(quoted);
  if (field === null) return null;
  return { field, fallback: fallback === undefined ? null : unquote(fallback) };
}

/** The field as a person calls it. */
export function title(field: string): string {
  const id = `merge-field-${field}`;
  return /^[a-z]+$/.test(field) && hasText(id) ? t(id) : field;
}

/** A line with merge fields as a person reads it: `[Name], we have news`. */
export function readable(text: string): string {
  return text.replace(PLACES, (place) => {
    const found = read(place);
    return found ? `[${title(found.field)}]` : place;
  });
}

/** Those whose name or title begins with, or holds, what was typed; beginnings first. */
export function matching(fields: readonly string[], typed: string): string[] {
  const wanted = typed.replace(/^[{\s]+/, "").toLocaleLowerCase();
  const place = (field: string) => {
    const places = [field, title(field)].map((name) => name.toLocaleLowerCase().indexOf(wanted));
    return Math.min(...places.map((at) => (at < 0 ? Infinity : Math.sign(at))));
  };
  return fields
    .map((field) => ({ field, at: place(field) }))
    .filter(({ at }) => at < Infinity)
    .sort((one, other) => one.at - other.at)
    .map(({ field }) => field);
}

function unquote(quoted: string | undefined): string | null {
  try {
    return JSON.parse(quoted ?? "null");
  } catch {
    return null;
  }
}
