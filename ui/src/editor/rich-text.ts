// What the rich editor can hold: a letter that holds more is edited as source, or it would lose it silently.
const TAGS: Record<string, readonly string[]> = {
  p: ["style"],
  h1: ["style"],
  h2: ["style"],
  h3: ["style"],
  a: ["href", "rel", "target"],
  img: ["src", "alt", "title", "width", "height"],
  ol: ["start", "type"],
};
for (const tag of "strong b em i u s del ul li blockquote br hr".split(" ")) TAGS[tag] = [];

const TAG = /<([a-z][a-z0-9-]*)((?:\s+[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?)*)\s*\/?>/gi;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))/g;
const ALIGNED = /^\s*text-align\s*:\s*(left|center|right|justify)\s*;?\s*$/;

/** The tags and attributes of `html` that the rich editor would drop, each once. */
export function lostInRichText(html: string): string[] {
  const lost = new Set<string>();
  if (/<!--/.test(html)) lost.add("<!-- -->");
  for (const [, name = "", attributes = ""] of html.replace(/<!--[\s\S]*?-->/g, "").matchAll(TAG)) {
    const kept = TAGS[name.toLowerCase()];
    if (!kept) lost.add(`<${name.toLowerCase()}>`);
    else
      for (const [, attribute = "", ...values] of attributes.matchAll(ATTRIBUTE)) {
        const value = values.find((value) => value !== undefined) ?? "";
        const name = attribute.toLowerCase();
        if (!kept.includes(name) || (name === "style" && !ALIGNED.test(value))) lost.add(name);
      }
  }
  return [...lost];
}
