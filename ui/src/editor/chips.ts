// Between a letter's HTML and what the rich editor holds, where a merge field is one piece: a chip.
import { PLACES, read, write } from "./merge";

const PIECES = /<!--[\s\S]*?-->|\{\{[^{}]*\}\}|<[a-z/!][^>]*>/gi;
const CHIP = /<span\b([^>]*\bdata-field=[^>]*)>[^<]*<\/span>/g;

/** Turns the fields in the text of `html` into chips; fields inside tags, such as in links, stay. */
export function withChips(html: string): string {
  return html.replace(PIECES, (piece) => (piece.startsWith("{{") && chip(piece)) || piece);
}

/** Turns chips back into fields. What stands between braces is the template's, so nothing in it is escaped. */
export function withoutChips(html: string): string {
  return html
    .replace(CHIP, (_, attributes: string) => {
      const field = attribute(attributes, "data-field") ?? "";
      return write({ field, fallback: attribute(attributes, "data-fallback") });
    })
    .replace(PLACES, unescape);
}

function chip(place: string): string | null {
  const found = read(unescape(place));
  if (!found) return null;
  const fallback = found.fallback === null ? "" : ` data-fallback="${escape(found.fallback)}"`;
  return `<span data-field="${escape(found.field)}"${fallback}></span>`;
}

function attribute(attributes: string, name: string): string | null {
  const match = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes);
  return match ? unescape(match[1] ?? "") : null;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

export function unescape(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&nbsp;", "\u00a0")
    .replaceAll("&amp;", "&");
}
