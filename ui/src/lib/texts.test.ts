import { parse, type Entry } from "@fluent/syntax";
import { expect, test } from "vitest";

const files = import.meta.glob<string>("../../../locales/*/*.ftl", {
  eager: true,
  query: "?raw",
  import: "default",
});
const sources = import.meta.glob<string>("../**/*.{svelte,ts}", {
  eager: true,
  query: "?raw",
  import: "default",
});

function entries(language: string): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const [path, source] of Object.entries(files)) {
    if (!path.includes(`/${language}/`)) continue;
    for (const entry of parse(source, {}).body) {
      expect(entry.type, `${path} can be read`).not.toBe("Junk");
      if (entry.type !== "Message") continue;
      expect(found.has(entry.id.name), `${entry.id.name} stands once (${path})`).toBe(false);
      found.set(entry.id.name, entry);
    }
  }
  return found;
}

/** The parameters that a text takes, but for the count: one language's plural may not need it. */
function parameters(entry: Entry): string[] {
  const names = JSON.stringify(entry).matchAll(/"VariableReference","id":\{"type":"Identifier","name":"([^"]+)"/g);
  return [...new Set([...names].map((match) => match[1] ?? ""))]
    .filter((name) => name !== "count")
    .sort();
}

test("every text is there in both languages, with the same parameters", () => {
  const [en, ru] = [entries("en"), entries("ru")];
  expect([...ru.keys()].sort()).toEqual([...en.keys()].sort());
  for (const [id, entry] of en) expect(parameters(ru.get(id)!), id).toEqual(parameters(entry));
});

test("every text that the window names is there", () => {
  const known = entries("en");
  const missing = Object.entries(sources)
    .filter(([path]) => !path.endsWith(".test.ts"))
    .flatMap(([path, source]) =>
      [...source.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => `${match[1]} in ${path}`),
    )
    .filter((named) => !known.has(named.split(" ")[0] ?? ""));
  expect(missing).toEqual([]);
});
