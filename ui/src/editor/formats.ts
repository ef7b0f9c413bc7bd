// One letter from a format into another, as far as its words, paragraphs and simple marks go.
import type { Format } from "$lib/bindings";
import { escape, unescape } from "./chips";
import { PLACES } from "./merge";
import { lostInRichText } from "./rich-text";

/** The body in the other format. Markdown and plain text read the same; only HTML has to be made or unmade. */
export function convert(body: string, from: Format, to: Format): string {
  if (from === to) return body;
  if (from === "html") return textOf(to === "markdown" ? marked(body) : body);
  return to === "html" ? htmlOf(body) : body;
}

/** Whether `body` has more than the other format can hold. */
export function isLossy(body: string, from: Format, to: Format): boolean {
  if (from === "html" && to === "markdown") return lostInRichText(body).length > 0;
  if (from === "html" && to === "text") return /<(?!\/?(?:p|br)\b)[a-z]|<p\s/i.test(body);
  if (from === "markdown" && to === "html")
    return /^(#{1,6} |[-*+] |\d+\. |> )|\*\S|_\S|\]\(/m.test(body);
  return false;
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

/** Markdown's marks in place of the tags that have one. */
function marked(html: string): string {
  return html
    .replace(/<h([1-6])\b[^>]*>/gi, (_, level: string) => `${"#".repeat(Number(level))} `)
    .replace(/<\/?(strong|b)\b[^>]*>/gi, "**")
    .replace(/<\/?(em|i)\b[^>]*>/gi, "*")
    .replace(/<blockquote\b[^>]*>\s*(<p\b[^>]*>)?/gi, "$1> ")
    .replace(/<hr\b[^>]*>/gi, "<p>---</p>")
    .replace(/<ol\b[^>]*>([\s\S]*?)<\/ol>/gi, (list) =>
      list.replace(/<li\b[^>]*>(\s*<p\b[^>]*>)?/gi, "\n1. "),
    )
    .replace(/<a\b[^>]*\bhref="([^"]*)"[^>]*>([\s\S]*?)<\/a>/gi, "[$2]($1)")
    .replace(/<img\b([^>]*)>/gi, (_, attributes: string) => {
      const [source, words] = ["src", "alt"].map((name) => valueOf(attributes, name));
      return source ? `![${words}](${source})` : "";
    });
}

function valueOf(attributes: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
}

function textOf(html: string): string {
  const text = html
    .replace(/<!--[\s\S]*?-->|<(style|script|head)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/[ \t\r\n]*\n[ \t]*(?!1\. )/g, " ")
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/<li\b[^>]*>(\s*<p\b[^>]*>)?/gi, "\n- ")
    .replace(/(<\/p>\s*)?<\/li>/gi, "")
    .replace(/<\/?(ul|ol)\b[^>]*>|<\/(p|h[1-6]|blockquote|table|div)>|<hr\b[^>]*>/gi, "\n\n")
    .replace(/<[^>]*>/g, "");
  return unescape(text)
    .replace(/ *\n */g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
