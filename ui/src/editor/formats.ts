// One letter from a format into another, as far as its words and paragraphs go.
import type { Format } from "$lib/bindings";
import { escape, unescape } from "./chips";
import { PLACES } from "./merge";

/** The body in the other format. Markdown and plain text read the same; only HTML has to be made or unmade. */
export function convert(body: string, from: Format, to: Format): string {
  if (from === to) return body;
  if (from === "html") return textOf(body);
  if (to === "html") return htmlOf(body);
  return body;
}

/** Whether `body` has more than paragraphs, which another format would lose. */
export function hasFormatting(body: string, format: Format): boolean {
  if (format === "html") return /<(?!\/?(?:p|br)\b)[a-z]|<p\s/i.test(body);
  return format === "markdown" && /^(#{1,6} |[-*+] |\d+\. |> )|\*\S|_\S|\]\(/m.test(body);
}

function htmlOf(text: string): string {
  const fields: string[] = [];
  const kept = text.replace(PLACES, (place) => `\u0000${fields.push(place) - 1}\u0000`);
  return kept
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escape(paragraph).replaceAll("\n", "<br>")}</p>`)
    .join("\n")
    .replace(/\u0000(\d+)\u0000/g, (_, index: string) => fields[Number(index)] ?? "");
}

function textOf(html: string): string {
  const text = html
    .replace(/<!--[\s\S]*?-->|<(style|script|head)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/\s+/g, " ")
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/<li\b[^>]*>/gi, "\n- ")
    .replace(/<\/(p|h[1-6]|ul|ol|blockquote|table|div)>|<hr\b[^>]*>/gi, "\n\n")
    .replace(/<[^>]*>/g, "");
  return unescape(text)
    .replace(/ *\n */g, "\n")
    .replace(/- \n+/g, "- ")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
